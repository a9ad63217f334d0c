"""Infer header rows and header columns of tables that are not marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from jobdescriptions.facts import FACTS, TITLE
from jobdescriptions.word.document import Block, Cell, Paragraph, Table
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.pay_terms import PAY_LABELS
from jobdescriptions.word.understand.salaries import COLUMNS
from jobdescriptions.word.understand.salaries import cell_text as whole_text

#: Maximum length of a header cell.
MAX_NAME_LENGTH = 40

#: Usual column names of tables in job descriptions, besides those of salary tables.
_COLUMN_NAMES = frozenset(
    normalize_wording(name)
    for name in (
        "Action", "Activity", "Amount", "Category", "Characteristic", "Classification", "Comments", "Competency",
        "Constantly", "Continuously", "Criteria", "Date", "Demand", "Department", "Description", "Desirable", "Detail",
        "Details", "Duty", "Duties", "Education", "Essential", "Examples", "Experience", "Factor", "Frequency",
        "Frequently", "Function", "Grade", "High", "Hours", "Item", "Job title", "Level", "Location", "Low", "Maximum",
        "Midpoint", "Minimum", "Name", "Never", "Number", "Occasionally", "Percent", "Percent of time", "Percentage",
        "Physical demand", "Physical requirement", "Position", "Position title", "Preferred", "Range", "Rarely",
        "Rating", "Required", "Requirement", "Requirements", "Responsibility", "Responsibilities", "Role", "Schedule",
        "Seldom", "Skill", "Skills", "Step", "Steps", "Task", "Tasks", "Time", "Title", "Type", "Value", "Weight",
        *PAY_LABELS,
        *(word for _, name, others in COLUMNS for word in (name, *others)),
    )
)  # fmt: skip

#: Labels of facts, those of class information and others.
FACT_LABELS = frozenset(
    normalize_wording(word) for fact in (*FACTS, TITLE) for word in (fact.label, *fact.labels)
) | frozenset(
    (
        "career family", "department", "designation", "division", "duration", "grade", "group", "hours", "job category",
        "job type", "location", "position number", "position type", "range", "salary", "salary range", "school", "site",
        "work location", "work unit",
    )
)  # fmt: skip

_FIGURE = re.compile(r"[$\u20ac\u00a3]?\s*\d[\d.,]*\s*(?:%|k|/\s*\w+|per \w+|hours?|days?)?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
#: The steps of a salary schedule.
_STEP = re.compile(r"(?:level|step|year) (?:\d{1,2}|[a-z])")


def mark_header_rows(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with inferred header rows marked, and these rows."""
    return _change_tables(blocks, has_header_row, lambda table: replace(table, header_rows=1), _first_row)


def mark_header_columns(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the labels of tables of labels and values marked as header cells, and these labels."""
    return _change_tables(blocks, has_header_column, lambda table: replace(table, header_column=True), _first_labels)


def has_header_row(table: Table) -> bool:
    """Return whether the first row of a table names its columns without being marked as a header row.

    All its cells are short, filled and without figures, and it differs from the rows below: it alone is in bold, or it
    has usual column names (most of them, of three or more), or figures are below it.
    """
    if table.header_rows or len(table.rows) < 2:
        return False
    first, *others = table.rows
    width = sum(cell.colspan for cell in first)
    # The corner above the row names may be empty.
    heads = first[1:] if first and not cell_text(first[0]) and _name_rows(others) else first
    pays_steps = all(any(map(_is_figure, row)) for row in others)
    if len(first) < 2 or any(cell.rowspan > 1 for cell in first):
        return False
    if not all(_is_name(cell) or (pays_steps and _is_step(cell)) for cell in heads):
        return False
    words = [normalize_wording(cell_text(cell)) for cell in heads]
    if len(set(words)) < len(heads):
        return False
    if all(word in _COLUMN_NAMES or (pays_steps and _STEP.fullmatch(word)) for word in words):
        return True
    # Labels of facts beside each other, with the values below them.
    is_of_labels = all(word in FACT_LABELS or word in _COLUMN_NAMES for word in words)
    if is_of_labels and not any(normalize_wording(cell_text(row[0])) in FACT_LABELS for row in others if row):
        return True
    if table.header_column or is_label_table(table):
        return False
    known = sum(
        1 for cell in first if normalize_wording(cell_text(cell)) in _COLUMN_NAMES or find_kind(cell_text(cell))
    )
    if len(first) > 2 and 2 * known > len(first) and all(len(row) == len(first) for row in others):
        return True
    if all(map(is_bold, first)) and not any(row and all(map(is_bold, row)) for row in others):
        return True
    figures = [row for row in others if len(row) == len(first) == width and any(map(_is_figure, row))]
    return len(figures) >= 2 and len(figures) == len(others)


def _name_rows(rows: Sequence[Sequence[Cell]]) -> bool:
    return all(row and _is_name(row[0]) for row in rows)


def has_header_column(table: Table) -> bool:
    """Return whether a table is one of labels and values whose labels are not marked as header cells."""
    return not table.header_column and is_label_table(table)


def is_label_table(table: Table) -> bool:
    """Return whether a table has a short label and a value in each row: with a colon, in bold, or in known words."""
    rows = [row for row in table.rows[table.header_rows :] if not (len(row) == 1 and row[0].colspan > 1)]
    if len(rows) < 2 or any(len(row) != 2 or row[0].rowspan > 1 or row[0].colspan > 1 for row in rows):
        return False
    labels = [row[0] for row in rows]
    values = [row[1] for row in rows]
    if not all(0 < len(cell_text(label)) <= MAX_NAME_LENGTH and len(label.blocks) == 1 for label in labels):
        return False
    if all(cell_text(label).endswith(":") for label in labels):
        return True
    if all(map(is_bold, labels)) and not any(map(is_bold, values)):
        return True
    known = sum(
        1 for label in labels if normalize_wording(cell_text(label)) in FACT_LABELS or find_kind(cell_text(label))
    )
    return known >= 2 and 2 * known >= len(labels)


def _change_tables(
    blocks: Sequence[Block],
    predicate: Callable[[Table], bool],
    change: Callable[[Table], Table],
    describe: Callable[[Table], str],
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the applicable tables changed, in table cells too, and the examples that show them."""
    found: list[str] = []

    def inside(cells: Sequence[Cell]) -> Iterator[Cell]:
        for cell in cells:
            inner, more = _change_tables(cell.blocks, predicate, change, describe)
            found.extend(more)
            yield replace(cell, blocks=inner) if more else cell

    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            if predicate(block):
                found.append(describe(block))
                block = change(block)
            if any(isinstance(inner, Table) for row in block.rows for cell in row for inner in cell.blocks):
                block = replace(block, rows=tuple(tuple(inside(row)) for row in block.rows))
        result.append(block)
    return tuple(result), tuple(found)


def cell_text(cell: Cell) -> str:
    """Return the text of a cell up to a length that is enough to tell whether it can be a name or a label."""
    return whole_text(cell, MAX_NAME_LENGTH)


def _first_row(table: Table) -> str:
    return " | ".join(map(cell_text, table.rows[0]))


def _first_labels(table: Table) -> str:
    labels = [cell_text(row[0]) for row in table.rows[table.header_rows :] if len(row) == 2]
    return " / ".join(labels[:3]) + (" / \u2026" if len(labels) > 3 else "")


def _is_name(cell: Cell) -> bool:
    text = cell_text(cell)
    return (
        0 < len(text) <= MAX_NAME_LENGTH
        and len(cell.blocks) == 1
        and isinstance(cell.blocks[0], Paragraph)
        and not text.endswith((":", "."))
        and not _DIGIT.search(text)
    )


def is_bold(cell: Cell) -> bool:
    """Return whether all text of a cell is bold."""
    runs = [run for block in cell.blocks if not isinstance(block, Table) for run in block.runs if run.text.strip()]
    return bool(runs) and all("b" in run.marks for run in runs)


def _is_step(cell: Cell) -> bool:
    return bool(_STEP.fullmatch(normalize_wording(cell_text(cell))))


def _is_figure(cell: Cell) -> bool:
    return bool(_FIGURE.fullmatch(cell_text(cell)))
