"""Infer the headings and their levels in a document without heading styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Heading, ListItem, Paragraph, Table
from jobdescriptions.word.understand.heading_looks import MAX_HEADING_LENGTH, HeadingLook, find_look
from jobdescriptions.word.understand.headings import find_kind
from jobdescriptions.word.understand.inferred_title import first_below_title, is_cased_like_title
from jobdescriptions.word.understand.titles import (
    find_title_by_style,
    is_form_name,
)
from jobdescriptions.word.understand.typed_lists import find_typed_list_blocks

#: Maximum number of consecutive lines of the same look; more are an address, a form or a text in bold.
MAX_LOOKALIKES = 2


#: Maximum length and number of words of a plain line that may be an entry of a list.
_MAX_ENTRY_LENGTH, _MAX_ENTRY_WORDS = 40, 5

#: Maximum number of blocks of a document in which plain lines are considered.
MAX_BLOCKS = 1_000

#: A date is the text below a heading such as "Application Deadline", and no entry of a list.
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{1,2}/\d{1,2}/\d{2}", re.IGNORECASE
)

_ENDS_OF_TEXT = (".", ":", ";", "!", "?")


def mark_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the lines that look like headings marked as such, and these lines."""
    looks = find_heading_looks(blocks)
    levels = assign_levels(blocks, looks)
    result = tuple(
        Heading(levels[index], block.runs) if index in levels and isinstance(block, Paragraph) else block
        for index, block in enumerate(blocks)
    )
    return result, tuple(block_line(blocks[index]) for index in levels)


def find_heading_looks(blocks: Sequence[Block]) -> dict[int, HeadingLook]:
    """Return the indexes of the lines that look like headings, with their looks."""
    listed = find_typed_list_blocks(blocks)
    first = first_below_title(blocks)
    looks: dict[int, HeadingLook] = {}
    for index, block in enumerate(blocks):
        if index in listed or index < first:
            continue
        look = find_look(block)
        if look and not (index == first and _names_the_form(blocks[index:])):
            looks[index] = look
    rows = _group_lookalikes(looks)
    lonely = {index for index, look in looks.items() if _is_weak(look) and _is_entry(index, blocks, looks)}
    looks = {
        index: look for index, look in looks.items() if index not in lonely and _has_content(index, look, blocks, rows)
    }
    # A look that can be accidental must occur more than once, or with known words.
    used = Counter((look.cues, look.colon) for look in looks.values())
    looks = {index: look for index, look in looks.items() if look.known or look.bold or used[look.cues, look.colon] > 1}
    plain_looks = _find_plain_headings(blocks, looks, listed, first)
    return dict(sorted({**looks, **plain_looks}.items()))


def find_plain_lines(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the indexes of plain lines that could be headings by their words but are indistinguishable from text.

    No fix is suggested for them: only their author knows.
    """
    if len(blocks) > MAX_BLOCKS:
        return ()
    looks = find_heading_looks(blocks)
    return tuple(
        _find_plain_candidates(blocks, looks, find_typed_list_blocks(blocks), first_below_title(blocks), fewest_words=1)
    )


def _find_plain_headings(
    blocks: Sequence[Block], looks: dict[int, HeadingLook], listed: frozenset[int], first: int
) -> dict[int, HeadingLook]:
    """Return the plain lines that are headings because they have known words and similar lines are headings."""
    if not any(look.known and not any(look.cues) and not look.colon for look in looks.values()):
        return {}
    return _find_plain_candidates(blocks, looks, listed, first)


def _find_plain_candidates(
    blocks: Sequence[Block], looks: dict[int, HeadingLook], listed: frozenset[int], first: int, fewest_words: int = 2
) -> dict[int, HeadingLook]:
    """Return the plain lines that are placed above a list or a text like headings, with their looks.

    Their words (``fewest_words`` at least) begin with capital letters, or a list is below, and they are not among other
    short lines.
    """
    found: dict[int, HeadingLook] = {}
    for index in range(first, len(blocks) - 1):
        below = blocks[index + 1]
        if index in looks or index in listed or index + 1 in looks or isinstance(below, Heading | Table):
            continue
        look = find_look(blocks[index], plain_too=True)
        if look is None or any(look.cues) or look.colon:
            continue
        words = block_line(blocks[index]).split()
        is_cased = len(words) >= fewest_words and is_cased_like_title(words)
        heads_list = isinstance(below, ListItem) or index + 1 in listed
        if (is_cased or heads_list) and not _is_entry(index, blocks, looks):
            found[index] = look
    return found


def _is_entry(index: int, blocks: Sequence[Block], looks: dict[int, HeadingLook]) -> bool:
    """Return whether a line is among other short lines, like the entries of a list: skills, places, names."""
    return any(
        0 <= other < len(blocks) and other not in looks and _is_fragment(blocks[other])
        for other in (index - 1, index + 1)
    )


def _is_fragment(block: Block) -> bool:
    line = block_line(block)
    return (
        isinstance(block, Paragraph)
        and len(line) <= _MAX_ENTRY_LENGTH
        and len(line.split()) <= _MAX_ENTRY_WORDS
        and not line.endswith(_ENDS_OF_TEXT)
        and not _DATE.match(line)
    )


def _is_weak(look: HeadingLook) -> bool:
    """Return whether a line stands out by capital letters only, as names and abbreviations do."""
    return look.capitals and not (look.bold or look.underlined or look.colon or look.known)


def _names_the_form(blocks: Sequence[Block]) -> bool:
    """Return whether the first line only names the form: "Job description" above short lines, not above a text."""
    if len(blocks) < 2 or not is_form_name(block_line(blocks[0])):
        return False
    return isinstance(blocks[1], Paragraph) and len(block_line(blocks[1])) <= MAX_HEADING_LENGTH


def _has_content(index: int, look: HeadingLook, blocks: Sequence[Block], rows: dict[int, tuple[int, int]]) -> bool:
    """Return whether a line can head what follows: a form field has nothing below, an address has more of the same."""
    if index + 1 >= len(blocks):
        return False
    if look.known:
        return True
    below = blocks[index + 1]
    if look.colon and not look.bold and isinstance(below, Heading):
        return False
    first, last = rows[index]
    if look.colon and last > index:
        return False
    if last + 1 >= len(blocks):
        return False
    return last - first < MAX_LOOKALIKES


def _group_lookalikes(looks: dict[int, HeadingLook]) -> dict[int, tuple[int, int]]:
    """Return the first and the last index of each run of similar lines, by every index in it."""
    rows: list[list[int]] = []
    before: HeadingLook | None = None
    for index, look in looks.items():
        continues = before and rows[-1][-1] == index - 1 and before.cues == look.cues and not before.known
        if continues and not look.known:
            rows[-1].append(index)
        else:
            rows.append([index])
        before = look
    return {index: (row[0], row[-1]) for row in rows for index in row}


def assign_levels(blocks: Sequence[Block], looks: dict[int, HeadingLook]) -> dict[int, int]:
    """Return the level of each heading: sections at the top, other looks one level below."""
    if not looks:
        return {}
    top = find_section_level(blocks)
    counted = Counter(look.cues for look in looks.values())
    usual, _ = max(counted.items(), key=lambda item: (item[1], sum(item[0])))
    sections = {usual} | {look.cues for look in looks.values() if look.known}
    strength = max(sum(chars) for chars in sections)
    below_section = any(isinstance(block, Heading) and block.level >= top for block in blocks[: min(looks)])
    levels: dict[int, int] = {}
    for index, look in looks.items():
        is_section = look.known or look.cues in sections or sum(look.cues) > strength or not below_section
        levels[index] = top if is_section else top + 1
        below_section = True
    return levels


def find_section_level(blocks: Sequence[Block]) -> int:
    """Return the level of sections: that of headings with known words, else the highest level present."""
    found = [(index, block) for index, block in enumerate(blocks) if isinstance(block, Heading)]
    title = find_title_by_style(blocks)
    below = [block for index, block in found if index != title and block.level]
    known = Counter(heading.level for heading in below if find_kind(block_line(heading)))
    if known:
        return known.most_common(1)[0][0]
    title_block = blocks[title] if title is not None else None
    at_least = title_block.level + 1 if isinstance(title_block, Heading) else 1
    return max(min((heading.level for heading in below), default=at_least), at_least)
