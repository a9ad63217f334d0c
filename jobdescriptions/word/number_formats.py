"""Format numbers as Word does: ``format_number(4, "lowerRoman")`` is ``"iv"``."""

from __future__ import annotations

from collections.abc import Callable

from jobdescriptions.word.document import BULLET, NUMBER_FORMATS

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def to_model_format(name: str) -> str:
    """Return the number format of the block model for one of Word; rare ones (circled, spelled out) become decimal.

    Their labels are kept as Word displays them: see ``format_number``.
    """
    return name if name == BULLET or name in NUMBER_FORMATS else "decimal"


def format_number(number: int, name: str) -> str:
    """Return a number in one of Word's formats.

    >>> [format_number(28, name) for name in ("decimal", "lowerLetter", "upperRoman", "ordinal", "none")]
    ['28', 'bb', 'XXVIII', '28th', '']
    >>> [format_number(21, name) for name in ("ordinalText", "cardinalText", "chicago", "decimalEnclosedCircle")]
    ['Twenty-first', 'Twenty-one', '******', '\u3251']
    >>> [format_number(28, name) for name in ("numberInDash", "hex")]
    ['- 28 -', '1C']

    ECMA-376, 17.18.59 names the formats; the chicago marks repeat as letters do (*, \u2020, \u2021, \u00a7, **, ...).
    """
    if name in _SPELLED:
        return _SPELLED[name](number)
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
    # aa follows z, then bb: Word repeats the letter.
    if number < 1:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * min(times + 1, 30)


def _roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    letters = ""
    for value, char in _ROMAN:
        count, number = divmod(number, value)
        letters += char * count
    return letters


def _ordinal_ending(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_CHICAGO = "*\u2020\u2021\u00a7"


def _words(number: int) -> str:
    """Return a number up to 32,767 in English words, as Word spells it."""
    if not 0 < number < 32768:
        return str(number)
    thousands, rest = divmod(number, 1000)
    hundreds, small = divmod(rest, 100)
    parts = [f"{_words(thousands)} thousand"] if thousands else []
    if hundreds:
        parts.append(f"{_ONES[hundreds]} hundred")
    if small:
        tens, ones = divmod(small, 10)
        parts.append(_ONES[small] if small < 20 else "-".join(filter(None, (_TENS[tens], _ONES[ones]))))
    return " ".join(parts)


def _cardinal(number: int) -> str:
    words = _words(number)
    return words[:1].upper() + words[1:]


def _ordinal(number: int) -> str:
    words = _cardinal(number)
    if words.isdigit() or words.startswith("-"):
        return words
    before, last = words[: len(words) - len(_last_word(words))], _last_word(words)
    ordinal = _ORDINALS.get(last.lower()) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return before + (ordinal if before else ordinal[:1].upper() + ordinal[1:])


def _last_word(words: str) -> str:
    return words.replace("-", " ").rsplit(" ", 1)[-1]


def _chicago(number: int) -> str:
    if number < 1:
        return str(number)
    times, index = divmod(number - 1, len(_CHICAGO))
    return _CHICAGO[index] * min(times + 1, 30)


def _circled(number: int) -> str:
    for first, last, char in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(char + number - first)
    return str(number)


def _in_dashes(number: int) -> str:
    return f"- {number} -"


def _hexadecimal(number: int) -> str:
    return f"{number:X}"


#: Formats that the block model does not have. All others are displayed as plain numbers.
_SPELLED: dict[str, Callable[[int], str]] = {
    "ordinalText": _ordinal,
    "cardinalText": _cardinal,
    "chicago": _chicago,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "numberInDash": _in_dashes,
    "hex": _hexadecimal,
}
