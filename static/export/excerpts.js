// The part of a text that shows best why it was found, as in techsets/search/excerpts.py.
import { CHUNK, foldInPlace, termsOf } from "./words.js";
const LENGTH = 240;
const BEGINNING = 400; // Here a text says what it is about.
const NEAR = 40; // A word is cut in two only where there is no border so near.

/** Return about 240 characters of `text` where most `terms` stand together, in pieces: every second is a hit. */
export function excerpt(text, terms) {
  const spots = [];
  for (const { index: start, 0: chunk } of foldInPlace(text).matchAll(CHUNK)) {
    const hits = termsOf(chunk).filter((term) => terms.includes(term));
    if (hits.length) spots.push({ start, end: start + Math.min(chunk.length, LENGTH), hits });
  }
  const near = ({ start }, at) => spots.slice(at).filter(({ end }, more) => !more || end <= start + LENGTH - NEAR);
  const count = (inside) => new Set(inside.flatMap(({ hits }) => hits)).size;
  const score = (inside) => (2 * count(inside) + (inside[0].start < BEGINNING)) * LENGTH + inside.length;
  const [best = []] = spots.map(near).sort((one, other) => score(other) - score(one));
  const [from, to] = [best[0]?.start ?? 0, best.at(-1)?.end ?? 0];
  const sentences = [0, ...Array.from(text.slice(0, from + 1).matchAll(/[.!?;] (?=\S)/g), (end) => end.index + 2)];
  const begin = sentences.find((at) => at >= Math.min(sentences.at(-1), text.length - LENGTH));
  const isWhole = to - begin <= LENGTH;
  const early = Math.max(0, Math.min(from - Math.floor(Math.max(0, LENGTH - to + from) / 3), text.length - LENGTH));
  const space = text.indexOf(" ", early - 1);
  const start = isWhole ? begin : early && space >= 0 && space < Math.min(early + NEAR, from) ? space + 1 : early;
  const late = Math.max(start + LENGTH, to);
  const before = text.lastIndexOf(" ", late);
  const end = late >= text.length ? text.length : before < late - NEAR ? late : before;
  const isCut = start > 0 && !/^[.!?;] \S/.test(text.slice(start - 2, start + 1));
  const cut = (isCut ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  const shown = spots.filter((one) => start <= one.start && one.end <= end).flatMap((one) => [one.start, one.end]);
  const borders = [...shown.map((at) => at - start + (isCut ? 2 : 0)), cut.length];
  return borders.map((border, place) => cut.slice(borders[place - 1] ?? 0, border));
}
