"""Collect the text of a paragraph, and bring it into normal form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jobdescriptions.word.document import MARKS, Inline, Run
from jobdescriptions.word.read.styles import CAPITALS_BIT

#: The marks for every combination of formatting bits.
MARKS_OF = tuple("".join(mark for place, mark in enumerate(MARKS) if bits >> place & 1) for bits in range(64))

#: White space of every kind, and the two invisible characters: a paragraph of these is empty.
_BLANK = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + "\u200b\ufeff"


@dataclass(slots=True)
class Piece:
    """Text of one formatting, one link and one language, collected in parts."""

    bits: int
    link: str
    texts: list[str]
    language: str = ""


def finished(pieces: list[Piece]) -> Inline:
    """Return the runs of a paragraph in normal form: no white space at either end, none empty, equal neighbors joined.

    Text that Word displays in capitals is kept as typed; text typed without any capital letter is put in capitals.
    """
    if not pieces:
        return ()
    if any(piece.bits & CAPITALS_BIT or piece.language for piece in pieces):
        return _finished_with_care(pieces)
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


def _finished_with_care(pieces: list[Piece]) -> Inline:
    """Do the same where some text is in another language, or displayed in capitals by its format."""
    words = [piece for piece in pieces if not "".join(piece.texts).isspace()]
    all_capitals = bool(words) and all(piece.bits & CAPITALS_BIT for piece in words)
    is_typed_small = not any(
        text != text.lower() for piece in pieces if piece.bits & CAPITALS_BIT for text in piece.texts
    )
    plain: list[Piece] = []
    for piece in pieces:
        text = "".join(piece.texts)
        if is_typed_small and piece.bits & CAPITALS_BIT:
            text = text.upper()
        bits, language = piece.bits & ~CAPITALS_BIT, piece.language
        if plain and not any(sign.isalpha() for sign in text):
            language = plain[-1].language  # Punctuation and spaces are in the language of the words before them.
        if plain and (plain[-1].bits, plain[-1].link, plain[-1].language) == (bits, piece.link, language):
            plain[-1].texts.append(text)
        else:
            plain.append(Piece(bits, piece.link, [text], language))
    languages = [piece.language for piece in plain]
    for piece in plain:
        piece.language = ""
    runs = finished(plain)
    # White space at either end went with its piece.
    first = next((place for place, piece in enumerate(plain) if "".join(piece.texts).strip(_BLANK)), 0)
    return tuple(
        replace(run, language=language, capitals=all_capitals)
        for run, language in zip(runs, languages[first : first + len(runs)], strict=True)
    )
