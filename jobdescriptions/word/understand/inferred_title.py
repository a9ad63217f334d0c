"""Infer the title of a document without heading styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Heading, Paragraph, Table
from jobdescriptions.word.understand.heading_looks import MAX_HEADING_LENGTH, find_look
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.layout_tables import find_label_pairs
from jobdescriptions.word.understand.titles import (
    TITLE_LABELS,
    clean_title,
    find_title_by_style,
    find_title_in_lines,
    is_employer_line,
    is_form_name,
)
from jobdescriptions.word.understand.typed_lines import split_lines

#: Maximum number of lines at the top that can contain the title.
MAX_LINES_TO_TITLE = 6
_MAX_TITLE_LENGTH = 80
_LOWER_IN_TITLES = frozenset(("and", "for", "in", "of", "the", "to"))


def mark_title(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the line that reads like the title marked as such (level 0), and that line.

    If it is one of several lines of a paragraph, the other lines become paragraphs.
    """
    index = infer_title(blocks)
    if index is None:
        return tuple(blocks), ()
    block = blocks[index]
    assert isinstance(block, Paragraph)
    title, *_ = _title_lines(block)
    pieces: list[Block] = []
    for runs in split_lines(block.runs):
        line = block_line(Paragraph(runs))
        if line:
            pieces.append(Heading(0, runs) if clean_title(line) == title else Paragraph(runs))
    return (*blocks[:index], *pieces, *blocks[index + 1 :]), (block_line(block),)


def _title_lines(block: Paragraph) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return find_title_in_lines(["".join(run.text for run in runs) for runs in split_lines(block.runs)])


def infer_title(blocks: Sequence[Block]) -> int | None:
    """Return the index of the line that reads like the title, in a document without a title; None if there is none.

    The name of the employer and "Job description" may be above it.
    """
    if has_title(blocks):
        return None
    for index, block in enumerate(blocks[:MAX_LINES_TO_TITLE]):
        line = block_line(block)
        # The lines of one paragraph may be the name of the employer, of the form, and the title.
        if len(line) > 3 * MAX_HEADING_LENGTH:
            return None
        if isinstance(block, Heading) and (is_form_name(line) or is_employer_line(line)):
            continue
        if not isinstance(block, Paragraph) or not line:
            return None
        if is_form_name(line) or (
            is_employer_line(line) and len(line) <= _MAX_TITLE_LENGTH and "\n" not in _text(block)
        ):
            continue
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        return index if below is not None and _reads_like_title(block, below) else None
    return None


def first_below_title(blocks: Sequence[Block]) -> int:
    """Return the first index that is not above the title, where names and "Job description" are."""
    likely = infer_title(blocks)
    if likely is not None:
        return likely + 1
    styled = find_title_by_style(blocks)
    if styled is not None:
        return styled + 1
    above = 0
    while above < len(blocks) and isinstance(blocks[above], Paragraph) and is_employer_line(block_line(blocks[above])):
        above += 1
    return above


def has_title(blocks: Sequence[Block]) -> bool:
    """Return whether a document has a title: by its styles, or by a label such as "Job title" above all headings."""
    index = find_title_by_style(blocks)
    if index is not None and not is_form_name(block_line(blocks[index])):
        return True
    for block in blocks:
        if (
            isinstance(block, Heading)
            and not is_form_name(block_line(block))
            and not is_employer_line(block_line(block))
        ):
            return False
        if isinstance(block, Table) and any(
            normalize_wording(label) in TITLE_LABELS for label, _ in find_label_pairs(block)
        ):
            return True
        if isinstance(block, Paragraph) and any(_names_title(line) for line in _text(block).split("\n")):
            return True
    return False


def _names_title(line: str) -> bool:
    label, _, value = line.partition(":")
    return bool(value.strip()) and normalize_wording(label) in TITLE_LABELS


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _reads_like_title(block: Paragraph, below: Block) -> bool:
    title, named, facts = _title_lines(block)
    lines = [runs for runs in split_lines(block.runs) if block_line(Paragraph(runs))]
    if len(lines) > 1:
        own = [runs for runs in lines if clean_title(block_line(Paragraph(runs))) == title]
        if len(own) != 1 or len(named) + len(facts) + 1 < len(lines):
            return False
        block = Paragraph(own[0])
    line = block_line(block)
    if find_kind(line) or len(line) > _MAX_TITLE_LENGTH or line[0].islower():
        return False
    if title != line:
        # "Job description: Network Analyst" identifies itself as the title.
        line, block = title, Paragraph(tuple(replace(run, text=title) for run in block.runs[:1]))
    look = find_look(block)
    if look and (look.bold or look.underlined or look.capitals):
        # "Key tasks:" before text is a heading, and before a heading it is a title.
        return not look.colon or isinstance(below, Heading) or find_look(below) is not None
    if look or any(char in line for char in ":;,?!@\u2022") or any(letter.isdigit() for letter in line):
        return False
    words = line.split()
    if any(len(word) > len("Asst.") and word.endswith(".") for word in words) or line.endswith("."):
        return False
    return len(words) > 1 and is_cased_like_title(words)


def is_cased_like_title(words: Sequence[str]) -> bool:
    return all(not word[0].isalpha() or word[0].isupper() or word in _LOWER_IN_TITLES for word in words)
