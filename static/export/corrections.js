// Mending words that nothing has, by the words of titles: techsets/search/corrections.py in JavaScript.

import { chunks, fold, queryWords } from "./words.js";

const SHORTEST = 4; // Shorter words are too close to too many others.

/** Return for each of `words` whose term is not in `known` the word of `titles` that was probably meant, by its term. */
export function correct(words, known, titles) {
  const found = new Map();
  const unknown = words.filter(
    (word) => !known.has(word.term) && word.text.length >= SHORTEST && /^\p{L}+$/u.test(word.text),
  );
  if (!unknown.length) return found;
  const counts = new Map();
  for (const [chunk] of titles.flatMap((title) => [...fold(title).matchAll(chunks())])) {
    for (const word of chunk.split("-")) {
      if (word.length >= SHORTEST - 1) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  for (const slip of unknown) {
    const most = slip.text.length <= 5 ? 1 : 2;
    const close = [...counts]
      .map(([word, count]) => ({ word, count, far: distance(slip.text, word, most) }))
      .filter(({ far }) => far <= most)
      .sort((one, other) => one.far - other.far || other.count - one.count || (one.word < other.word ? -1 : 1));
    const meant = close.map(({ word }) => queryWords(word).words[0]).find(Boolean);
    if (meant) found.set(slip.term, meant);
  }
  return found;
}

/** Return how many letters have to be put in, taken out, replaced or exchanged with another (Damerau-Levenshtein). */
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  const far = one.length + other.length;
  const rows = Array.from({ length: one.length + 2 }, () => new Array(other.length + 2).fill(far));
  for (let at = 0; at <= one.length; at += 1) rows[at + 1][1] = at;
  for (let at = 0; at <= other.length; at += 1) rows[1][at + 1] = at;
  const lastRow = new Map();
  for (let row = 1; row <= one.length; row += 1) {
    let lastColumn = 0;
    for (let column = 1; column <= other.length; column += 1) {
      const swapRow = lastRow.get(other[column - 1]) ?? 0;
      const swapColumn = lastColumn;
      const same = one[row - 1] === other[column - 1];
      if (same) lastColumn = column;
      rows[row + 1][column + 1] = Math.min(
        rows[row][column] + (same ? 0 : 1),
        rows[row + 1][column] + 1,
        rows[row][column + 1] + 1,
        rows[swapRow][swapColumn] + (row - swapRow - 1) + 1 + (column - swapColumn - 1),
      );
    }
    lastRow.set(one[row - 1], row);
  }
  return rows[one.length + 1][other.length + 1];
}
