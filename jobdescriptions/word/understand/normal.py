"""The normal form of blocks and documents: values that writing and reading return unchanged.

A value in normal form

* has text without the characters that XML forbids or that belong to a symbol font; lines end with ``"\\n"``; no
  paragraph, heading or item begins or ends with white space or has no text at all (an empty table cell has no
  blocks);
* has runs with marks in the order of ``MARKS``, not both raised and lowered, with neighbors joined where they have the
  same look and language, which is given where it is not English; headings have no bold (their style is bold
  already), at most ``MAX_SECTION_HEADING_LENGTH`` characters, and at most ``MAX_HEADING_LEVEL`` levels inside a
  section, none of them skipped;
* has list levels 0 to 8 and, in every numbered format but ``"none"``, a number from 0 to 32767 and a label;
* has clause keys of the form ``document.CLAUSE_KEY``, and none in tables;
* has tables as full grids: short rows padded with empty cells, spans that end inside the table, fewer header rows than
  rows, which end where no cell spans the boundary, an alternative text whose title differs from its description;
* has a title without a label ("Job title: ..."), and no first section that repeats it;
* has the sections of the appendix last, and none for its divider;
* has section headings on one line without a colon at the end, and section kinds given by ``headings.find_kind``;
* has salary ranges in the order of ``salaries.GROUPS``, and facts on single lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from jobdescriptions.facts import FACTS
from jobdescriptions.word.appendix import split_appendix
from jobdescriptions.word.coercers import FORBIDDEN_CHARACTERS, tidy
from jobdescriptions.word.document import (
    BULLET,
    MARKS,
    MAX_LIST_LEVEL,
    NUMBER_FORMATS,
    Block,
    Cell,
    Document,
    Heading,
    Inline,
    ListItem,
    Paragraph,
    Run,
    Section,
    Table,
    is_clause_key,
)
from jobdescriptions.word.fact_values import collect_facts, format_fact, parse_fact
from jobdescriptions.word.grids import count_unbroken_rows, fill_grid, starts_in_first_column
from jobdescriptions.word.labels import tidy_label
from jobdescriptions.word.languages import foreign_language_tag
from jobdescriptions.word.links import safe_link
from jobdescriptions.word.read.symbols import replace_symbols
from jobdescriptions.word.understand import headings, salaries
from jobdescriptions.word.understand.appendix_divider import drop_divider
from jobdescriptions.word.understand.titles import clean_title

#: Maximum number of heading levels below a section's own heading.
MAX_HEADING_LEVEL = 4

#: Maximum length of a heading; longer text in a heading style is kept as a paragraph.
MAX_SECTION_HEADING_LENGTH = 200

#: Highest start number of a list in Word.
MAX_NUMBER = 32767

_BREAKS = re.compile(r"(\n)")
_LINE_ENDS = re.compile("\r\n|[\r\x0b]")

#: White space of every kind, and the two invisible characters.
_BLANK = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + "\u200b\ufeff"


def normalize(document: Document) -> Document:
    """Return the document in normal form."""
    title = clean_title(document.title)
    has_figures = bool(document.salaries)
    adopted, appendix = split_appendix(
        drop_divider(_section(section, has_figures, title) for section in document.sections), has_figures
    )
    sections = [*adopted, *appendix]
    if (
        sections
        and not sections[0].kind
        and headings.normalize_wording(sections[0].heading) == headings.normalize_wording(title)
    ):
        # A heading that repeats the title is dropped.
        first, *sections = sections
        if first.blocks:
            sections.insert(0, replace(first, heading=headings.INTRODUCTION))
    values = collect_facts(document)
    for fact in FACTS:
        values |= parse_fact(fact, tidy(format_fact(fact, values)))
    return Document(
        title=title,
        sections=tuple(sections),
        salaries=salaries.sort_salaries(salaries.normalize_salary(salary) for salary in document.salaries),
        **values,
    )


def normalize_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a section in normal form."""
    result: list[Block] = []
    counters: dict[int, int] = {}
    opened: list[int] = []
    for block in blocks:
        if isinstance(block, Table):
            table = _table(block)
            if table is not None:
                result.append(table)
            continue
        runs = normalize_inline(block.runs)
        if not runs:
            continue
        if isinstance(block, Heading) and sum(len(run.text) for run in runs) <= MAX_SECTION_HEADING_LENGTH:
            counters.clear()
            result.append(_heading(_close_gap(block.level, opened), runs))
        elif isinstance(block, ListItem):
            result.append(_item(block, runs, counters))
        else:
            clause = block.clause if isinstance(block, Paragraph) and is_clause_key(block.clause) else ""
            result.append(Paragraph(runs, clause))
    return tuple(result)


def normalize_inline(runs: Iterable[Run]) -> Inline:
    """Return the text of a paragraph in normal form.

    >>> normalize_inline([Run(" Plain "), Run("bold", "b"), Run("er", "bb"), Run(" ", "i")])
    (Run(text='Plain ', marks='', href='', language=''), Run(text='bolder', marks='b', href='', language=''))
    """
    looks: list[tuple[str, str, str]] = []
    pieces: list[list[str]] = []  # The parts of each run of the result; joined once, which is linear.
    for run in runs:
        text = FORBIDDEN_CHARACTERS.sub("", _LINE_ENDS.sub("\n", run.text))
        if not text.isascii():
            text = replace_symbols(text, "")
        if not text:
            continue
        marks, href = _marks(run.marks), safe_link(run.href) if run.href else ""
        language = foreign_language_tag(run.language) if run.language else ""
        # Line by line, as readers meet it: in a file, the text between two breaks may be a run of its own.
        for part in _BREAKS.split(text) if looks and language != looks[-1][2] else (text,):
            if not part:
                continue
            look = marks, href, language
            if looks and language != looks[-1][2] and not any(map(str.isalpha, part)):
                look = marks, href, looks[-1][2]  # Punctuation and spaces are in the language of the words before them.
            if looks and looks[-1] == look:
                pieces[-1].append(part)
            else:
                looks.append(look)
                pieces.append([part])
    texts = ["".join(parts) for parts in pieces]
    first, end = 0, len(texts)
    while first < end and not (text := texts[first].lstrip(_BLANK)):
        first += 1
    if first < end:
        texts[first] = text
    while first < end and not (text := texts[end - 1].rstrip(_BLANK)):
        end -= 1
    if first < end:
        texts[end - 1] = text
    return tuple(Run(texts[at], *looks[at]) for at in range(first, end))


@lru_cache(maxsize=1024)  # A long text has few combinations.
def _marks(marks: str) -> str:
    if not marks:
        return ""
    ordered = "".join(mark for mark in MARKS if mark in marks)
    return ordered.replace("l", "") if "r" in ordered else ordered


def close_level_gaps(levels: Iterable[int]) -> list[int]:
    """Return heading levels without gaps: each at most one below the level above it.

    >>> close_level_gaps([2, 4, 4, 3, 2])
    [1, 2, 2, 2, 1]
    """
    opened: list[int] = []
    return [_close_gap(level, opened) for level in levels]


def _close_gap(level: int, opened: list[int]) -> int:
    """Return the level of the next heading; ``opened`` are the original levels of its possible ancestors."""
    while opened and opened[-1] >= level:
        opened.pop()
    opened.append(level)
    return len(opened)


def _heading(level: int, runs: Inline) -> Heading:
    plain = normalize_inline(replace(run, marks=run.marks.replace("b", "")) for run in runs)
    return Heading(min(level, MAX_HEADING_LEVEL), plain)


def _item(item: ListItem, runs: Inline, counters: dict[int, int]) -> ListItem:
    level = min(max(item.level, 0), MAX_LIST_LEVEL)
    for deeper in [known for known in counters if known > level]:
        del counters[deeper]
    number_format = item.format if item.format in NUMBER_FORMATS else BULLET
    if number_format == BULLET:
        return ListItem(level, BULLET, runs)
    label = FORBIDDEN_CHARACTERS.sub("", item.label)
    if number_format == "none":
        return ListItem(level, "none", runs, None, tidy_label(label, None, "none"))
    number = item.number if item.number is not None else counters.get(level, 0) + 1
    number = counters[level] = min(max(number, 0), MAX_NUMBER)
    return ListItem(level, number_format, runs, number, tidy_label(label, number, number_format))


def _table(table: Table) -> Table | None:
    rows = fill_grid([[replace(cell, blocks=_cell_blocks(cell)) for cell in row] for row in table.rows])
    if not any(rows):
        return None
    # A table whose rows are all header rows has none: there is nothing to head.
    heads = count_unbroken_rows(rows, table.header_rows) if table.header_rows < len(rows) else 0
    column = table.header_column and any(starts_in_first_column(rows)[heads:])
    summary = tidy(table.summary)
    title, _, description = summary.partition(": ")
    return Table(rows, heads, column, title if title == description else summary)


def _cell_blocks(cell: Cell) -> tuple[Block, ...]:
    blocks = normalize_blocks(cell.blocks)
    return tuple(Paragraph(block.runs) if isinstance(block, Paragraph) else block for block in blocks)


def _section(section: Section, has_salaries: bool, title: str) -> Section:
    heading = tidy(section.heading).rstrip(": ") or headings.kind_name(section.kind) or headings.INTRODUCTION
    kind = headings.find_kind(heading, title)
    if has_salaries and section.kind == headings.SALARY and kind != headings.SALARY:
        # Salaries need a recognized heading, or reading the Word file would not find them.
        heading, kind = headings.kind_name(headings.SALARY), headings.SALARY
    return Section(kind, heading, normalize_blocks(section.blocks))
