"""Searching: from what somebody typed to what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from techsets.search.corrections import correct
from techsets.search.hits import Hit, hits
from techsets.search.ranking import MAX_RESULTS, known_words, rank
from techsets.search.terms import Word, query_words, tidy

#: What is typed beyond this is left out.
MAX_QUERY = 200

#: So many different words are looked for.
MAX_WORDS = 24


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found.

    ``asked`` is the question as it was taken, in one line; ``query`` the words that were looked for, after correction:
    empty if there were none. ``total`` counts everything that matches, ``hits`` are those of this page, best first.
    ``corrected`` lists words that nothing has and what was looked for instead; ``left_out`` words that say nothing.
    ``any_word`` says that nothing has all the words, so that the hits have at least one of them. ``is_cut`` says that
    the question was longer than can be taken.
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
        """How many of the matches can be paged through."""
        return min(self.total, MAX_RESULTS)


def search(text: str, *, limit: int = 20, offset: int = 0) -> SearchResults:
    """Return what is found for ``text``: the hits from ``offset`` on, ``limit`` at most.

    All words must match. If nothing has them all, words that nothing has are corrected by the words of titles; if that
    does not help either, one word is enough. No text is an error. Raises ValueError for a negative limit or offset.
    """
    if limit < 0 or offset < 0:
        raise ValueError("limit and offset count hits: they cannot be negative.")
    # Most of a very long text would be thrown away: it is not even tidied. Tidying may shorten what is left.
    asked = tidy(text[: MAX_QUERY * 4])
    words, left_out = query_words(asked[:MAX_QUERY])
    is_cut = len(asked) > MAX_QUERY or len(text) > MAX_QUERY * 4 or len(words) > MAX_WORDS
    words = words[:MAX_WORDS]
    found = SearchResults(asked[:MAX_QUERY].rstrip(), left_out=tuple(left_out), is_cut=is_cut)
    if not words:
        return found
    ranking = rank([word.term for word in words], or_any=False, limit=limit, offset=offset)
    if not ranking.total:
        words, corrections = _mend(words)
        if corrections or len(words) > 1:
            ranking = rank([word.term for word in words], or_any=True, limit=limit, offset=offset)
        found = replace(found, corrected=corrections, any_word=ranking.total > 0 and not ranking.all_words)
    return replace(
        found,
        query=" ".join(word.text for word in words),
        total=ranking.total,
        hits=tuple(hits(ranking.rows, [word.term for word in words])),
    )


def _mend(words: Sequence[Word]) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Return ``words`` with typing slips mended, and what was mended; two that turn out the same are one."""
    known, titles = known_words([word.term for word in words])
    corrections = correct(words, known, titles)
    mended = {word.term: word for word in (corrections.get(word, word) for word in words)}
    return list(mended.values()), tuple((word.text, meant.text) for word, meant in corrections.items())
