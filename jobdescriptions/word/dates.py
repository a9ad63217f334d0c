"""Days as people in the United States write them: November 30, 2026."""

from __future__ import annotations

from datetime import date

#: Not from the locale of the process, so that files are the same everywhere.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def format_day(day: date) -> str:
    """Return a day as text.

    >>> format_day(date(2026, 11, 3))
    'November 3, 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year:04d}"


def parse_day(text: str) -> date | None:
    """Return the day of a text that ``format_day`` wrote, or None.

    >>> parse_day("November 3, 2026"), parse_day("November 31, 2026"), parse_day("in November")
    (datetime.date(2026, 11, 3), None, None)
    """
    month, _, rest = text.partition(" ")
    number, _, year = rest.partition(", ")
    if month not in MONTHS or not (number.isdecimal() and year.isdecimal() and len(year) == 4):
        return None
    try:
        return date(int(year), MONTHS.index(month) + 1, int(number))
    except ValueError:
        return None
