"""Matching and ranking entries, with one statement for each query on either database.

Order: the very title; the very "also called"; job descriptions with all words in their titles or among "also called",
those with fewer words in the title first, and those that have them only with other titles last; positions, support
models and pages in the same way. Then the same for what synonyms lead to, so that a synonym never outranks a title with
the typed words. The others follow by how many parts of the query stand in their titles, and then as the database
weighs their texts. Equals stand by kind and title, so that pages neither repeat nor skip any.

Every value is a parameter; what goes into full-text queries are terms, which are ASCII letters and digits.
``static/export/find.js`` ranks in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from orgcharts.models import Position
from orgcharts.tree.index_numbers import path_below_head
from techsets.search import statements
from techsets.search.models import Kind, SearchEntry
from techsets.search.synonyms import MAX_SEGMENTS, Query, Segment
from techsets.search.terms import key, name_term, number_of

#: Maximum number of hits that can be paged through.
MAX_RESULTS = 1_000

#: Maximum number of entries, without all words in the title, that are weighted. Where more match, the words are too
#: common for weights to matter.
MAX_CANDIDATES = 4_000

#: Weight of a word in the title, relative to one in the text.
TITLE_WEIGHT = 20.0

#: What is added to the score of a title that a synonym leads to: more than any title with the typed words has.
_SYNONYM = 10_000

#: A term that may stand anywhere.
_TERM = re.compile(r"\b[a-z0-9]+\b(?!:)")


@dataclass(frozen=True, slots=True)
class Row:
    """A matching entry."""

    kind: str
    object_id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a page, the number of all matches, and whether they match the whole query (or any part)."""

    total: int
    rows: list[Row]
    all_words: bool


def rank(query: Query, *, or_any: bool, limit: int, offset: int) -> Ranking:
    """Return the entries that match all segments of ``query``, best first.

    With ``or_any``, if there are none, those that match any word of it. ``offset`` and ``limit`` together reach to
    ``MAX_RESULTS`` at most.
    """
    last = min(offset + limit, MAX_RESULTS)
    values = {
        "all": _all(_either(segment) for segment in query.segments),
        "any": _any(map(_part, query.segments)) if or_any else _all(map(_either, query.segments)),
        "title_weight": TITLE_WEIGHT,
        "candidates": MAX_CANDIDATES,
        "last": last,
        "limit": max(0, last - offset),
        "offset": offset,
    }
    statement = statements.SQLITE if _is_sqlite() else statements.POSTGRESQL
    numbered = ", ".join(map(str, _numbered(query.terms, or_any)))
    statement = statement.replace("<or_numbered>", statements.OR_NUMBERED.format(keys=numbered) if numbered else "")
    titles = _titles(query, values)
    if numbered:
        titles.append(statements.NUMBERED_TITLES.format(keys=numbered))
    statement = statement.replace("<titles>", " UNION ALL ".join(titles))
    if query.readings and _is_sqlite():
        values["each"] = _any(dict.fromkeys(expression for one in query.segments for expression in _words(one)))
        statement = statement.replace("<weighed>", statements.SQLITE_WEIGHED_EACH)
    statement = statement.replace("<weighed>", statements.SQLITE_WEIGHED)
    statement = statement.replace("<tier>", _tier(query, or_any, values))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    # There is always a row with the counts.
    strict, total = found[0][:2]
    rows = [Row(*row[2:]) for row in found if row[2] is not None]
    return Ranking(total, rows, strict > 0)


def known_words(terms: Sequence[str]) -> tuple[set[str], str]:
    """Return those of ``terms`` that any entry has, and the titles of all entries in one string."""
    values = {f"term{place}": _all([term]) for place, term in enumerate(terms)}
    if _is_sqlite():
        titles = "SELECT group_concat(title, ' ') FROM search_searchentry"
        exists = "EXISTS (SELECT 1 FROM search_fts WHERE search_fts MATCH %({})s)"
    else:
        titles = "SELECT string_agg(title, ' ') FROM search_searchentry"
        exists = "EXISTS (SELECT 1 FROM search_searchentry WHERE document @@ %({})s::tsquery)"
    columns = ", ".join([f"({titles})", *(exists.format(name) for name in values)])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", values)
        all_titles, *known = cursor.fetchone()
    return {term for term, is_known in zip(terms, known, strict=True) if is_known}, all_titles or ""


def _numbered(terms: Sequence[str], or_any: bool) -> list[int]:
    """Return the entries of positions that have an index number among ``terms``, and all other terms in their text.

    With ``or_any`` they need not have the others. No query where no term is an index number.
    """
    found: set[int] = set()
    for term in terms:
        if (number := number_of(term)) is None:
            continue
        heads = Position.objects.published().filter(depth=1).order_by().values_list("path", flat=True)
        try:
            paths = [head + path_below_head(number) for head in heads]
        except ValueError:
            continue
        keys = list(Position.objects.filter(path__in=paths).order_by().values_list("pk", flat=True))
        entries = SearchEntry.objects.filter(kind=Kind.POSITION, object_id__in=keys)
        others = set() if or_any else {one for one in terms if one != term}
        for pk, *texts in entries.values_list("pk", "title_terms", "body_terms"):
            if others <= set(" ".join(texts).split()):
                found.add(pk)
    return sorted(found)


def _titles(query: Query, values: dict[str, object]) -> list[str]:
    """Return statements for what has the query in its titles, with its scores, adding what they need to ``values``."""
    found = _titles_of(
        [query.terms], _all(query.terms), _in_key([[(term,)] for term in query.terms], values), 0, values
    )
    if readings := query.readings:
        meanings = [[segment.terms, *segment.other_terms] for segment in query.segments]
        expanded = _all(_either(segment) for segment in query.segments)
        found += _titles_of(readings, expanded, _in_key(meanings, values), _SYNONYM, values)
    return found


def _titles_of(readings: list[list[str]], match: str, in_key: str, base: int, values: dict[str, object]) -> list[str]:
    """Return statements for what has ``match`` in its titles, and for what is called one of ``readings``."""
    name = f"match{base}"
    values[name] = f"title_terms : ({match})" if _is_sqlite() else match
    template, named = (
        (statements.SQLITE_TITLES, statements.SQLITE_NAMED)
        if _is_sqlite()
        else (statements.POSTGRESQL_TITLES, statements.POSTGRESQL_NAMED)
    )
    keys = {f"key{base + place}": key(terms) for place, terms in enumerate(readings)}
    values |= keys
    # Two for each reading: its very title, and the very "also called".
    scores = " ".join(f"WHEN %({one})s THEN {base + 2 * place}" for place, one in enumerate(keys))
    score = statements.IN_TITLE_SCORE.replace("<keys>", ", ".join(f"%({one})s" for one in keys))
    score = score.replace("<key_scores>", f"CASE title_key {scores} END").replace("<base>", str(base))
    found = [template.replace("<score>", score.replace("<in_key>", in_key)).replace("<match>", f"%({name})s")]
    for place, terms in enumerate(readings):
        name = f"named{base + place}"
        values[name] = _all([name_term(key(terms))])
        found.append(named.replace("<score>", str(base + 2 * place + 1)).replace("<match>", f"%({name})s"))
    return found


def _tier(query: Query, or_any: bool, values: dict[str, object]) -> str:
    """Return the tier of what has not the whole query in its titles: 1 is the best.

    More parts of the query that match count most, then more of them in titles, then more in the main title, then all
    words as they were typed. The site's own pages come last among equals.
    """
    template = statements.SQLITE_MATCHES if _is_sqlite() else statements.POSTGRESQL_MATCHES
    # More than there are segments, so that no count outweighs the one before it.
    base = MAX_SEGMENTS + 1
    parts = [f"{2 * base**3}"]

    def counted(expressions: Iterable[str], name: str, weight: int) -> None:
        for place, expression in enumerate(expressions):
            values[f"{name}{place}"] = expression
            parts.append(f"- {weight} * {template.replace('<match>', f'%({name}{place})s')}")

    if or_any:
        counted(map(_part, query.segments), "part", 2 * base**2)
    if len(query.segments) > 1:
        counted((_in_titles(_part(segment)) for segment in query.segments), "titled", 2 * base)
        for segment in query.segments:
            in_key = _in_key([[segment.terms, *segment.other_terms]], values)
            parts.append(f"- 2 * CASE WHEN {in_key} THEN 1 ELSE 0 END")
    if query.readings:
        counted([_all(query.terms)], "typed", 1)
    # What the pages of the site itself mention is said at its place, too.
    return f"2 * ({' '.join(parts)}) + CASE kind WHEN '{Kind.PAGE}' THEN 1 ELSE 0 END"


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _all(expressions: Iterable[str]) -> str:
    return (" AND " if _is_sqlite() else " & ").join(map(_quoted, expressions))


def _any(expressions: Iterable[str]) -> str:
    return (" OR " if _is_sqlite() else " | ").join(map(_quoted, expressions))


def _quoted(expression: str) -> str:
    """Return a term or an expression in brackets as a part of a full-text query."""
    return f'"{expression}"' if _is_sqlite() and expression.isalnum() else expression


def _either(segment: Segment, join: Callable[[Iterable[str]], str] = _all) -> str:
    """Return the expression for all terms of ``segment`` (or as ``join`` has them), or all of one of its meanings."""
    meanings = [f"({_all(terms)})" for terms in segment.other_terms]
    return f"({_any([_typed(segment, join(segment.terms)), *meanings])})"


def _part(segment: Segment) -> str:
    """Return the expression for any term of ``segment``, or all of one of its meanings."""
    return _either(segment, _any)


def _typed(segment: Segment, expression: str) -> str:
    return f"({_in_titles(f'({expression})') if segment.is_ordinary else expression})"


def _words(segment: Segment) -> list[str]:
    """Return an expression for each term of ``segment`` and of its meanings."""
    others = [term for terms in segment.other_terms for term in terms]
    return [*(_typed(segment, _all([term])) if segment.is_ordinary else term for term in segment.terms), *others]


def _in_titles(expression: str) -> str:
    """Return ``expression`` for titles alone."""
    if _is_sqlite():
        return f"title_terms : {expression}"
    return _TERM.sub(r"\g<0>:A", expression)


def _in_key(alternatives: list[list[Sequence[str]]], values: dict[str, object]) -> str:
    """Return the condition that ``title_key`` has all terms of one alternative of each, extending ``values``."""
    position = "instr" if _is_sqlite() else "strpos"

    def has(term: str) -> str:
        name = f"spaced{len(values)}"
        values[name] = f" {term} "
        return f"{position}(' ' || title_key || ' ', %({name})s) > 0"

    def has_all(terms: Sequence[str]) -> str:
        return " AND ".join(map(has, terms))

    return " AND ".join(f"({' OR '.join(map(has_all, one))})" for one in alternatives)
