"""Build the grid of a table: the cells in the rows of a file become rows of cells with spans."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobdescriptions.word.document import Block, Cell, Table

#: Word's own limit. It also bounds the effect of a number in a hostile file.
MAX_COLUMNS = 63


@dataclass(slots=True)
class RawCell:
    """A cell as in the file. ``continues`` says that it continues the cell above (``w:vMerge`` without "restart")."""

    blocks: list[Block]
    span: int = 1
    continues: bool = False
    rows: int = 1


@dataclass(slots=True)
class RawRow:
    """A row as in the file. ``before`` and ``after`` are the numbers of grid columns that it skips."""

    cells: list[RawCell] = field(default_factory=list)
    before: int = 0
    after: int = 0
    header: bool = False


def build_table(rows: list[RawRow], header_column: bool = False, summary: str = "") -> Table | None:
    """Return the table of these rows, short rows padded with empty cells; None if it has no cell.

    A table that marks every row as a header has no header row: there is nothing left to head.
    """
    placed, widths = _place_cells(rows)
    width = max(widths, default=0)
    if not width:
        return None
    result: list[tuple[Cell, ...]] = []
    for row, own_width in zip(placed, widths, strict=True):
        cells = [Cell(tuple(cell.blocks), cell.span, cell.rows) for cell in row]
        if own_width < width:
            cells.append(Cell((), width - own_width))
        result.append(tuple(cells))
    headers = 0
    while headers < len(rows) and rows[headers].header:
        headers += 1
    return Table(tuple(result), 0 if headers == len(rows) else headers, header_column, summary)


def _place_cells(rows: list[RawRow]) -> tuple[list[list[RawCell]], list[int]]:
    # Return the cells of each row that no cell above covers, and the width of each row. A cell is continued by one in
    # the next row that begins at the same grid column and has the same width; any other cell that claims to continue
    # one begins a new cell.
    placed: list[list[RawCell]] = []
    widths: list[int] = []
    above: dict[int, RawCell] = {}
    for row in rows:
        here: list[RawCell] = []
        open_cells: dict[int, RawCell] = {}
        column = 0
        if row.before > 0:
            column = min(row.before, MAX_COLUMNS)
            here.append(RawCell([], column))
        for cell in row.cells:
            if not 1 <= cell.span <= MAX_COLUMNS:
                cell.span = max(1, min(cell.span, MAX_COLUMNS))
            top = above.get(column) if cell.continues else None
            if top is not None and top.span == cell.span:
                top.rows += 1
                # Word does not display the content of a covered cell; no word may be lost, though.
                top.blocks.extend(cell.blocks)
                open_cells[column] = top
            else:
                here.append(cell)
                open_cells[column] = cell
            column += cell.span
        if row.after > 0:
            after = min(row.after, MAX_COLUMNS)
            here.append(RawCell([], after))
            column += after
        placed.append(here)
        widths.append(column)
        above = open_cells
    return placed, widths
