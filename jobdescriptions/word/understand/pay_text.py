"""Find pay in running text: amounts, units, school years, salary ranges and schedules."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.understand.headings import normalize_wording
from jobdescriptions.word.understand.pay_names import YEAR, find_range_label, find_school_year
from jobdescriptions.word.understand.pay_terms import (
    NOT_PAY,
    OTHER_DOLLARS,
    OTHER_MONEY,
    OTHER_UNITS,
    PAY_LABELS,
    PAY_WORDS,
    PLAUSIBLE,
    STIPEND,
    SURE_PAY_WORDS,
    UNITS_AFTER,
    UNITS_BEFORE,
)

#: Maximum number of words of a line on which any figure with a unit is pay; longer ones need words about pay.
MAX_LINE_WORDS = 12


@dataclass(frozen=True, slots=True)
class PayFigure:
    """A statement about pay in a text.

    ``low`` and ``high`` are US dollars, equal for a single rate, and None where only a range is named. ``unit`` is a
    key of ``document.UNITS``, ``year`` a school or fiscal year such as "2022-23" or "FY 2023", ``range_label`` a name
    such as "Salary Schedule 12, Range 43"; each is empty where the text does not say.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    year: str = ""
    range_label: str = ""
    stipend: bool = False


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_TIMES = r"(?:\s?(?P<{0}>K|thousand|[MB]|million|billion)\b)?"
_STEP = r"(?:\s*\([^()$]{1,24}\)|,?\s*Step\s+[A-Z0-9]{1,2})?"
#: A unit behind the first figure too: "$20 per hour to $25 per hour".
_SAME_UNIT = (
    r"(?:\s?(?:(?:per|an?|/)\s?(?:hour|hr|h|day|month|mo|year|yr)\b\.?|(?:hour|dai|month|year)ly\b|annually\b)"
    r"(?=\s*(?:to|through|up to|[-~\u2010-\u2014])\s*(?:\$|USD)))?"
)
#: The numbers of retirement plans: 401k, 403(b).
_PLAN_NUMBERS = frozenset(("401", "403", "457"))
_MEDIAN_BEFORE = re.compile(
    r"\b(?:median|midpoint|mid-point|average|avg\.?|mean)(?:\s+(?:salary|pay|wage|rate))?(?:\s+(?:of|is))?:?\s*$",
    re.IGNORECASE,
)
_MEDIAN_AFTER = re.compile(r"\s*(?:\(?(?:median|midpoint|mid-point|average|avg|mean)\b)", re.IGNORECASE)
_AMOUNTS = re.compile(
    rf"(?P<before>\$|USD\s?)?\s?(?<![\d.,/-])(?P<low>{_NUMBER}){_TIMES.format('low_times')}(?P<low_after>\s?USD\b)?{_STEP}"
    rf"(?:{_SAME_UNIT}\s*(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|~|\bto\b|\bthrough\b|\band\b|\bup to\b"
    rf"|/(?=\s*\$)|[,;]?\s*(?:and\s+)?(?:a\s+)?\bmax(?:imum)?\b\.?(?:\s+(?:of|pay|rate|salary))?:?)\s*"
    rf"(?P<dollar>\$|USD\s?)?\s?"
    rf"(?P<high>(?>{_NUMBER}))(?!\d|/\s?\d)(?:{_TIMES.format('high_times')}){_STEP})?(?P<after>\s?USD\b)?",
    re.IGNORECASE,
)
_SIZES = {"k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}
_CLAUSE_END = re.compile(r"[;!?]|\.(?=\s+[A-Z]|\s*$)|,\s+(?=[a-z])")
_WITH_IT = re.compile(r"\b(?:and|depending|includ(?:es|ing)|plus|with)\b|\+|&", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_AFTER = {
    unit: re.compile(rf"\s*[,(]?\s*(?:USD\s*)?(?:{pattern})", re.IGNORECASE) for unit, pattern in UNITS_AFTER.items()
}
_BEFORE = {unit: re.compile(pattern, re.IGNORECASE) for unit, pattern in UNITS_BEFORE.items()}
#: Maximum length of a match of ``OTHER_DOLLARS`` before a dollar sign.
_MAX_CURRENCY_LENGTH = 5
#: Maximum length of a phrase such as "median salary is" before its figure.
_MAX_MEDIAN_LENGTH = 40


@dataclass(frozen=True)
class _Line:
    """A tidy text about pay and its labels, with properties that hold for all of its amounts.

    A line can have hundreds of amounts: whatever is needed for each of them must not scan the whole line again.
    """

    text: str
    labels: Sequence[str]

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """The start and end positions of school years."""
        return [match.span() for match in YEAR.finditer(self.text)]

    @cached_property
    def year(self) -> str:
        """The school year of the whole text, or else of a label."""
        return next(filter(None, map(find_school_year, (self.text, *self.labels))), "")

    @cached_property
    def speaks_of_pay(self) -> bool:
        """Whether it is a short line, or contains words about pay."""
        return len(self.text.split()) <= MAX_LINE_WORDS or bool(PAY_WORDS.search(self.text))

    @cached_property
    def end(self) -> int:
        """The end position of the text without trailing spaces and periods."""
        return len(self.text.rstrip(" ."))

    @cached_property
    def is_labeled_as_other(self) -> bool:
        """Whether a label says budget, fee or bonus: see ``NOT_PAY``."""
        return any(NOT_PAY.search(label) for label in self.labels)

    @cached_property
    def unit(self) -> str:
        """The unit of the nearest label that has one."""
        return next(filter(None, map(_only_unit, self.labels)), "")

    @cached_property
    def is_labeled_stipend(self) -> bool:
        """Whether a label mentions a stipend."""
        return any(STIPEND.search(label) for label in self.labels)

    @cached_property
    def stipends(self) -> list[int]:
        """The positions of mentions of stipends."""
        return [match.start() for match in STIPEND.finditer(self.text)]

    @cached_property
    def clauses(self) -> list[int]:
        """The start positions of clauses, the first being 0."""
        return [0, *(match.end() for match in _CLAUSE_END.finditer(self.text))]


def find_pay_figures(text: str, labels: Sequence[str] = ()) -> tuple[PayFigure, ...]:
    """Return the statements about pay in a line; ``labels`` are beside or above it ("Salary", "Hourly rate").

    >>> for figure in find_pay_figures("Range 43: $3,895 - $4,936 per month, 2022-23"):
    ...     print(figure.low, figure.high, figure.unit, figure.year, figure.range_label)
    3895 4936 month 2022-23 Range 43
    >>> [(figure.low, figure.high, figure.unit) for figure in find_pay_figures("$45K-$60K", ["Salary"])]
    [(Decimal('45000'), Decimal('60000'), '')]
    >>> [find_pay_figures(text) for text in ("Manages a $2 million budget", "A $500 bonus is paid", "$9 fee")]
    [(), (), ()]

    A range alone on its line is accepted, with a unit only if the text gives one:

    >>> [(figure.low, figure.unit) for figure in find_pay_figures("$45K-$60K")]
    [(Decimal('45000'), '')]
    """
    text = tidy(text)
    name = find_range_label(text, labels)
    if not name and not _DIGIT.search(text):
        return ()
    line = _Line(text, labels)
    is_pay = bool(name) or any(normalize_wording(label) in PAY_LABELS for label in labels)
    money = [
        match for match in _AMOUNTS.finditer(text) if not _is_inside_a_year(match, line) and _is_money(match, is_pay)
    ]
    found: list[PayFigure] = []
    for place, match in enumerate(money):
        start = money[place - 1].end() if place else 0
        end = money[place + 1].start() if place + 1 < len(money) else len(text)
        before, after = text[start : match.start()], _clause_after(text[match.end() : end])
        figure = _figure(line, match, _clause_before(before), after, is_pay or bool(found), bool(found))
        if figure:
            year = find_school_year(after) or find_school_year(before) or line.year
            found.append(PayFigure(*figure, year=year, range_label=name, stipend=_is_stipend(line, match, after)))
    if not found and name:
        found.append(PayFigure(None, None, year=line.year, range_label=name))
    return tuple(found)


def _is_inside_a_year(match: re.Match[str], line: _Line) -> bool:
    if match["before"] or not line.years:
        return False
    start = match.start("low")
    place = bisect_right(line.years, (start, len(line.text)))
    return place > 0 and start < line.years[place - 1][1]


def _is_money(match: re.Match[str], is_pay: bool) -> bool:
    """Return whether a number is an amount of dollars: by its sign, or by its size below a label about pay."""
    if match["before"] or match["dollar"] or match["low_after"] or match["after"]:
        return True
    if match["low"] in _PLAN_NUMBERS and match["high"] is None:
        return False  # A 401k or 403(b) plan.
    return is_pay and ("," in match["low"] or "." in match["low"] or (match["low_times"] or "").lower() == "k")


def _figure(
    line: _Line, match: re.Match[str], before: str, after: str, is_pay: bool, has_range: bool
) -> tuple[Decimal, Decimal, str] | None:
    """Return low, high and unit of an amount that is pay; ``before`` and ``after`` are what its clause says."""
    if (
        has_range
        and match["high"] is None
        and (_MEDIAN_BEFORE.search(before[-_MAX_MEDIAN_LENGTH:]) or _MEDIAN_AFTER.match(after))
    ):
        return None  # The middle of the range before it, and no second rate.
    low, high = _dollars(match)
    if low > high or OTHER_UNITS.match(after) or OTHER_MONEY.match(after):
        return None
    near = line.text[max(match.start() - _MAX_CURRENCY_LENGTH, 0) : match.start()]
    if match["before"] == "$" and OTHER_DOLLARS.search(near):
        return None
    if _is_something_else(before, after) or line.is_labeled_as_other:
        return None
    unit, attached = _unit(before, after, line)
    if attached:
        # "Saves the district $50,000 a year" has a unit and is no pay.
        is_pay = is_pay or unit == "hour" or line.speaks_of_pay
    alone = match["high"] and match.start() == 0 and match.end() >= line.end
    if not (is_pay or alone or PAY_WORDS.search(before) or PAY_WORDS.search(after)):
        return None
    least, most = PLAUSIBLE[unit]
    return (low, high, unit) if least <= low and high <= most else None


def _is_something_else(before: str, after: str) -> bool:
    """Return whether the words around an amount make it a budget, a fee, a bonus: see ``NOT_PAY``."""
    others = [match.end() for match in NOT_PAY.finditer(before)]
    if others and not SURE_PAY_WORDS.search(before, others[-1]):
        return True
    # Additions to the pay ("plus health insurance") say nothing about the amount before.
    with_it = _WITH_IT.search(after)
    return bool(NOT_PAY.search(after[: with_it.start()] if with_it else after))


def _dollars(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    low_size = _SIZES.get((match["low_times"] or "").lower(), 1)
    low = Decimal(match["low"].replace(",", ""))
    if match["high"] is None:
        return low * low_size, low * low_size
    high_size = _SIZES.get((match["high_times"] or "").lower(), 1)
    high = Decimal(match["high"].replace(",", ""))
    # "$45-60K" means thousands at both ends.
    if not match["low_times"] and low < high:
        low_size = high_size
    return low * low_size, high * high_size


def _unit(before: str, after: str, line: _Line) -> tuple[str, bool]:
    """Return the unit of an amount, and whether it follows directly behind the figure."""
    for unit, pattern in _AFTER.items():
        if pattern.match(after):
            return unit, True
    return _only_unit(before) or line.unit, False


def _only_unit(words: str) -> str:
    """Return the unit named by the words before a figure, or an empty string where they name several."""
    units = [unit for unit, pattern in _BEFORE.items() if pattern.search(words)]
    return units[0] if len(units) == 1 else ""


def _clause_before(text: str) -> str:
    start = 0
    for match in _CLAUSE_END.finditer(text):
        start = match.end()
    return text[start:]


def _clause_after(text: str) -> str:
    match = _CLAUSE_END.search(text)
    return text[: match.start()] if match else text


def _is_stipend(line: _Line, match: re.Match[str], after: str) -> bool:
    if line.is_labeled_stipend or STIPEND.search(after):
        return True
    end = match.start()
    if line.text.endswith((".", ". "), 0, end):
        return False
    begin = line.clauses[bisect_right(line.clauses, end) - 1]
    place = bisect_left(line.stipends, begin)
    return place < len(line.stipends) and line.stipends[place] < end
