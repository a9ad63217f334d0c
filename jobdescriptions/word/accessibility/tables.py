"""Rules about tables: header cells, simplicity, alternative text."""

from __future__ import annotations

from bisect import bisect_right

from jobdescriptions.word.accessibility.content import Content, TableInfo
from jobdescriptions.word.accessibility.findings import Findings, format_count


def check_tables(content: Content, findings: Findings) -> None:
    """Check all tables of the body. A table of one cell, row or column is for layout, and not checked further."""
    for table in content.tables:
        if not table.rows or not any(row.cells for row in table.rows):
            continue
        if table.nested:
            findings.add("table-nested", table.where, "The table stands in a cell of another table.")
        columns = max(sum(not cell.merged_left for cell in row.cells) for row in table.rows)
        if columns == 1 or len(table.rows) == 1:
            size = "one cell" if columns == len(table.rows) == 1 else "one column" if columns == 1 else "one row"
            findings.add(
                "table-layout",
                table.where,
                f"The table has only {size}, so that it seems to arrange text instead of holding data.",
            )
            continue
        _check_header(table, findings)
        merged = _merged(table)
        if merged:
            findings.add(
                "table-merged",
                table.where,
                f"The table has {format_count(merged, 'merged cell')}, which hide its structure.",
            )
        if not table.alternative:
            findings.add("table-alt-missing", table.where, "The table has no alternative text.")


def _check_header(table: TableInfo, findings: Findings) -> None:
    marked = [row.header for row in table.rows]
    if not any(marked):
        if not table.has_row_headers:
            findings.add("table-header-missing", table.where, "No row of the table is marked as its header row.")
        return
    if all(marked):
        findings.add("table-header-all", table.where, "Every row of the table is marked as a header row.")
        return
    top = marked.index(False)
    if any(marked[top:]):
        row = marked.index(True, top) + 1
        findings.add(
            "table-header-place",
            table.where,
            f"Row {row} is marked as a header row and is not at the top of the table.",
        )
    cells = table.rows[0].cells if marked[0] else []
    empty = [at for at, cell in enumerate(cells, start=1) if cell.empty and not cell.continues and not cell.merged_left]
    # The first cell of a table with a header column is a corner: it is no header.
    if empty and empty != [1]:
        numbers = ", ".join(map(str, empty))
        findings.add(
            "table-header-empty",
            table.where,
            f"Cell {numbers} of the header row is empty."
            if len(empty) == 1
            else f"Cells {numbers} of the header row are empty.",
        )


def _merged(table: TableInfo) -> int:
    # Word also writes a span where cells of different rows differ in width. A cell counts as merged only if a border
    # between two cells of another row lies within it.
    borders = sorted({cell.start for row in table.rows for cell in row.cells})
    count = 0
    for row in table.rows:
        for cell in row.cells:
            next_border = bisect_right(borders, cell.start)
            across = next_border < len(borders) and borders[next_border] < cell.start + cell.span
            count += across or cell.continues or cell.merged_left
    return count
