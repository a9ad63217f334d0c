"""Headings that are not lines of their own: section titles in a Word list, and run-in headings before their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Heading, Inline, ListItem, Paragraph, Run
from jobdescriptions.word.understand.fact_lines import cut
from jobdescriptions.word.understand.fact_terms import LABELS
from jobdescriptions.word.understand.heading_looks import LONGEST_HEADING, Look, line_of, look_of
from jobdescriptions.word.understand.headings import kind_of, plain
from jobdescriptions.word.understand.likely_headings import section_level
from jobdescriptions.word.understand.titles import names_form

#: Minimum number of section titles in a list for it to be a list of titles.
FEWEST_TITLES = 2


def with_item_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...], str]:
    """Return the blocks with items that are section titles as headings, these items, and their labels.

    The items of one level and format are titles if at least two have known words, all of them stand out alike, and each
    is followed by something other than another such item. A heading has no number: the labels are dropped.
    """
    found: set[int] = set()
    groups: dict[tuple[int, str, tuple[bool, bool, bool]], list[int]] = {}
    for place, block in enumerate(blocks):
        look = _item_look(block)
        if look is not None and isinstance(block, ListItem):
            groups.setdefault((block.level, block.format, look.signs), []).append(place)
    for (_, _, signs), places in groups.items():
        known = [place for place in places if kind_of(line_of(blocks[place]))]
        heads = [place for place in places if _has_text_below(place, blocks, set(places))]
        if (
            len(known) >= FEWEST_TITLES
            and 2 * len(known) >= len(places) == len(heads)
            and (any(signs) or _apart(places))
        ):
            found.update(places)
    if not found:
        return tuple(blocks), (), ""
    level = section_level(blocks)
    result = [
        Heading(level, block.runs) if place in found and isinstance(block, ListItem) else block
        for place, block in enumerate(blocks)
    ]
    titles = [block for place, block in enumerate(blocks) if place in found and isinstance(block, ListItem)]
    lines = tuple(f"{block.label} {line_of(block)}".strip() for block in titles)
    return _raised(result, found), lines, "".join(block.label for block in titles)


def _item_look(block: Block) -> Look | None:
    """Return how an item stands out, if it could be a heading as a paragraph."""
    if not isinstance(block, ListItem):
        return None
    look = look_of(Paragraph(block.runs), plain_too=True)
    return look if look and (look.known or look.bold or look.underlined or look.capitals) else None


def _has_text_below(place: int, blocks: Sequence[Block], titles: set[int]) -> bool:
    if place + 1 >= len(blocks) or place + 1 in titles:
        return False
    below, block = blocks[place + 1], blocks[place]
    assert isinstance(block, ListItem)
    # An item of the same list is another entry; a bullet below a number, or a deeper item, is text.
    return not isinstance(below, ListItem) or below.level > block.level or below.format != block.format


def _apart(places: Sequence[int]) -> bool:
    return all(later - earlier > 1 for earlier, later in pairwise(places))


def _raised(blocks: Sequence[Block], headings: set[int]) -> tuple[Block, ...]:
    """Return the blocks with the items below each heading raised so that the shallowest is at the first level."""
    result: list[Block] = []
    place = 0
    while place < len(blocks):
        result.append(blocks[place])
        place += 1
        if place - 1 not in headings:
            continue
        part: list[Block] = []
        while place < len(blocks) and not isinstance(blocks[place], Heading):
            part.append(blocks[place])
            place += 1
        first = min((item.level for item in part if isinstance(item, ListItem)), default=0)
        result += [replace(item, level=item.level - first) if isinstance(item, ListItem) else item for item in part]
    return tuple(result)


def with_run_in_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with known words before a text ("DEFINITION: text") as headings, and these words.

    In a document with headings, words in title case are labels inside a section, unless they name the job itself.
    """
    has_headings = any(isinstance(block, Heading) and block.level and kind_of(line_of(block)) for block in blocks)
    found: dict[int, tuple[Inline, Inline, str]] = {}
    for place, block in enumerate(blocks):
        parts = _heading_and_text(block) if isinstance(block, Paragraph) else None
        if parts and (not has_headings or _stands_for_itself("".join(run.text for run in parts[0]))):
            found[place] = parts
    if not found:
        return tuple(blocks), (), ""
    level = section_level(blocks)
    result: list[Block] = []
    for place, block in enumerate(blocks):
        if place in found:
            heading, text, _ = found[place]
            result += [Heading(level, heading), Paragraph(text)]
        else:
            result.append(block)
    lines = tuple(tidy("".join(run.text for run in heading)) for heading, *_ in found.values())
    return tuple(result), lines, "".join(sign for *_, sign in found.values())


def _heading_and_text(paragraph: Paragraph) -> tuple[Inline, Inline, str] | None:
    """Return the known words before a text, the text, and the dash or period between them.

    The words end at a colon, a tab, a line end, a dash or, where they stand out, a period.
    """
    text = "".join(run.text for run in paragraph.runs[:_MOST_RUNS])[: LONGEST_HEADING + 1]
    for end, sign in _ends(text):
        words = text[:end].rstrip(": \n\t")
        if not kind_of(words) or plain(words) in LABELS:
            continue
        heading = cut(paragraph.runs, 0, end)
        if not (_stands_for_itself(words) or _all_marked(heading, "b") or _all_marked(heading, "u")):
            continue
        rest = cut(paragraph.runs, end + len(sign), sum(len(run.text) for run in paragraph.runs))
        if names_form(words) and names_form("".join(run.text for run in rest)):
            continue  # "Job posting: Job description" is a heading of nothing.
        if rest and tidy("".join(run.text for run in rest)):
            return heading, rest, sign.strip()
    return None


def _stands_for_itself(words: str) -> bool:
    """Return whether words are a section heading and not a label inside a section: capitals, or as "Job summary"."""
    return words.isupper() or (kind_of(words) == "definition" and len(words.split()) > 1)


#: Maximum number of runs of a heading.
_MOST_RUNS = 12


#: Separators of a heading and its text, besides a colon.
_DASH_OR_PERIOD = re.compile(r"\s[\u2010-\u2015-]\s|\.\s")


def _ends(text: str) -> Iterator[tuple[int, str]]:
    """Yield the possible ends of a heading before a text, with the separator that belongs to neither."""
    colon = text.find(":")
    if colon >= 0:
        yield colon + 1, ""
    for sign in "\n\t":
        if sign in text:
            yield text.index(sign), ""
    for match in _DASH_OR_PERIOD.finditer(text):
        yield match.start(), match[0]


def _all_marked(runs: Sequence[Run], mark: str) -> bool:
    return all(mark in run.marks or not run.text.strip(" :") for run in runs)
