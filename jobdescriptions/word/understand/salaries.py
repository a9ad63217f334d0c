"""Write salary figures as tables of a job description, and extract them from such tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from jobdescriptions.word.annual_pay import RULE, compute_annual_pay
from jobdescriptions.word.block_text import join_runs
from jobdescriptions.word.coercers import format_pay, parse_pay, tidy
from jobdescriptions.word.dates import format_day, parse_day
from jobdescriptions.word.document import (
    CLOSE,
    COMPARABLE,
    MEAN,
    OCCUPATION,
    PERCENTILES,
    RATE,
    SAME,
    Block,
    Cell,
    Heading,
    ListItem,
    Paragraph,
    Run,
    SalaryRange,
    Table,
)
from jobdescriptions.word.links import safe_link
from jobdescriptions.word.results import WARNING, Message
from jobdescriptions.word.understand.headings import normalize_wording

#: The tables in order: heading, and closeness of the jobs in them.
GROUPS = (
    ("Same or close class", (SAME, CLOSE)),
    ("Comparable classes (not the pay of this class)", (COMPARABLE,)),
    ("Federal figures for the occupation", (OCCUPATION,)),
)

#: Maximum length of a column name.
_MAX_NAME_LENGTH = 60

#: Texts of the column "How close".
CLOSENESS_WORDS = {
    SAME: "Same class",
    CLOSE: "Close class",
    COMPARABLE: "Comparable class",
    OCCUPATION: "Whole occupation",
}

#: The columns: field, heading, alternative headings. Who pays what comes first. ``annual`` is computed, never read.
COLUMNS = (
    ("employer", "Employer", ("District", "Agency")),
    ("pay", "Pay", ("Salary", "Salary range", "Pay range")),
    ("annual", "In a year", ()),
    ("class_title", "Class title matched", ("Class title", "Class", "Occupation", "Title")),
    ("closeness", "How close", ("Closeness", "Match")),
    ("year", "Year", ("School year", "Period")),
    ("publisher", "Publisher and document", ("Publisher", "Source", "Published by")),
    ("remarks", "Remarks", ("Remark", "Notes", "Note")),
)

#: The columns that a table may lack.
OPTIONAL = frozenset({"annual", "remarks"})

#: Between a publisher and the day on which the figure was read.
_SEEN = ", seen "

_FIELDS = {normalize_wording(word): field for field, heading, others in COLUMNS for word in (heading, *others)}
_CLOSENESS = {normalize_wording(words): closeness for closeness, words in CLOSENESS_WORDS.items()}
_GROUP_HEADINGS = {normalize_wording(heading) for heading, _ in GROUPS}
_PLACES = {closeness: index for index, (_, group) in enumerate(GROUPS) for closeness in group}


def sort_salaries(salaries: Iterable[SalaryRange]) -> tuple[SalaryRange, ...]:
    """Return salary ranges in the order of their tables."""
    return tuple(sorted(salaries, key=lambda salary: _PLACES[salary.closeness]))


def normalize_salary(salary: SalaryRange) -> SalaryRange:
    """Return the salary range in normal form: single lines, and only the figures that its measure has.

    An address is one of a web page; without it there is no day on which it was read.
    """
    read_at = _page_address(salary.read_at)
    publisher, seen = _split_seen(tidy(salary.publisher), salary.seen) if read_at else (tidy(salary.publisher), None)
    return replace(
        salary,
        read_at=read_at,
        seen=seen,
        employer=tidy(salary.employer),
        class_title=tidy(salary.class_title),
        year=tidy(salary.year),
        publisher=publisher,
        remarks=tidy(salary.remarks),
        high=salary.low if salary.measure in (RATE, MEAN) else salary.high,
        median=salary.median if salary.measure == PERCENTILES else None,
    )


def _page_address(address: str) -> str:
    """Return the address of a web page, or an empty string."""
    link = safe_link(address)
    return "" if link.lower().startswith("mailto:") else link


def _split_seen(text: str, seen: date | None = None) -> tuple[str, date | None]:
    """Return a publisher and the day behind it, of the text of a cell."""
    publisher, between, day = text.rpartition(_SEEN)
    if seen is None and between and publisher and (found := parse_day(day)):
        return publisher, found
    return text, seen


def to_blocks(salaries: Sequence[SalaryRange]) -> tuple[Block, ...]:
    """Return a heading and a table for each group that has figures."""
    blocks: list[Block] = []
    for heading, group in GROUPS:
        members = [salary for salary in salaries if salary.closeness in group]
        if members:
            blocks += [Heading(1, (Run(heading),)), _table(heading, members)]
    return tuple(blocks)


def extract_salaries(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[SalaryRange, ...], tuple[Message, ...]]:
    """Return the blocks without their salary tables, the salaries of these tables, and messages.

    A table is a salary table by its header row. One with a row that is not understood stays among the blocks, with a
    message. The heading that the writer puts above such a table is removed with it.
    """
    left: list[Block] = []
    salaries: list[SalaryRange] = []
    messages: list[Message] = []
    for block in blocks:
        fields = _fields(block) if isinstance(block, Table) else None
        if not isinstance(block, Table) or fields is None:
            left.append(block)
            continue
        rows = [_salary(dict(zip(fields, row, strict=True))) for row in block.rows[1:]]
        read = [row for row in rows if isinstance(row, SalaryRange)]
        if len(read) < len(rows):
            index, problem = next((index, row) for index, row in enumerate(rows, 1) if isinstance(row, str))
            messages.append(Message(WARNING, "salary-row", f"Row {index} of a salary table {problem}"))
            left.append(block)
            continue
        salaries += read
        if left and isinstance(left[-1], Heading) and normalize_wording(join_runs(left[-1].runs)) in _GROUP_HEADINGS:
            del left[-1]
    return tuple(left), tuple(salaries), tuple(messages)


def cell_text(cell: Cell, longest: int = sys.maxsize) -> str:
    """Return the text of a table cell on one line; of a text longer than ``longest``, at least that many characters.

    Pass a length where only short texts matter: with nested tables, the text of each includes that of all inside it.
    """
    parts: list[str] = []
    _collect(cell, parts, longest)
    return tidy(" ".join(parts))


def _collect(cell: Cell, parts: list[str], longest: int) -> int:
    """Add the texts of a cell to ``parts``; return the remaining length, of which each block takes some."""
    for block in cell.blocks:
        if longest < 0:
            break
        if isinstance(block, Table):
            for row in block.rows:
                for inner in row:
                    longest = _collect(inner, parts, longest) - 1
                    if longest < 0:
                        return longest
            continue
        text = join_runs(block.runs)
        parts.append(f"{block.label} {text}" if isinstance(block, ListItem) and block.label else text)
        longest -= len(text) + 1
    return longest


def _text_cell(text: str) -> Cell:
    return Cell((Paragraph((Run(text),)),) if text else ())


def _source_cell(salary: SalaryRange) -> Cell:
    """Return the publisher, as a link to where the figure was read, and the day."""
    runs = (Run(salary.publisher, href=salary.read_at),)
    if salary.seen:
        runs += (Run(f"{_SEEN}{format_day(salary.seen)}"),)
    return Cell((Paragraph(runs),))


def list_columns(salaries: Sequence[SalaryRange]) -> list[tuple[str, str]]:
    """Return the columns of a table with these salary ranges, each as field and heading."""
    shown = {
        "annual": any(salary.unit != "year" for salary in salaries),
        "remarks": any(salary.remarks for salary in salaries),
    }
    return [(field, name) for field, name, _ in COLUMNS if shown.get(field, True)]


def describe_row(salary: SalaryRange) -> dict[str, str]:
    """Return the texts of a row by the fields of ``COLUMNS``."""
    return {
        "employer": salary.employer,
        "pay": format_pay(salary),
        "annual": compute_annual_pay(salary).text,
        "class_title": salary.class_title,
        "closeness": CLOSENESS_WORDS[salary.closeness],
        "year": salary.year,
        "publisher": salary.publisher,
        "remarks": salary.remarks,
    }


def describe_table(heading: str, columns: Sequence[tuple[str, str]]) -> str:
    """Return the alternative text of a table: its heading, what its rows are, and how pay in a year is computed."""
    rule = f" {RULE}" if any(field == "annual" for field, _ in columns) else ""
    return f"{heading}: What each employer pays, for which class and year, and who published it.{rule}"


def _table(heading: str, salaries: Sequence[SalaryRange]) -> Table:
    columns = list_columns(salaries)
    rows = [tuple(_text_cell(name) for _, name in columns)]
    for salary in salaries:
        words = describe_row(salary)
        rows.append(
            tuple(_source_cell(salary) if field == "publisher" else _text_cell(words[field]) for field, _ in columns)
        )
    return Table(tuple(rows), header_rows=1, summary=describe_table(heading, columns))


def _fields(table: Table) -> list[str] | None:
    """Return the fields of a salary table's columns, or None for other tables."""
    if len(table.rows) < 2 or any(cell.colspan > 1 or cell.rowspan > 1 for row in table.rows for cell in row):
        return None
    fields = [_FIELDS.get(normalize_wording(cell_text(cell, _MAX_NAME_LENGTH)), "") for cell in table.rows[0]]
    needed = {field for field, _, _ in COLUMNS} - OPTIONAL
    complete = needed <= set(fields) and len(set(fields)) == len(fields) and "" not in fields
    return fields if complete and all(len(row) == len(fields) for row in table.rows) else None


def _salary(cells: dict[str, Cell]) -> SalaryRange | str:
    """Return the salary range of a row, or the end of a sentence that says what is wrong with it."""
    words = {field: cell_text(cell) for field, cell in cells.items()}
    for field, name, _ in COLUMNS:
        if field not in OPTIONAL and not words[field]:
            return f'has nothing under "{name}". Fill the cell in or take the row out; till then the table stays text.'
    closeness = _CLOSENESS.get(normalize_wording(words["closeness"]))
    if closeness is None:
        known = ", ".join(f'"{word}"' for word in CLOSENESS_WORDS.values())
        return f'says "{words["closeness"]}" under "How close". Write one of {known}; till then the table stays text.'
    pay = parse_pay(words["pay"])
    if pay is None:
        return (
            f'says "{words["pay"]}" under "Pay". Write it like "$5,924 to $7,516 a month" or "$199,495 a year"; '
            "till then the table stays text."
        )
    read_at = _find_address(cells["publisher"])
    publisher, seen = _split_seen(words["publisher"]) if read_at else (words["publisher"], None)
    return SalaryRange(
        employer=words["employer"],
        class_title=words["class_title"],
        low=pay.low,
        high=pay.high,
        unit=pay.unit,
        year=words["year"],
        publisher=publisher,
        closeness=closeness,
        measure=pay.measure,
        median=pay.median,
        remarks=words.get("remarks", ""),
        read_at=read_at,
        seen=seen,
    )


def _find_address(cell: Cell) -> str:
    """Return the address of the first web page that a cell links to, or an empty string."""
    runs = (run for block in cell.blocks if not isinstance(block, Table) for run in block.runs)
    return next(filter(None, (_page_address(run.href) for run in runs)), "")
