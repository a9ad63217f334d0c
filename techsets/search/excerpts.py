"""Excerpts of texts around the words that were searched for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from techsets.search.terms import CHUNK, chunk_terms, fold_in_place

#: Approximate number of characters.
LENGTH = 240

#: Maximum number of hits of one word that are considered.
_MAX_SPOTS = 50

#: Characters at the beginning of a text, where it says what it is about.
_BEGINNING = 400

_SENTENCE_END = re.compile(r"[.!?;] (?=\S)")

#: Characters within which a word border is looked for; otherwise a word is cut.
_NEAR = 40

Excerpt = list[tuple[str, bool]]


def excerpt(text: str, terms: Iterable[str]) -> Excerpt:
    """Return about 240 characters of ``text`` as (words, is a hit): where most of ``terms`` stand together.

    It begins with a sentence, or an item of a list, where that leaves room for the hits. Otherwise it is cut at word
    borders, with an ellipsis. The beginning of the text if no term stands there.

    >>> excerpt("Repairs networks.", ["network"])
    [('Repairs ', False), ('networks', True), ('.', False)]
    """
    spots = _spots(text, frozenset(terms))
    start, end = _window(text, spots)
    parts: Excerpt = []
    if start and not _SENTENCE_END.match(text, start - 2):
        parts.append(("… ", False))
    at = start
    for spot_start, spot_end, _ in spots:
        if start <= spot_start and spot_end <= end:
            parts += [(text[at:spot_start], False), (text[spot_start:spot_end], True)]
            at = spot_end
    parts.append((text[at:end], False))
    if end < len(text):
        parts.append((" …", False))
    return list(_merged(parts))


def _spots(text: str, terms: frozenset[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (start, end, terms) of the words in ``text`` that have one of ``terms``, in order, none overlapping.

    Only words with the first letters of a term are split into terms, which is faster: stemming changes the ends of
    words.
    """
    folded = fold_in_place(text)
    found: dict[int, tuple[int, int, tuple[str, ...]]] = {}
    for beginning in {beginning for term in terms for beginning in _beginnings(term)}:
        at, count = folded.find(beginning), 0
        while at >= 0 and count < _MAX_SPOTS:
            chunk = CHUNK.match(folded, at) if _starts_word(folded, at) else None
            if chunk and (hits := tuple(term for term in chunk_terms(chunk[0]) if term in terms)):
                found[at] = (at, _end_of_hit(chunk, hits), hits)
                count += 1
            at = folded.find(beginning, at + 1)
    spots: list[tuple[int, int, tuple[str, ...]]] = []
    for spot in sorted(found.values()):
        if not spots or spot[0] >= spots[-1][1]:
            spots.append(spot)
    return spots


def _beginnings(term: str) -> tuple[str, ...]:
    if term.startswith("zq"):
        return (term[2],)
    if term.startswith("zu"):
        return (bytes.fromhex(term[2:]).decode()[0],)
    # E-mail and on-line are found as email and online, O'Brien as obrien. A stem of three letters may end in i for y.
    joined = (f"{term[0]}-", f"{term[:2]}-", f"{term[0]}'")
    return (term[:3] if len(term) > 3 else term[:2], *joined)


def _starts_word(text: str, at: int) -> bool:
    """Return whether a word starts there; 1.2 does not start inside 1.1.2."""
    if at == 0 or not (before := text[at - 1]).isalnum():
        return at < 2 or not (before in ".," and text[at - 2].isdecimal() and text[at].isdecimal())
    return False


def _end_of_hit(chunk: re.Match[str], hits: tuple[str, ...]) -> int:
    """Return where the hit ends: of "support-related" only "support", if that is what was looked for."""
    first = chunk[0].partition("-")[0]
    end = chunk.start() + len(first) if set(hits) <= set(chunk_terms(first)) else chunk.end()
    # Scripts without spaces make endless words.
    return min(end, chunk.start() + LENGTH)


def _window(text: str, spots: list[tuple[int, int, tuple[str, ...]]]) -> tuple[int, int]:
    """Return where the excerpt starts and ends.

    With most different terms, then in the beginning of the text, then with most hits, then as early as can be.
    """
    if len(text) <= LENGTH:
        return 0, len(text)
    if not spots:
        return 0, _border_before(text, LENGTH)
    ends = [end for _, end, _ in spots]
    best, first, last = (0, False, 0), 0, 0
    inside: Counter[str] = Counter()
    upto = 0
    for place, (start, _, terms) in enumerate(spots):
        reach = max(bisect_right(ends, start + LENGTH - _NEAR), place + 1)
        for _, _, entering in spots[upto:reach]:
            inside.update(entering)
        upto = max(upto, reach)
        score = (sum(1 for count in inside.values() if count), start < _BEGINNING, reach - place)
        if score > best:
            best, first, last = score, place, upto - 1
        inside.subtract(terms)
    sentences = [0, *(end.end() for end in _SENTENCE_END.finditer(text, 0, spots[first][0] + 1))]
    # Near the end of a text an earlier sentence leaves no room empty.
    begin = next(start for start in sentences if start >= min(sentences[-1], len(text) - LENGTH))
    if spots[last][1] - begin <= LENGTH:
        return begin, len(text) if begin + LENGTH >= len(text) else _border_before(text, begin + LENGTH)
    spare = max(0, LENGTH - (spots[last][1] - spots[first][0]))
    start = max(0, min(spots[first][0] - spare // 3, len(text) - LENGTH))
    start = _border_after(text, start, spots[first][0])
    end = max(start + LENGTH, spots[last][1])
    return start, len(text) if end >= len(text) else _border_before(text, end)


def _border_after(text: str, at: int, latest: int) -> int:
    """Return where the first word at or after ``at`` starts, unless that is far or beyond ``latest``."""
    if at == 0 or text[at - 1] == " ":
        return at
    space = text.find(" ", at, min(at + _NEAR, latest))
    return space + 1 if space >= 0 else at


def _border_before(text: str, at: int) -> int:
    """Return where the last word that ends at or before ``at`` ends, unless that is far."""
    space = text.rfind(" ", at - _NEAR, at + 1)
    return space if space >= 0 else at


def _merged(parts: Excerpt) -> Iterator[tuple[str, bool]]:
    """Yield ``parts`` without empty ones, neighbours that are no hits in one."""
    text = ""
    for part, is_hit in parts:
        if not is_hit:
            text += part
        elif part:
            if text:
                yield text, False
            yield part, True
            text = ""
    if text:
        yield text, False
