"""The vocabulary of texts about pay: units, labels, and words by which an amount is not the pay of a job.

A new wording is a new entry here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from jobdescriptions.word.understand.headings import normalize_wording

#: Units of pay (keys of ``document.UNITS``) and their wordings behind a figure.
UNITS_AFTER = {
    "hour": r"(?:per|an?|each|/)\s*(?:hour|hr)s?\b\.?|/\s*h\b|hourly\b|p\.?h\.?(?=\W|$)",
    "day": r"(?:per|a|each|/)\s*day\b|daily\b|per\s+diem\b",
    "month": r"(?:per|a|each|/)\s*(?:month|mo)\b\.?|monthly\b",
    "year": (
        r"(?:per|a|each|/)\s*(?:(?:school|fiscal|work)\s+)?(?:year|yr|annum)\b\.?|annual\w*|yearly\b|"
        r"p\.?a\b\.?"
    ),
}

#: The same before a figure: "hourly rate of $22.50", "annual salary: $60,000".
UNITS_BEFORE = {
    "hour": r"\bhourly\b|\b(?:per|an)\s+hour\b",
    "day": r"\bdaily\b|\bper\s+(?:day|diem)\b",
    "month": r"\bmonthly\b|\b(?:per|a)\s+month\b",
    "year": r"\bannual(?:ly|i[sz]ed)?\b|\byearly\b|\b(?:per|a)\s+(?:year|annum)\b",
}

#: Other units. Such figures are ignored.
OTHER_UNITS = re.compile(
    r"\s*(?:usd\s*)?(?:(?:per|an?|each|every|/)\s*(?:[\w-]+\s+)?(?:week|wk|pay\s+period|semester|quarter|trimester|session|"
    r"term|event|game|assignment|mile|student|pupil|person|participant|child|page|copy|unit|credit|class|square|night)|"
    r"(?:bi-?|semi-?)?weekly\b|(?:bi-?|semi-?)monthly\b)",
    re.IGNORECASE,
)

#: Foreign dollars behind a figure, and other currencies.
OTHER_MONEY = re.compile(r"\s*(?:CAD|AUD|NZD|SGD|HKD|MXN|EUR|GBP|INR|JPY|CNY)\b")
OTHER_DOLLARS = re.compile(r"(?:[A-Z]{1,2}|CAD\s?|AUD\s?)$")

#: Words near a figure by which it is not pay, even beside the word "pay". Bonuses are not pay of the class.
NOT_PAY = re.compile(
    r"\b(?:allowances?|assets|awards?|benefits? (?:package )?(?:worth|valued)|bonds?|bonus(?:es)?|budgets?|cap|"
    r"costs?|coverage|deductibles?|deposits?|differentials?|discounts?|donations?|equipment|expenditures?|expenses?|"
    r"fees?|fines?|fund(?:s|ing|ed)?|grants?|incentives?|insurance|invoices?|liability|longevity|mileage|portfolios?|"
    r"premiums?|prizes?|projects?|purchas\w+|reimburse\w*|relocation|retailer|retention|revenues?|sales|"
    r"scholarships?|sign-?on|signing|spending|tuition|uniforms?|vouchers?)\b",
    re.IGNORECASE,
)
STIPEND = re.compile(r"\bstipends?\b", re.IGNORECASE)

#: Words by which a sentence is about pay.
PAY_WORDS = re.compile(
    r"\b(?:compensation|earn(?:s|ings)?|paid|pay(?:s|ing)?|pay ?rate|rate of|remuneration|salar(?:y|ies)|starting at|"
    r"stipends?|wages?|hourly rate|(?:base|starting|daily|monthly|annual) rate)\b",
    re.IGNORECASE,
)

#: Those of them that never refer to other money.
SURE_PAY_WORDS = re.compile(r"\b(?:salar(?:y|ies)|wages?|compensation|pay (?:range|rate)|rate of pay)\b", re.IGNORECASE)

#: Labels and headings by which the following text is pay.
PAY_LABELS = frozenset(
    normalize_wording(label)
    for label in (
        "Annual pay", "Annual salary", "Annual salary range", "Base pay", "Base salary", "Compensation",
        "Compensation range", "Daily rate", "Hourly pay", "Hourly range", "Hourly rate", "Hourly salary", "Hourly wage",
        "Monthly pay", "Monthly salary", "Monthly salary range", "Pay", "Pay grade", "Pay range", "Pay rate",
        "Pay scale", "Range", "Rate", "Rate of pay", "Rate salary", "Remuneration", "Salary", "Salary and benefits",
        "Salary band", "Salary grade", "Salary information", "Salary level", "Salary placement", "Salary range",
        "Salary schedule", "Salary schedule placement", "Salary scale", "Starting pay", "Starting salary", "Stipend",
        "Wage", "Wage range", "Wages",
    )
)  # fmt: skip

#: Labels before the number of a range: "Salary range: 43". The value is the name of the range then.
RANGE_LABELS = {
    normalize_wording(label): label
    for label in ("Pay grade", "Pay range", "Range", "Salary band", "Salary grade", "Salary range", "Salary schedule")
}

#: Plausible amounts in dollars per unit; "" is for figures without a unit.
PLAUSIBLE = {
    "hour": (Decimal(5), Decimal(500)),
    "day": (Decimal(40), Decimal(5_000)),
    "month": (Decimal(300), Decimal(60_000)),
    "year": (Decimal(2_000), Decimal(1_000_000)),
    "": (Decimal(5), Decimal(1_000_000)),
}
