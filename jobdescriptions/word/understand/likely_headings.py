"""Infer the title, the headings and their levels in a document without heading styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from jobdescriptions.word.document import Block, Heading, ListItem, Paragraph, Table
from jobdescriptions.word.understand.heading_looks import LONGEST_HEADING, Look, line_of, look_of
from jobdescriptions.word.understand.headings import kind_of, plain
from jobdescriptions.word.understand.layout_tables import label_pairs
from jobdescriptions.word.understand.titles import TITLE_LABELS, bare_title, names_employer, names_form, title_of_lines
from jobdescriptions.word.understand.titles import title_place as title_place_by_style
from jobdescriptions.word.understand.typed_lines import split_lines
from jobdescriptions.word.understand.typed_lists import typed_places

#: Maximum number of consecutive lines of the same look; more are an address, a form or a text in bold.
LONGEST_ROW_OF_LOOKALIKES = 2

#: Maximum number of lines at the top that can contain the title.
MOST_LINES_TO_THE_TITLE = 6

#: Maximum length and number of words of a plain line that may be an entry of a list.
_LONGEST_ENTRY, _MOST_WORDS_OF_AN_ENTRY = 40, 5

#: Maximum number of blocks of a document in which plain lines are considered.
MOST_BLOCKS = 1_000

#: A date is the text below a heading such as "Application Deadline", and no entry of a list.
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{1,2}/\d{1,2}/\d{2}", re.IGNORECASE
)

_LONGEST_TITLE = 80
_LOWER_IN_TITLES = frozenset(("and", "for", "in", "of", "the", "to"))
_ENDS_OF_TEXT = (".", ":", ";", "!", "?")


def with_title(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the line that reads like the title marked as such (level 0), and that line.

    If it is one of several lines of a paragraph, the other lines become paragraphs.
    """
    place = title_place(blocks)
    if place is None:
        return tuple(blocks), ()
    block = blocks[place]
    assert isinstance(block, Paragraph)
    title, *_ = _title_lines(block)
    pieces: list[Block] = []
    for runs in split_lines(block.runs):
        line = line_of(Paragraph(runs))
        if line:
            pieces.append(Heading(0, runs) if bare_title(line) == title else Paragraph(runs))
    return (*blocks[:place], *pieces, *blocks[place + 1 :]), (line_of(block),)


def _title_lines(block: Paragraph) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return title_of_lines(["".join(run.text for run in runs) for runs in split_lines(block.runs)])


def with_headings(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks with the lines that look like headings marked as such, and these lines."""
    looks = heading_looks(blocks)
    levels = heading_levels(blocks, looks)
    result = tuple(
        Heading(levels[place], block.runs) if place in levels and isinstance(block, Paragraph) else block
        for place, block in enumerate(blocks)
    )
    return result, tuple(line_of(blocks[place]) for place in levels)


def title_place(blocks: Sequence[Block]) -> int | None:
    """Return the index of the line that reads like the title, in a document without a title; None if there is none.

    The name of the employer and "Job description" may be above it.
    """
    if has_title(blocks):
        return None
    for place, block in enumerate(blocks[:MOST_LINES_TO_THE_TITLE]):
        line = line_of(block)
        # The lines of one paragraph may be the name of the employer, of the form, and the title.
        if len(line) > 3 * LONGEST_HEADING:
            return None
        if isinstance(block, Heading) and (names_form(line) or names_employer(line)):
            continue
        if not isinstance(block, Paragraph) or not line:
            return None
        if names_form(line) or (names_employer(line) and len(line) <= _LONGEST_TITLE and "\n" not in _text(block)):
            continue
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        return place if below is not None and _reads_like_title(block, below) else None
    return None


def heading_looks(blocks: Sequence[Block]) -> dict[int, Look]:
    """Return the indexes of the lines that look like headings, with their looks."""
    listed = typed_places(blocks)
    first = _below_title(blocks)
    looks: dict[int, Look] = {}
    for place, block in enumerate(blocks):
        if place in listed or place < first:
            continue
        look = look_of(block)
        if look and not (place == first and _names_the_form(blocks[place:])):
            looks[place] = look
    rows = _rows_of_lookalikes(looks)
    lonely = {place for place, look in looks.items() if _is_weak(look) and _is_entry(place, blocks, looks)}
    looks = {
        place: look for place, look in looks.items() if place not in lonely and _has_content(place, look, blocks, rows)
    }
    # A look that can be accidental must occur more than once, or with known words.
    used = Counter((look.signs, look.colon) for look in looks.values())
    looks = {
        place: look for place, look in looks.items() if look.known or look.bold or used[look.signs, look.colon] > 1
    }
    plain_looks = _plain_looks(blocks, looks, listed, first)
    return dict(sorted({**looks, **plain_looks}.items()))


def plain_lines(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the indexes of plain lines that could be headings by their words but are indistinguishable from text.

    No fix is suggested for them: only their author knows.
    """
    if len(blocks) > MOST_BLOCKS:
        return ()
    looks = heading_looks(blocks)
    return tuple(_plain_places(blocks, looks, typed_places(blocks), _below_title(blocks), fewest_words=1))


def _plain_looks(
    blocks: Sequence[Block], looks: dict[int, Look], listed: frozenset[int], first: int
) -> dict[int, Look]:
    """Return the plain lines that are headings because they have known words and similar lines are headings."""
    if not any(look.known and not any(look.signs) and not look.colon for look in looks.values()):
        return {}
    return _plain_places(blocks, looks, listed, first)


def _plain_places(
    blocks: Sequence[Block], looks: dict[int, Look], listed: frozenset[int], first: int, fewest_words: int = 2
) -> dict[int, Look]:
    """Return the plain lines that are placed above a list or a text like headings, with their looks.

    Their words (``fewest_words`` at least) begin with capital letters, or a list is below, and they are not among other
    short lines.
    """
    found: dict[int, Look] = {}
    for place in range(first, len(blocks) - 1):
        below = blocks[place + 1]
        if place in looks or place in listed or place + 1 in looks or isinstance(below, Heading | Table):
            continue
        look = look_of(blocks[place], plain_too=True)
        if look is None or any(look.signs) or look.colon:
            continue
        words = line_of(blocks[place]).split()
        is_cased = len(words) >= fewest_words and _is_cased_like_title(words)
        heads_list = isinstance(below, ListItem) or place + 1 in listed
        if (is_cased or heads_list) and not _is_entry(place, blocks, looks):
            found[place] = look
    return found


def _is_entry(place: int, blocks: Sequence[Block], looks: dict[int, Look]) -> bool:
    """Return whether a line is among other short lines, like the entries of a list: skills, places, names."""
    return any(
        0 <= other < len(blocks) and other not in looks and _is_fragment(blocks[other])
        for other in (place - 1, place + 1)
    )


def _is_fragment(block: Block) -> bool:
    line = line_of(block)
    return (
        isinstance(block, Paragraph)
        and len(line) <= _LONGEST_ENTRY
        and len(line.split()) <= _MOST_WORDS_OF_AN_ENTRY
        and not line.endswith(_ENDS_OF_TEXT)
        and not _DATE.match(line)
    )


def _is_weak(look: Look) -> bool:
    """Return whether a line stands out by capital letters only, as names and abbreviations do."""
    return look.capitals and not (look.bold or look.underlined or look.colon or look.known)


def _names_the_form(blocks: Sequence[Block]) -> bool:
    """Return whether the first line only names the form: "Job description" above short lines, not above a text."""
    if len(blocks) < 2 or not names_form(line_of(blocks[0])):
        return False
    return isinstance(blocks[1], Paragraph) and len(line_of(blocks[1])) <= LONGEST_HEADING


def _below_title(blocks: Sequence[Block]) -> int:
    """Return the first index that is not above the title, where names and "Job description" are."""
    likely = title_place(blocks)
    if likely is not None:
        return likely + 1
    styled = title_place_by_style(blocks)
    if styled is not None:
        return styled + 1
    above = 0
    while above < len(blocks) and isinstance(blocks[above], Paragraph) and names_employer(line_of(blocks[above])):
        above += 1
    return above


def has_title(blocks: Sequence[Block]) -> bool:
    """Return whether a document has a title: by its styles, or by a label such as "Job title" above all headings."""
    place = title_place_by_style(blocks)
    if place is not None and not names_form(line_of(blocks[place])):
        return True
    for block in blocks:
        if isinstance(block, Heading) and not names_form(line_of(block)) and not names_employer(line_of(block)):
            return False
        if isinstance(block, Table) and any(plain(label) in TITLE_LABELS for label, _ in label_pairs(block)):
            return True
        if isinstance(block, Paragraph) and any(_names_title(line) for line in _text(block).split("\n")):
            return True
    return False


def _names_title(line: str) -> bool:
    label, _, value = line.partition(":")
    return bool(value.strip()) and plain(label) in TITLE_LABELS


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _reads_like_title(block: Paragraph, below: Block) -> bool:
    title, named, facts = _title_lines(block)
    lines = [runs for runs in split_lines(block.runs) if line_of(Paragraph(runs))]
    if len(lines) > 1:
        own = [runs for runs in lines if bare_title(line_of(Paragraph(runs))) == title]
        if len(own) != 1 or len(named) + len(facts) + 1 < len(lines):
            return False
        block = Paragraph(own[0])
    line = line_of(block)
    if kind_of(line) or len(line) > _LONGEST_TITLE or line[0].islower():
        return False
    if title != line:
        # "Job description: Network Analyst" identifies itself as the title.
        line, block = title, Paragraph(tuple(replace(run, text=title) for run in block.runs[:1]))
    look = look_of(block)
    if look and (look.bold or look.underlined or look.capitals):
        # "Key tasks:" before text is a heading, and before a heading it is a title.
        return not look.colon or isinstance(below, Heading) or look_of(below) is not None
    if look or any(sign in line for sign in ":;,?!@\u2022") or any(letter.isdigit() for letter in line):
        return False
    words = line.split()
    if any(len(word) > len("Asst.") and word.endswith(".") for word in words) or line.endswith("."):
        return False
    return len(words) > 1 and _is_cased_like_title(words)


def _is_cased_like_title(words: Sequence[str]) -> bool:
    return all(not word[0].isalpha() or word[0].isupper() or word in _LOWER_IN_TITLES for word in words)


def _has_content(place: int, look: Look, blocks: Sequence[Block], rows: dict[int, tuple[int, int]]) -> bool:
    """Return whether a line can head what follows: a form field has nothing below, an address has more of the same."""
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
    """Return the first and the last index of each run of similar lines, by every index in it."""
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


def heading_levels(blocks: Sequence[Block], looks: dict[int, Look]) -> dict[int, int]:
    """Return the level of each heading: sections at the top, other looks one level below."""
    if not looks:
        return {}
    top = section_level(blocks)
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


def section_level(blocks: Sequence[Block]) -> int:
    """Return the level of sections: that of headings with known words, else the highest level present."""
    found = [(place, block) for place, block in enumerate(blocks) if isinstance(block, Heading)]
    title = title_place_by_style(blocks)
    below = [block for place, block in found if place != title and block.level]
    known = Counter(heading.level for heading in below if kind_of(line_of(heading)))
    if known:
        return known.most_common(1)[0][0]
    title_block = blocks[title] if title is not None else None
    at_least = title_block.level + 1 if isinstance(title_block, Heading) else 1
    return max(min((heading.level for heading in below), default=at_least), at_least)
