// What is found and in which order: techsets/search/query.py and ranking.py in JavaScript, over the files that
// techsets/export/searchindex.py writes.

import { correct } from "./corrections.js";
import { queryWords, tidy } from "./words.js";

const LONGEST_QUERY = 200;
const MOST_WORDS = 24;
// BM25 as SQLite's FTS5 computes it (https://www.sqlite.org/fts5.html, 5.1.1).
const K1 = 1.2;
const B = 0.75;

/** The index at an address; its files are fetched when they are needed, each once. */
export class Index {
  static async at(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return new Index(address, await response.json());
  }

  constructor(address, { kinds, titleWeight, entries, terms }) {
    this.address = address;
    this.titleWeight = titleWeight;
    this.entries = entries.map(([kind, title, link, context, key, length, text]) => ({
      kind: kinds[kind], title, link, context, key, length, text,
    }));
    this.average = this.entries.reduce((sum, entry) => sum + entry.length, 0) / this.entries.length;
    this.files = terms;
    this.fetched = new Map();
  }

  /** Return what `read` makes of the file `name` beside the index. */
  once(name, read) {
    if (!this.fetched.has(name)) {
      const asked = fetch(new URL(name, this.address)).then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return read(response);
      });
      this.fetched.set(name, asked);
    }
    return this.fetched.get(name);
  }

  /** Return where `term` stands: for each entry, by its number, the times in the title and in the text. */
  async postings(term) {
    let file = null;
    for (const [first, name] of this.files) {
      if (first > term) break;
      file = name;
    }
    const terms = file ? await this.once(file, (response) => response.json()) : {};
    const flat = Object.hasOwn(terms, term) ? terms[term] : [];
    const found = new Map();
    for (let at = 0; at < flat.length; at += 3) found.set(flat[at], { title: flat[at + 1], body: flat[at + 2] });
    return found;
  }

  /** Return the text of an entry. */
  textOf(entry) {
    return this.once(entry.text, (response) => response.text());
  }
}

/** Return the numbers of all entries that match, best first, and whether they have all words. */
function ranked(index, terms, postings, orAny) {
  const having = (all) =>
    [...new Set(postings.flatMap((one) => [...one.keys()]))].filter((entry) =>
      all ? postings.every((one) => one.has(entry)) : true,
    );
  const strict = having(true);
  const matching = strict.length || !orAny ? strict : having(false);
  const key = terms.join(" ").slice(0, 200);
  const scored = matching.map((entry) => {
    const inTitle = postings.every((one) => one.get(entry)?.title);
    return inTitle
      ? { entry, tier: 0, score: titleScore(index.entries[entry].key, key, terms) }
      : { entry, tier: 1, score: -weight(index, entry, postings) };
  });
  scored.sort((one, other) => one.tier - other.tier || one.score - other.score || one.entry - other.entry);
  return { found: scored.map(({ entry }) => entry), allWords: strict.length > 0 };
}

/** Return the number of words of the title, and 100 more if only other titles have all words; 0 for the very title. */
function titleScore(titleKey, key, terms) {
  if (titleKey === key) return 0;
  const words = titleKey.split(" ");
  return words.length - 1 + (terms.every((term) => words.includes(term)) ? 1 : 101);
}

function weight(index, entry, postings) {
  const total = index.entries.length;
  let sum = 0;
  for (const one of postings) {
    const here = one.get(entry);
    if (!here) continue;
    const rarity = Math.log((total - one.size + 0.5) / (one.size + 0.5));
    const times = here.title * index.titleWeight + here.body;
    const long = 1 - B + (B * index.entries[entry].length) / index.average;
    sum += (rarity > 0 ? rarity : 1e-6) * ((times * (K1 + 1)) / (times + K1 * long));
  }
  return sum;
}

/**
 * Return what is found for `text`: `asked` (the question as it was taken), `query` (the words that were looked for),
 * `terms`, `found` (entries, best first), `corrected`, `leftOut`, `anyWord` and `isCut`, as on the server.
 */
export async function search(index, text) {
  const asked = tidy(text.slice(0, LONGEST_QUERY * 4));
  let { words, leftOut } = queryWords(asked.slice(0, LONGEST_QUERY));
  const isCut = asked.length > LONGEST_QUERY || text.length > LONGEST_QUERY * 4 || words.length > MOST_WORDS;
  words = words.slice(0, MOST_WORDS);
  const answer = {
    asked: asked.slice(0, LONGEST_QUERY).trimEnd(), query: "", terms: [], found: [], corrected: [], leftOut,
    anyWord: false, isCut,
  };
  if (!words.length) return answer;
  const look = async (orAny) => {
    const terms = words.map((word) => word.term);
    const postings = await Promise.all(terms.map((term) => index.postings(term)));
    return { postings, ...ranked(index, terms, postings, orAny) };
  };
  let result = await look(false);
  if (!result.found.length) {
    const known = new Set(words.filter((_, place) => result.postings[place].size).map((word) => word.term));
    const corrections = correct(words, known, index.entries.map((entry) => entry.title));
    answer.corrected = words
      .filter((word) => corrections.has(word.term))
      .map((word) => [word.text, corrections.get(word.term).text]);
    words = [...new Map(words.map((word) => corrections.get(word.term) ?? word).map((word) => [word.term, word])).values()];
    if (answer.corrected.length || words.length > 1) result = await look(true);
    answer.anyWord = result.found.length > 0 && !result.allWords;
  }
  answer.query = words.map((word) => word.text).join(" ");
  answer.terms = words.map((word) => word.term);
  answer.found = result.found.map((entry) => index.entries[entry]);
  return answer;
}
