"""Generate alternative texts for tables from their headings and header cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Heading, Table
from jobdescriptions.word.understand.inferred_headers import cell_text
from jobdescriptions.word.understand.layout_tables import classify_layout_rows

#: Maximum number of columns named in an alternative text, which a screen reader reads without pause.
MAX_NAMES = 6


def add_summaries(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with an alternative text for each table with header cells and without one, and these texts.

    A table without header cells must get them first; a layout table has no content of its own.
    """
    result: list[Block] = []
    found: list[str] = []
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = block_line(block).rstrip(": ")
        elif isinstance(block, Table) and not block.summary and not classify_layout_rows(block):
            summary = make_summary(block, heading)
            if summary:
                found.append(summary)
                block = replace(block, summary=summary)
        result.append(block)
    return tuple(result), tuple(found)


def make_summary(table: Table, heading: str = "") -> str:
    """Return an alternative text for a table with header cells, from the heading above and its column names; else "".

    Row labels are not named: rows with facts of the job description are removed from the table later.

    >>> from jobdescriptions.word.document import Cell, Paragraph, Run
    >>> row = tuple(Cell((Paragraph((Run(text),)),)) for text in ("Year", "Pay"))
    >>> make_summary(Table((row, row), header_rows=1), "Pay steps")
    'Pay steps: Table with the columns Year, Pay'
    """
    if 0 < table.header_rows <= len(table.rows):
        names = [name for name in map(cell_text, table.rows[table.header_rows - 1]) if name]
        listed = ", ".join(names[:MAX_NAMES]) + (" and others" if len(names) > MAX_NAMES else "")
        holds = f"Table with the columns {listed}" if names else ""
    else:
        holds = "Table of labels and values" if table.header_column else ""
    # Word displays the part before the colon as the title of the alternative text.
    return f"{heading}: {holds}" if heading and holds else holds
