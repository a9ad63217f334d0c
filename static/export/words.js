// Words as the search compares them: techsets/search/terms.py in JavaScript, so that what is typed gets the terms that
// the index has.

import { stem } from "./stemmer.js";

const STOP_WORDS = new Set(
  (
    "a an and any are as at be been but by can do does each for from had has have he her his how if in into its " +
    "may me must my no not of on or our she should so such that the their them then there these they this those to " +
    "was we were what when where which while who whom why will with would you your"
  ).split(" "),
);
const LONGEST_WORD = 64;
/** What a folded text is made of: numbers with dots, numbers with commas, and words with hyphens or apostrophes. */
const CHUNK = /\p{Nd}+(?:\.\p{Nd}+)+|\p{Nd}{1,3}(?:,\p{Nd}{3})+(?!\p{Nd})|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/u;
export const chunks = (flags = "gu") => new RegExp(CHUNK, flags);

const DASHES = /[\u2010-\u2013]/;
const APOSTROPHES = /[\u2018\u2019\u02bc]/;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const LIGATURES = { ﬀ: "ff", ﬁ: "fi", ﬂ: "fl", ﬃ: "ffi", ﬄ: "ffl", ﬅ: "st", ﬆ: "st" };
const MARKS = /[\p{Mn}\p{Me}]/gu;
const ALNUM = /^[\p{L}\p{N}]+$/u;
const ASCII = /^[\u0000-\u007f]*$/;

/** Return `text` in one line, composed (NFC), without control characters and invisible hyphens. */
export function tidy(text) {
  return text
    .replace(/\p{Cs}/gu, "")
    .replace(CONTROLS, " ")
    .replace(INVISIBLE, "")
    .replace(/[ﬀ-ﬆ]/g, (one) => LIGATURES[one])
    .normalize("NFC")
    .split(/\s+/u)
    .filter(Boolean)
    .join(" ");
}

const withoutMarks = (text) => text.replace(MARKS, "");

function foldCharacter(one) {
  if (DASHES.test(one)) return "-";
  if (APOSTROPHES.test(one)) return "'";
  if (/^[\p{Mn}\p{Me}]$/u.test(one)) return "";
  if (!ALNUM.test(one)) return one;
  let bases = withoutMarks(one.normalize("NFKD"));
  if ([...bases].length !== 1) bases = one.normalize("NFKC");
  // Through upper case, because lower case alone keeps ß and the last sigma. But ı is no i, and Cherokee is compared in
  // upper case (Unicode, CaseFolding.txt).
  let lower = bases === "ı" ? bases : bases.toLowerCase().toUpperCase().toLowerCase();
  if (/^\p{Script=Cherokee}/u.test(bases)) lower = bases.toUpperCase();
  const folded = withoutMarks(lower);
  return ALNUM.test(folded) ? folded : one;
}

/** Return `text` in lower case without accents; it may grow longer, as "ß" does. */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  return [...text.normalize("NFC")].map(foldCharacter).join("");
}

/** Return `text` folded such that each character keeps its place; what cannot be folded so stays as it is. */
export function foldInPlace(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  return [...text].map((one) => (foldCharacter(one).length === one.length ? foldCharacter(one) : one)).join("");
}

/** Return the words of a folded chunk: those between hyphens, but e-mail, K-12 and E-rate are one word. */
function partsOf(chunk) {
  if (/^\p{Nd}/u.test(chunk) && /[.,]/.test(chunk)) return [chunk.replaceAll(",", "")];
  const parts = chunk.replace(/'s(?=-|$)/g, "").replaceAll("'", "").split("-");
  const [first, second] = parts;
  if (parts.length === 2 && /^\p{L}$/u.test(first) && (first !== "i" || /^\p{Nd}+$/u.test(second))) {
    return [parts.join("")];
  }
  return parts.filter(Boolean);
}

const known = new Map();

/** Return the term of one word, empty for a stop word. */
function termOf(word) {
  if (STOP_WORDS.has(word)) return "";
  let term = known.get(word);
  if (term === undefined) {
    term = madeTerm([...word].slice(0, LONGEST_WORD).join(""));
    known.set(word, term);
  }
  return term;
}

function madeTerm(word) {
  if (!ASCII.test(word)) {
    return "zu" + [...new TextEncoder().encode(word)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  if (/^[0-9]/.test(word)) return "zq" + word.replaceAll("-", "").replaceAll(".", "z");
  return stem(word);
}

/** Return the terms under which a folded chunk stands in the index. */
export function chunkTerms(chunk) {
  const parts = partsOf(chunk);
  if (parts.length > 1) parts.push(parts.join(""));
  return parts.map(termOf).filter(Boolean);
}

/** Return the words of a query as `{text, term}`, each once, and the words that are left out because they say nothing. */
export function queryWords(text) {
  const words = new Map();
  const leftOut = [];
  for (const [chunk] of fold(text).matchAll(chunks())) {
    let parts = partsOf(chunk);
    // A SOC code or a school year is looked for as a whole.
    if (parts.length > 1 && /^\p{Nd}+$/u.test(parts.join(""))) parts = [parts.join("-")];
    for (const part of parts) {
      const term = termOf(part);
      if (!term) {
        if (!leftOut.includes(part)) leftOut.push(part);
      } else if (!words.has(term)) {
        words.set(term, { text: part, term });
      }
    }
  }
  return { words: [...words.values()], leftOut };
}
