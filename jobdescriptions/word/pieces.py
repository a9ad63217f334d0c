"""The text of a paragraph while it is collected, and its normal form when it is done."""

from __future__ import annotations

from dataclasses import dataclass

from .document import MARKS, Inline, Run

#: The marks for every combination of formatting bits.
MARKS_OF = tuple("".join(mark for place, mark in enumerate(MARKS) if bits >> place & 1) for bits in range(64))

#: White space of every kind, and the two marks that show nothing: a paragraph of these is empty.
_BLANK = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + "\u200b\ufeff"


@dataclass(slots=True)
class Piece:
    """Text of one formatting and one link, collected as it comes."""

    bits: int
    link: str
    texts: list[str]


def finished(pieces: list[Piece]) -> Inline:
    """The runs of a paragraph in normal form: no white space at either end, none empty, equal neighbours one run."""
    if not pieces:
        return ()
    if len(pieces) == 1:
        piece = pieces[0]
        text = "".join(piece.texts).strip(_BLANK)
        return (Run(text, MARKS_OF[piece.bits & 63], piece.link),) if text else ()
    texts = ["".join(piece.texts) for piece in pieces]
    first, last = 0, len(texts) - 1
    while first <= last and not (text := texts[first].lstrip(_BLANK)):
        first += 1
    if first > last:
        return ()
    texts[first] = text
    while not (text := texts[last].rstrip(_BLANK)):
        last -= 1
    texts[last] = text
    return tuple(
        [
            Run(text, MARKS_OF[piece.bits & 63], piece.link)
            for piece, text in zip(pieces[first : last + 1], texts[first : last + 1], strict=True)
        ]
    )
