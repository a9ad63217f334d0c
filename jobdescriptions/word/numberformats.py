"""Numbers as Word writes them: ``format_number(4, "lowerRoman")`` is ``"iv"``."""

from __future__ import annotations

from .document import BULLET, NUMBER_FORMATS

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def known_format(name: str) -> str:
    """The name of a format that the block model knows: rare ones (Chinese, circled, spelled out) count as decimal."""
    return name if name == BULLET or name in NUMBER_FORMATS else "decimal"


def format_number(number: int, name: str) -> str:
    """A number in one of the formats of the block model.

    >>> [format_number(28, name) for name in ("decimal", "lowerLetter", "upperRoman", "ordinal", "none")]
    ['28', 'bb', 'XXVIII', '28th', '']
    """
    if name == "decimalZero":
        return f"{number:02d}"
    if name == "lowerLetter":
        return _letters(number)
    if name == "upperLetter":
        return _letters(number).upper()
    if name == "lowerRoman":
        return _roman(number)
    if name == "upperRoman":
        return _roman(number).upper()
    if name == "ordinal":
        return f"{number}{_ordinal_ending(number)}"
    if name in ("none", BULLET):
        return ""
    return str(number)


def _letters(number: int) -> str:
    # After z comes aa, then bb: Word repeats the letter.
    if number < 1:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * min(times + 1, 30)


def _roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    letters = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        letters += sign * count
    return letters


def _ordinal_ending(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
