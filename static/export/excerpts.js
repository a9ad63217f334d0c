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

/** Return the words of `text` that have one of `terms`, in order. */
function spotsOf(text, terms) {
  const spots = [];
  const counts = new Map();
  for (const found of foldInPlace(text).matchAll(chunks())) {
    const hits = chunkTerms(found[0]).filter((term) => terms.has(term));
    const beginning = found[0].slice(0, 3);
    if (!hits.length || counts.get(beginning) >= MOST_SPOTS) continue;
    counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
    spots.push({ start: found.index, end: endOfHit(found, hits), terms: hits });
  }
  return spots;
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
