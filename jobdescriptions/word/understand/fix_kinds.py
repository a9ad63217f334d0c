"""The kinds of faults that can be fixed automatically, with their fixes and their descriptions for the author."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobdescriptions.word.document import BULLET, Block
from jobdescriptions.word.understand.broken_paragraphs import split_broken_paragraphs
from jobdescriptions.word.understand.embedded_headings import promote_item_headings, split_run_in_headings
from jobdescriptions.word.understand.essential_duties import convert_essential_marks
from jobdescriptions.word.understand.inferred_headers import mark_header_columns, mark_header_rows
from jobdescriptions.word.understand.inferred_headings import mark_headings
from jobdescriptions.word.understand.inferred_summaries import add_summaries
from jobdescriptions.word.understand.inferred_title import mark_title
from jobdescriptions.word.understand.layout_tables import unfold_layout_tables
from jobdescriptions.word.understand.typed_headings import convert_typed_headings
from jobdescriptions.word.understand.typed_lists import TypedItem, convert_typed_lists


@dataclass(frozen=True, slots=True)
class FixResult:
    """Blocks with one kind of fault fixed, the faulty lines, and the marks in front that were removed and added."""

    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    marks: str = ""
    added: str = ""


@dataclass(frozen=True, slots=True)
class FixKind:
    """A kind of fault: its fix, and its description in the singular and in the plural ("{count}", "{examples}")."""

    key: str
    apply: Callable[[Sequence[Block]], FixResult]
    singular: str
    plural: str


def _typed_lists(blocks: Sequence[Block]) -> FixResult:
    result, items = convert_typed_lists(blocks)
    bullets = "".join(item.mark.typed for item in items if item.mark.format == BULLET)
    return FixResult(result, tuple(_item_text(item) for item in items), bullets)


def _essential_marks(blocks: Sequence[Block]) -> FixResult:
    result = convert_essential_marks(blocks)
    return FixResult(result.blocks, result.lines, result.removed, result.added)


def _item_text(item: TypedItem) -> str:
    return " ".join(item.text.split())


#: In the order of application: a bold line in a typed list is an item and not a heading, and so on.
FIX_KINDS = (
    FixKind(
        "layout-tables",
        lambda blocks: FixResult(*unfold_layout_tables(blocks)),
        "One table only arranges the page: it begins with {examples}. The fix unfolds it: its text becomes paragraphs "
        "in reading order, and labels beside values stay a table. Then its title, headings and facts can be found, and "
        "no header row is missing; its words stay as they are.",
        "{count} tables only arrange the page: they begin with {examples}. The fix unfolds them: their text "
        "becomes paragraphs in reading order, and labels beside values stay tables. Then their title, headings and "
        "facts can be found, and no header row is missing; their words stay as they are.",
    ),
    FixKind(
        "typed-lists",
        _typed_lists,
        # A list has at least two items, but parts of a paragraph that does not add up are left alone.
        "One line begins with a typed bullet or number instead of a list item of Word: {examples}. The fix makes it an "
        "item of a list, with the number that it has now; its words stay as they are.",
        "{count} lines begin with typed bullets or numbers instead of being list items of Word: {examples}. The fix "
        "makes them items of lists, with the numbers that they have now; their words stay as they are.",
    ),
    FixKind(
        "broken-paragraphs",
        lambda blocks: FixResult(*split_broken_paragraphs(blocks)),
        "One paragraph has empty lines in it: {examples}. The fix makes a paragraph of each part, so that headings "
        "among them can be found; all words stay as they are.",
        "{count} paragraphs have empty lines in them: {examples}. The fix makes a paragraph of each part, so that "
        "headings among them can be found; all words stay as they are.",
    ),
    FixKind(
        "typed-headings",
        lambda blocks: FixResult(*convert_typed_headings(blocks)),
        # A single line does not count.
        "One line has a number sign in front as headings of Markdown have: {examples}. The fix makes it a heading.",
        "{count} lines have number signs in front, which mark headings in Markdown: {examples}. The fix makes them "
        "headings of that level and takes the signs off; their words stay as they are.",
    ),
    FixKind(
        "title-line",
        lambda blocks: FixResult(*mark_title(blocks)),
        "The line {examples} reads like the title but does not have the style Title. The fix makes it the title of the "
        "job description.",
        "{count} lines read like the title but do not have the style Title: {examples}. The fix makes them titles.",
    ),
    FixKind(
        "heading-lines",
        lambda blocks: FixResult(*mark_headings(blocks)),
        "One line looks like a heading but has no heading style: {examples}. The fix makes it a heading, so that the "
        "text below becomes its section; its words stay as they are.",
        "{count} lines look like headings but have no heading style: {examples}. The fix makes them headings, so that "
        "the text below each becomes its section; their words stay as they are.",
    ),
    FixKind(
        "heading-items",
        lambda blocks: FixResult(*promote_item_headings(blocks)),
        "One list item is the title of a section: {examples}. The fix makes it a heading and leaves its number or "
        "bullet out; its words stay as they are.",
        "{count} list items are the titles of sections: {examples}. The fix makes them headings and leaves their "
        "numbers or bullets out; their words stay as they are.",
    ),
    FixKind(
        "run-in-headings",
        lambda blocks: FixResult(*split_run_in_headings(blocks)),
        "The words {examples} in front of a text are those of a heading. The fix makes them a heading above the text; "
        "all words stay as they are.",
        "In {count} places the words in front of a text are those of a heading: {examples}. The fix makes them "
        "headings above their texts; all words stay as they are.",
    ),
    FixKind(
        "essential-marks",
        _essential_marks,
        "One duty is marked as essential in another way than those of this site: {examples}. The fix marks it with "
        "“(E) ” in front; its words stay as they are.",
        "{count} duties say in another way than those of this site whether they are essential: {examples}. The fix "
        "puts “(E) ” in front of those that are, and makes list items of a table's rows; their words stay as they are.",
    ),
    FixKind(
        "header-columns",
        lambda blocks: FixResult(*mark_header_columns(blocks)),
        "One table has labels beside values, but the labels are not marked as such: {examples}. The fix makes them the "
        "header cells of their rows, which screen readers announce with each value.",
        "{count} tables have labels beside values, but the labels are not marked as such: {examples}. The fix makes "
        "them the header cells of their rows, which screen readers announce with each value.",
    ),
    FixKind(
        "header-rows",
        lambda blocks: FixResult(*mark_header_rows(blocks)),
        "The first row of one table names its columns but is not marked as a header row: {examples}. The fix marks it, "
        "so that screen readers announce the name of the column with each cell.",
        "The first rows of {count} tables name their columns but are not marked as header rows: {examples}. The fix "
        "marks them, so that screen readers announce the name of the column with each cell.",
    ),
    FixKind(
        "table-texts",
        lambda blocks: FixResult(*add_summaries(blocks)),
        "One table has no alternative text, which tells people who listen what it holds. The fix gives it this one, "
        "from the heading above it and its header cells: {examples}.",
        "{count} tables have no alternative text, which tells people who listen what they hold. The fix gives them "
        "these, from the headings above them and their header cells: {examples}.",
    ),
)
