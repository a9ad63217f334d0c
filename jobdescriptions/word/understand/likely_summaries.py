"""Alternative texts for tables that have none, from what the tables say themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jobdescriptions.word.document import Block, Heading, Table
from jobdescriptions.word.understand.heading_looks import line_of
from jobdescriptions.word.understand.layout_tables import layout_rows
from jobdescriptions.word.understand.likely_headers import cell_text

#: An alternative text names so many columns; what a screen reader says at once should be short.
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
    """Return what a table with header cells holds: the heading above it, and the names of its columns; else nothing.

    Labels are not named: rows that are facts of the job description leave the table later on.

    >>> from jobdescriptions.word.document import Cell, Paragraph, Run
    >>> row = tuple(Cell((Paragraph((Run(text),)),)) for text in ("Year", "Pay"))
    >>> summary_of(Table((row, row), header_rows=1), "Pay steps")
    'Pay steps: Table with the columns Year, Pay'
    """
    if 0 < table.header_rows <= len(table.rows):
        names = [name for name in map(cell_text, table.rows[table.header_rows - 1]) if name]
        listed = ", ".join(names[:MOST_NAMES]) + (" and others" if len(names) > MOST_NAMES else "")
        holds = f"Table with the columns {listed}" if names else ""
    else:
        holds = "Table of labels and values" if table.header_column else ""
    # Word shows what stands before the colon as the title of the alternative text.
    return f"{heading}: {holds}" if heading and holds else holds
