"""Matching and ranking entries, with one statement for each query on either database.

Order: entries with all words in the title come first: the very title, then titles of fewer words before longer ones,
then those that have the words only with their other titles or index number. The others follow as the database weighs
their texts. Equals stand by kind and title, so that pages neither repeat nor skip any.

Every value is a parameter; what goes into full-text queries are terms, which are ASCII letters and digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from orgcharts.models import Position
from orgcharts.tree.index_numbers import path_below_head
from techsets.search.models import Kind, SearchEntry
from techsets.search.statements import (
    IN_TITLE_POSTGRESQL,
    IN_TITLE_SQLITE,
    NUMBERED_TITLES,
    OR_NUMBERED,
    POSTGRESQL,
    SQLITE,
)
from techsets.search.terms import key, number_of

#: Maximum number of hits that can be paged through.
MAX_RESULTS = 1_000

#: Maximum number of entries, without all words in the title, that are weighted. Where more match, the words are too
#: common for weights to matter.
MAX_CANDIDATES = 4_000

#: Weight of a word in the title, relative to one in the text.
TITLE_WEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Row:
    """A matching entry."""

    kind: str
    object_id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a page, the number of all matches, and whether they match all words (or any)."""

    total: int
    rows: list[Row]
    all_words: bool


def rank(terms: Sequence[str], *, or_any: bool, limit: int, offset: int) -> Ranking:
    """Return the entries that match all ``terms``, best first.

    With ``or_any``, if there are none, those that match any of them. ``offset`` and ``limit`` together reach to
    ``MAX_RESULTS`` at most.
    """
    last = min(offset + limit, MAX_RESULTS)
    values = {
        "all": _all(terms),
        "any": _any(terms) if or_any else _all(terms),
        "title": f"title_terms : ({_all(terms)})",  # SQLite alone.
        "key": key(terms),
        "title_weight": TITLE_WEIGHT,
        "candidates": MAX_CANDIDATES,
        "last": last,
        "limit": max(0, last - offset),
        "offset": offset,
    }
    statement = (SQLITE if connection.vendor == "sqlite" else POSTGRESQL).replace("<in_key>", _in_key(terms, values))
    statement = _with_numbered(statement, _numbered(terms, or_any))
    if "<matched>" in statement:
        statement = statement.replace("<matched>", _matched(terms, values))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    # There is always a row with the counts.
    strict, total = found[0][:2]
    rows = [Row(*row[2:]) for row in found if row[2] is not None]
    return Ranking(total, rows, strict > 0)


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


def _with_numbered(statement: str, keys: Sequence[int]) -> str:
    if not keys:
        return statement.replace("<or_numbered>", "").replace("<numbered_titles>", "")
    listed = ", ".join(map(str, keys))
    is_sqlite = connection.vendor == "sqlite"
    titles = NUMBERED_TITLES.format(keys=listed, in_title=IN_TITLE_SQLITE if is_sqlite else IN_TITLE_POSTGRESQL)
    statement = statement.replace("<or_numbered>", OR_NUMBERED.format(keys=listed))
    return statement.replace("<numbered_titles>", titles.replace("<cast>", "" if is_sqlite else "::float8"))


def known_words(terms: Sequence[str]) -> tuple[set[str], str]:
    """Return those of ``terms`` that any entry has, and the titles of all entries in one string."""
    values = {
        f"term{place}": term if connection.vendor != "sqlite" else _all([term]) for place, term in enumerate(terms)
    }
    if connection.vendor == "sqlite":
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


def _all(terms: Sequence[str]) -> str:
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{term}"' for term in terms)
    return " & ".join(terms)


def _any(terms: Sequence[str]) -> str:
    if connection.vendor == "sqlite":
        return " OR ".join(f'"{term}"' for term in terms)
    return " | ".join(terms)


def _in_key(terms: Sequence[str], values: dict[str, object]) -> str:
    """Return the condition that ``title_key`` has all ``terms``, adding what it needs to ``values``."""
    values |= {f"spaced{place}": f" {term} " for place, term in enumerate(terms)}
    position = "instr" if connection.vendor == "sqlite" else "strpos"
    return " AND ".join(f"{position}(' ' || title_key || ' ', %(spaced{place})s) > 0" for place in range(len(terms)))


def _matched(terms: Sequence[str], values: dict[str, object]) -> str:
    """Return the expression that counts the ``terms`` in a document, adding what it needs to ``values``."""
    values |= {f"term{place}": term for place, term in enumerate(terms)}
    return " + ".join(f"(document @@ %(term{place})s::tsquery)::int" for place in range(len(terms)))
