"""The labels and sentences by which job descriptions state facts. A new wording is a new entry here."""

from __future__ import annotations

import re

from jobdescriptions.word.understand.class_information import FACTS
from jobdescriptions.word.understand.headings import plain

#: The facts that are searched for, by their keys in ``class_information.FACTS``.
KEYS = ("reports_to", "employment_class", "work_year", "flsa", "occupation")

_MORE_LABELS = {
    "reports_to": ("Manager", "Reports directly to", "Supervised by", "Supervisor manager", "Supervisor title"),
    "employment_class": ("Classification group", "Employee classification", "Employee type", "Job class"),
    "work_year": (
        "Annual work days", "Contract days", "Days of service", "Duty days", "Length of work year", "Months per year",
        "Number of days", "Number of work days", "Work calendar days", "Work days year", "Work months",
        "Work year days",
    ),
    "flsa": (
        "Exempt non exempt", "Exempt nonexempt", "Fair Labor Standards Act", "FLSA designation",
        "FLSA exemption status",
    ),
    "occupation": ("O*NET code", "O NET SOC", "SOC occupation", "Standard occupational classification"),
}  # fmt: skip

#: Normalized labels, with the fact that they name.
LABELS = {
    plain(label): key
    for key, name, others in FACTS
    if key in KEYS
    for label in (name, *others, *_MORE_LABELS.get(key, ()))
}

#: Patterns that a value must match where its label is ambiguous. Facts without an entry accept any short text.
VALUES = {
    # Matches from the first number only: one scan through the text is enough.
    "work_year": re.compile(
        r"\A(?>.*?\b(?:\d{1,3}|nine|ten|eleven|twelve)\b).*\b(?:days?|months?|weeks?|year)\b|\d{3}\b|year[- ]round",
        re.I,
    ),
    "flsa": re.compile(r"exempt", re.I),
    "occupation": re.compile(r"\b\d\d-\d{4}\b"),
    "employment_class": re.compile(
        r"\b(?:at-will|bargaining|certificated|classified|confidential|exempt service|faculty|management|"
        r"merit|non-?certificated|non-?represented|paraprofessional|represented|senior management|supervisory|"
        r"unclassified|unrepresented|union|unit)\b|(?-i:^[A-Z]{3,5}(?:\s?\d+)?$)",
        re.I,
    ),
}

_BOSS = r"(?P<value>(?:(?:the|an?|his|her|their)\s+)?.+)"
_SUBJECT = (
    r"(?:^|[.;]\s+|\b(?:analyst|and|assistant|class|coordinator|directly|director|employee|he|incumbents?|it|job|manager|"
    r"position|role|she|specialist|supervisor|technician|they|typically|usually|who|will|would|you)\s+)"
)

_EXEMPT = r"\b(?P<value>non[- ]?exempt|exempt)\b"

#: The length of a work year: 9 to 12 months, 150 to 269 days.
_MONTHS = r"\b(?P<value>(?:9|10|11|12|nine|ten|eleven|twelve)(?:\.5)?[- ]months?)"
_DAYS = r"(?:1[5-9]\d|2[0-6]\d)"
_SERVED = r"(?:work|working|duty|paid|contract|service)"

#: Lines that leave a fact open although a sentence in them seems to state it: "FLSA: Exempt / Non-exempt".
LEFT_OPEN = {"flsa": re.compile(r"\bexempt\W{1,3}(?:or\W{1,2})?(?:non[- ]?)?exempt\b", re.I)}

#: Sentences that state a fact. The group "value" is the fact, or "number" and "unit" are.
SENTENCES = {
    "reports_to": (
        re.compile(rf"{_SUBJECT}(?:\w+ly\s+)?reports?\s+(?:directly\s+)?to\s+{_BOSS}", re.I),
        re.compile(rf"(?:^|[.;,]\s+|\bbe\s+)reporting\s+(?:directly\s+)?to\s+{_BOSS}", re.I),
        re.compile(
            r"\bunder\s+(?:the\s+)?(?:\w+\s+(?:and\s+\w+\s+)?)?(?:supervision|direction|guidance|leadership)"
            rf"(?:\s+and\s+(?:supervision|direction|guidance|leadership))?\s+of\s+{_BOSS}",
            re.I,
        ),
        re.compile(
            r"\b(?:receives?|works?)\s+(?:\w+\s+){0,3}(?:supervision|direction)\s+from\s+" + _BOSS,
            re.I,
        ),
        re.compile(
            r"\b(?:(?:is|be)\s+|^)(?:directly\s+)?responsible\s+to\s+(?P<value>(?:the|an?|his|her|their)\s+.+)",
            re.I,
        ),
    ),
    "employment_class": (
        re.compile(
            r"\b(?P<value>(?:(?:classified|certificated)(?:\s+(?:senior\s+)?management|\s+confidential|\s+supervisory)?|"
            r"confidential))\s+(?:position|class|classification|employee|service)\b",
            re.I,
        ),
    ),
    "work_year": (
        re.compile(rf"{_MONTHS}\s+(?:per|a|each)\s+(?:school\s+|work\s+)?year\b", re.I),
        re.compile(
            rf"{_MONTHS}(?:,?\s+full[- ]time)?\s+"
            r"(?:position|work\s+year|employee|schedule|assignment|calendar|contract)\b",
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
    ),
    "flsa": (
        re.compile(r"\b(?:FLSA|Fair\s+Labor\s+Standards\s+Act)\b[^.;]{0,60}?" + _EXEMPT, re.I),
        re.compile(rf"(?<!not ){_EXEMPT}[^.;]{{0,40}}\b(?:FLSA|Fair\s+Labor\s+Standards\s+Act)\b", re.I),
        re.compile(rf"(?<!not ){_EXEMPT}\s+(?:position|class|classification|employee|status|job|role)\b", re.I),
    ),
    "occupation": (re.compile(r"\b(?:SOC|O\*NET)\b[^.;]{0,30}?(?P<value>\b\d\d-\d{4}(?:\.\d\d)?\b)", re.I),),
}  # fmt: skip

#: The end of a job title in a sentence.
END_OF_TITLE = re.compile(
    r"[.;:()!?\n]|,\s+(?=[a-z]|The\b|This\b)|\s+[-\u2013\u2014]\s+|"
    r"\b(?:and|with|who|whose|which|that|will|is|are|shall|may|must|on|about|in the|in a|as to|while|but|by|"
    r"for the|performs?|provides?|plans?|for all|at the|at a|within|regarding|through|depending|when|where|concerning|"
    r"this|incumbents?|works?|supervises?|oversees?|also)\b(?!\s+[A-Z])",
)

#: A topic, which makes the sentence a duty: "reports to the board on technology".
#: "On a daily basis" is a manner.
ABOUT_SOMETHING = re.compile(
    r"\s*(?:about|regarding|concerning|as to|"
    r"on(?!\s+(?:an?|the)?\s*(?:\w+\s+){0,2}(?:basis|day-to-day|site|campus)\b|\s+an?\b))\b",
    re.IGNORECASE,
)

#: Sections in which "reports to" and "under the direction of" describe a duty, by kind.
DUTIES = frozenset(("duties", "other_duties", "knowledge", "ability"))

#: Sentences in them that state the superior all the same.
SAYS_WHO_REPORTS = re.compile(
    r"\b(?:class|employee|he|incumbents?|it|job|position|role|she|they|you|analyst|assistant|coordinator|director|manager|"
    r"specialist|supervisor|technician)\s+(?:(?:will|shall|be|is|directly|typically|usually)\s+){0,3}report(?:s|ing)?\b",
    re.IGNORECASE,
)

#: Verbs and words that show that no job is named: "responsible to ensure", "reports to work".
NO_TITLE = re.compile(
    r"^(?:work|duty|duties|scaling|class|school|staff|management|students?|parents?|state|federal|agencies|ensure|"
    r"the (?:public|state|board's|following)|all|any|one|another|site|emergenc\w+)\b",
    re.IGNORECASE,
)
