"""Which lines of a document without heading styles are meant as its title and its headings, and at which level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .document import Block, Heading, Paragraph
from .headinglooks import EMPLOYER, FORM_NAMES, LONGEST_HEADING, Look, line_of, look_of
from .headings import kind_of, plain
from .typedlists import typed_places

#: So many lines one below the other that look the same are an address, a form or a text in bold.
LONGEST_ROW_OF_LOOKALIKES = 2

#: The title is among so many lines at the top.
MOST_LINES_TO_THE_TITLE = 4

_LONGEST_TITLE = 80
_LOWER_IN_TITLES = frozenset(("and", "for", "in", "of", "the", "to"))


def with_title(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the line that reads like the title as such (level 0), and that line."""
    place = title_place(blocks)
    if place is None:
        return tuple(blocks), ()
    block = blocks[place]
    assert isinstance(block, Paragraph)
    return (*blocks[:place], Heading(0, block.runs), *blocks[place + 1 :]), (line_of(block),)


def with_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the lines that look like headings as such, and these lines."""
    looks = heading_looks(blocks)
    levels = _levels(blocks, looks)
    result = tuple(
        Heading(levels[place], block.runs) if place in levels and isinstance(block, Paragraph) else block
        for place, block in enumerate(blocks)
    )
    return result, tuple(line_of(blocks[place]) for place in levels)


def title_place(blocks: Sequence[Block]) -> int | None:
    """Return where a line is that reads like the title, in a document that has none yet.

    The name of the employer and "Job description" may stand above it.
    """
    if _has_title(blocks):
        return None
    for place, block in enumerate(blocks[:MOST_LINES_TO_THE_TITLE]):
        line = line_of(block)
        if not isinstance(block, Paragraph) or not line or len(line) > LONGEST_HEADING:
            return None
        words = plain(line)
        if FORM_NAMES.fullmatch(words) or (EMPLOYER.search(words) and len(line) <= _LONGEST_TITLE):
            continue
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        return place if below is not None and _reads_like_title(block, below) else None
    return None


def heading_looks(blocks: Sequence[Block]) -> dict[int, Look]:
    """Return the places of the lines that look like headings, and how they look."""
    listed = typed_places(blocks)
    title = title_place(blocks)
    first = title + 1 if title is not None else _below_title(blocks)
    looks: dict[int, Look] = {}
    for place, block in enumerate(blocks):
        if place in listed or place < first:
            continue
        look = look_of(block)
        if look and not (place == 0 and _names_the_form(blocks)):
            looks[place] = look
    rows = _rows_of_lookalikes(looks)
    looks = {place: look for place, look in looks.items() if _has_content(place, look, blocks, rows)}
    # A look that can be chance is used on purpose more than once, or for known words too.
    used = Counter((look.signs, look.colon) for look in looks.values())
    return {place: look for place, look in looks.items() if look.known or look.bold or used[look.signs, look.colon] > 1}


def _names_the_form(blocks: Sequence[Block]) -> bool:
    """Say whether the first line only says what the file is: "Job description" above short lines, not above a text."""
    if len(blocks) < 2 or not FORM_NAMES.fullmatch(plain(line_of(blocks[0]))):
        return False
    return isinstance(blocks[1], Paragraph) and len(line_of(blocks[1])) <= LONGEST_HEADING


def _below_title(blocks: Sequence[Block]) -> int:
    """Return the first place that is not above a title: what stands there is a name or "Job description"."""
    return next((place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 0), 0)


def _has_title(blocks: Sequence[Block]) -> bool:
    """Say whether the document has a title by its styles: Title, or one Heading 1 above all others."""
    found = [block for block in blocks if isinstance(block, Heading)]
    if any(heading.level == 0 for heading in found):
        return True
    tops = [heading for heading in found if heading.level == 1]
    return len(tops) == 1 and tops[0] is found[0] and not kind_of(line_of(tops[0]))


def _reads_like_title(block: Paragraph, below: Block) -> bool:
    line = line_of(block)
    has_break = any("\n" in run.text for run in block.runs)
    if kind_of(line) or len(line) > _LONGEST_TITLE or line[0].islower() or has_break:
        return False
    look = look_of(block)
    if look and (look.bold or look.underlined or look.capitals):
        # "Key tasks:" with text below is a heading, and with a heading below it is a title.
        return not look.colon or isinstance(below, Heading) or look_of(below) is not None
    if look or any(sign in line for sign in ":;,?!@\u2022") or any(letter.isdigit() for letter in line):
        return False
    words = line.split()
    if any(len(word) > len("Asst.") and word.endswith(".") for word in words) or line.endswith("."):
        return False
    return len(words) > 1 and all(
        not word[0].isalpha() or word[0].isupper() or word in _LOWER_IN_TITLES for word in words
    )


def _has_content(place: int, look: Look, blocks: Sequence[Block], rows: dict[int, tuple[int, int]]) -> bool:
    """Say whether a line can head what follows: a form field has nothing below, and an address more of the same."""
    if place + 1 >= len(blocks):
        return False
    if look.known:
        return True
    below = blocks[place + 1]
    if look.colon and not look.bold and isinstance(below, Heading):
        return False
    first, last = rows[place]
    if look.colon and last > place:
        return False
    if last + 1 >= len(blocks):
        return False
    return last - first < LONGEST_ROW_OF_LOOKALIKES


def _rows_of_lookalikes(looks: dict[int, Look]) -> dict[int, tuple[int, int]]:
    """Return the first and the last place of each row of lines that look the same, by every place in it."""
    rows: list[list[int]] = []
    before: Look | None = None
    for place, look in looks.items():
        goes_on = before and rows[-1][-1] == place - 1 and before.signs == look.signs and not before.known
        if goes_on and not look.known:
            rows[-1].append(place)
        else:
            rows.append([place])
        before = look
    return {place: (row[0], row[-1]) for row in rows for place in row}


def _levels(blocks: Sequence[Block], looks: dict[int, Look]) -> dict[int, int]:
    """Return the level of each heading: sections at the top, other looks one level below."""
    if not looks:
        return {}
    top = _section_level(blocks)
    counted = Counter(look.signs for look in looks.values())
    usual, _ = max(counted.items(), key=lambda item: (item[1], sum(item[0])))
    sections = {usual} | {look.signs for look in looks.values() if look.known}
    strength = max(sum(signs) for signs in sections)
    below_section = any(isinstance(block, Heading) and block.level >= top for block in blocks[: min(looks)])
    levels: dict[int, int] = {}
    for place, look in looks.items():
        is_section = look.known or look.signs in sections or sum(look.signs) > strength or not below_section
        levels[place] = top if is_section else top + 1
        below_section = True
    return levels


def _section_level(blocks: Sequence[Block]) -> int:
    """Return the level of the sections: that of the headings that have known words, else of the highest there are."""
    found = [block for block in blocks if isinstance(block, Heading)]
    title_is_heading_1 = _has_title(blocks) and all(heading.level for heading in found)
    below = [heading.level for heading in (found[1:] if title_is_heading_1 else found) if heading.level]
    known = Counter(heading.level for heading in found if heading.level and kind_of(line_of(heading)))
    if known:
        return known.most_common(1)[0][0]
    return min(below, default=2 if title_is_heading_1 else 1)
