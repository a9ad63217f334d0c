"""Word-level differences between texts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

#: The change of a text or a piece of one.
SAME, ADDED, REMOVED = "same", "added", "removed"

#: A word with its inner hyphens and apostrophes, a figure with its separators, one sign of a script that sets no
#: spaces between words, or any other sign.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
    r"(?:[.,'\u2019-](?=\w)[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)*|\t|[^\w\s]"
)
_HAS_WORDS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that is the ``SAME`` in both versions, ``ADDED`` or ``REMOVED``.

    Without the removed pieces the words are those of the later text, without the added ones those of the earlier one.
    A tab separates two cells of a table row.
    """

    change: str
    text: str


class Budget:
    """The work that a comparison may still do. One unit is the comparison of two words or lines."""

    def __init__(self, units: int = 1_500_000_000, largest: int = 200_000_000) -> None:
        self.units = units
        self.largest = largest

    def allows(self, before: int, after: int) -> bool:
        """Return whether sequences of these lengths may be compared, and deduct the cost."""
        cost = (before + 1) * (after + 1)
        if cost > self.units or cost > self.largest:
            return False
        self.units -= cost
        return True


def number_texts(*sequences: Sequence[Hashable]) -> list[list[int]]:
    """Return the sequences with each text replaced by a number, equal for equal texts.

    >>> number_texts(["a", "b"], ["b", "c"])
    [[0, 1], [1, 2]]
    """
    numbers: dict[Hashable, int] = {}
    return [[numbers.setdefault(text, len(numbers)) for text in sequence] for sequence in sequences]


def split_words(text: str) -> list[str]:
    """Return the casefolded words of a text without punctuation."""
    return [word for word in _TOKEN.findall(text.casefold()) if _HAS_WORDS.match(word)]


def measure_similarity(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the similarity of two sequences from 0 to 1 (normalized Indel)."""
    return Indel.normalized_similarity(before, after)


def diff_words(before: str, after: str, budget: Budget) -> tuple[Piece, ...] | None:
    """Return the pieces of the later text, with removed words in their places; None if the budget does not allow it.

    Differences in white space are ignored.

    >>> diff_words("12 months a year", "11 months in a year", Budget())  # doctest: +NORMALIZE_WHITESPACE
    (Piece(change='removed', text='12'), Piece(change='added', text='11'), Piece(change='same', text=' months '),
     Piece(change='added', text='in '), Piece(change='same', text='a year'))
    """
    old, new = _tokenize(before), _tokenize(after)
    first, last = _count_common_ends([word for word, _ in old], [word for word, _ in new])
    middle = [word for word, _ in old[first : len(old) - last]], [word for word, _ in new[first : len(new) - last]]
    if not budget.allows(len(middle[0]), len(middle[1])):
        return None
    pieces: list[Piece] = [Piece(SAME, _join(new[:first]))]
    for step in LCSseq.opcodes(*number_texts(*middle)):
        old_part = old[first + step.src_start : first + step.src_end]
        new_part = new[first + step.dest_start : first + step.dest_end]
        if step.tag == "equal":
            pieces.append(Piece(SAME, _join(new_part)))
        else:
            pieces += [Piece(REMOVED, _join(old_part)), Piece(ADDED, _join(new_part))]
    pieces.append(Piece(SAME, _join(new[len(new) - last :])))
    return _merge_pieces(pieces)


def _tokenize(text: str) -> list[tuple[str, str]]:
    """Return the tokens of a text, each with the white space that follows it."""
    found = list(_TOKEN.finditer(text))
    starts = [*(token.start() for token in found[1:]), len(text)]
    return [(token[0], text[token.end() : start]) for token, start in zip(found, starts, strict=False)]


def _join(tokens: list[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in tokens)


def _count_common_ends(before: list[str], after: list[str]) -> tuple[int, int]:
    """Return the length of the common prefix, and of the common suffix of the rest.

    >>> _count_common_ends(["a", "b", "c"], ["a", "c"]), _count_common_ends(["a", "a"], ["a"])
    ((1, 1), (1, 0))
    """
    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and before[first] == after[first]:
        first += 1
    last = 0
    while last < shorter - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return first, last


def _merge_pieces(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Merge neighboring pieces of one kind, and changes separated by punctuation only."""
    groups: list[list[str]] = []  # Same text, then the removed and the added text after it.
    for piece in pieces:
        if not piece.text:
            continue
        if piece.change == SAME:
            if groups and not groups[-1][1] and not groups[-1][2]:
                groups[-1][0] += piece.text
            else:
                groups.append([piece.text, "", ""])
            continue
        if not groups:
            groups.append(["", "", ""])
        groups[-1][1 if piece.change == REMOVED else 2] += piece.text
    joined: list[list[str]] = []
    for same, removed, added in groups:
        between = joined and (removed or added) and "\t" not in same and not _HAS_WORDS.search(same)
        if between and joined[-1][1] and joined[-1][2] and removed and added:
            joined[-1][1] += same + removed
            joined[-1][2] += same + added
        else:
            joined.append([same, removed, added])
    result: list[Piece] = []
    for same, removed, added in joined:
        shared = ""
        if removed and added and removed[-1:].isspace() and added[-1:].isspace():
            # The space after both is the same.
            shared = added[len(added.rstrip(" ")) :]
            removed, added = removed.rstrip(" "), added.rstrip(" ")
        for change, text in ((SAME, same), (REMOVED, removed), (ADDED, added), (SAME, shared)):
            if text and result and result[-1].change == change:
                result[-1] = Piece(change, result[-1].text + text)
            elif text:
                result.append(Piece(change, text))
    return tuple(result)
