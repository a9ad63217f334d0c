"""Index numbers that a spreadsheet program has turned into a date or a shorter number. No Django in here.

1.2 becomes 1 February or 2 January, 1.2.3 a day of 2003, and 1.10 the number 1.1. The cell alone does not show which
number it was; where the chart has a number for the row, it shows whether the cell agrees with that.
"""

from __future__ import annotations

import re
from datetime import date

from orgcharts.spreadsheet.numbers import Number, format_number

#: The beginnings of the names of months, in the languages in which districts are likely to use such a program.
_NAMES = "jan/ene feb mar/mär/mrz apr/abr may/mai jun jul aug/ago sep oct/okt nov dec/dic/dez"
_MONTHS = {name: month for month, names in enumerate(_NAMES.split(), start=1) for name in names.split("/")}
_MONTH = r"(?P<month>[a-zä]{3})[a-zä]*\.?"
_NAMED = (
    re.compile(rf"(?P<day>\d\d?)[-. /]+{_MONTH}([-. /]+(?P<year>\d\d|\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_MONTH}[-. /]+(?P<day>\d\d?)([-., /]+(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_MONTH}[-. /]+(?P<year>\d{{4}})", re.IGNORECASE),
)
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)([T ].*)?")
_PARTS = re.compile(r"0?(\d\d?)[./-]0?(\d\d?)(?:[./-](\d\d|\d{4}))?")


def find_possible_numbers(text: str) -> set[Number]:
    """Return the index numbers from which the date in ``text`` may have been made; none where it is no date.

    >>> sorted(find_possible_numbers("2003-02-01"))
    [(1, 2), (1, 2, 3)]
    >>> sorted(find_possible_numbers("1-Oct")), sorted(find_possible_numbers("Jan 2013"))
    ([(1, 10)], [(1, 1), (1, 1, 13), (1, 13)])
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _numbers(int(found[3]), int(found[2]), int(found[1]))
    for pattern in _NAMED:
        found = pattern.fullmatch(text)
        if found and (month := _MONTHS.get(found["month"].lower())):
            parts = found.groupdict()
            return _numbers(int(parts.get("day") or 1), month, int(parts.get("year") or 0))
    if found := _PARTS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3] or 0)
        return _numbers(first, second, year) | _numbers(second, first, year)
    return set()


def _numbers(day: int, month: int, year: int) -> set[Number]:
    try:
        date(2000, month, day)
    except ValueError:
        return set()
    short = year % 100
    found = {(day, month), (month, day), (day, month, short), (month, day, short), (short, month, day)}
    if day == 1:  # 1.13 becomes January 2013.
        found.add((month, short))
    return {number for number in found if number[0] == 1 and all(number)}


def is_shortened(text: str, number: Number) -> bool:
    """Say whether ``text`` is the index number as a program writes it that takes it for a decimal number.

    >>> is_shortened("1.1", (1, 10)), is_shortened("1.0", (1,)), is_shortened("1.1", (1, 1, 10))
    (True, True, False)
    """
    if len(number) > 2 or not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,7})?", text):
        return False
    return float(text) == float(format_number(number))
