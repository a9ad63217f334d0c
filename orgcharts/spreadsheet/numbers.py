"""Index numbers as people and spreadsheet programs write them. No Django in here."""

from __future__ import annotations

import re

#: The steps of an index number: 1.1.2 is (1, 1, 2).
Number = tuple[int, ...]

#: As many levels as the path of a position has room for.
DEEPEST = 255

_LIKE_DATE = re.compile(
    r"\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?(\s.*)?|\d\d?\.\s*\d\d?\.\d{4}(\s.*)?|\d\d?\.0\d(\.\d+)?"
    r"|(\d{1,4}[-. ]*)?(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*"
    r"[-. ]*(\d{1,4})?([-. ]+\d+)?",
    re.IGNORECASE,
)


class NumberProblem(ValueError):
    """Why a text is not an index number, in full sentences with the remedy."""


def written(number: Number) -> str:
    """Return an index number as text.

    >>> written((1, 1, 10))
    '1.1.10'
    """
    return ".".join(map(str, number))


def read_number(text: str) -> Number:
    """Return the index number that ``text`` says. Raises NumberProblem where it says none.

    >>> read_number("1.1.10")
    (1, 1, 10)
    >>> read_number("2.1")
    Traceback (most recent call last):
    ...
    orgcharts.spreadsheet.numbers.NumberProblem: The index number 2.1 does not begin with 1. A chart has one head, \
whose number is 1, and all others stand below it: write 1.1 for the first that reports to it.
    """
    bare = text.strip().removesuffix(".")
    if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,7})*", bare):
        raise NumberProblem(_not_a_number(text))
    parts = bare.split(".")
    if any(part.startswith("0") for part in parts):
        if _LIKE_DATE.fullmatch(bare):
            raise NumberProblem(_not_a_number(text))
        raise NumberProblem(
            f"“{_short(text)}” is not an index number: its steps begin with 1 and have no leading zeros. Write it like "
            "1.1.2."
        )
    number = tuple(map(int, parts))
    if number[0] != 1:
        raise NumberProblem(
            f"The index number {_short(bare)} does not begin with 1. A chart has one head, whose number is 1, and all "
            "others stand below it: write 1.1 for the first that reports to it."
        )
    if len(number) > DEEPEST:
        raise NumberProblem(
            f"The index number {_short(bare)} has {len(number)} levels; {DEEPEST} are possible. Choose a higher place."
        )
    return number


def _not_a_number(text: str) -> str:
    what = f"“{_short(text)}” is not an index number."
    if _LIKE_DATE.fullmatch(text.strip()):
        return (
            f"{what} A spreadsheet program seems to have turned it into a date. Select the whole column, give it the "
            "format Text, and type the numbers again, such as 1.1.2."
        )
    if "," in text:
        return f"{what} Write its steps with points between them, such as 1.1.2, in a column that has the format Text."
    return f"{what} Write numbers with points between them, such as 1.1.2; the head is 1."


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
