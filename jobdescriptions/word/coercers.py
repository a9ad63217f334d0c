"""Convert single values: a line of text, pay, an occupation code, an employment class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jobdescriptions.word.document import MEAN, PERCENTILES, RANGE, RATE, UNITS, SalaryRange

#: Characters that XML 1.0 cannot hold. Lone surrogates are among them.
FORBIDDEN_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SOC = re.compile(r"(\d\d-\d{4}(?:\.\d\d)?)(?:[\s:,;.\u2013-]+|$)")


def tidy(text: str) -> str:
    """Return text on one line: single spaces, none at either end, no characters that XML forbids.

    >>> tidy("  Network \\n\\t Specialist ")
    'Network Specialist'
    """
    return " ".join(FORBIDDEN_CHARACTERS.sub("", text).split())


def split_soc(text: str) -> tuple[str, str]:
    """Return the code and the name of an occupation; either may be empty.

    >>> split_soc("15-1244 Network and Computer Systems Administrators")
    ('15-1244', 'Network and Computer Systems Administrators')
    >>> split_soc("SOC 15-1232: Computer User Support Specialists")
    ('15-1232', 'Computer User Support Specialists')
    >>> split_soc("Computer Programmers (15-1251)")
    ('15-1251', 'Computer Programmers')
    >>> split_soc("Teaching assistants")
    ('', 'Teaching assistants')
    """
    text = tidy(text)
    plain = re.sub(r"^(?:O\*NET[- ])?SOC(?: code)?:? (?=\d\d-\d{4})", "", text, flags=re.IGNORECASE)
    if match := _SOC.match(plain):
        return match[1], plain[match.end() :].strip()
    if match := re.fullmatch(r"(.+?) ?\((\d\d-\d{4}(?:\.\d\d)?)\)", plain):
        return match[2], match[1]
    return "", text


def join_soc(code: str, name: str) -> str:
    """Return an occupation on one line, as ``split_soc`` reads it.

    >>> join_soc("15-1251", "Computer Programmers")
    '15-1251 Computer Programmers'
    """
    return f"{code} {name}".strip()


def parse_employment_group(text: str) -> str:
    """Return the employee group that an employment class begins with, or an empty string.

    >>> parse_employment_group("Classified (paraprofessional)")
    'classified'
    >>> parse_employment_group("Classified management; senior management where the board decides")
    'classified-management'
    >>> parse_employment_group("Certificated, management")
    'certificated-management'
    >>> parse_employment_group("Confidential")
    ''
    """
    match = re.match(
        r"\W*(classified|certificated)\b(?:[\s,/-]+(?:management|manager|administrator)\b)?", text.casefold()
    )
    if not match:
        return ""
    return f"{match[1]}-management" if match[0].rstrip() != match[0][: match.end(1)] else match[1]


def parse_flsa_group(text: str) -> str:
    """Return "exempt", "non-exempt" or "either" (the duties decide) of an FLSA status, or an empty string.

    What it begins with counts; conditions may follow.

    >>> parse_flsa_group("Non-exempt in most bargaining units; exempt only where the duties tests are met")
    'non-exempt'
    >>> parse_flsa_group("Exempt (teaching professional)"), parse_flsa_group("Non-exempt or exempt, by duties")
    ('exempt', 'either')
    >>> parse_flsa_group("To be determined")
    ''
    """
    match = re.match(r"\W*(non[\s-]*)?exempt\b(\s*(?:or|/)\s*(?:non[\s-]*)?exempt\b)?", text.casefold())
    if not match:
        return ""
    return "either" if match[2] else "non-exempt" if match[1] else "exempt"


@dataclass(frozen=True, slots=True)
class Pay:
    """The figures of a line about pay, as in a ``SalaryRange``."""

    low: Decimal
    high: Decimal
    unit: str
    measure: str = RANGE
    median: Decimal | None = None


def format_money(amount: Decimal) -> str:
    """Return an amount in US dollars, with cents only where they are not zero.

    >>> [format_money(Decimal(amount)) for amount in ("5924", "3220.80", "19.26", "66925.6")]
    ['$5,924', '$3,220.80', '$19.26', '$66,925.60']
    """
    return f"${amount:,.0f}" if amount == amount.to_integral_value() else f"${amount:,.2f}"


def format_pay(salary: SalaryRange | Pay) -> str:
    """Return the figures of a salary range on one line, in the format that ``parse_pay`` reads.

    >>> format_pay(Pay(Decimal(5924), Decimal(7516), "month"))
    '$5,924 to $7,516 a month'
    >>> format_pay(Pay(Decimal("19.26"), Decimal("23.49"), "hour"))
    '$19.26 to $23.49 an hour'
    >>> format_pay(Pay(Decimal(199495), Decimal(199495), "year", "rate"))
    '$199,495 a year'
    >>> format_pay(Pay(Decimal(58600), Decimal(124800), "year", "percentiles", Decimal(83620)))
    '$58,600 to $124,800 a year (10th to 90th percentile; median $83,620)'
    >>> format_pay(Pay(Decimal(114770), Decimal(114770), "year", "mean"))
    '$114,770 a year (mean)'
    """
    low, unit = format_money(salary.low), UNITS[salary.unit]
    if salary.measure == RATE:
        return f"{low} {unit}"
    if salary.measure == MEAN:
        return f"{low} {unit} (mean)"
    both = f"{low} to {format_money(salary.high)} {unit}"
    if salary.measure == RANGE:
        return both
    median = "" if salary.median is None else f"; median {format_money(salary.median)}"
    return f"{both} (10th to 90th percentile{median})"


_MONEY = r"\$?\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
_UNIT_WORDS = {
    "hour": ("an hour", "a hour", "per hour", "each hour", "hourly", "/hour", "/hr", "/h", "hour"),
    "day": ("a day", "per day", "each day", "daily", "/day", "day"),
    "month": ("a month", "per month", "each month", "monthly", "/month", "/mo", "month"),
    "year": ("a year", "per year", "each year", "per annum", "annually", "annual", "yearly", "/year", "/yr", "year"),
}
_UNIT_OF = {word: unit for unit, words in _UNIT_WORDS.items() for word in words}
_UNIT = "|".join(re.escape(word) for word in sorted(_UNIT_OF, key=len, reverse=True))
_PAY = re.compile(
    rf"{_MONEY}(?:\s*(?:to|-|\u2013|\u2014|through)\s*{_MONEY})?\s*({_UNIT})"
    rf"(?:\s*\((mean|(?:10th\s+to\s+90th\s+percentiles?)(?:;\s*median\s+{_MONEY})?)\))?\s*\.?",
    re.IGNORECASE,
)


def parse_pay(text: str) -> Pay | None:
    """Return the figures of a line about pay, or None unless the whole line is understood.

    >>> parse_pay("$5,924 to $7,516 a month") == Pay(Decimal(5924), Decimal(7516), "month")
    True
    >>> parse_pay("$19.26 - $23.49 per hour") == Pay(Decimal("19.26"), Decimal("23.49"), "hour")
    True
    >>> parse_pay("$199,495 a year") == Pay(Decimal(199495), Decimal(199495), "year", "rate")
    True
    >>> parse_pay("$58,600 to $124,800 a year (10th to 90th percentile; median $83,620)").median
    Decimal('83620')
    >>> parse_pay("$114,770 a year (mean)").measure
    'mean'
    >>> parse_pay("Range 50, step A")
    """
    match = _PAY.fullmatch(tidy(text))
    if not match:
        return None
    low, high, unit, measure, median = match.groups()
    lowest, unit = _amount(low), _UNIT_OF[unit.lower()]
    if high is None:
        if measure and measure.lower() != "mean":
            return None
        return Pay(lowest, lowest, unit, MEAN if measure else RATE)
    highest = _amount(high)
    if highest < lowest or (measure and measure.lower() == "mean"):
        return None
    if measure:
        return Pay(lowest, highest, unit, PERCENTILES, _amount(median) if median else None)
    return Pay(lowest, highest, unit, RANGE)


def _amount(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
