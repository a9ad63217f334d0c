"""Tables as full grids, in which every position is covered by exactly one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jobdescriptions.word.document import Block, Cell
from jobdescriptions.word.read.table_grid import MAX_COLUMNS

Rows = tuple[tuple[Cell, ...], ...]


def fill_grid(rows: Sequence[Sequence[Cell]]) -> Rows:
    """Return the rows, short ones padded with empty cells, spans cut at the end of the table or at another cell.

    Cells beyond Word's last column are merged into the cell before.
    """
    height = len(rows)
    if (
        rows
        and all(len(row) == len(rows[0]) <= MAX_COLUMNS for row in rows)
        and not any(cell.colspan > 1 or cell.rowspan > 1 for row in rows for cell in row)
    ):
        return tuple(map(tuple, rows))  # The usual case.
    covered: list[int] = []  # For each column, the first row that no cell above covers.
    grid: list[list[Cell]] = []
    for y, row in enumerate(rows):
        cells: list[Cell] = []
        beyond: list[Block] = []
        x = 0
        for cell in row:
            x = _next_free_column(covered, x, y)
            if x >= MAX_COLUMNS:
                beyond += cell.blocks
                continue
            width = _free_width(covered, x, y, cell.colspan)
            reach = min(max(cell.rowspan, 1), height - y)
            covered.extend([0] * (x + width - len(covered)))
            covered[x : x + width] = [y + reach] * width
            cells.append(Cell(cell.blocks, width, reach))
            x += width
        if beyond and cells:
            cells[-1] = replace(cells[-1], blocks=cells[-1].blocks + tuple(beyond))
        grid.append(cells)
    return tuple(_pad(grid, len(covered)))


def starts_in_first_column(rows: Sequence[Sequence[Cell]]) -> list[bool]:
    """Return for each row whether its first cell starts in the first column, not covered by a span from above."""
    result = []
    covered = 0
    for y, row in enumerate(rows):
        result.append(bool(row) and covered <= y)
        if result[-1]:
            covered = y + row[0].rowspan
    return result


def count_unbroken_rows(rows: Sequence[Sequence[Cell]], requested: int) -> int:
    """Return the number of possible header rows: ``requested``, or fewer where a cell spans the boundary."""
    found = reach = 0
    for y, row in enumerate(rows[:requested]):
        reach = max(reach, y + 1, *(y + cell.rowspan for cell in row))
        if reach == y + 1:
            found = y + 1
    return found


def _next_free_column(covered: Sequence[int], x: int, y: int) -> int:
    while x < len(covered) and covered[x] > y:
        x += 1
    return x


def _free_width(covered: Sequence[int], x: int, y: int, requested: int) -> int:
    width = 1
    while width < requested and x + width < MAX_COLUMNS and not (x + width < len(covered) and covered[x + width] > y):
        width += 1
    return width


def _pad(grid: Sequence[Sequence[Cell]], width: int) -> Rows:
    covered = [0] * width
    result = []
    for y, row in enumerate(grid):
        cells: list[Cell] = []
        x = 0
        for cell in row:
            x = _next_free_column(covered, x, y)
            covered[x : x + cell.colspan] = [y + cell.rowspan] * cell.colspan
            cells.append(cell)
            x += cell.colspan
        cells += [Cell(())] * sum(1 for reached in covered[x:] if reached <= y)
        result.append(tuple(cells))
    return tuple(result)
