"""Collect the text of a paragraph, and bring it into normal form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jobdescriptions.word.document import MARKS, Inline, Run
from jobdescriptions.word.read.styles import CAPITALS_BIT

#: The marks for every combination of formatting bits.
MARKS_BY_BITS = tuple("".join(mark for index, mark in enumerate(MARKS) if bits >> index & 1) for bits in range(64))

#: White space of every kind, and the two invisible characters: a paragraph of these is empty.
_BLANK = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + "\u200b\ufeff"


@dataclass(slots=True)
class Fragment:
    """Text of one formatting, one link and one language, collected in parts."""

    bits: int
    link: str
    texts: list[str]
    language: str = ""


def build_runs(fragments: list[Fragment]) -> Inline:
    """Return the runs of a paragraph in normal form: no white space at either end, none empty, equal neighbors joined.

    Text that Word displays in capitals is kept as typed; text typed without any capital letter is put in capitals.
    """
    if not fragments:
        return ()
    if any(piece.bits & CAPITALS_BIT or piece.language for piece in fragments):
        return _build_runs_by_language(fragments)
    if len(fragments) == 1:
        piece = fragments[0]
        text = "".join(piece.texts).strip(_BLANK)
        return (Run(text, MARKS_BY_BITS[piece.bits & 63], piece.link),) if text else ()
    texts = ["".join(piece.texts) for piece in fragments]
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
            Run(text, MARKS_BY_BITS[piece.bits & 63], piece.link)
            for piece, text in zip(fragments[first : last + 1], texts[first : last + 1], strict=True)
        ]
    )


def _build_runs_by_language(fragments: list[Fragment]) -> Inline:
    """Do the same where some text is in another language, or displayed in capitals by its format."""
    words = [piece for piece in fragments if not "".join(piece.texts).isspace()]
    all_capitals = bool(words) and all(piece.bits & CAPITALS_BIT for piece in words)
    is_typed_small = not any(
        text != text.lower() for piece in fragments if piece.bits & CAPITALS_BIT for text in piece.texts
    )
    plain: list[Fragment] = []
    for piece in fragments:
        text = "".join(piece.texts)
        if is_typed_small and piece.bits & CAPITALS_BIT:
            text = text.upper()
        bits, language = piece.bits & ~CAPITALS_BIT, piece.language
        if plain and not any(char.isalpha() for char in text):
            language = plain[-1].language  # Punctuation and spaces are in the language of the words before them.
        if plain and (plain[-1].bits, plain[-1].link, plain[-1].language) == (bits, piece.link, language):
            plain[-1].texts.append(text)
        else:
            plain.append(Fragment(bits, piece.link, [text], language))
    languages = [piece.language for piece in plain]
    for piece in plain:
        piece.language = ""
    runs = build_runs(plain)
    # White space at either end went with its piece.
    first = next((index for index, piece in enumerate(plain) if "".join(piece.texts).strip(_BLANK)), 0)
    return tuple(
        replace(run, language=language, capitals=all_capitals)
        for run, language in zip(runs, languages[first : first + len(runs)], strict=True)
    )
