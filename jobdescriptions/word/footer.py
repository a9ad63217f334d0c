"""The page footer of written Word files: format it and recognize it."""

from __future__ import annotations

import datetime
import re

#: The permission statement on every page of every file.
PERMISSION = "TechSETS grants permission for educational institutions to adapt and modify this job description."

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_OWN_FOOTER = re.compile(
    rf"Sample job description \S.*, version \d+, (?:{'|'.join(_MONTHS)}) \d{{1,2}}, \d{{4}} "
    rf"Page \d* ?of \d* ?{re.escape(PERMISSION)}"
)


def format_document_line(number: str, version: int, date: datetime.date) -> str:
    """Return the line that identifies a file by document number, version and date.

    >>> format_document_line("1.2", 3, datetime.date(2026, 11, 23))
    'Sample job description 1.2, version 3, November 23, 2026'
    """
    return f"Sample job description {number}, version {version}, {format_us_date(date)}"


def format_us_date(date: datetime.date) -> str:
    """Return a date in US format, whatever the locale of the process.

    >>> format_us_date(datetime.date(2026, 11, 23))
    'November 23, 2026'
    """
    return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def is_own_footer(text: str, imprint: str = "") -> bool:
    """Return whether a text is a complete footer as the writer formats it, so that leaving it out loses nothing.

    ``imprint`` is its last line, which the writer also keeps in the file's properties.

    >>> is_own_footer(f"Sample job description 1.2, version 3, November 23, 2026 Page 1 of 4 {PERMISSION}")
    True
    >>> is_own_footer(f"Range 50 {PERMISSION}")
    False
    >>> footer = f"Sample job description 1.2, version 3, November 23, 2026 Page 1 of 4 {PERMISSION} Published by A."
    >>> is_own_footer(footer, "Published by A."), is_own_footer(footer)
    (True, False)
    """
    return _OWN_FOOTER.fullmatch(text.removesuffix(f" {imprint}") if imprint else text) is not None
