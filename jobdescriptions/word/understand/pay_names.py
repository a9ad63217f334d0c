"""Find school years and the names of salary ranges and schedules in texts about pay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.understand.headings import normalize_wording
from jobdescriptions.word.understand.pay_terms import RANGE_LABELS

#: A school year or a fiscal year.
YEAR = re.compile(
    r"(?<![\d$,.-])(?P<first>(?:19|20)\d\d)\s?[-\u2010-\u2014/]\s?(?P<second>(?:19|20)?\d\d)(?!\d|[,.]\d)"
    r"|\b(?:FY|fiscal\s+year)\s?[-']?(?P<fiscal>(?:19|20)?\d\d)(?!\d|\s?[-\u2010-\u2014/]\s?\d)",
    re.IGNORECASE,
)

_NAME = r"(?:[A-Z]{1,3}-?\d{1,3}[A-Z]?|\d{1,3}(?:\.\d)?[A-Z]?|[A-Z]|[IVX]{1,5})"
_NO_QUANTITY = (
    r"\b(?![-\u2013%]|,\d|\.\d|\s*(?:-|\u2013|to\b|through\b)\s*\$?\d|"
    r"\s*(?:years?|months?|days?|hours?|lbs?|pounds?)\b)"
)
_PART = (
    rf"(?:(?:Salary|Pay|Wage)\s+)?(?:Schedule|Range|Grade|Band|Group|Level|Column|Class|Lane)"
    rf"\s*(?:#|No\.?|:)?\s*{_NAME}{_NO_QUANTITY}|Steps?\s*{_NAME}(?:\s*(?:-|\u2013|to|through)\s*{_NAME})?\b"
)
#: The beginning of a range name: "Range" alone needs its capital letter, so that "age range 5" is none.
_HEAD = (
    rf"(?:(?i:(?:classified|certificated|management|confidential|supervisory|teachers?)\s+)?"
    rf"(?i:salary|pay|wage)\s+(?i:schedule|range|grade|band|group|level|class)|Range|RANGE)"
    rf"\s*(?:#|(?i:no)\.?|:)?\s*{_NAME}{_NO_QUANTITY}"
)
_RANGE = re.compile(rf"\b{_HEAD}(?:\s*+[,/;(\u2013-]?\s*+(?:{_PART})\)?)*+")
#: Each range name in a text contains one of these words.
_RANGE_WORDS = ("range", "salary", "pay", "wage")
_COLON = re.compile(r"\s*:\s*")
#: Possessive: spaces around a comma could match in two ways, and many parts in exponentially many.
_BARE_NAME = re.compile(rf"#?{_NAME}(?:\s*+,?\s*+(?:{_PART}))*+")


def find_school_year(text: str) -> str:
    """Return the first school year in a text as "2022-23", or the fiscal year as "FY 2023", or an empty string.

    >>> [find_school_year(text) for text in ("2022-2023", "for 2022\\u201323", "FY23", "FY 2022-23", "2010-2020")]
    ['2022-23', '2022-23', 'FY 2023', '2022-23', '']
    """
    return next(_iter_school_years(text), "")


def find_only_school_year(text: str) -> str:
    """Return the school year of a text with exactly one, or an empty string."""
    years = set(_iter_school_years(text))
    return years.pop() if len(years) == 1 else ""


def _iter_school_years(text: str) -> Iterator[str]:
    for match in YEAR.finditer(text):
        if match["fiscal"]:
            yield f"FY {match['fiscal'] if len(match['fiscal']) == 4 else '20' + match['fiscal']}"
            continue
        first, second = match["first"], match["second"][-2:]
        if int(second) == (int(first) + 1) % 100:
            yield f"{first}-{second}"


def find_range_label(text: str, labels: Iterable[str] = ()) -> str:
    """Return the name of the salary range or schedule in a text, or an empty string.

    >>> find_range_label("Placement on Salary Schedule 12, Range 43."), find_range_label("43", ["Salary range"])
    ('Salary Schedule 12, Range 43', 'Salary range 43')
    >>> find_range_label("Range 5 to 10 years"), find_range_label("Level 2 support"), find_range_label("an age range 5")
    ('', '', '')
    """
    lowered = text.lower()
    match = _RANGE.search(text) if any(word in lowered for word in _RANGE_WORDS) else None
    if match:
        return _close_brackets(_COLON.sub(" ", tidy(match[0])).rstrip(" ,;/-\u2013"))
    bare = text.strip().rstrip(".")
    for label in labels:
        name = RANGE_LABELS.get(normalize_wording(label))
        if name and _BARE_NAME.fullmatch(bare):
            return f"{name} {bare}"
    return ""


def _close_brackets(name: str) -> str:
    return name.rstrip(")(").rstrip() if name.count("(") != name.count(")") else name
