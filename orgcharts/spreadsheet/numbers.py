"""Index numbers as people and spreadsheet programs write them. No Django in here."""

from __future__ import annotations

import re

#: The steps of an index number: 1.1.2 is (1, 1, 2).
Number = tuple[int, ...]

#: Maximum number of levels: the path of a position has room for these.
MAX_DEPTH = 255

_LIKE_DATE = re.compile(
    r"\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?(\s.*)?|\d\d?\.\s*\d\d?\.\d{4}(\s.*)?|\d\d?\.0\d(\.\d+)?"
    r"|(\d{1,4}[-. ]*)?(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*"
    r"[-. ]*(\d{1,4})?([-. ]+\d+)?",
    re.IGNORECASE,
)


class NumberError(ValueError):
    """Why a text is not an index number, in full sentences with the remedy."""


def format_number(number: Number) -> str:
    """Return an index number as text.

    >>> format_number((1, 1, 10))
    '1.1.10'
    """
    return ".".join(map(str, number))


def parse_number(text: str) -> Number:
    """Return the index number that ``text`` holds. Raises NumberProblem where it says none.

    >>> parse_number("1.1.10")
    (1, 1, 10)
    >>> parse_number("2.1")
    Traceback (most recent call last):
    ...
    orgcharts.spreadsheet.numbers.NumberError: The index number 2.1 does not begin with 1. A chart has one head, \
whose number is 1, and all others stand below it: write 1.1 for the first that reports to it.
    """
    bare = text.strip().removesuffix(".")
    if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,7})*", bare):
        raise NumberError(_not_a_number(text))
    parts = bare.split(".")
    if any(part.startswith("0") for part in parts):
        if _LIKE_DATE.fullmatch(bare):
            raise NumberError(_not_a_number(text))
        raise NumberError(
            f"“{_shorten(text)}” is not an index number: its steps begin with 1 and have no leading zeros. Write it "
            "like 1.1.2."
        )
    number = tuple(map(int, parts))
    if number[0] != 1:
        raise NumberError(
            f"The index number {_shorten(bare)} does not begin with 1. A chart has one head, whose number is 1, and "
            "all others stand below it: write 1.1 for the first that reports to it."
        )
    if len(number) > MAX_DEPTH:
        raise NumberError(
            f"The index number {_shorten(bare)} has {len(number)} levels; {MAX_DEPTH} are possible. Choose a higher "
            "place."
        )
    return number


def _not_a_number(text: str) -> str:
    what = f"“{_shorten(text)}” is not an index number."
    if _LIKE_DATE.fullmatch(text.strip()):
        return (
            f"{what} A spreadsheet program seems to have turned it into a date. Select the whole column, give it the "
            "format Text, and type the numbers again, such as 1.1.2."
        )
    if "," in text:
        return f"{what} Write its steps with points between them, such as 1.1.2, in a column that has the format Text."
    return f"{what} Write numbers with points between them, such as 1.1.2; the head is 1."


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
