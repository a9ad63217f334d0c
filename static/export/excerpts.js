// The part of a text that shows best why it was found: techsets/search/excerpts.py in JavaScript.

import { chunks, chunkTerms, foldInPlace } from "./words.js";

const LENGTH = 240;
const NEAR = 40; // A word is cut in two only where there is no border so near.
const MOST_SPOTS = 50; // More hits of one word than this in one text say nothing more about where to cut.

/** Return about 240 characters of `text` as `[words, isHit]`: where most of `terms` stand together. */
export function excerpt(text, terms) {
  const spots = spotsOf(text, new Set(terms));
  const [start, end] = windowOf(text, spots);
  const parts = start ? [["… ", false]] : [];
  let at = start;
  for (const spot of spots) {
    if (start <= spot.start && spot.end <= end) {
      parts.push([text.slice(at, spot.start), false], [text.slice(spot.start, spot.end), true]);
      at = spot.end;
    }
  }
  parts.push([text.slice(at, end), false]);
  if (end < text.length) parts.push([" …", false]);
  return merged(parts);
}

/** Return the words of `text` that have one of `terms`, in order, none overlapping. */
function spotsOf(text, terms) {
  const folded = foldInPlace(text);
  const chunk = chunks("uy");
  const found = new Map();
  // Words that begin as a term does are found at once, and only they are looked at: stemming changes the ends of words.
  for (const beginning of new Set([...terms].flatMap(beginningsOf))) {
    let count = 0;
    for (let at = folded.indexOf(beginning); at >= 0 && count < MOST_SPOTS; at = folded.indexOf(beginning, at + 1)) {
      chunk.lastIndex = at;
      const match = startsWord(folded, at) && chunk.exec(folded);
      const hits = match ? chunkTerms(match[0]).filter((term) => terms.has(term)) : [];
      if (hits.length) {
        found.set(at, { start: at, end: endOfHit(match, hits), terms: hits });
        count += 1;
      }
    }
  }
  const spots = [];
  for (const spot of [...found.values()].sort((one, other) => one.start - other.start)) {
    if (!spots.length || spot.start >= spots.at(-1).end) spots.push(spot);
  }
  return spots;
}

function beginningsOf(term) {
  if (term.startsWith("zq")) return [term[2]];
  if (term.startsWith("zu")) {
    const bytes = term.slice(2).match(/../g).map((byte) => parseInt(byte, 16));
    return [[...new TextDecoder().decode(new Uint8Array(bytes))][0]];
  }
  // E-mail and on-line are found as email and online, O'Brien as obrien. A stem of three letters may end in i for y.
  return [term.slice(0, term.length > 3 ? 3 : 2), `${term[0]}-`, `${term.slice(0, 2)}-`, `${term[0]}'`];
}

/** Say whether a word starts there; 1.2 does not start inside 1.1.2. */
function startsWord(text, at) {
  const before = at && [...text.slice(Math.max(0, at - 2), at)].at(-1);
  if (at && /^[\p{L}\p{N}]$/u.test(before)) return false;
  return at < 2 || !(/[.,]/.test(before) && /^\p{Nd}$/u.test(text[at - 2]) && /^\p{Nd}$/u.test(text[at]));
}

/** Return where the hit ends: of "support-related" only "support", if that is what was looked for. */
function endOfHit(found, hits) {
  const [chunk] = found;
  const first = chunk.split("-", 1)[0];
  const alone = chunkTerms(first);
  const length = hits.every((term) => alone.includes(term)) ? first.length : chunk.length;
  return found.index + Math.min(length, LENGTH);
}

/** Return where the excerpt starts and ends: with most different terms, then most hits, then as early as can be. */
function windowOf(text, spots) {
  if (text.length <= LENGTH) return [0, text.length];
  if (!spots.length) return [0, borderBefore(text, LENGTH)];
  let best = { kinds: 0, hits: 0, first: 0, last: 0 };
  spots.forEach(({ start }, first) => {
    let last = first;
    while (last + 1 < spots.length && spots[last + 1].end <= start + LENGTH - NEAR) last += 1;
    const kinds = new Set(spots.slice(first, last + 1).flatMap((spot) => spot.terms)).size;
    const hits = last + 1 - first;
    if (kinds > best.kinds || (kinds === best.kinds && hits > best.hits)) best = { kinds, hits, first, last };
  });
  const [first, last] = [spots[best.first], spots[best.last]];
  const spare = Math.max(0, LENGTH - (last.end - first.start));
  const start = borderAfter(text, Math.max(0, Math.min(first.start - Math.floor(spare / 3), text.length - LENGTH)), first.start);
  const end = Math.max(start + LENGTH, last.end);
  return [start, end >= text.length ? text.length : borderBefore(text, end)];
}

function borderAfter(text, at, latest) {
  if (at === 0 || text[at - 1] === " ") return at;
  const space = text.indexOf(" ", at);
  return space >= 0 && space < Math.min(at + NEAR, latest) ? space + 1 : at;
}

function borderBefore(text, at) {
  const space = text.lastIndexOf(" ", at);
  return space >= at - NEAR ? space : at;
}

/** Return `parts` without empty ones, neighbours that are no hits in one. */
function merged(parts) {
  const out = [];
  for (const [text, isHit] of parts) {
    if (!text) continue;
    if (!isHit && out.length && !out.at(-1)[1]) out.at(-1)[0] += text;
    else out.push([text, isHit]);
  }
  return out;
}
