"""A job description as plain values: blocks of text, and the facts that head every document.

These values are what the reader makes, what the parser and the writer exchange, and what the stored HTML subset
stands for. They are immutable and comparable, so that ``parse(read(write(d))) == d`` can be asserted as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

#: What stands above the title until a district puts its name there.
DISTRICT = "Name of District"

#: The marks that text can carry, in the one order in which ``Run.marks`` lists them:
#: bold, italic, underline, strikethrough, superscript (raised), subscript (lowered).
MARKS = "biusrl"

#: How a list item can be numbered. The names are those of ECMA-376, 17.18.59 (ST_NumberFormat).
BULLET = "bullet"
NUMBER_FORMATS = ("decimal", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "ordinal", "none")

#: The deepest list level, counted from 0: Word has nine.
DEEPEST_LIST_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one set of marks and at most one link.

    ``text`` may hold ``"\\n"`` (a line break inside the paragraph) and ``"\\t"`` (a tab).
    ``marks`` is a string of letters from ``MARKS``, each at most once and in that order: ``"bi"`` is bold italic.
    ``href`` is an absolute http, https or mailto address, or empty.
    ``language`` is the tag of a text that is in another language than English ("es-MX"), and empty for all others.
    ``capitals`` says that Word shows the text in capitals though it was typed otherwise: a look that helps to tell
    headings, and that the normal form does not keep.
    """

    text: str
    marks: str = ""
    href: str = ""
    language: str = ""
    capitals: bool = field(default=False, compare=False, repr=False)


#: The text of a paragraph, heading, list item: runs in order. No run is empty; no two neighbours have the same marks,
#: the same link and the same language (they are one run).
Inline = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. As read from Word, ``level`` is the outline level: 0 for a title, 1 to 9 for headings.

    Inside a ``Section`` the level counts from the section's own heading: 1 is directly below it.
    """

    level: int
    runs: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text. Never empty in a section."""

    runs: Inline


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, flat as Word has it.

    ``level`` counts from 0. ``format`` is ``"bullet"`` or one of ``NUMBER_FORMATS``. ``number`` is the number that Word
    shows (None for bullets); ``label`` is the whole label as Word shows it, such as ``"3."``, ``"(c)"`` or ``"2.1"``,
    and is empty for bullets.
    """

    level: int
    format: str
    runs: Inline
    number: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: blocks, and over how many columns and rows it reaches (at least 1 each)."""

    blocks: tuple[Block, ...]
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells from top to bottom. A cell covered by a span from above or from the left has no entry.

    ``header_rows`` counts the rows at the top that head their columns. ``header_column`` says that the first cell of
    each row heads its row (a table of labels and values). ``summary`` is the table's alternative text.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    header_column: bool = False
    summary: str = ""


Block = Heading | Paragraph | ListItem | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a job description with its text.

    ``kind`` is the key of a recognised heading (see ``headings``) such as ``"definition"``, or empty.
    ``heading`` is the heading as the author wrote it.
    """

    kind: str
    heading: str
    blocks: tuple[Block, ...] = ()


#: Units of pay, with the words that pages and files use.
UNITS = {"hour": "an hour", "day": "a day", "month": "a month", "year": "a year"}

#: What the low and the high figure of a salary range are.
RANGE, RATE, PERCENTILES, MEAN = "range", "rate", "percentiles", "mean"
MEASURES = (RANGE, RATE, PERCENTILES, MEAN)

#: How close the job that is paid so is to the job described. ``occupation`` is a figure for a whole occupation.
SAME, CLOSE, COMPARABLE, OCCUPATION = "same", "close", "comparable", "occupation"
CLOSENESS = (SAME, CLOSE, COMPARABLE, OCCUPATION)


@dataclass(frozen=True, slots=True)
class SalaryRange:
    """What somebody pays for a job: always with employer, class title, year and publisher.

    ``low`` and ``high`` are US dollars for each ``unit`` (a key of ``UNITS``). ``measure`` says what they are: the two
    ends of a pay range (``range``), one single rate (``rate``, low equals high), the 10th and 90th percentile of an
    occupation (``percentiles``, with ``median``), or a mean (``mean``, low equals high).
    ``year`` is the school year or the survey period as published, such as ``"2022-23"`` or ``"May 2024"``.
    ``publisher`` names who published it and in which document. ``remarks`` is free text such as ``"Range 50"``.
    """

    employer: str
    class_title: str
    low: Decimal
    high: Decimal
    unit: str
    year: str
    publisher: str
    closeness: str
    measure: str = RANGE
    median: Decimal | None = None
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole job description.

    ``also_called`` lists other titles of the class. ``soc_code`` is a code of the Standard Occupational Classification
    such as ``"15-1244"``, ``soc_title`` its name. ``salaries`` belong to the section of kind ``"salary"``: a document
    with salaries has one.
    """

    title: str
    also_called: tuple[str, ...] = ()
    employment_class: str = ""
    reports_to: str = ""
    flsa: str = ""
    work_year: str = ""
    soc_code: str = ""
    soc_title: str = ""
    sections: tuple[Section, ...] = ()
    salaries: tuple[SalaryRange, ...] = ()

    def __post_init__(self) -> None:
        if self.salaries and not any(section.kind == "salary" for section in self.sections):
            raise ValueError("A job description with salary figures needs a section for them.")
