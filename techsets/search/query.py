"""Searching: from a query to its results."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from techsets.search.corrections import correct
from techsets.search.hits import Hit, hits
from techsets.search.ranking import MAX_RESULTS, known_words, rank
from techsets.search.synonyms import MAX_SEGMENTS, Query, find_segments, load_meanings
from techsets.search.terms import query_parts, query_words, tidy

#: Characters after which a query is cut.
MAX_QUERY = 200

#: Maximum number of different words.
MAX_WORDS = MAX_SEGMENTS

_CAPITALS = re.compile(r"\b[A-Z]+\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The results of a search.

    ``asked`` is the normalized query; ``query`` the words that were searched for, after corrections. ``total`` counts
    all matches, ``hits`` are those of this page, best first. ``corrected`` lists unknown words with their corrections,
    ``misspelled`` what staff list as a misspelling with what was looked for instead, ``synonyms`` what was looked for
    besides, as (typed, what it leads to). ``left_out`` are stop words. ``any_word``: nothing has all the words, so hits
    have at least one. ``is_cut``: the query was too long.
    """

    asked: str
    query: str = ""
    total: int = 0
    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    misspelled: tuple[tuple[str, tuple[str, ...]], ...] = ()
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    left_out: tuple[str, ...] = ()
    any_word: bool = False
    is_cut: bool = False

    @property
    def reachable(self) -> int:
        """The number of matches that can be paged through."""
        return min(self.total, MAX_RESULTS)


def search(text: str, *, limit: int = 20, offset: int = 0) -> SearchResults:
    """Return the results for ``text``: at most ``limit`` hits from ``offset`` on.

    All words must match. If nothing has them all, unknown words are corrected by words of titles, and then one word is
    enough. Any text is accepted. Raises ValueError for a negative limit or offset.
    """
    if limit < 0 or offset < 0:
        raise ValueError("limit and offset count hits: they cannot be negative.")
    # Cut before tidying, which takes long for very long texts and may shorten them.
    asked = tidy(text[: MAX_QUERY * 4])
    words, left_out = query_words(asked[:MAX_QUERY])
    is_cut = len(asked) > MAX_QUERY or len(text) > MAX_QUERY * 4 or len(words) > MAX_WORDS
    found = SearchResults(asked[:MAX_QUERY].rstrip(), left_out=tuple(left_out), is_cut=is_cut)
    if not words:
        return found
    meanings, capitals = load_meanings(), _CAPITALS.findall(asked)
    parts = query_parts(asked[:MAX_QUERY])
    query = Query.of(find_segments(parts, meanings, capitals), MAX_WORDS)
    ranking = rank(query, or_any=False, limit=limit, offset=offset)
    if not ranking.total:
        corrections = _correct_words(query)
        if corrections:
            parts = [corrections.get(part, part) for part in parts]
            query = Query.of(find_segments(parts, meanings, capitals), MAX_WORDS)
        if corrections or len(query.words) > 1:
            ranking = rank(query, or_any=True, limit=limit, offset=offset)
        found = replace(
            found, corrected=tuple(corrections.items()), any_word=ranking.total > 0 and not ranking.all_words
        )
    return replace(
        found,
        query=" ".join(word.text for word in query.words),
        total=ranking.total,
        misspelled=tuple((one.typed, one.meanings) for one in query.segments if one.replaces),
        synonyms=tuple((one.typed, one.meanings) for one in query.segments if one.other_terms and not one.replaces),
        hits=tuple(hits(ranking.rows, query.all_terms)),
    )


def _correct_words(query: Query) -> dict[str, str]:
    """Return the corrections of the unknown words of ``query``. What has synonyms is known."""
    known, titles = known_words(query.terms)
    words = [word for segment in query.segments if not segment.meanings for word in segment.words]
    return {word.text: meant.text for word, meant in correct(words, known, titles).items()}
