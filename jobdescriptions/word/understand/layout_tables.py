"""Tables that only arrange a page, and the text, headings and facts in them.

Many forms of job descriptions are one large table: banners across its width, labels beside values with empty columns
between them, the whole text in one cell. A table is a layout table, and not a data table, if
* it has one column; or
* it names no columns, and more than half of its filled rows are banners, text across the width, headings beside their
  text, or labels beside values, and at least one row cannot be in a plain table of labels and values.
Unfolded, each run of labels and values is a table of two columns with the labels as header cells, other text becomes
blocks in reading order, and data rows stay tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Cell, Heading, ListItem, Paragraph, Table
from jobdescriptions.word.understand.essential_duties import has_essential_marks
from jobdescriptions.word.understand.heading_looks import MAX_HEADING_LENGTH, find_look
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.inferred_headers import (
    FACT_LABELS,
    MAX_NAME_LENGTH,
    cell_text,
    has_header_row,
    is_bold,
)
from jobdescriptions.word.understand.salaries import cell_text as whole_text
from jobdescriptions.word.understand.salaries import extract_salaries as take_salaries

#: Maximum length of a fact; a longer text beside a label is a text with its heading.
MAX_FACT_LENGTH = 120

#: Minimum number of certain labels from which short texts beside other values count as labels too.
MIN_SURE_LABELS = 2

#: Labels that are headings, however short the text beside them is.
_SECTIONS = frozenset(
    ("definition", "duties", "other_duties", "knowledge", "ability", "education", "licenses", "conditions", "physical")
)

_ENDS_OF_SENTENCES = (".", ";", ",", "!")


@dataclass(frozen=True, slots=True)
class _LabelRow:
    """A row of alternating labels and values. ``irregular`` says that a plain two-column table cannot have it."""

    cells: tuple[tuple[Cell, Cell], ...]
    irregular: bool


@dataclass(frozen=True, slots=True)
class _TextRow:
    """A text row: its blocks in reading order. ``single_cell`` says that they are all in one cell."""

    blocks: tuple[Block, ...]
    single_cell: bool = False


@dataclass(frozen=True, slots=True)
class _DataRow:
    """A row of data, unchanged."""

    cells: tuple[Cell, ...]


_Row = _LabelRow | _TextRow | _DataRow


def unfold_layout_tables(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with layout tables unfolded, and the beginnings of these tables."""
    result: list[Block] = []
    found: list[str] = []
    for block in blocks:
        rows = classify_layout_rows(block) if isinstance(block, Table) else ()
        if not rows:
            result.append(block)
            continue
        assert isinstance(block, Table)
        found.append(next(filter(None, (cell_text(cell) for row in block.rows for cell in row))))
        result += _unfold(rows)
    return tuple(result), tuple(found)


def classify_layout_rows(table: Table) -> Sequence[_Row]:
    """Return the classified rows of a layout table; empty for any other table."""
    if (
        table.header_rows
        or not any(cell_text(cell) for row in table.rows for cell in row)
        or take_salaries((table,))[1]
        or has_essential_marks(table)
    ):
        return ()
    rows = list(_classify_rows(table))
    if all(len(row) == 1 for row in table.rows):
        return rows
    texts = [row for row in rows if isinstance(row, _TextRow) and row.blocks]
    pairs = [row for row in rows if isinstance(row, _LabelRow)]
    data = [row for row in rows if isinstance(row, _DataRow)]
    if len(data) >= len(texts) + len(pairs) or (has_header_row(table) and not any(row.single_cell for row in texts)):
        return ()
    return rows if texts or any(row.irregular for row in pairs) else ()


def find_label_pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the labels of a table with the values beside them; nothing for a data table."""
    rows = [_classify_row(cells, False) for cells in table.rows]
    for row in rows:
        if isinstance(row, _LabelRow):
            yield from ((cell_text(label), whole_text(value)) for label, value in row.cells)


def _classify_rows(table: Table) -> Iterator[_Row]:
    labels = [cell for row in table.rows for cell in row if _is_sure_label(cell)]
    is_form = len(labels) >= MIN_SURE_LABELS
    covered = 0
    for number, cells in enumerate(table.rows):
        row = _DataRow(cells) if covered > number else _classify_row(cells, is_form)
        if isinstance(row, _DataRow):
            # A cell that spans down from a data row belongs to it.
            covered = max([covered, *(number + cell.rowspan for cell in cells if cell.blocks)])
        yield row


def _classify_row(cells: Sequence[Cell], is_form: bool) -> _Row:
    filled = [cell for cell in cells if cell.blocks]
    if not filled:
        return _TextRow(())
    if len(filled) == 1:
        only = filled[0]
        if only is cells[0] and len(cells) > 1 and cell_text(only).endswith(":") and _is_short(only):
            return _LabelRow(((only, Cell(())),), len(cells) > 2)
        return _TextRow(_banner_blocks(only, len(cells) > 1 or only.colspan > 1), single_cell=True)
    if all(map(_has_labeled_lines, filled)) or all(map(_begins_with_heading, filled)):
        return _TextRow(tuple(block for cell in filled for block in cell.blocks))
    pairs = _pairs(cells, is_form)
    if not pairs:
        return _DataRow(tuple(cells))
    if len(pairs) == 1 and _heads_text(*pairs[0]):
        label, value = pairs[0]
        return _TextRow((*_make_bold(label.blocks), *value.blocks))
    return _LabelRow(tuple(pairs), len(cells) > 2)


def _pairs(cells: Sequence[Cell], is_form: bool) -> list[tuple[Cell, Cell]]:
    """Return the labels of a row with the cells beside them; empty if the row has anything else."""
    pairs: list[tuple[Cell, Cell]] = []
    index = 0
    while index < len(cells):
        label = cells[index]
        index += 1
        if not label.blocks:
            continue
        if not (_is_sure_label(label) or (is_form and _is_likely_label(label))):
            return []
        has_colon = cell_text(label).endswith(":")
        value = cells[index] if index < len(cells) else Cell(())
        if value.blocks and cell_text(value).endswith(":") and _is_short(value):
            value = Cell(())  # A label without a value, and the next label.
        elif not has_colon and (
            index == len(cells) or normalize_wording(cell_text(value)) in FACT_LABELS or find_kind(cell_text(value))
        ):
            return []  # Column names, or the rest of a data row.
        else:
            index += 1
        pairs.append((label, value))
    return pairs if any(value.blocks for _, value in pairs) else []


def _is_sure_label(cell: Cell) -> bool:
    """Return whether a cell is certainly a label, by its colon, look or words."""
    if not _is_short(cell):
        return False
    text = cell_text(cell)
    return (
        text.endswith(":")
        or isinstance(cell.blocks[0], Heading)
        or is_bold(cell)
        or normalize_wording(text) in FACT_LABELS
        or bool(find_kind(text))
    )


def _is_likely_label(cell: Cell) -> bool:
    text = cell_text(cell)
    return _is_short(cell) and not text.endswith(_ENDS_OF_SENTENCES) and not any(char.isdigit() for char in text)


def _is_short(cell: Cell) -> bool:
    return (
        len(cell.blocks) == 1
        and isinstance(cell.blocks[0], Heading | Paragraph)
        and 0 < len(cell_text(cell)) <= MAX_NAME_LENGTH
    )


def _heads_text(label: Cell, value: Cell) -> bool:
    """Return whether a label is the heading of the text beside it, and that text no fact."""
    is_text = (
        len(value.blocks) > 1
        or find_kind(cell_text(label)) in _SECTIONS
        or len(whole_text(value, MAX_FACT_LENGTH)) > MAX_FACT_LENGTH
        or isinstance(value.blocks[0], ListItem)
    )
    return is_text and normalize_wording(cell_text(label)) not in FACT_LABELS


def _has_labeled_lines(cell: Cell) -> bool:
    """Return whether a cell consists of lines such as "Reports to: Principal"."""
    lines = [
        line
        for block in cell.blocks
        for line in ("".join(run.text for run in block.runs).split("\n") if isinstance(block, Paragraph) else [""])
    ]
    parts = [line.partition(":") for line in lines]
    return all(0 < len(label.strip()) <= MAX_NAME_LENGTH and colon and value.strip() for label, colon, value in parts)


def _begins_with_heading(cell: Cell) -> bool:
    first = cell.blocks[0]
    look = find_look(first)
    return len(cell.blocks) > 1 and (isinstance(first, Heading) or (look is not None and (look.known or look.bold)))


def _banner_blocks(cell: Cell, is_across: bool) -> tuple[Block, ...]:
    """Return the blocks of a row with one text; a short line across the table stands out, so it is made bold."""
    line = block_line(cell.blocks[0])
    is_line = len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph) and len(line) <= MAX_HEADING_LENGTH
    if not is_across or not is_line or line.endswith(_ENDS_OF_SENTENCES) or _has_labeled_lines(cell):
        return cell.blocks
    return _make_bold(cell.blocks)


def _make_bold(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(
        replace(block, runs=tuple(replace(run, marks=f"b{run.marks.replace('b', '')}") for run in block.runs))
        if isinstance(block, Paragraph)
        else block
        for block in blocks
    )


def _unfold(rows: Sequence[_Row]) -> Iterator[Block]:
    for kind, same in groupby(rows, type):
        if kind is _TextRow:
            yield from (block for row in same if isinstance(row, _TextRow) for block in row.blocks)
        elif kind is _LabelRow:
            pairs = [pair for row in same if isinstance(row, _LabelRow) for pair in row.cells]
            yield Table(tuple((_plain_cell(label), _plain_cell(value)) for label, value in pairs), header_column=True)
        else:
            yield Table(tuple(row.cells for row in same if isinstance(row, _DataRow)))


def _plain_cell(cell: Cell) -> Cell:
    """Return a cell without spans, its headings turned into paragraphs: a label is no heading."""
    return Cell(tuple(Paragraph(block.runs) if isinstance(block, Heading) else block for block in cell.blocks))
