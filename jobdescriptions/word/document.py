"""A job description as plain values: blocks of text, and the facts at its head.

These values are exchanged by reader, parser, writer and the stored HTML subset. They are immutable and comparable, so
that ``parse(read(write(d))) == d`` can be asserted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, make_dataclass
from datetime import date
from decimal import Decimal

from jobdescriptions.facts import COLUMNS
from jobdescriptions.word.appendix import split_appendix

#: Placeholder above the title until a district enters its name.
DISTRICT_PLACEHOLDER = "Name of District"

#: The marks of text, in the order in which ``Run.marks`` lists them:
#: bold, italic, underline, strikethrough, superscript, subscript.
MARKS = "biusrl"

#: The formats of list items, named as in ECMA-376, 17.18.59 (ST_NumberFormat).
BULLET = "bullet"
NUMBER_FORMATS = ("decimal", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "ordinal", "none")

#: The key of a clause of the site's library, such as "drivers-license": words of small letters and digits with hyphens
#: between them, at most ``MAX_CLAUSE_KEY_LENGTH`` characters (the tag of a content control in Word has at most 64).
CLAUSE_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*+")
MAX_CLAUSE_KEY_LENGTH = 50

#: Highest list level, counted from 0: Word has nine.
MAX_LIST_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text with one set of marks and at most one link.

    ``text`` may hold ``"\\n"`` (a line break inside the paragraph) and ``"\\t"`` (a tab).
    ``marks`` is a string of letters from ``MARKS``, each at most once and in that order: ``"bi"`` is bold italic.
    ``href`` is an absolute http, https or mailto address, or empty.
    ``language`` is the language tag of text that is not in English ("es-MX"), otherwise empty.
    ``capitals`` says that Word displays the text in capitals although it was typed otherwise: a cue for headings, which
    the normal form drops.
    """

    text: str
    marks: str = ""
    href: str = ""
    language: str = ""
    capitals: bool = field(default=False, compare=False, repr=False)


#: The text of a paragraph, heading or list item: runs in order. No run is empty; neighbors with the same marks, link
#: and language are one run.
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
    """A paragraph of body text. It is never empty inside a section.

    ``clause`` is the key of the clause that the paragraph states (see ``CLAUSE_KEY``), or empty. Consecutive paragraphs
    with the same key are one placement of the clause. A placement is part of a section's own text: paragraphs in the
    cells of tables have none. What is read from outside only claims to be the clause: its text may be anything.
    """

    runs: Inline
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, flat as in Word.

    ``level`` counts from 0. ``format`` is ``"bullet"`` or one of ``NUMBER_FORMATS``. ``number`` is the number that Word
    displays (None for bullets); ``label`` is the whole label as displayed, such as ``"3."``, ``"(c)"`` or ``"2.1"``,
    and empty for bullets.
    """

    level: int
    format: str
    runs: Inline
    number: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its blocks, and the number of columns and rows that it spans (at least 1 each)."""

    blocks: tuple[Block, ...]
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells from top to bottom. A position covered by a span has no cell of its own.

    ``header_rows`` is the number of header rows at the top. ``header_column`` says that the first cell of each row is a
    row header (a table of labels and values). ``summary`` is the table's alternative text.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    header_column: bool = False
    summary: str = ""


Block = Heading | Paragraph | ListItem | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a job description: a heading with its text.

    ``kind`` is the key of a recognized heading (see ``headings``) such as ``"definition"``, or empty.
    ``heading`` is the heading as the author wrote it.
    """

    kind: str
    heading: str
    blocks: tuple[Block, ...] = ()


def is_clause_key(text: str) -> bool:
    """Return whether a text is the key of a clause, as far as its form goes.

    >>> is_clause_key("drivers-license"), is_clause_key("Driver's license"), is_clause_key("x" * 51)
    (True, False, False)
    """
    return len(text) <= MAX_CLAUSE_KEY_LENGTH and CLAUSE_KEY.fullmatch(text) is not None


#: Units of pay, with their wording in pages and files.
UNITS = {"hour": "an hour", "day": "a day", "month": "a month", "year": "a year"}

#: The meaning of the low and the high figure of a salary range.
RANGE, RATE, PERCENTILES, MEAN = "range", "rate", "percentiles", "mean"
MEASURES = (RANGE, RATE, PERCENTILES, MEAN)

#: How close the paid job is to the job described. ``occupation`` is a figure for a whole occupation.
SAME, CLOSE, COMPARABLE, OCCUPATION = "same", "close", "comparable", "occupation"
CLOSENESS = (SAME, CLOSE, COMPARABLE, OCCUPATION)


@dataclass(frozen=True, slots=True)
class SalaryRange:
    """The pay of a job at one employer, with class title, year and publisher.

    ``low`` and ``high`` are US dollars per ``unit`` (a key of ``UNITS``). ``measure`` gives their meaning: the two ends
    of a pay range (``range``), a single rate (``rate``, low equals high), the 10th and 90th percentile of an occupation
    (``percentiles``, with ``median``), or a mean (``mean``, low equals high).
    ``year`` is the school year or the survey period as published, such as ``"2022-23"`` or ``"May 2024"``.
    ``publisher`` names the publisher and the document. ``remarks`` is free text such as ``"Range 50"``.
    ``read_at`` is the public address (http or https) at which the figure stands, and ``seen`` the day on which it was
    read there; where there is no address, there is no day.
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
    read_at: str = ""
    seen: date | None = None


#: A field for each column of the facts (see ``facts.FACTS``): text, or a tuple of texts; empty where it is not known.
_Facts = make_dataclass(
    "_Facts",
    [(column.name, type(column.empty), field(default=column.empty)) for column in COLUMNS.values()],
    frozen=True,
    slots=True,
    kw_only=True,
)


@dataclass(frozen=True, slots=True)
class Document(_Facts):
    """A complete job description. Its facts are fields by the names of ``facts.COLUMNS``.

    ``salaries`` belong to the section of kind ``"salary"``, which a document with salaries must have. The sections of
    the appendix stand last (see ``appendix``), whatever the order in which they are given.
    """

    title: str
    sections: tuple[Section, ...] = ()
    salaries: tuple[SalaryRange, ...] = ()

    def __post_init__(self) -> None:
        if self.salaries and not any(section.kind == "salary" for section in self.sections):
            raise ValueError("A job description with salary figures needs a section for them.")
        adopted, appendix = split_appendix(self.sections, bool(self.salaries))
        object.__setattr__(self, "sections", (*adopted, *appendix))
