// What is found, as in techsets/search/, over the files that techsets/export/searchindex.py writes.
import MiniSearch from "../vendor/minisearch-7.2.0/index.js";
import { queryWords, rules, tidy } from "./words.js";
const OPTIONS = { fields: ["title", "names", "text"], tokenize: (all) => all.split(" "), processTerm: (term) => term };

/** Return what is in the file at an address. */
export const load = (address, read = "json") =>
  fetch(address).then((response) => (response.ok ? response[read]() : Promise.reject(new Error(response.url))));

/** Return the entries that have all `terms`, or, if there are none and `orAny`, any of them: the best first. */
async function rank(index, terms, orAny) {
  const names = new Set(terms.map((term) => index.files.findLast(([first]) => first <= term)?.[1]).filter(Boolean));
  const files = await Promise.all([...names].map((name) => load(new URL(name, index.address))));
  const known = new Map(files.flatMap(Object.entries).filter(([term]) => terms.includes(term)));
  const stands = Array.from(known, ([term, [, places]]) => [term, places]);
  const entries = MiniSearch.loadJSON(JSON.stringify({ ...index.entries, index: stands }), OPTIONS);
  const boostTerm = (term) => known.get(term)?.[0] ?? 1;
  const query = terms.join(" ");
  // In titles all words weigh the same, so that those of fewer words come first, and the very title before others.
  const boostDocument = (id, term, { key }) => (key === query.slice(0, 200) ? 2 : 1);
  const options = { boostDocument, boostTerm, bm25: { k: 1.2, b: 0.75, d: 0 } };
  const look = (field, combineWith) => entries.search(query, { fields: [field], combineWith, ...options });
  const strict = OPTIONS.fields.flatMap((field) => look(field, "AND"));
  const found = strict.length || !orAny ? strict : look("text", "OR");
  const hits = [...new Map(found.map((hit) => [hit.id, hit])).values()];
  return { terms, hits, known, anyWord: !strict.length && found.length > 0 };
}

/** Return term and text of the word in titles that `slip` was probably meant to be: the closest for MiniSearch. */
function correct(slip, titleWords) {
  const words = new MiniSearch({ ...OPTIONS, fields: ["id"] });
  words.addAll(titleWords.map((id) => ({ id })));
  // To MiniSearch two letters exchanged are two slips: they are looked for exchanged back, too.
  const swapped = Array.from(slip, (one, at) => slip.slice(0, at) + (slip[at + 1] ?? "") + one + slip.slice(at + 2));
  const [closest] = words.search({ queries: [slip, { queries: swapped, fuzzy: 0 }], fuzzy: slip.length > 5 ? 2 : 1 });
  return /^\p{L}{4,}$/u.test(slip) && closest ? [...queryWords(closest.id).words][0] : null;
}

/** Return what is found for `text`, as techsets.search.query.Found has it; `terms` are those of `query`. */
export async function search(address, text) {
  const index = { address, ...(await load(address)) };
  Object.assign(rules, index.rules);
  const { words: asked, leftOut } = queryWords(tidy(text));
  let [words, corrected] = [asked, []];
  let result = await rank(index, [...words.keys()], false);
  if (!result.hits.length) {
    words = new Map();
    for (const [term, typed] of asked) {
      const [other, meant] = (!result.known.has(term) && correct(typed, index.titleWords)) || [term, typed];
      if (meant !== typed) corrected.push({ typed, meant });
      words.set(other, meant);
    }
    if (corrected.length || words.size > 1) result = await rank(index, [...words.keys()], true);
  }
  return { ...result, asked: tidy(text), query: [...words.values()].join(" "), corrected, leftOut };
}
