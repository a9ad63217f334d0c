"""Essential duties: list items of a section of duties that begin with ``MARK``, and other marks made that one.

Whether a duty is essential decides who is qualified for a job (42 U.S.C. section 12111(8); Code of Federal Regulations,
title 29, section 1630.2(n); California Government Code section 12926(f)), so each is marked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jobdescriptions.word.document import BULLET, Block, Heading, Inline, ListItem, Run, Table
from jobdescriptions.word.understand.headings import find_kind
from jobdescriptions.word.understand.normal import normalize_inline
from jobdescriptions.word.understand.typed_lines import drop_start

#: What an essential duty begins with.
MARK = "(E) "
#: The kind of the sections that have them.
DUTIES = "duties"

_WORD = r"(?:E|(?i:essential))"
_IN_BRACKETS = rf"\({_WORD}\)|\[{_WORD}\]"
_LEADING = re.compile(rf"(?:{_IN_BRACKETS}|\*\s?E\b|E\*|E\t|{_WORD}\s?:|{_WORD}(?:[–—](?=\s)|\s[–—-]))\s*")
_TRAILING = re.compile(rf"\s*(?:{_IN_BRACKETS}|\*\s?E|\bE\*|\tE)(\.?)\s*\Z")
#: A typed letter in front of another item: then "(E)" is the fifth of them.
_OTHER_LETTER = re.compile(r"[(\[][A-DF-Z][)\]]")
_ABBREVIATED = re.compile(r"(<li\b[^>]*>)\(E\) ")

_MARK_CELLS = frozenset(("e", "(e)", "essential"))
_MARK_HEADERS = _MARK_CELLS | {"essential?", "essential duty", "essential function", "essential functions", "e/m"}
_DUTY_HEADERS = frozenset(
    ("duty", "duties", "task", "tasks", "function", "functions", "responsibilities", "job duties")
)
_CHECK_CELLS = frozenset(("x", "✓", "✔", "☒", "yes"))


def is_essential(item: ListItem) -> bool:
    """Return whether a list item of a section of duties is an essential duty."""
    return _text(item).startswith(MARK)


def explain_marks(html: str) -> str:
    """Return the stored HTML of a section of duties with its marks as abbreviations, for a page.

    >>> explain_marks("<ul><li>(E) Installs cable</li></ul>")
    '<ul><li><abbr title="essential duty">(E)</abbr> Installs cable</li></ul>'
    """
    return _ABBREVIATED.sub(r'\1<abbr title="essential duty">(E)</abbr> ', html)


@dataclass(frozen=True, slots=True)
class MarkedDuties:
    """Blocks with marks made ``MARK``, the lines that had others, and the characters that went and came with them."""

    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    removed: str
    added: str


def convert_essential_marks(blocks: Sequence[Block]) -> MarkedDuties:
    """Return the blocks of a document with the marks of essential duties in front of them.

    Such marks are "(E)", "[E]", "*E", "(Essential)" and the like at either end of a list item, and a column of a table
    with two columns. Only sections whose heading is one of duties are changed.
    """
    result: list[Block] = []
    changes = [("", "", "")]
    for is_duties, block in _with_section(blocks):
        converted: Iterable[tuple[Block, tuple[str, str, str] | None]] = [(block, None)]
        if is_duties and isinstance(block, ListItem):
            converted = [_convert_item(block)]
        elif is_duties and isinstance(block, Table):
            converted = _convert_table(block) or converted
        for changed, change in converted:
            result.append(changed)
            changes += [change] if change else []
    lines, removed, added = zip(*changes, strict=True)
    return MarkedDuties(tuple(result), tuple(filter(None, lines)), "".join(removed), "".join(added))


def _with_section(blocks: Sequence[Block]) -> Iterator[tuple[bool, Block]]:
    """Yield each block with whether it is in a section of duties whose items are not lettered."""
    is_duties = level = 0
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and (not is_duties or block.level <= level):
            is_duties, level = find_kind(_text(block)) == DUTIES, block.level
            is_duties = is_duties and not _has_letters(blocks[place + 1 :])
        yield bool(is_duties), block


def _has_letters(blocks: Sequence[Block]) -> bool:
    items = (block for block in blocks[:200] if isinstance(block, ListItem))
    return any(_OTHER_LETTER.match(_text(item)) for item in items)


def _convert_item(item: ListItem) -> tuple[ListItem, tuple[str, str, str] | None]:
    """Return the item with the mark in front, and its line with what was removed and added; None if unchanged."""
    line = _text(item)
    if is_essential(item) and not _TRAILING.search(line):
        return item, None
    runs, removed = item.runs, ""
    if trailing := _TRAILING.search(line):
        period = trailing[1] if line[: trailing.start()].endswith((".", ";", ":", "!", "?")) else ""
        end = line[trailing.start() :].rstrip()
        removed += end if period or not trailing[1] else end[:-1]
        kept_period = trailing[1] and not period
        runs = _drop_end(runs, len(line) - trailing.start()) + ((Run("."),) if kept_period else ())
    elif not (leading := _LEADING.match(line)) or leading.end() == len(line):
        return item, None
    else:
        removed += leading[0]
        runs = drop_start(runs, leading.end())
    added = "" if line.startswith(MARK) else MARK
    runs = normalize_inline((Run(added), *runs))
    return replace(item, runs=runs), (line, removed, added)


def _drop_end(runs: Inline, length: int) -> Inline:
    """Return the runs without their last characters."""
    kept = list(runs)
    while kept and length >= len(kept[-1].text):
        length -= len(kept.pop().text)
    if kept and length:
        kept[-1] = replace(kept[-1], text=kept[-1].text[:-length])
    return tuple(kept)


def _convert_table(table: Table) -> list[tuple[Block, tuple[str, str, str] | None]] | None:
    """Return the rows of a table of duties and marks as list items; None if it is another kind of table."""
    found = _find_marks(table)
    return _rows_as_items(table, *found) if found else None


def has_essential_marks(table: Table) -> bool:
    """Return whether a table is one of duties with a column that marks those which are essential."""
    return _find_marks(table) is not None


def _find_marks(table: Table) -> tuple[int, bool] | None:
    """Return the column of the marks, and whether the first row names the columns; None for other tables."""
    if any(len(row) != 2 or any((cell.colspan, cell.rowspan) != (1, 1) for cell in row) for row in table.rows):
        return None
    texts = [tuple(" ".join(map(_text, cell.blocks)).strip().lower() for cell in row) for row in table.rows]
    for column in (0, 1):
        name, other = texts[0][column], texts[0][1 - column]
        has_header = name in _MARK_HEADERS and (table.header_rows == 1 or other in _DUTY_HEADERS)
        marks = [row[column] for row in texts[has_header:]]
        allowed = _MARK_CELLS | (_CHECK_CELLS if has_header else frozenset())
        if any(marks) and all(not mark or mark in allowed for mark in marks):
            return column, has_header
    return None


def _rows_as_items(
    table: Table, column: int, has_header: bool
) -> list[tuple[Block, tuple[str, str, str] | None]] | None:
    made: list[tuple[Block, tuple[str, str, str] | None]] = []
    # The names of the columns go: the heading of the section says that these are duties.
    dropped = "".join(_text(block) for row in table.rows[:has_header] for cell in row for block in cell.blocks)
    for row in table.rows[has_header:]:
        duty = row[1 - column].blocks
        if len(duty) != 1 or isinstance(duty[0], Table | Heading):
            return None
        mark = "".join(map(_text, row[column].blocks))
        item = ListItem(0, BULLET, normalize_inline((Run(MARK if mark else ""), *duty[0].runs)))
        label = duty[0].label if isinstance(duty[0], ListItem) else ""
        made.append((item, (_text(duty[0]), mark + label + dropped, MARK if mark else "")))
        dropped = ""
    return made


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else "".join(run.text for run in block.runs)
