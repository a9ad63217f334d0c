"""Find the title of a job description: by styles, in tables of labels, or in the properties of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jobdescriptions.word.block_text import block_line, join_runs
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import (
    DISTRICT_PLACEHOLDER,
    Block,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Section,
    Table,
)
from jobdescriptions.word.read.reader import ReadDocument
from jobdescriptions.word.results import quote_lines
from jobdescriptions.word.understand import headings
from jobdescriptions.word.understand.layout_tables import find_label_pairs
from jobdescriptions.word.understand.parse_state import ParseState
from jobdescriptions.word.understand.titles import (
    TITLE_LABELS,
    clean_title,
    find_title_by_style,
    find_title_in_lines,
    is_employer_line,
    is_form_name,
)
from jobdescriptions.word.understand.typed_lines import split_lines

#: Maximum length of a district's name above the title.
MAX_DISTRICT_NAME_LENGTH = 200


def split_at_title(state: ParseState, blocks: Sequence[Block]) -> tuple[str, list[Block], list[Block]]:
    """Return the title if a heading is the title, the blocks before it and the blocks after it."""
    index = find_title_by_style(blocks)
    if index is None:
        return "", [], list(blocks)
    heading = blocks[index]
    assert isinstance(heading, Heading)
    title, names, others = find_title_in_lines([join_runs(runs) for runs in split_lines(heading.runs)])
    # A heading above the title has no text: what follows is the title.
    above = [Paragraph(block.runs) if isinstance(block, Heading) else block for block in blocks[:index]]
    before = _drop_names(state, above, names)
    after = [*(Paragraph((Run(line),)) for line in others), *blocks[index + 1 :]]
    if heading.level:
        _report_title_by_position(state, title, blocks, index)
    if title != block_line(heading).rstrip(": ") and not names and not others:
        state.add_notice(
            "title-words",
            f'Of the title "{block_line(heading)}", only "{title}" was kept: the rest says what the line or the file '
            "is. Leave it out in Word too.",
        )
    first = next((at for at, block in enumerate(after) if isinstance(block, Heading)), None)
    if first is not None and _repeats_title(after[first], title):
        state.add_notice(
            "title-repeated",
            f'The heading "{block_line(after[first])}" repeats the title and was left out. Take it out in Word.',
        )
        del after[first]
    return title, before, after


def _report_title_by_position(state: ParseState, title: str, blocks: Sequence[Block], index: int) -> None:
    """Report which heading was taken for the title where others of its level or style exist."""
    late = next((block for block in blocks if isinstance(block, Heading) and block.level == 0), None)
    if late is not None and not is_form_name(block_line(late)):
        state.add_notice(
            "title-in-the-middle",
            f'"{block_line(late)}" has the style Title but is among the sections, so it was taken for the heading '
            f'of a section, and the first heading, "{title}", for the title. Give the title the style Title in '
            "Word, and the other the style Heading 1.",
        )
    elif sum(1 for block in blocks if isinstance(block, Heading) and block.level == blocks[index].level) > 1:
        state.add_notice(
            "title-from-heading",
            f'The first heading, "{title}", has no text of its own, so it was taken for the title. Give it the '
            "style Title in Word, or write a text below it if it is a section.",
        )


def _drop_names(state: ParseState, blocks: Sequence[Block], names: Sequence[str]) -> list[Block]:
    """Return the blocks above the title without the lines that name the form or the district."""
    left = [block for block in blocks if not is_form_name(block_line(block)) or isinstance(block, Table)]
    is_named = [
        not isinstance(block, Table | ListItem)
        and (is_employer_line(block_line(block)) or block_line(block) == state.district)
        for block in left
    ]
    unnamed = [block for block, is_name in zip(left, is_named, strict=True) if not is_name]
    if len(unnamed) > 1 or any(not _can_be_name(block) for block in left):
        return left
    lines = [block_line(block) for block in left if block_line(block) != DISTRICT_PLACEHOLDER]
    lines += [line for line in names if not is_form_name(line) and line != DISTRICT_PLACEHOLDER]
    if len(lines) == 1:
        state.add_notice(
            "district-name",
            f'The line "{lines[0]}" above the title was taken for the name of the district and is not part of '
            "the text. If it is not a name, move it below the title in Word.",
        )
    elif lines:
        state.add_notice(
            "district-name",
            f"The lines {quote_lines(lines)} above the title were taken for the name of the district and are not "
            "part of the text. If they are no name, move them below the title in Word.",
        )
    return []


def take_title_from_labels(state: ParseState, sections: Iterable[Section]) -> str:
    """Return the title that a table of labels and values in a section names, or an empty string; report it."""
    for section in sections:
        for block in section.blocks:
            for label, value in find_label_pairs(block) if isinstance(block, Table) else ():
                if headings.normalize_wording(label) in TITLE_LABELS and value:
                    state.add_notice(
                        "title-from-table",
                        f'The title "{value}" was taken from the table in the section "{section.heading}". Give '
                        "the title of the class the style Title in Word if this is not right.",
                    )
                    return value
    return ""


def take_title_from_properties(state: ParseState, read: ReadDocument) -> str:
    """Return the title in the properties of the file, or an empty string; report it in either case."""
    title = tidy(read.title)
    if title:
        state.add_notice(
            "title-from-properties",
            f'No heading has the style Title, so the title in the properties of the file was taken: "{title}". '
            "Give the title of the class the style Title in Word if this is not right.",
        )
    else:
        state.add_warning(
            "title-missing",
            "The document has no title. In Word, write the title of the class on the first line and give it the "
            "style Title.",
        )
    return title


def _can_be_name(block: Block) -> bool:
    return not isinstance(block, Table | ListItem) and len(block_line(block)) <= MAX_DISTRICT_NAME_LENGTH


def _repeats_title(block: Block, title: str) -> bool:
    """Return whether a heading repeats the title and is no recognized heading."""
    words = block_line(block)
    is_same = headings.normalize_wording(clean_title(words)) == headings.normalize_wording(title)
    return isinstance(block, Heading) and is_same and not headings.find_kind(words)
