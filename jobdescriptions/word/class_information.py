"""The facts at the head of a job description as a table, and tables and lines of other people as such facts.

A new wording for a fact is a new entry here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .coercers import join_soc, split_soc, tidy
from .document import Block, Cell, Document, Heading, Paragraph, Run, Table
from .headings import plain
from .salaries import cell_text

#: The header row of the table that we write.
HEADER = ("Class information", "Detail")

#: The facts in order: key, the label that we write, other labels that mean the same.
FACTS = (
    (
        "also_called",
        "Also called",
        (
            "Alternative title",
            "Alternative titles",
            "Alternate titles",
            "Other titles",
            "Related titles",
            "Working titles",
        ),
    ),
    (
        "employment_class",
        "Employment class",
        (
            "Bargaining unit",
            "Class",
            "Classification",
            "Classification type",
            "Employee group",
            "Employee unit",
            "Employment category",
            "Employment group",
            "Service",
            "Unit",
        ),
    ),
    (
        "reports_to",
        "Reports to",
        (
            "Directly responsible to",
            "Immediate supervisor",
            "Report to",
            "Reporting to",
            "Responsible to",
            "Supervisor",
        ),
    ),
    ("flsa", "FLSA status", ("Exempt status", "Exemption status", "FLSA", "FLSA classification", "Overtime status")),
    (
        "work_year",
        "Work year",
        (
            "Calendar",
            "Days per year",
            "Term of employment",
            "Work calendar",
            "Work days",
            "Work schedule",
            "Work days per year",
        ),
    ),
    ("occupation", "Occupation (SOC)", ("Occupation", "O*NET SOC code", "SOC", "SOC code", "Standard occupation")),
    (
        "title",
        "Title",
        (
            "Class title",
            "Classification title",
            "Job title",
            "Name of position",
            "Position",
            "Position title",
            "Role",
            "Role title",
        ),
    ),
)

_KEYS = {plain(word): key for key, label, others in FACTS for word in (label, *others)}
_SUMMARY = "Class information: The facts about the class, with a label and a detail in each row."


@dataclass(slots=True)
class Facts:
    """What tables and lines said, by the keys of ``FACTS``."""

    values: dict[str, str] = field(default_factory=dict)
    #: The same as they are compared. A file can say one fact thousands of times.
    _compared: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, value: str) -> None:
        """Take a fact. Nothing is no fact."""
        if value:
            self.values[key] = value
            self._compared[key] = plain(value)

    def contradicts(self, key: str, value: str) -> bool:
        """Say whether something else is known already."""
        return bool(value) and key in self._compared and self._compared[key] != plain(value)

    def fields(self) -> dict[str, Any]:
        """Return the facts as fields of a ``Document``, without its title."""
        code, name = split_soc(self.values.get("occupation", ""))
        titles = (tidy(title) for title in self.values.get("also_called", "").split(";"))
        return {
            "also_called": tuple(title for title in titles if title),
            "employment_class": self.values.get("employment_class", ""),
            "reports_to": self.values.get("reports_to", ""),
            "flsa": self.values.get("flsa", ""),
            "work_year": self.values.get("work_year", ""),
            "soc_code": code,
            "soc_title": name,
        }


def to_table(document: Document) -> Table | None:
    """Return the class information of a document as a table, or nothing where there is none."""
    values = {
        "also_called": "; ".join(document.also_called),
        "employment_class": document.employment_class,
        "reports_to": document.reports_to,
        "flsa": document.flsa,
        "work_year": document.work_year,
        "occupation": join_soc(document.soc_code, document.soc_title),
    }
    rows = [(label, values[key]) for key, label, _ in FACTS if values.get(key)]
    if not rows:
        return None
    cells = tuple(tuple(Cell((Paragraph((Run(text),)),)) for text in row) for row in (HEADER, *rows))
    return Table(cells, header_rows=1, header_column=True, summary=_SUMMARY)


def take_from(blocks: Iterable[Block], facts: Facts) -> tuple[Block, ...]:
    """Move the facts that blocks tell into ``facts``, and return the blocks that are left.

    Facts are tables with a label and a value beside each other, and lines such as "Reports to: Principal". Of a table
    that tells other things as well, the rows that were not understood are left. A heading that only names such a
    table goes with it.
    """
    left: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            if _is_class_information(block):
                if left and isinstance(left[-1], Heading) and _line(left[-1]) in _TABLE_HEADINGS:
                    del left[-1]
                rest = _take_rows(block, facts)
                if rest is not None:
                    left.append(rest)
                continue
        elif isinstance(block, Paragraph) and _take_line(block, facts):
            continue
        left.append(block)
    return tuple(left)


_TABLE_HEADINGS = {plain(words) for words in (HEADER[0], "Job information", "Position information", "Position details")}


def _line(block: Heading | Paragraph) -> str:
    return plain("".join(run.text for run in block.runs))


def _is_class_information(table: Table) -> bool:
    """Say whether a table has our header row, or labels that we know in at least half of its rows, and two at least."""
    texts = [[cell_text(cell) for cell in row] for row in table.rows]
    if tuple(plain(text) for text in texts[0]) == tuple(plain(text) for text in HEADER):
        return True
    known = sum(1 for row in texts if len(row) % 2 == 0 and row and all(plain(text) in _KEYS for text in row[::2]))
    return known >= 2 and known * 2 >= len(texts)


def _take_rows(table: Table, facts: Facts) -> Table | None:
    rest = []
    for row in table.rows:
        texts = [cell_text(cell) for cell in row]
        if tuple(plain(text) for text in texts) == tuple(plain(text) for text in HEADER):
            continue
        if not _take_pairs(texts, facts):
            rest.append(row)
    return Table(tuple(rest), 0, table.header_column, table.summary) if rest else None


def _take_pairs(texts: Sequence[str], facts: Facts) -> bool:
    """Take the facts of a row of labels and values in turn; say whether all of the row was taken."""
    if not texts or len(texts) % 2:
        return False
    pairs = [(_KEYS.get(plain(label), ""), value) for label, value in zip(texts[::2], texts[1::2], strict=True)]
    if any(not key or facts.contradicts(key, value) for key, value in pairs):
        return False
    for key, value in pairs:
        facts.add(key, value)
    return True


def _take_line(paragraph: Paragraph, facts: Facts) -> bool:
    text = "".join(run.text for run in paragraph.runs)
    pairs = []
    for line in text.split("\n"):
        label, colon, value = line.partition(":")
        key = _KEYS.get(plain(label), "") if colon else ""
        if not key or not tidy(value) or facts.contradicts(key, value):
            return False
        pairs.append((key, tidy(value)))
    if len({key for key, _ in pairs}) < len(pairs):
        return False
    for key, value in pairs:
        facts.add(key, value)
    return True
