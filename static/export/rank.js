// The order of what is found, as in techsets/search/ranking.py, which says what comes first and why.
const [TITLE, NAMES, TEXT] = [0, 1, 2];
const [SYNONYM, READINGS, BASE, TITLE_WEIGHT] = [10_000, 8, 25, 20];

/** Return where a typed word counts: one that is ordinary, but has meanings, in titles alone. */
const typedIn = ({ isOrdinary }, field) => (isOrdinary ? Math.min(field, NAMES) : field);

/** Return the queries that `segments` may stand for, as terms: the typed one, then those with meanings in its place. */
function readingsOf(segments) {
  let found = [[]];
  for (const { terms, others } of segments) {
    found = found.flatMap((before) => [terms, ...others].map((next) => [...before, ...next]));
    found.length = Math.min(found.length, 4_096);
  }
  return found.slice(0, READINGS + 1).map((terms) => [...new Set(terms)]);
}

/** Return the entries that match all `segments` or, if none does and `orAny`, any part of them: the best first. */
export async function rank(index, fetchTerms, segments, orAny) {
  const [typed, ...readings] = readingsOf(segments);
  const keyOf = (terms) => terms.join(" ").slice(0, 200);
  const nameOf = (terms) => `zw${keyOf(terms).replaceAll(" ", "zz")}`;
  const phrases = segments.flatMap((one) => [
    ...one.terms.map((term) => [term, typedIn(one, TEXT)]),
    ...one.others.flat().map((term) => [term, TEXT]),
  ]);
  const each = [...new Map(phrases.map((phrase) => [String(phrase), phrase])).values()];
  const wanted = new Set([...phrases.map(([term]) => term), ...[typed, ...readings].map(nameOf)]);
  const names = new Set(Array.from(wanted, (term) => index.files.findLast(([first]) => first <= term)?.[1]));
  const files = await Promise.all([...names].filter(Boolean).map(fetchTerms));
  const known = new Map(files.flatMap(Object.entries).filter(([term]) => wanted.has(term)));

  const weightOf = (term, field, id) => known.get(term)?.[1][field]?.[id] ?? 0;
  const hasAll = (terms, field, id) => terms.every((term) => weightOf(term, field, id));
  const either = (one, field, id) =>
    hasAll(one.terms, typedIn(one, field), id) || one.others.some((terms) => hasAll(terms, field, id));
  const part = (one, field, id) =>
    one.terms.some((term) => weightOf(term, typedIn(one, field), id)) ||
    one.others.some((terms) => hasAll(terms, field, id));
  const worthOf = (term, field) => {
    const [worth, places] = known.get(term);
    const entries = Object.keys(places[field]).length;
    return field === TEXT ? worth : Math.max(1e-6, Math.log((index.entries.length - entries + 0.5) / (entries + 0.5)));
  };
  const count = (test) => segments.filter(test).length;

  /** Return the score of an entry for titles with `all` that it has, or that are one of `readings`. */
  function inTitle(id, readings, base, isIn) {
    const { key, kind } = index.entries[id];
    const place = readings.findIndex((terms) => keyOf(terms) === key);
    const named = readings.findIndex((terms) => weightOf(nameOf(terms), NAMES, id));
    const words = key.split(" ").length - 1;
    const other = base + (kind === "Job description" ? 1_000 : 2_000) + words + (isIn(TITLE) ? 1 : 101);
    return Math.min(
      named < 0 ? Infinity : base + 2 * named + 1,
      isIn(NAMES) ? (place < 0 ? other : base + 2 * place) : Infinity,
    );
  }

  /** Return how good an entry is, the smaller the better: its tier, and its score among others of that. */
  function scoreOf(id) {
    const own = inTitle(id, [typed], 0, (field) => hasAll(typed, field, id));
    const others = readings.length
      ? inTitle(id, readings, SYNONYM, (field) => segments.every((one) => either(one, field, id)))
      : Infinity;
    if (Math.min(own, others) < Infinity) return [0, Math.min(own, others)];
    let tier = 2 * BASE ** 3;
    if (orAny) tier -= 2 * BASE ** 2 * count((one) => part(one, TEXT, id));
    if (segments.length > 1) {
      tier -= 2 * BASE * count((one) => part(one, NAMES, id));
      tier -= 2 * count(({ terms, others }) => [terms, ...others].some((all) => hasAll(all, TITLE, id)));
    }
    if (readings.length) tier -= hasAll(typed, TEXT, id) ? 1 : 0;
    // As SQLite's FTS5 does (https://www.sqlite.org/fts5.html, 5.1.1).
    const long = 1.2 * (1 - 0.75 + (0.75 * index.lengths[id]) / index.averageLength);
    const weights = each.map(([term, field]) => {
      const frequency = weightOf(term, field, id) * (field === NAMES ? TITLE_WEIGHT : 1);
      return frequency && (worthOf(term, field) * frequency * 2.2) / (frequency + long);
    });
    return [2 * tier + (index.entries[id].kind === "Page" ? 1 : 0), -weights.reduce((sum, one) => sum + one, 0)];
  }

  const ids = [...new Set(phrases.flatMap(([term]) => Object.keys(known.get(term)?.[1][TEXT] ?? {}).map(Number)))];
  const strict = ids.filter((id) => segments.every((one) => either(one, TEXT, id)));
  const found = strict.length || !orAny ? strict : ids.filter((id) => segments.some((one) => part(one, TEXT, id)));
  const scored = found.map((id) => [...scoreOf(id), id]);
  scored.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
  const hits = scored.map(([, , id]) => index.entries[id]);
  return { hits, known, anyWord: !strict.length && found.length > 0 };
}
