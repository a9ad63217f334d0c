"""Headings that are not lines of their own: section titles in a Word list, and run-in headings before their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Heading, Inline, ListItem, Paragraph, Run
from jobdescriptions.word.understand.fact_lines import slice_runs
from jobdescriptions.word.understand.fact_terms import LABELS
from jobdescriptions.word.understand.heading_looks import MAX_HEADING_LENGTH, HeadingLook, find_look
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.inferred_headings import find_section_level
from jobdescriptions.word.understand.titles import is_form_name

#: Minimum number of section titles in a list for it to be a list of titles.
MIN_TITLES = 2


def promote_item_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...], str]:
    """Return the blocks with items that are section titles as headings, these items, and their labels.

    The items of one level and format are titles if at least two have known words, all of them stand out alike, and each
    is followed by something other than another such item. A heading has no number: the labels are dropped.
    """
    found: set[int] = set()
    groups: dict[tuple[int, str, tuple[bool, bool, bool]], list[int]] = {}
    for index, block in enumerate(blocks):
        look = _item_look(block)
        if look is not None and isinstance(block, ListItem):
            groups.setdefault((block.level, block.format, look.cues), []).append(index)
    for (_, _, chars), indexes in groups.items():
        known = [index for index in indexes if find_kind(block_line(blocks[index]))]
        heads = [index for index in indexes if _has_text_below(index, blocks, set(indexes))]
        if (
            len(known) >= MIN_TITLES
            and 2 * len(known) >= len(indexes) == len(heads)
            and (any(chars) or _are_apart(indexes))
        ):
            found.update(indexes)
    if not found:
        return tuple(blocks), (), ""
    level = find_section_level(blocks)
    result = [
        Heading(level, block.runs) if index in found and isinstance(block, ListItem) else block
        for index, block in enumerate(blocks)
    ]
    titles = [block for index, block in enumerate(blocks) if index in found and isinstance(block, ListItem)]
    lines = tuple(f"{block.label} {block_line(block)}".strip() for block in titles)
    return _raise_items(result, found), lines, "".join(block.label for block in titles)


def _item_look(block: Block) -> HeadingLook | None:
    """Return how an item stands out, if it could be a heading as a paragraph."""
    if not isinstance(block, ListItem):
        return None
    look = find_look(Paragraph(block.runs), plain_too=True)
    return look if look and (look.known or look.bold or look.underlined or look.capitals) else None


def _has_text_below(index: int, blocks: Sequence[Block], titles: set[int]) -> bool:
    if index + 1 >= len(blocks) or index + 1 in titles:
        return False
    below, block = blocks[index + 1], blocks[index]
    assert isinstance(block, ListItem)
    # An item of the same list is another entry; a bullet below a number, or a deeper item, is text.
    return not isinstance(below, ListItem) or below.level > block.level or below.format != block.format


def _are_apart(indexes: Sequence[int]) -> bool:
    return all(later - earlier > 1 for earlier, later in pairwise(indexes))


def _raise_items(blocks: Sequence[Block], headings: set[int]) -> tuple[Block, ...]:
    """Return the blocks with the items below each heading raised so that the shallowest is at the first level."""
    result: list[Block] = []
    index = 0
    while index < len(blocks):
        result.append(blocks[index])
        index += 1
        if index - 1 not in headings:
            continue
        part: list[Block] = []
        while index < len(blocks) and not isinstance(blocks[index], Heading):
            part.append(blocks[index])
            index += 1
        first = min((item.level for item in part if isinstance(item, ListItem)), default=0)
        result += [replace(item, level=item.level - first) if isinstance(item, ListItem) else item for item in part]
    return tuple(result)


def split_run_in_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with known words before a text ("DEFINITION: text") as headings, and these words.

    In a document with headings, words in title case are labels inside a section, unless they name the job itself.
    """
    has_headings = any(isinstance(block, Heading) and block.level and find_kind(block_line(block)) for block in blocks)
    found: dict[int, tuple[Inline, Inline, str]] = {}
    for index, block in enumerate(blocks):
        parts = _heading_and_text(block) if isinstance(block, Paragraph) else None
        if parts and (not has_headings or _is_section_heading("".join(run.text for run in parts[0]))):
            found[index] = parts
    if not found:
        return tuple(blocks), (), ""
    level = find_section_level(blocks)
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if index in found:
            heading, text, _ = found[index]
            result += [Heading(level, heading), Paragraph(text)]
        else:
            result.append(block)
    lines = tuple(tidy("".join(run.text for run in heading)) for heading, *_ in found.values())
    return tuple(result), lines, "".join(char for *_, char in found.values())


def _heading_and_text(paragraph: Paragraph) -> tuple[Inline, Inline, str] | None:
    """Return the known words before a text, the text, and the dash or period between them.

    The words end at a colon, a tab, a line end, a dash or, where they stand out, a period.
    """
    text = "".join(run.text for run in paragraph.runs[:_MAX_RUNS])[: MAX_HEADING_LENGTH + 1]
    for end, char in _possible_ends(text):
        words = text[:end].rstrip(": \n\t")
        if not find_kind(words) or normalize_wording(words) in LABELS:
            continue
        heading = slice_runs(paragraph.runs, 0, end)
        if not (_is_section_heading(words) or _all_marked(heading, "b") or _all_marked(heading, "u")):
            continue
        rest = slice_runs(paragraph.runs, end + len(char), sum(len(run.text) for run in paragraph.runs))
        if is_form_name(words) and is_form_name("".join(run.text for run in rest)):
            continue  # "Job posting: Job description" is a heading of nothing.
        if rest and tidy("".join(run.text for run in rest)):
            return heading, rest, char.strip()
    return None


def _is_section_heading(words: str) -> bool:
    """Return whether words are a section heading and not a label inside a section: capitals, or as "Job summary"."""
    return words.isupper() or (find_kind(words) == "definition" and len(words.split()) > 1)


#: Maximum number of runs of a heading.
_MAX_RUNS = 12


#: Separators of a heading and its text, besides a colon.
_DASH_OR_PERIOD = re.compile(r"\s[\u2010-\u2015-]\s|\.\s")


def _possible_ends(text: str) -> Iterator[tuple[int, str]]:
    """Yield the possible ends of a heading before a text, with the separator that belongs to neither."""
    colon = text.find(":")
    if colon >= 0:
        yield colon + 1, ""
    for char in "\n\t":
        if char in text:
            yield text.index(char), ""
    for match in _DASH_OR_PERIOD.finditer(text):
        yield match.start(), match[0]


def _all_marked(runs: Sequence[Run], mark: str) -> bool:
    return all(mark in run.marks or not run.text.strip(" :") for run in runs)
