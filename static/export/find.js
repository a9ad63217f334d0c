// What is found, as in techsets/search/, over the files that techsets/export/searchindex.py writes.
import MiniSearch from "../vendor/minisearch-7.2.0/index.js";
import { rank } from "./rank.js";
import { queryParts, queryWords, rules, tidy } from "./words.js";

/** Return what is in the file at an address. */
export const load = (address, read = "json") =>
  fetch(address).then((response) => (response.ok ? response[read]() : Promise.reject(new Error(response.url))));

/** Return the segments of a query, as in techsets/search/synonyms.py: `others` are the terms of their meanings. */
function segmentsOf(parts, synonyms, capitals) {
  const found = new Map();
  for (let at = 0, length; at < parts.length; at += length) {
    const typed = (count) => parts.slice(at, at + count).join(" ");
    const isMeant = () => !rules.ordinary.includes(parts[at]) || capitals.includes(parts[at].toUpperCase());
    const stands = (count) => synonyms.has(typed(count)) && (count > 1 || parts.length === 1 || isMeant());
    for (length = parts.length - at; length > 1 && !stands(length); length -= 1);
    const [replaces, ...meanings] = stands(length) ? synonyms.get(typed(length)) : [false];
    const { words } = queryWords(replaces ? meanings[0] : typed(length));
    const [terms, ...others] = [words, ...meanings.map((one) => queryWords(one).words)].map((one) => [...one.keys()]);
    const differ = others.filter((one) => String(one) !== String(terms));
    const isOrdinary = differ.length > 0 && rules.ordinary.includes(typed(length));
    const segment = { typed: typed(length), words, terms, meanings, others: differ, replaces, isOrdinary };
    const name = JSON.stringify([terms, meanings]);
    if (terms.length && !found.has(name)) found.set(name, segment);
  }
  return [...found.values()];
}

/** Return the text of the word in titles that `slip` was probably meant to be: the closest for MiniSearch. */
function correct(slip, titleWords) {
  const words = new MiniSearch({ fields: ["id"], tokenize: (all) => all.split(" "), processTerm: (term) => term });
  words.addAll(titleWords.map((id) => ({ id })));
  // To MiniSearch two letters exchanged are two slips: they are looked for exchanged back, too.
  const swapped = Array.from(slip, (one, at) => slip.slice(0, at) + (slip[at + 1] ?? "") + one + slip.slice(at + 2));
  const [closest] = words.search({ queries: [slip, { queries: swapped, fuzzy: 0 }], fuzzy: slip.length > 5 ? 2 : 1 });
  return /^\p{L}{4,}$/u.test(slip) && closest ? [...queryWords(closest.id).words.values()][0] : null;
}

/** Return what is found for `text`, as techsets.search.query.SearchResults has it; `terms` are those to be marked. */
export async function search(address, text) {
  const index = await load(address);
  Object.assign(rules, index.rules);
  const synonyms = new Map(Object.entries(index.synonyms));
  const asked = tidy(text);
  const capitals = asked.match(/(?<!\w)[A-Z]+(?!\w)/g) ?? [];
  const fetchTerms = (name) => load(new URL(name, address));
  const find = (parts) => segmentsOf(parts, synonyms, capitals);
  const parts = queryParts(asked);
  let [segments, corrected] = [find(parts), []];
  let result = await rank(index, fetchTerms, segments, false);
  if (!result.hits.length) {
    const meant = new Map();
    const plain = segments.filter(({ meanings }) => !meanings.length);
    for (const [term, typed] of plain.flatMap(({ words }) => [...words])) {
      const other = !result.known.has(term) && correct(typed, index.titleWords);
      if (other && other !== typed) meant.set(typed, other);
    }
    corrected = Array.from(meant, ([typed, other]) => ({ typed, meant: other }));
    if (meant.size) segments = find(parts.map((part) => meant.get(part) ?? part));
    const count = new Set(segments.flatMap(({ terms }) => terms)).size;
    if (meant.size || count > 1) result = await rank(index, fetchTerms, segments, true);
  }
  const told = ({ typed, meanings }) => ({ typed, meanings: meanings.join("”, “") });
  return {
    ...result,
    asked,
    corrected,
    query: [...new Map(segments.flatMap(({ words }) => [...words])).values()].join(" "),
    leftOut: queryWords(asked).leftOut,
    terms: [...new Set(segments.flatMap((one) => [...(one.isOrdinary ? [] : one.terms), ...one.others.flat()]))],
    misspelled: segments.filter(({ replaces }) => replaces).map(told),
    synonyms: segments.filter(({ replaces, others }) => others.length && !replaces).map(told),
  };
}
