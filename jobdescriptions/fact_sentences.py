"""Sentences of running text that state a fact, and what a value beside a label has to look like. See ``facts``.

In each pattern of a sentence, the group "value" is the fact.
"""

from __future__ import annotations

import re

_SUPERIOR = r"(?P<value>(?:(?:the|an?|his|her|their)\s+)?.+)"
_SUBJECT = (
    r"(?:^|[.;]\s+|\b(?:analyst|and|assistant|class|coordinator|directly|director|employee|he|incumbents?|it|job|manager|"
    r"position|role|she|specialist|supervisor|technician|they|typically|usually|who|will|would|you)\s+)"
)
_EXEMPT = r"\b(?P<value>non[- ]?exempt|exempt)\b"

#: How long people work in a year: 9 to 12 months, 150 to 269 days.
_MONTHS = r"\b(?P<value>(?:9|10|11|12|nine|ten|eleven|twelve)(?:\.5)?[- ]months?)"
_DAYS = r"(?:1[5-9]\d|2[0-6]\d)"
_SERVED = r"(?:work|working|duty|paid|contract|service)"

EMPLOYMENT_CLASS = (
    re.compile(
        r"\b(?P<value>(?:(?:classified|certificated)(?:\s+(?:senior\s+)?management|\s+confidential|\s+supervisory)?|"
        r"confidential))\s+(?:position|class|classification|employee|service)\b",
        re.I,
    ),
)
EMPLOYMENT_CLASS_VALUE = re.compile(
    r"\b(?:at-will|bargaining|certificated|classified|confidential|exempt service|faculty|management|"
    r"merit|non-?certificated|non-?represented|paraprofessional|represented|senior management|supervisory|"
    r"unclassified|unrepresented|union|unit)\b|(?-i:^[A-Z]{3,5}(?:\s?\d+)?$)",
    re.I,
)
#: A unit is named by what it is, or by the short name of a union: "CSEA", "SEIU 1021", "AFT Local 2121".
BARGAINING_UNIT_VALUE = re.compile(
    r"\b(?:at-will|bargaining|certificated|chapter|classified|confidential|exempt service|faculty|local|management|"
    r"non-?represented|not represented|paraprofessional|represented|supervisory|teamsters|union|unit|unrepresented|"
    r"association|federation)\b|(?-i:^[A-Z]{3,6}\b)|(?-i:^[A-Z]$)",
    re.I,
)

REPORTS_TO = (
    re.compile(rf"{_SUBJECT}(?:\w+ly\s+)?reports?\s+(?:directly\s+)?to\s+{_SUPERIOR}", re.I),
    re.compile(rf"(?:^|[.;,]\s+|\bbe\s+)reporting\s+(?:directly\s+)?to\s+{_SUPERIOR}", re.I),
    re.compile(
        r"\bunder\s+(?:the\s+)?(?:\w+\s+(?:and\s+\w+\s+)?)?(?:supervision|direction|guidance|leadership)"
        rf"(?:\s+and\s+(?:supervision|direction|guidance|leadership))?\s+of\s+{_SUPERIOR}",
        re.I,
    ),
    re.compile(r"\b(?:receives?|works?)\s+(?:\w+\s+){0,3}(?:supervision|direction)\s+from\s+" + _SUPERIOR, re.I),
    re.compile(
        r"\b(?:(?:is|be)\s+|^)(?:directly\s+)?responsible\s+to\s+(?P<value>(?:the|an?|his|her|their)\s+.+)", re.I
    ),
)

FLSA = (
    re.compile(r"\b(?:FLSA|Fair\s+Labor\s+Standards\s+Act)\b[^.;]{0,60}?" + _EXEMPT, re.I),
    re.compile(rf"(?<!not ){_EXEMPT}[^.;]{{0,40}}\b(?:FLSA|Fair\s+Labor\s+Standards\s+Act)\b", re.I),
    re.compile(rf"(?<!not ){_EXEMPT}\s+(?:position|class|classification|employee|status|job|role)\b", re.I),
)
FLSA_VALUE = re.compile(r"exempt", re.I)
#: Lines that leave the status open although a sentence in them seems to state it: "FLSA: Exempt / Non-exempt".
FLSA_LEFT_OPEN = re.compile(r"\bexempt\W{1,3}(?:or\W{1,2})?(?:non[- ]?)?exempt\b", re.I)

WORK_YEAR = (
    re.compile(rf"{_MONTHS}\s+(?:per|a|each)\s+(?:school\s+|work\s+)?year\b", re.I),
    re.compile(
        rf"{_MONTHS}(?:,?\s+full[- ]time)?\s+(?:position|work\s+year|employee|schedule|assignment|calendar|contract)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?P<value>{_DAYS}[- ](?:{_SERVED}[- ])?days?)"
        r"(?:\s+(?:per|a|each)\s+(?:school\s+|work\s+)?year|\s+(?:position|work\s+year|calendar|contract|annually))",
        re.I,
    ),
    re.compile(rf"\b(?P<value>{_DAYS}[- ]{_SERVED}[- ]days?)\b", re.I),
    # A work year beside the pay: "245 days, $120,000 annually".
    re.compile(rf"(?:^|[,;]\s+)(?P<value>{_DAYS}\s+days?)(?=\s*[,;]\s*\$)", re.I),
)
WORK_YEAR_VALUE = re.compile(
    # From the first number on, and never from the next: one look through the text is enough.
    r"\A(?>.*?\b(?:\d{1,3}|nine|ten|eleven|twelve)\b).*\b(?:days?|months?|weeks?|year)\b|\d{3}\b|year[- ]round",
    re.I,
)

#: A length of time: "Six months", "130 days", "one year".
PROBATION_VALUE = re.compile(
    r"\b(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)\b[\s\S]{0,40}?"
    r"\b(?:days?|weeks?|months?|years?)\b",
    re.I,
)

OCCUPATION = (re.compile(r"\b(?:SOC|O\*NET)\b[^.;]{0,30}?(?P<value>\b\d\d-\d{4}(?:\.\d\d)?\b)", re.I),)
OCCUPATION_VALUE = re.compile(r"\b\d\d-\d{4}\b")
