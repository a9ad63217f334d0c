"""Split paragraphs that contain empty lines: text pasted from the web, where each part is meant as a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Inline, Paragraph
from jobdescriptions.word.understand.fact_lines import slice_runs
from jobdescriptions.word.understand.typed_lines import split_lines


def split_broken_paragraphs(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the parts between empty lines as paragraphs, and the paragraphs that were split."""
    result: list[Block] = []
    found: list[str] = []
    for block in blocks:
        parts = list(_split(block)) if isinstance(block, Paragraph) else []
        if len(parts) > 1:
            found.append(block_line(block))
            result += map(Paragraph, parts)
        else:
            result.append(block)
    return tuple(result), tuple(found)


def _split(paragraph: Paragraph) -> Iterator[Inline]:
    """Yield the texts of a paragraph between its empty lines."""
    if "\n" not in "".join(run.text for run in paragraph.runs):
        return
    first = here = 0
    is_open = False
    for line in split_lines(paragraph.runs):
        text = "".join(run.text for run in line)
        if not tidy(text) and is_open:
            yield slice_runs(paragraph.runs, first, here)
            is_open = False
        elif tidy(text) and not is_open:
            first, is_open = here, True
        here += len(text) + 1
    if is_open:
        yield slice_runs(paragraph.runs, first, here)
