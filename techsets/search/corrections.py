"""Mending words that nothing has, by the words of titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from techsets.search.terms import CHUNK, Word, fold, query_words

#: Shorter words are too close to too many others.
SHORTEST = 4


def correct(words: Iterable[Word], known: set[str], titles: str) -> dict[Word, Word]:
    """Return for each of ``words`` whose term is not in ``known`` the word of ``titles`` that was probably meant.

    A word of 4 or 5 letters may have one slip, a longer one two; two letters exchanged are one slip. Of several the
    closest is taken, then the one that most titles have.
    """
    unknown = [word for word in words if word.term not in known and len(word.text) >= SHORTEST and word.text.isalpha()]
    if not unknown:
        return {}
    # Many titles share their words: what stands between spaces is counted first, and only then taken apart.
    counts: Counter[str] = Counter()
    for part, count in Counter(titles.split()).items():
        for chunk in CHUNK.findall(fold(part)):
            for word in chunk.split("-"):
                if len(word) >= SHORTEST - 1:
                    counts[word] += count
    choices = list(counts)
    found: dict[Word, Word] = {}
    for slip in unknown:
        most = 1 if len(slip.text) <= 5 else 2
        close = process.extract(slip.text, choices, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None)
        for _, _, best in sorted((distance, -counts[choice], choice) for choice, distance, _ in close):
            if meant := query_words(best)[0]:
                found[slip] = meant[0]
                break
    return found
