"""The facts that head a job description: one table that everything else reads.

The model's fields, the forms, the content of a publication, the Word file and reading it back, what is recognized in
running text, comparisons, pages and the search all follow from ``FACTS``. A further fact that is a line of text is one
row here, ``name = fact_field("name")`` in ``models.JobDescription``, and its migration. Plain values: no Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobdescriptions import fact_sentences

#: The kinds of facts: one line of text; a list of lines; the code and the title of an occupation.
LINE, LIST, OCCUPATION = "line", "list", "occupation"

#: What a word of the fact counts for in the search: as much as one of the title, as one of the text, or nothing.
AS_TITLE, AS_TEXT, NOT_SEARCHED = "title", "text", ""


@dataclass(frozen=True, slots=True)
class Column:
    """Where (a part of) a fact is kept: the field of that name of model, form, content and ``document.Document``.

    ``label`` names it in forms. ``pattern`` is a regular expression of all of its text, ``pattern_message`` what to do
    where the text does not match. ``always_stored`` columns are in contents also when they are empty, as they were in
    the first release; others only with a value, so that earlier contents and their digests stay as they are.
    """

    name: str
    label: str
    help_text: str = ""
    max_length: int = 300
    pattern: str = ""
    pattern_message: str = ""
    is_list: bool = False
    always_stored: bool = False

    @property
    def empty(self) -> str | tuple[str, ...]:
        """The value of the column where nothing is known."""
        return () if self.is_list else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of job descriptions. ``label`` is what Word files, comparisons and previews call it.

    ``page_label`` and ``search_label`` stand in its place where pages and the search call it otherwise;
    ``abbreviation`` is the beginning of the label on pages with what it stands for; ``noun`` is its name inside a
    sentence where that is not the label. ``labels`` are other labels that mean it in tables and lines of a Word file,
    ``loose_labels`` those that are recognized in running text only, and so only offered to the author. There,
    ``value_pattern`` is what a value beside a label has to match, ``sentences`` are patterns of sentences that state
    the fact, and ``left_open`` matches lines that seem to and do not.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    kind: str = LINE
    labels: tuple[str, ...] = ()
    loose_labels: tuple[str, ...] = ()
    is_recognized: bool = True
    value_pattern: re.Pattern[str] | None = None
    sentences: tuple[re.Pattern[str], ...] = ()
    left_open: re.Pattern[str] | None = None
    search: str = AS_TEXT
    page_label: str = ""
    search_label: str = ""
    abbreviation: tuple[str, str] = ("", "")
    noun: str = ""


def line(name: str, label: str, help_text: str = "", max_length: int = 300, *, always_stored=False, **values) -> Fact:
    """Return a fact that is one line of text, kept in the column of its own name."""
    column = Column(name, label, help_text, max_length, always_stored=always_stored)
    return Fact(name, label, (column,), **values)


#: The facts, in the order in which pages, forms and Word files show them.
FACTS = (
    Fact(
        "also_called",
        "Also called",
        (
            Column(
                "also_called",
                "Also called",
                "Other titles of this class, one on each line.",
                is_list=True,
                always_stored=True,
            ),
        ),
        kind=LIST,
        labels=(
            "Alternative title", "Alternative titles", "Alternate titles", "Other titles", "Related titles",
            "Working titles",
        ),
        is_recognized=False,
        search=AS_TITLE,
    ),
    line(
        "employment_class",
        "Employment class",
        "E.g. Classified; Classified management; Certificated.",
        250,
        labels=(
            "Class", "Classification", "Classification type", "Employee group", "Employment category",
            "Employment group", "Service",
        ),
        loose_labels=("Classification group", "Employee classification", "Employee type", "Job class"),
        value_pattern=fact_sentences.EMPLOYMENT_CLASS_VALUE,
        sentences=fact_sentences.EMPLOYMENT_CLASS,
        always_stored=True,
    ),
    line(
        "bargaining_unit",
        "Bargaining unit",
        "The unit that represents the class, e.g. CSEA, Chapter 127, or Unrepresented.",
        200,
        labels=(
            "Bargaining group", "Bargaining unit status", "Employee unit", "Representation", "Represented by", "Union",
            "Unit",
        ),
        loose_labels=(
            "Bargaining representative", "Bargaining unit code", "Employee organization", "Exclusive representative",
            "Labor unit", "Represented unit", "Union affiliation", "Union status",
        ),
        value_pattern=fact_sentences.BARGAINING_UNIT_VALUE,
    ),
    line(
        "reports_to",
        "Reports to",
        "Whom the person reports to, by title, e.g. Director, Information Systems.",
        labels=(
            "Directly responsible to", "Immediate supervisor", "Report to", "Reporting to", "Responsible to",
            "Supervisor",
        ),
        loose_labels=("Manager", "Reports directly to", "Supervised by", "Supervisor manager", "Supervisor title"),
        sentences=fact_sentences.REPORTS_TO,
        noun="entry “Reports to”",
        search=NOT_SEARCHED,  # A search for a title is for that job, not for all jobs below it.
        always_stored=True,
    ),
    line(
        "flsa",
        "FLSA status",
        "Fair Labor Standards Act: Exempt or Non-exempt, and on what terms.",
        200,
        abbreviation=("FLSA", "Fair Labor Standards Act"),
        labels=("Exempt status", "Exemption status", "FLSA", "FLSA classification", "Overtime status"),
        loose_labels=(
            "Exempt non exempt", "Exempt nonexempt", "Fair Labor Standards Act", "FLSA designation",
            "FLSA exemption status",
        ),
        value_pattern=fact_sentences.FLSA_VALUE,
        sentences=fact_sentences.FLSA,
        left_open=fact_sentences.FLSA_LEFT_OPEN,
        always_stored=True,
    ),
    line(
        "work_year",
        "Work year",
        "E.g. 12 months, or 185 days.",
        200,
        labels=(
            "Calendar", "Days per year", "Term of employment", "Work calendar", "Work days", "Work schedule",
            "Work days per year",
        ),
        loose_labels=(
            "Annual work days", "Contract days", "Days of service", "Duty days", "Length of work year",
            "Months per year", "Number of days", "Number of work days", "Work calendar days", "Work days year",
            "Work months", "Work year days",
        ),
        value_pattern=fact_sentences.WORK_YEAR_VALUE,
        sentences=fact_sentences.WORK_YEAR,
        always_stored=True,
    ),
    line(
        "probation",
        "Probationary period",
        "How long a new employee is on probation, e.g. Six months or 130 days of paid service, whichever is longer.",
        labels=("Length of probation", "Probation", "Probation period", "Probationary status", "Probationary term"),
        loose_labels=(
            "Initial probationary period", "Length of probationary period", "Probationary period length",
            "Required probationary period",
        ),
        value_pattern=fact_sentences.PROBATION_VALUE,
    ),
    Fact(
        "added_year",
        "Added to this reference",
        (
            Column(
                "added_year",
                "Added to this reference",
                "Only for what the lists of the old site do not have: 2026, not on the original lists.",
                100,
                r"^\d{4}\b.*$",
                "Begin with the year, such as 2026, not on the original lists.",
            ),
        ),
        is_recognized=False,
        search=NOT_SEARCHED,
        page_label="Added",
    ),
    Fact(
        "occupation",
        "Occupation (SOC)",
        (
            Column(
                "soc_code",
                "SOC code",
                "Closest code of the Standard Occupational Classification (2018), e.g. 15-1244.",
                7,
                r"^\d\d-\d{4}$",
                "Write the code like 15-1244: two digits, a hyphen, four digits.",
                always_stored=True,
            ),
            Column(
                "soc_title",
                "SOC title",
                "What that classification calls the occupation, e.g. Computer Network Support Specialists.",
                150,
                always_stored=True,
            ),
        ),
        kind=OCCUPATION,
        page_label="SOC code",
        search_label="Occupation",
        abbreviation=("SOC", "Standard Occupational Classification"),
        labels=("Occupation", "O*NET SOC code", "SOC", "SOC code", "Standard occupation"),
        loose_labels=("O*NET code", "O NET SOC", "SOC occupation", "Standard occupational classification"),
        value_pattern=fact_sentences.OCCUPATION_VALUE,
        sentences=fact_sentences.OCCUPATION,
    ),
)  # fmt: skip

#: The title, which is no fact at the head but is labelled like one in other people's files.
TITLE = Fact(
    "title",
    "Title",
    (Column("title", "Title", "The class title, e.g. Network Specialist.", 150),),
    labels=(
        "Class title", "Classification title", "Job", "Job title", "Name of position", "Position", "Position title",
        "Role", "Role title", "Title of position",
    ),
)  # fmt: skip

#: The columns of all facts by name, without the title.
COLUMNS = {column.name: column for fact in FACTS for column in fact.columns}


def describe_addition(added_year: str) -> str:
    """Return what titles are followed by where the fact ``added_year`` is known, otherwise an empty string.

    >>> describe_addition("2026, not on the original lists"), describe_addition("")
    ('added in 2026', '')
    """
    return f"added in {added_year[:4]}" if added_year[:4].isdecimal() else added_year and "added later"
