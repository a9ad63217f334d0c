"""Recognize section headings by the words that they consist of, such as "Required Skills and Qualifications".

Districts combine the same few words in hundreds of ways. A heading that consists of these words only has the kind of
the first word that names one. A new word is a new entry here.
"""

from __future__ import annotations

#: The words that name a kind of section.
_NAMING = {
    "duties": ("accountabilities", "activities", "duties", "functions", "responsibilities", "responsibility", "tasks"),
    "knowledge": ("competencies", "competency", "expertise", "knowledge", "skill", "skills", "skillset", "skillsets"),
    "ability": ("abilities", "ability"),
    "education": (
        "criteria", "degree", "education", "educational", "experience", "qualification", "qualifications", "training",
    ),
    "licenses": (
        "certificate", "certificates", "certification", "certifications", "clearances", "credential", "credentials",
        "licence", "licences", "license", "licenses", "registration", "registrations",
    ),
    "definition": ("definition", "objective", "overview", "purpose", "summary"),
    "salary": ("compensation", "pay", "remuneration", "salary", "wage", "wages"),
}  # fmt: skip

#: Words that do not change the kind.
_BESIDE = frozenset(
    (
        "academic", "additional", "analytical", "and", "basic", "bonus", "candidate", "common", "communication",
        "computer", "continuing", "core", "desirable", "desired", "employment", "entry", "essential", "expected",
        "functional", "general", "good", "have", "interpersonal", "job", "key", "language", "level", "main", "major",
        "mandatory", "mathematical", "minimum", "must", "necessary", "needed", "nice", "of", "optional", "or", "other",
        "our", "personal", "position", "preferable", "preferred", "primary", "principal", "professional", "range",
        "reasoning", "related", "relevant", "required", "requirement", "requirements", "role", "secondary", "set",
        "sets", "soft", "specific", "technical", "the", "this", "to", "typical", "work", "your",
    )
)  # fmt: skip

#: Words that mean education and experience unless another word names a kind.
_REQUIREMENTS = frozenset(("requirement", "requirements"))

#: Words that turn duties into other duties.
_OTHER = frozenset(("additional", "other", "related", "secondary"))

#: Maximum number of words; a longer heading is a sentence.
_MAX_WORDS = 8

_KIND_OF_WORD = {word: kind for kind, words in _NAMING.items() for word in words}


def kind_by_words(wording: str) -> str:
    """Return the kind of a normalized wording (see ``headings.normalize_wording``) by its words, or an empty string.

    >>> kind_by_words("required skills and qualifications"), kind_by_words("certificates licenses registrations")
    ('knowledge', 'licenses')
    >>> kind_by_words("additional tasks"), kind_by_words("knowledge of python"), kind_by_words("the position")
    ('other_duties', '', '')
    """
    words = wording.split()
    if not 0 < len(words) <= _MAX_WORDS or not all(word in _KIND_OF_WORD or word in _BESIDE for word in words):
        return ""
    kind = next((_KIND_OF_WORD[word] for word in words if word in _KIND_OF_WORD), "")
    if not kind and _REQUIREMENTS.intersection(words):
        return "education"
    return "other_duties" if kind == "duties" and _OTHER.intersection(words) else kind
