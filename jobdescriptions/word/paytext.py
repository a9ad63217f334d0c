"""Figures of pay in running text: amounts, units, school years, salary ranges and schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .coercers import tidy
from .headings import plain
from .paynames import YEAR, range_label, school_year
from .payterms import (
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

#: A figure with a unit is pay on a line of so many words; in a longer one, words must say that it is.
MOST_WORDS_OF_A_LINE = 12


@dataclass(frozen=True, slots=True)
class PayFigure:
    """What a text says about pay.

    ``low`` and ``high`` are US dollars, equal for a single rate, and None where only a range is named. ``unit`` is a
    key of ``document.UNITS``, or empty where the text does not say. ``year`` is a school or fiscal year such as
    "2022-23" or "FY 2023", ``range_label`` is such as "Salary Schedule 12, Range 43"; both are empty where nothing is
    said.
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
_AMOUNTS = re.compile(
    rf"(?P<before>\$|USD\s?)?\s?(?<![\d.,/-])(?P<low>{_NUMBER}){_TIMES.format('low_times')}(?P<low_after>\s?USD\b)?{_STEP}"
    rf"(?:\s*(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|\bto\b|\bthrough\b|\band\b|\bup to\b)\s*(?P<dollar>\$|USD\s?)?\s?"
    rf"(?P<high>{_NUMBER})(?![\d/])(?:{_TIMES.format('high_times')}){_STEP})?(?P<after>\s?USD\b)?",
    re.IGNORECASE,
)
_SIZES = {"k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}
_CLAUSE_END = re.compile(r"[;!?]|\.(?=\s+[A-Z]|\s*$)|,\s+(?=[a-z])")
_WITH_IT = re.compile(r"\b(?:and|depending|includ(?:es|ing)|plus|with)\b|\+|&", re.IGNORECASE)


def pay_figures(text: str, labels: Sequence[str] = ()) -> tuple[PayFigure, ...]:
    """Return what a line says about pay; ``labels`` are what stands beside or above it ("Salary", "Hourly rate").

    >>> for figure in pay_figures("Range 43: $3,895 - $4,936 per month, 2022-23"):
    ...     print(figure.low, figure.high, figure.unit, figure.year, figure.range_label)
    3895 4936 month 2022-23 Range 43
    >>> [(figure.low, figure.high, figure.unit) for figure in pay_figures("$45K-$60K", ["Salary"])]
    [(Decimal('45000'), Decimal('60000'), '')]
    >>> pay_figures("Manages a $2 million budget"), pay_figures("A $500 bonus is paid"), pay_figures("$9 fee")
    ((), (), ())

    A range alone on its line is taken, with a unit only if the text says one:

    >>> [(figure.low, figure.unit) for figure in pay_figures("$45K-$60K")]
    [(Decimal('45000'), '')]
    """
    text = tidy(text)
    is_pay = any(plain(label) in PAY_LABELS for label in labels)
    name = range_label(text, labels)
    is_pay = is_pay or bool(name)
    matches = [match for match in _AMOUNTS.finditer(text) if not _is_inside_a_year(match, text)]
    money = [match for match in matches if _is_money(match, is_pay)]
    found: list[PayFigure] = []
    for place, match in enumerate(money):
        start = money[place - 1].end() if place else 0
        end = money[place + 1].start() if place + 1 < len(money) else len(text)
        figure = _figure(text, match, start, end, labels, is_pay or bool(found))
        if figure:
            parts = (_clause_after(text[match.end() : end]), text[start : match.start()], text, *labels)
            year = next(filter(None, map(school_year, parts)), "")
            found.append(PayFigure(*figure, year=year, range_label=name, stipend=_is_stipend(text, match, end, labels)))
    if not found and name:
        year = next(filter(None, map(school_year, (text, *labels))), "")
        found.append(PayFigure(None, None, year=year, range_label=name))
    return tuple(found)


def _is_inside_a_year(match: re.Match[str], text: str) -> bool:
    return any(year.start() <= match.start("low") < year.end() and not match["before"] for year in YEAR.finditer(text))


def _is_money(match: re.Match[str], is_pay: bool) -> bool:
    """Say whether a number is an amount of dollars: with their sign, or as large as pay under a label that says pay."""
    if match["before"] or match["dollar"] or match["low_after"] or match["after"]:
        return True
    return is_pay and ("," in match["low"] or "." in match["low"] or (match["low_times"] or "").lower() == "k")


def _figure(
    text: str, match: re.Match[str], start: int, end: int, labels: Sequence[str], is_pay: bool
) -> tuple[Decimal, Decimal, str] | None:
    """Return low, high and unit of an amount that is pay; ``start`` and ``end`` are where the next amounts are."""
    before, after = _clause_before(text[start : match.start()]), _clause_after(text[match.end() : end])
    low, high = _dollars(match)
    if low > high or OTHER_UNITS.match(after) or OTHER_MONEY.match(after):
        return None
    if OTHER_DOLLARS.search(text[: match.start()]) and match["before"] == "$":
        return None
    if _is_something_else(before, after, labels):
        return None
    unit, attached = _unit(before, after, labels)
    if attached:
        # "Saves the district $50,000 a year" has a unit and is no pay.
        is_pay = is_pay or unit == "hour" or len(text.split()) <= MOST_WORDS_OF_A_LINE or bool(PAY_WORDS.search(text))
    alone = match["high"] and not text[: match.start()].strip() and not text[match.end() :].strip(" .")
    if not (is_pay or alone or PAY_WORDS.search(before) or PAY_WORDS.search(after)):
        return None
    least, most = PLAUSIBLE[unit]
    return (low, high, unit) if least <= low and high <= most else None


def _is_something_else(before: str, after: str, labels: Sequence[str]) -> bool:
    """Say whether the words around an amount, or its labels, make it a budget, a fee, a bonus: see ``NOT_PAY``."""
    others = list(NOT_PAY.finditer(before))
    if others and not SURE_PAY_WORDS.search(before, others[-1].end()):
        return True
    # What comes with the pay ("plus health insurance") says nothing about the amount before.
    return bool(NOT_PAY.search(_WITH_IT.split(after)[0])) or any(NOT_PAY.search(label) for label in labels)


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


def _unit(before: str, after: str, labels: Sequence[str]) -> tuple[str, bool]:
    """Return the unit that the text says, and whether it stands right behind the figure."""
    for unit, pattern in UNITS_AFTER.items():
        if re.match(rf"\s*[,(]?\s*(?:USD\s*)?(?:{pattern})", after, re.IGNORECASE):
            return unit, True
    for words in (before, *labels):
        said = [unit for unit, pattern in UNITS_BEFORE.items() if re.search(pattern, words, re.IGNORECASE)]
        if len(said) == 1:
            return said[0], False
    return "", False


def _clause_before(text: str) -> str:
    return list(_split(text))[-1]


def _clause_after(text: str) -> str:
    return next(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _CLAUSE_END.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _is_stipend(text: str, match: re.Match[str], end: int, labels: Sequence[str]) -> bool:
    around = (_clause_before(text[: match.start()]), _clause_after(text[match.end() : end]), *labels)
    return any(STIPEND.search(words) for words in around)
