"""Pay of an hour, a day or a month, in a year: computed by one stated rule, never typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jobdescriptions.word.coercers import format_money
from jobdescriptions.word.document import MEAN, RATE, SalaryRange

#: Hours of a full-time year of twelve months, as the U.S. Bureau of Labor Statistics counts them: 52 weeks of 40 hours.
FULL_TIME_HOURS = Decimal(2_080)
MONTHS = Decimal(12)

#: The rule for readers.
RULE = (
    "In a year: an hour counts 2,080 times and a month 12 times (twelve months, full time), a day as many times as the "
    "remarks name paid days. Where the remarks name other hours or months, those count."
)

#: Instead of a figure.
NO_DAYS = "No number of days is stated"

_NAMED = {
    "hour": re.compile(r"\b(\d{1,3}(?:,?\d{3})?) hours (?:a|per|in a|each) year\b", re.IGNORECASE),
    "day": re.compile(r"\b(\d{2,3})(?:[ -]day\b| (?:(?:contract|duty|paid|work|working) )?days\b)", re.IGNORECASE),
    "month": re.compile(r"\b(\d{1,2}(?:\.\d{1,2})?)[ -]months?\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class AnnualPay:
    """What a salary range comes to in a year, in whole US dollars; None where the rule gives no figure."""

    low: Decimal | None
    high: Decimal | None = None

    @property
    def text(self) -> str:
        """The figures on one line, without a unit; where there are none, the reason."""
        if self.low is None or self.high is None:
            return NO_DAYS
        return (
            format_money(self.low)
            if self.low == self.high
            else f"{format_money(self.low)} to {format_money(self.high)}"
        )


def compute_annual_pay(salary: SalaryRange) -> AnnualPay:
    """Return what a salary range comes to in a year, by ``RULE``, rounded to whole dollars.

    >>> pay = SalaryRange("", "", Decimal("443.23"), Decimal("552.36"), "day", "", "", "", remarks="245 paid days.")
    >>> compute_annual_pay(pay).text
    '$108,591 to $135,328'
    """
    times = count_units(salary.unit, salary.remarks)
    if times is None:
        return AnnualPay(None)
    high = salary.low if salary.measure in (RATE, MEAN) else salary.high
    return AnnualPay(*((figure * times).quantize(Decimal(1), ROUND_HALF_UP) for figure in (salary.low, high)))


def count_units(unit: str, remarks: str) -> Decimal | None:
    """Return how many times ``unit`` counts in a year; None for days whose number is not named.

    >>> [str(count_units(*one)) for one in (("hour", ""), ("month", "Range 50"), ("month", "10 months"), ("day", ""))]
    ['2080', '12', '10', 'None']
    >>> str(count_units("day", "186-day schedule")), str(count_units("hour", "1,520 hours a year"))
    ('186', '1520')
    """
    if unit == "year":
        return Decimal(1)
    if match := _NAMED[unit].search(remarks):
        return Decimal(match[1].replace(",", ""))
    return {"hour": FULL_TIME_HOURS, "month": MONTHS}.get(unit)
