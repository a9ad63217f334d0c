"""Alternative texts for tables that have none, from what the tables say themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .document import Block, Heading, Table
from .headinglooks import line_of
from .layouttables import layout_rows
from .likelyheaders import cell_text

#: An alternative text names so many columns or rows; what a screen reader says at once should be short.
MOST_NAMES = 6


def with_summaries(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with an alternative text for each table that has header cells and none, and these texts.

    A table without header cells has to get them first, and one that only arranges the page holds nothing by itself.
    """
    result: list[Block] = []
    found: list[str] = []
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = line_of(block).rstrip(": ")
        elif isinstance(block, Table) and not block.summary and not layout_rows(block):
            summary = summary_of(block, heading)
            if summary:
                found.append(summary)
                block = replace(block, summary=summary)
        result.append(block)
    return tuple(result), tuple(found)


def summary_of(table: Table, heading: str = "") -> str:
    """Return what a table holds: the heading above it, and the names of its columns, or of its rows; else nothing.

    >>> from .document import Cell, Paragraph, Run
    >>> row = tuple(Cell((Paragraph((Run(text),)),)) for text in ("Year", "Pay"))
    >>> summary_of(Table((row, row), header_rows=1), "Pay steps")
    'Pay steps: Table with the columns Year, Pay'
    """
    if 0 < table.header_rows <= len(table.rows):
        kind, cells = "columns", table.rows[table.header_rows - 1]
    elif table.header_column:
        kind, cells = "rows", tuple(row[0] for row in table.rows if row)
    else:
        return ""
    names = [name for name in (cell_text(cell).rstrip(": ") for cell in cells) if name]
    if not names:
        return ""
    listed = ", ".join(names[:MOST_NAMES]) + (" and others" if len(names) > MOST_NAMES else "")
    # Word shows what stands before the colon as the title of the alternative text.
    return f"{heading}: Table with the {kind} {listed}" if heading else f"Table with the {kind} {listed}"
