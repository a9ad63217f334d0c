"""The columns of a chart's table: what goes into them, and their headings as people write them. No Django in here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

NUMBER, TITLE, ABOVE, FTE, JOBS, KEY = "number", "title", "above", "fte", "jobs", "key"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. ``variants`` are other headings it is recognized by, in ``plain`` spelling."""

    name: str
    heading: str
    explained: str
    example: tuple[str, ...]
    variants: tuple[str, ...]
    required: bool = False
    width: int = 14


COLUMNS = (
    Column(
        NUMBER,
        "Index number",
        "Required. The place in the chart: the head is 1, those who report to it are 1.1, 1.2 and so on, without gaps. "
        "In a spreadsheet the column must have the format Text, or 1.10 turns into 1.1.",
        ("1", "1.1", "1.1.1"),
        ("index", "indexno", "indexnr", "indexnumbers", "number", "no", "nr", "positionnumber", "chartnumber"),
        required=True,
    ),
    Column(
        TITLE,
        "Title",
        "Required. What the position is called; at most 150 characters.",
        ("Superintendent", "Director of Technology", "Network and Telecommunications"),
        ("titles", "position", "positions", "positiontitle", "titleofposition", "name", "box"),
        required=True,
        width=44,
    ),
    Column(
        ABOVE,
        "Reports to",
        "The index number of the supervisor; empty for the head. It may be left out, as the index number tells it too. "
        "Where both are given they must agree.",
        ("", "1", "1.1"),
        (
            "reportstonumber",
            "reportstoindexnumber",
            "supervisor",
            "supervisornumber",
            "supervisorindexnumber",
            "manager",
            "parent",
            "reportingto",
        ),
    ),
    Column(
        FTE,
        "FTE",
        "Full-time equivalents, such as 1 or 2.5; empty where that is not known. Without this column they stay as "
        "they are.",
        ("1", "", "2.5"),
        ("ftes", "fulltimeequivalent", "fulltimeequivalents"),
        width=8,
    ),
    Column(
        JOBS,
        "Job descriptions",
        "The job descriptions at the position in their order, separated by semicolons or line breaks. Each is its "
        "document number with the title as this chart lists it, or only the number, or only the title. A title that "
        "has a semicolon in it is put in quotation marks. Without this column they stay as they are.",
        ("", "TS-0007 Technology Director", "TS-0014 Network Specialist; TS-0015 Network Tech"),
        ("jobdescription", "samplejobdescriptions", "jobdescriptionslisted", "jobs"),
        width=60,
    ),
    Column(
        KEY,
        "Key",
        "The permanent key of the position, as the download writes it. Leave it as it is, also where you move or "
        "rename the position; leave it empty for a new one. You may delete the whole column: then positions are found "
        "by their titles and index numbers.",
        ("101", "102", ""),
        ("keys", "positionkey", "permanentkey"),
        width=10,
    ),
)

COLUMN = {column.name: column for column in COLUMNS}


def plain(heading: str) -> str:
    """Return a heading without what people write differently.

    >>> plain(" Reports-to: ")
    'reportsto'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


_BY_HEADING = {name: column for column in COLUMNS for name in (plain(column.heading), *column.variants)}


def column_of(heading: Any) -> Column | None:
    """Return the column that a heading means, or None. What it says in parentheses may be missing.

    >>> column_of("FTE (full-time equivalents)").name
    'fte'
    """
    if not isinstance(heading, str) or len(heading) > 200:
        return None
    return _BY_HEADING.get(plain(heading)) or _BY_HEADING.get(plain(re.sub(r"\([^()]*\)", "", heading)))
