"""Convert lines with Markdown heading marks ("## Duties"), as they come from chats and web editors, to headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Heading, Paragraph
from jobdescriptions.word.understand.heading_looks import MAX_HEADING_LENGTH
from jobdescriptions.word.understand.typed_lines import drop_start

#: Minimum number of such lines: a single one may be a number ("# of students").
MIN_LINES = 2

_MARK = re.compile(r"(#{1,6})[ \u00a0]+(?=\S)")


def convert_typed_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...], str]:
    """Return the blocks with lines such as "## Duties" as headings of that level, these lines, and the removed marks.

    A single "#" at the top marks the title, as in the styles: it is the only heading of its level, above all others.
    """
    marks: dict[int, re.Match[str]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.runs[:1] and block.runs[0].text.startswith("#"):
            text = "".join(run.text for run in block.runs)
            match = _MARK.match(text) if len(text) <= MAX_HEADING_LENGTH and "\n" not in text else None
            if match:
                marks[index] = match
    if len(marks) < MIN_LINES:
        return tuple(blocks), (), ""
    result = [
        Heading(len(marks[index][1]), drop_start(block.runs, marks[index].end()))
        if index in marks and isinstance(block, Paragraph)
        else block
        for index, block in enumerate(blocks)
    ]
    return (
        tuple(result),
        tuple(block_line(blocks[index]) for index in marks),
        "".join(mark[1] for mark in marks.values()),
    )
