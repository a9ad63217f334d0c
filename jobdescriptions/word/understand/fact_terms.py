"""The labels of facts, and the words around them in running text."""

from __future__ import annotations

import re

from jobdescriptions.facts import FACTS
from jobdescriptions.word.understand.headings import normalize_wording

#: The facts that are recognized in running text, by name.
RECOGNIZED = {fact.name: fact for fact in FACTS if fact.is_recognized}

#: Normalized labels, with the fact that they name.
LABELS = {
    normalize_wording(label): fact.name
    for fact in RECOGNIZED.values()
    for label in (fact.label, *fact.labels, *fact.loose_labels)
}

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
