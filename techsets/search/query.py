"""Searching: from a query to its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from techsets.search.corrections import correct
from techsets.search.hits import Hit, hits
from techsets.search.ranking import MAX_RESULTS, known_words, rank
from techsets.search.terms import Word, query_words, tidy

#: Characters after which a query is cut.
MAX_QUERY = 200

#: Maximum number of different words.
MAX_WORDS = 24


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The results of a search.

    ``asked`` is the normalized query; ``query`` the words that were searched for, after corrections. ``total`` counts
    all matches, ``hits`` are those of this page, best first. ``corrected`` lists unknown words with their corrections,
    ``left_out`` stop words. ``any_word``: nothing has all the words, so hits have at least one. ``is_cut``: the query
    was too long.
    """

    asked: str
    query: str = ""
    total: int = 0
    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
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
    words = words[:MAX_WORDS]
    found = SearchResults(asked[:MAX_QUERY].rstrip(), left_out=tuple(left_out), is_cut=is_cut)
    if not words:
        return found
    ranking = rank([word.term for word in words], or_any=False, limit=limit, offset=offset)
    if not ranking.total:
        words, corrections = _correct_words(words)
        if corrections or len(words) > 1:
            ranking = rank([word.term for word in words], or_any=True, limit=limit, offset=offset)
        found = replace(found, corrected=corrections, any_word=ranking.total > 0 and not ranking.all_words)
    return replace(
        found,
        query=" ".join(word.text for word in words),
        total=ranking.total,
        hits=tuple(hits(ranking.rows, [word.term for word in words])),
    )


def _correct_words(words: Sequence[Word]) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Return ``words`` with corrections, without duplicates, and the pairs of corrected words."""
    known, titles = known_words([word.term for word in words])
    corrections = correct(words, known, titles)
    mended = {word.term: word for word in (corrections.get(word, word) for word in words)}
    return list(mended.values()), tuple((word.text, meant.text) for word, meant in corrections.items())
