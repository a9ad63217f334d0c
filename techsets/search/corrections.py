"""Correcting unknown words of a query by words of titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from techsets.search.terms import CHUNK, Word, fold, query_words

#: Characters; shorter words are too close to too many others.
MIN_LENGTH = 4


def correct(words: Iterable[Word], known: set[str], titles: str) -> dict[Word, Word]:
    """Return the correction, from ``titles``, of each of ``words`` whose term is not in ``known``.

    Of 4 or 5 letters one may be wrong, of longer words two (Damerau-Levenshtein distance). The closest word wins, then
    the most frequent.
    """
    unknown = [
        word for word in words if word.term not in known and len(word.text) >= MIN_LENGTH and word.text.isalpha()
    ]
    if not unknown:
        return {}
    # Titles share many words, so distinct ones are counted before they are split.
    counts: Counter[str] = Counter()
    for part, count in Counter(titles.split()).items():
        for chunk in CHUNK.findall(fold(part)):
            for word in chunk.split("-"):
                if len(word) >= MIN_LENGTH - 1:
                    counts[word] += count
    choices = list(counts)
    found: dict[Word, Word] = {}
    for typo in unknown:
        most = 1 if len(typo.text) <= 5 else 2
        close = process.extract(typo.text, choices, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None)
        for _, _, best in sorted((distance, -counts[choice], choice) for choice, distance, _ in close):
            if corrected := query_words(best)[0]:
                found[typo] = corrected[0]
                break
    return found
