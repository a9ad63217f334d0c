"""The section headings of a job description, with the wordings that districts use.

A new wording is a new entry here. Case and punctuation are ignored, and so is a number or letter typed in front
("IV. Licenses:" is "licenses"); "&" equals "and".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jobdescriptions.word.understand.heading_words import kind_by_words

#: The heading of text before the first heading of a file.
INTRODUCTION = "Introduction"

#: Maximum length of a wording.
MAX_WORDING_LENGTH = 100

#: The kind of the section that holds the salary figures.
SALARY = "salary"


@dataclass(frozen=True, slots=True)
class RecognizedHeading:
    """A kind of section: its key, the name in written files, and alternative names."""

    key: str
    name: str
    variants: tuple[str, ...] = ()


#: In the order of a job description.
RECOGNIZED_HEADINGS = (
    RecognizedHeading(
        "definition",
        "Definition",
        (
            "About the job",
            "About the position",
            "About the role",
            "About this role",
            "Basic function",
            "Basic functions",
            "Basic purpose",
            "Brief description of position",
            "Class definition",
            "Class purpose",
            "Class summary",
            "Definition of class",
            "Definition of the class",
            "Description of basic functions and responsibilities",
            "Description",
            "Function",
            "General definition",
            "General description",
            "General function",
            "General purpose",
            "General statement of duties",
            "General statement of job",
            "General statement of the job",
            "General summary",
            "Job definition",
            "Job description",
            "Job goal",
            "Job objective",
            "Job overview",
            "Job purpose statement",
            "Job purpose",
            "Job scope",
            "Job summary",
            "Nature of work",
            "Overall job purpose statement",
            "Overall purpose",
            "Overview",
            "Position definition",
            "Position description",
            "Position goal",
            "Position objective",
            "Position overview",
            "Position purpose",
            "Position summary",
            "Primary function",
            "Primary objective",
            "Primary purpose",
            "Purpose of position",
            "Purpose of the job",
            "Purpose of the position",
            "Purpose statement",
            "Purpose",
            "Role",
            "Role overview",
            "Role profile",
            "Role purpose",
            "Role summary",
            "Roles",
            "Scope of position",
            "Summary description",
            "Summary of position",
            "Summary of the position",
            "Summary",
            "The role",
        ),
    ),
    RecognizedHeading(
        "supervision",
        "Supervision received and exercised",
        (
            "Directly responsible to",
            "Directly responsible to / Supervision over",
            "Lines of authority",
            "Organizational relationship",
            "Organizational relationships",
            "Reporting relationship",
            "Reporting relationships",
            "Reporting structure",
            "Reports to",
            "Responsible to",
            "Supervision",
            "Supervision and direction",
            "Supervision and relationships",
            "Supervision exercised",
            "Supervision given",
            "Supervision over",
            "Supervision received",
            "Supervisor",
            "Supervisory relationship",
            "Supervisory relationships",
            "Supervisory responsibilities",
            "Supervisory responsibility",
            "Work direction",
        ),
    ),
    RecognizedHeading(
        "distinguishing",
        "Distinguishing characteristics",
        (
            "Career ladder",
            "Characteristics of the class",
            "Class characteristics",
            "Class concept",
            "Class distinctions",
            "Distinguishing career features",
            "Distinguishing characteristics among related classes",
            "Distinguishing characteristics of the class",
            "Distinguishing characteristics of this class",
            "Distinguishing characteristics within the class series",
            "Distinguishing features",
            "Distinguishing features of the class",
        ),
    ),
    RecognizedHeading(
        "duties",
        "Essential duties",
        (
            "Accountabilities",
            "Core duties",
            "Core duties/responsibilities",
            "Core responsibilities",
            "Duties and responsibilities",
            "Duties and tasks",
            "Duties may include",
            "Duties",
            "Duties/responsibilities",
            "Essential duties (may include, but are not limited to)",
            "Essential duties and functions",
            "Essential duties and responsibilities include the following",
            "Essential duties and responsibilities",
            "Essential duties of the position",
            "Essential duties/responsibilities",
            "Essential functions and responsibilities",
            "Essential functions of the job",
            "Essential functions",
            "Essential job duties",
            "Essential job functions",
            "Essential responsibilities",
            "Essential tasks",
            "Examples of duties and responsibilities",
            "Examples of duties",
            "Examples of duties/essential job functions",
            "Examples of essential duties",
            "Examples of essential functions",
            "Examples of important and essential duties",
            "Examples of key duties",
            "Example of duties",
            "Examples of work",
            "Functions",
            "General duties",
            "Illustrative duties",
            "Illustrative examples of duties",
            "Job duties and responsibilities",
            "Job duties",
            "Job functions",
            "Job responsibilities",
            "Job tasks",
            "Key accountabilities",
            "Key duties and responsibilities",
            "Key duties",
            "Key functions",
            "Key responsibilities",
            "Main duties and responsibilities",
            "Main duties",
            "Main duties/responsibilities",
            "Main responsibilities",
            "Major duties and responsibilities",
            "Major duties",
            "Major responsibilities",
            "Performance responsibilities",
            "Position duties",
            "Position responsibilities",
            "Primary duties and responsibilities",
            "Primary duties",
            "Primary responsibilities",
            "Principal accountabilities",
            "Principal duties and responsibilities",
            "Principal duties",
            "Principal responsibilities",
            "Representative duties and responsibilities",
            "Representative duties",
            "Representative essential duties",
            "Responsibilities and duties",
            "Responsibilities",
            "Role specific accountabilities",
            "Roles and responsibilities",
            "Scope of work",
            "Specific duties",
            "Specific responsibilities",
            "Tasks",
            "Typical accountabilities",
            "Typical duties and responsibilities",
            "Typical duties",
            "Typical tasks",
            "What you will do",
            "What you'll do",
            "Work performed",
            "Your responsibilities",
            "Your tasks",
        ),
    ),
    RecognizedHeading(
        "other_duties",
        "Other duties",
        (
            "Additional duties",
            "Additional duties and responsibilities",
            "Additional functions",
            "Additional job functions",
            "Additional responsibilities",
            "Marginal duties",
            "Marginal functions",
            "Non-essential duties",
            "Nonessential duties",
            "Non-essential functions",
            "Other duties and responsibilities",
            "Other duties as assigned",
            "Other functions",
            "Other job duties",
            "Other job functions",
            "Other related duties",
            "Other responsibilities",
            "Related duties",
            "Secondary duties",
        ),
    ),
    RecognizedHeading(
        "knowledge",
        "Knowledge of",
        (
            "Competencies",
            "Core competencies",
            "Employment standards A",
            "Employment standards",
            "Expertise required",
            "Job requirements: knowledge",
            "Key skills",
            "Knowledge and abilities required",
            "Knowledge and abilities",
            "Knowledge and ability",
            "Knowledge and skills required",
            "Knowledge and skills",
            "Knowledge and understanding of",
            "Knowledge required",
            "Knowledge requirements",
            "Knowledge",
            "Knowledge, abilities and skills",
            "Knowledge, skills and abilities (first part)",
            "Knowledge, skills and abilities required",
            "Knowledge, skills and abilities",
            "Knowledge, skills, abilities and other characteristics",
            "Knowledge, skills, and competencies",
            "Knowledges",
            "KSAs",
            "Preferred skills",
            "Professional skill requirements and experience",
            "Required competencies",
            "Required knowledge and abilities",
            "Required knowledge",
            "Required knowledge, skills and abilities",
            "Required skills and abilities",
            "Required skills",
            "Skills and competencies",
            "Skills and experience",
            "Skills and knowledge",
            "Skills required",
            "Skills",
            "Skills, knowledge and abilities",
            "Skills, knowledge and experience",
            "Skills, knowledge, experience",
            "Skills/competencies",
            "Technical background",
            "Technical competencies",
            "Technical skills",
            "Working knowledge of",
        ),
    ),
    RecognizedHeading(
        "ability",
        "Ability to",
        (
            "Abilities required",
            "Abilities to",
            "Abilities",
            "Ability required",
            "Ability",
            "Employment standards B",
            "Knowledge, skills and abilities (second part)",
            "Required abilities",
            "Skill and ability to",
            "Skill in",
            "Skill to",
            "Skills and abilities",
            "Skills and ability to",
            "Skills to",
        ),
    ),
    RecognizedHeading(
        "education",
        "Education and experience",
        (
            "Academic qualifications",
            "Acceptable training and experience",
            "Basic qualifications",
            "Desirable experience",
            "Desirable qualifications",
            "Desired qualifications",
            "Education and experience guidelines",
            "Education and experience required",
            "Education and or experience",
            "Education and training",
            "Education and work experience",
            "Education requirements",
            "Education",
            "Education, training and experience",
            "Education/experience",
            "Education/training/experience",
            "Educational requirements",
            "Employment requirements",
            "Entrance qualifications",
            "Entrance requirements",
            "Experience and education",
            "Experience and qualifications",
            "Experience and training",
            "Experience",
            "Job qualifications",
            "Job requirements",
            "Minimum education and experience",
            "Minimum qualifications",
            "Minimum requirements",
            "Position qualifications",
            "Position requirements",
            "Preferred qualifications",
            "Qualification requirements",
            "Qualification",
            "Qualifications and experience",
            "Qualifications and requirements",
            "Qualifications and skills",
            "Qualifications guidelines",
            "Qualifications",
            "Job qualifications and skill sets",
            "Required education and experience",
            "Required experience",
            "Required qualifications",
            "Requirements and qualifications",
            "Requirements",
            "Selection criteria",
            "Skills and qualifications",
            "Training and experience",
            "Training, education and experience",
            "Typical qualifications",
            "What you bring to the role",
        ),
    ),
    RecognizedHeading(
        "licenses",
        "Licenses and clearances",
        (
            "Certificate/license",
            "Certificates and licences",
            "Certificates and licenses",
            "Certificates and other requirements",
            "Certificates",
            "Certificates, licenses and registrations",
            "Certificates, licenses, special requirements",
            "Certification",
            "Certifications and licenses",
            "Certifications",
            "Clearances",
            "Conditions of employment",
            "Continuing education/training",
            "Credential requirements",
            "Credential",
            "Credentials and licenses",
            "Credentials",
            "Fingerprint and health clearances",
            "Health",
            "Licence and other requirements",
            "Licence",
            "Licences and certificates",
            "Licences and certifications",
            "Licences and clearances",
            "Licences and other requirements",
            "Licences",
            "Licences, certificates and clearances",
            "License and certificate",
            "License and certificates",
            "License and other requirements",
            "License or certificate",
            "License requirements",
            "License",
            "License/certification",
            "Licenses and certificates",
            "Licenses and certifications",
            "Licenses and credentials",
            "Licenses and other requirements",
            "Licenses and special requirements",
            "Licenses or certificates",
            "Licenses or certifications",
            "Licenses",
            "Licenses, certificates and clearances",
            "Licenses, certificates and registrations",
            "Licenses/certificates",
            "Licenses/certificates/registrations",
            "Licenses/certifications",
            "Licensing requirements",
            "Other requirements",
            "Pre-employment requirements",
            "Required licenses and certificates",
            "Required licenses and certifications",
            "Required licenses",
            "Special qualifications",
            "Special requirement",
            "Special requirements",
        ),
    ),
    RecognizedHeading(
        "conditions",
        "Working conditions",
        (
            "Conditions of work",
            "Environment",
            "Environmental conditions",
            "Environmental demands",
            "Environmental factors",
            "Hazards",
            "Job environment and working conditions",
            "Job environment",
            "Other characteristics",
            "Physical environment",
            "Travel",
            "Typical working conditions",
            "Work conditions",
            "Work environment and physical demands",
            "Work environment",
            "Work environment/working conditions",
            "Working conditions and environment",
            "Working conditions and physical demands",
            "Working environment",
        ),
    ),
    RecognizedHeading(
        "physical",
        "Physical demands",
        (
            "Physical abilities",
            "Physical ability",
            "Physical activity requirements",
            "Physical and mental demands",
            "Physical and mental requirements",
            "Physical characteristics",
            "Physical conditions",
            "Physical demands and abilities",
            "Physical demands and requirements",
            "Physical demands and work environment",
            "Physical demands and working conditions",
            "Physical effort",
            "Physical functions",
            "Physical job requirements",
            "Physical qualifications",
            "Physical requirements",
            "Physical requirements and working conditions",
            "Physical standards",
            "Physical, mental and environmental working conditions",
            "Typical physical characteristics",
            "Typical physical demands",
            "Typical physical requirements",
        ),
    ),
    RecognizedHeading(
        SALARY,
        "Salary information",
        (
            "Additional salary information",
            "Classification and compensation",
            "Compensation and benefits",
            "Compensation and work year",
            "Compensation range",
            "Compensation",
            "Pay and benefits",
            "Pay range",
            "Pay rate",
            "Pay scale",
            "Pay",
            "Placement on the salary schedule",
            "Rate of pay",
            "Salary and benefits",
            "Salary and work year",
            "Salary placement and work year",
            "Salary placement",
            "Salary range and work year",
            "Salary range",
            "Salary schedule",
            "Salary",
            "Salary/benefits",
            "Terms of employment",
            "Wage",
            "Wages",
        ),
    ),
    RecognizedHeading(
        "terms",
        "Notes on terms",
        (
            "About the terms used",
            "Explanation of terms",
            "Glossary",
            "Note on terms",
            "Notes on terminology",
            "Terminology",
            "Terms used",
        ),
    ),
    RecognizedHeading(
        "adapting",
        "Adapting this description",
        (
            "Adapting this job description",
            "How to adapt this description",
            "How to adapt this job description",
            "How to use this description",
            "Notes for districts",
            "Using this description",
            "Using this job description",
        ),
    ),
    RecognizedHeading(
        "statements",
        "Equal opportunity",
        (
            "ADA statement",
            "Americans with Disabilities Act",
            "Disclaimer",
            "Disclaimers",
            "EEO statement",
            "Equal employment opportunity employer",
            "Equal employment opportunity statement",
            "Equal employment opportunity",
            "Equal opportunities",
            "Equal opportunity employer",
            "Equal opportunity statement",
            "Job description statement",
            "Non-discrimination policy",
            "Non-discrimination statement",
            "Non-discrimination",
            "Nondiscrimination policy",
            "Nondiscrimination statement",
            "Nondiscrimination",
            "Notice of nondiscrimination",
            "Other statements",
            "Reasonable accommodation",
            "Reasonable accommodations",
            "Statement of nondiscrimination",
            "Statements",
            "Title IX notice",
            "Uniform complaint procedures",
        ),
    ),
    RecognizedHeading(
        "approval",
        "Approval",
        (
            "Acknowledgement",
            "Acknowledgment",
            "Adopted",
            "Adoption",
            "Approval and revision dates",
            "Approval date",
            "Approval dates",
            "Approvals",
            "Approved",
            "Board adopted",
            "Board approval",
            "Board approved",
            "Board approved / Revised",
            "Date approved",
            "Employee acknowledgement",
            "Employee acknowledgment",
            "History",
            "Personnel commission approval",
            "Revised",
            "Revision dates",
            "Revision history",
            "Signature",
            "Signatures",
        ),
    ),
)

_TYPED_NUMBER = re.compile(r"\A\s*+(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[a-z])\s*[.):]\s*(?=\S)")
_NOT_WORDS = re.compile(r"[^\w]+")


def normalize_wording(wording: str) -> str:
    """Return a wording normalized for comparison.

    >>> normalize_wording("  II. Licenses & Other Requirements: ")
    'licenses and other requirements'
    """
    lowered = wording.casefold().replace("\u2019", "").replace("'", "").replace("&", " and ")
    return _NOT_WORDS.sub(" ", _TYPED_NUMBER.sub("", lowered, count=1)).strip()


_NAMES = {heading.key: heading.name for heading in RECOGNIZED_HEADINGS}
_KINDS = {
    normalize_wording(wording): heading.key
    for heading in RECOGNIZED_HEADINGS
    for wording in (heading.name, *heading.variants)
}

#: Maximum length of a heading, including its number and other additions.
_MAX_LENGTH = 3 * max(map(len, _KINDS))

#: The keys of all recognized headings, in standard order.
KINDS = tuple(_NAMES)


_ASIDE = re.compile(r"\([^()]*\)")

#: A number in front of a wording, spelled with a word or without a period: "Part II", "VIII", "2.1".
_SPELLED_NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_NUMBER_BEFORE = re.compile(
    rf"(?:(?:article|chapter|part|section) (?:\d{{1,2}}(?: \d{{1,2}}){{0,3}}|[ivx]{{1,5}}|[a-z]|{_SPELLED_NUMBER})"
    rf"|\d{{1,2}}(?: \d{{1,2}}){{0,3}}|[ivx]{{2,5}}|{_SPELLED_NUMBER}) (?=\S)"
)


def strip_brackets(text: str) -> str:
    """Return a text without what is in brackets.

    >>> strip_brackets("FLSA status (check one)")
    'FLSA status  '
    """
    return _ASIDE.sub(" ", text)


def find_kind(heading: str, title: str = "") -> str:
    """Return the key of a recognized heading, or an empty string.

    Text in brackets, a number in front, an article, and the ``title`` of the job in front or behind "for" are ignored.

    >>> find_kind("EXAMPLES OF DUTIES:"), find_kind("Favorite colors")
    ('duties', '')
    >>> find_kind("The Job Overview"), find_kind("Certifications (desirable)")
    ('definition', 'licenses')
    >>> find_kind("Section 2: Licenses"), find_kind("VIII Licenses"), find_kind("3.1 Physical demands")
    ('licenses', 'licenses', 'physical')
    >>> find_kind("Network Analyst Requirements"), find_kind("Network Analyst Requirements", "Network Analyst")
    ('', 'education')
    """
    # A longer title cannot be part of a heading that is short enough.
    return "" if len(heading) > _MAX_LENGTH else _find_kind(heading, title if len(title) <= _MAX_LENGTH else "")


@lru_cache(maxsize=4096)  # Each step of an import asks for the same lines again.
def _find_kind(heading: str, title: str) -> str:
    words = normalize_wording(heading)
    kind = _KINDS.get(words, "")
    if kind or len(words) > MAX_WORDING_LENGTH:
        return kind
    job = normalize_wording(title)
    for shorter in (words, normalize_wording(strip_brackets(heading))):
        bare = _NUMBER_BEFORE.sub("", shorter, count=1) if _NUMBER_BEFORE.match(shorter) else shorter
        bare = bare.removeprefix("the ").removeprefix("our ")
        if job:
            bare = bare.removeprefix(f"{job} ").removesuffix(f" for {job}").removesuffix(f" of {job}")
            for before in ("for a", "for the", "of a", "of the"):
                bare = bare.removesuffix(f" {before} {job}")
        kind = _KINDS.get(bare, "") or kind_by_words(bare)
        if kind:
            return kind
    return ""


def kind_name(kind: str) -> str:
    """Return the name of a kind of section in written files, or an empty string.

    >>> kind_name("physical")
    'Physical demands'
    """
    return _NAMES.get(kind, "")
