"""What stands at the foot of every page of our own files, written and recognized."""

from __future__ import annotations

import datetime
import re

#: What the site allows, and prints on every page of every file.
PERMISSION = "TechSETS grants permission for educational institutions to adapt and modify this job description."

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_OURS = re.compile(
    rf"Sample job description \S.*, version \d+, (?:{'|'.join(_MONTHS)}) \d{{1,2}}, \d{{4}} "
    rf"Page \d* ?of \d* ?{re.escape(PERMISSION)}"
)


def document_line(number: str, version: int, date: datetime.date) -> str:
    """Return the line that says which document, which version and of when a file is.

    >>> document_line("1.2", 3, datetime.date(2026, 11, 23))
    'Sample job description 1.2, version 3, November 23, 2026'
    """
    return f"Sample job description {number}, version {version}, {us_date(date)}"


def us_date(date: datetime.date) -> str:
    """Return a date as it is written in the United States, whatever the language of the computer.

    >>> us_date(datetime.date(2026, 11, 23))
    'November 23, 2026'
    """
    return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def is_ours(text: str) -> bool:
    """Say whether this is the whole text of a footer as we write it, so that nothing is lost if it is left out.

    >>> is_ours(f"Sample job description 1.2, version 3, November 23, 2026 Page 1 of 4 {PERMISSION}")
    True
    >>> is_ours(f"Range 50 {PERMISSION}")
    False
    """
    return _OURS.fullmatch(text) is not None
