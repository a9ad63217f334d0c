// Words as the search compares them, as in techsets/search/terms.py.
import Stemmer from "../vendor/snowball-3.1.1/english-stemmer.js";
/** From the index: words that say nothing, words that may say nothing, and letters with what they are compared as. */
export const rules = { stopWords: [], ordinary: [], letters: {} };
/** What a folded text is made of: numbers with dots, numbers with commas, and words with hyphens or apostrophes. */
export const CHUNK = /\p{Nd}+(?:\.\p{Nd}+)+|\p{Nd}{1,3}(?:,\p{Nd}{3})+(?!\p{Nd})|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const FOLDED = /[A-Z]|[^\0-\x7f]/gu;
const foldLetter = (one) => (/[\p{Mn}\p{Me}]/u.test(one) ? "" : (rules.letters[one] ?? one.toLowerCase()));
const stemmer = new Stemmer();
const known = new Map();

/** Return `text` in one line, composed (NFC), without control characters and invisible hyphens. */
export function tidy(text) {
  const visible = text.replace(/[\p{Cs}\u00ad\u200b-\u200f\u2060\ufeff]/gu, "").replace(/\p{Cc}/gu, " ");
  return visible.replace(/[ﬀ-ﬆ]/g, (one) => one.normalize("NFKC")).normalize("NFC").trim().split(/\s+/u).join(" ");
}

/** Return `text` in lower case without accents; it may grow longer, as "ß" does. */
export const fold = (text) => text.normalize("NFC").replace(FOLDED, foldLetter);

/** Return `text` folded such that each character keeps its place; what cannot be folded so stays as it is. */
export const foldInPlace = (text) =>
  text.replace(FOLDED, (one) => (foldLetter(one).length === one.length ? foldLetter(one) : one));

/** Return the words of a folded chunk: those between hyphens, but e-mail, K-12 and E-rate are one word. */
function partsOf(chunk) {
  if (/^\p{Nd}.*[.,]/u.test(chunk)) return [chunk.replaceAll(",", "")];
  const plain = chunk.replace(/'s(?=-|$)|'/g, "");
  return /^(?:[^i\P{L}]|i(?=-\p{Nd}+$))-[^-]+$/u.test(plain) ? [plain.replace("-", "")] : plain.split("-");
}

function termOf(word) {
  if (rules.stopWords.includes(word)) return "";
  const bytes = new TextEncoder().encode(word);
  if (bytes.length > word.length) return `zu${Array.from(bytes, (byte) => byte.toString(16)).join("")}`;
  return /^[0-9]/.test(word) ? `zq${word.replaceAll("-", "").replaceAll(".", "z")}` : stemmer.stemWord(word);
}

/** Return the terms under which a folded chunk stands in the index: its words, and all of them in one. */
export function termsOf(chunk) {
  if (!known.has(chunk)) known.set(chunk, [...partsOf(chunk), partsOf(chunk).join("")].map(termOf));
  return known.get(chunk);
}

/** Return all words of a query as they are compared, in order. */
export function queryParts(text) {
  // A SOC code or a school year is looked for as a whole.
  const wordsOf = ([chunk]) => (/^[\p{Nd}-]+$/u.test(chunk) ? [chunk] : partsOf(chunk));
  return [...fold(text).matchAll(CHUNK)].flatMap(wordsOf);
}

/** Return the words of a query by their terms, and those that are left out because they say nothing. */
export function queryWords(text) {
  const words = [...new Set(queryParts(text))].map((part) => [termOf(part), part]);
  const leftOut = words.filter(([term]) => !term).map(([, part]) => part);
  return { words: new Map(words.filter(([term]) => term)), leftOut };
}
