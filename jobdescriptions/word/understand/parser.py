"""Parse the blocks of a Word file as a job description: title, class information, sections, salary figures.

Nothing stops the parser: what it does not understand is kept as text, with a message on how to fix it in Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jobdescriptions.word.blanks import find_empty_lines
from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import (
    DISTRICT_PLACEHOLDER,
    Block,
    Document,
    Heading,
    Paragraph,
    SalaryRange,
    Section,
    Table,
)
from jobdescriptions.word.read.reader import ReadDocument
from jobdescriptions.word.results import Result, quote_lines
from jobdescriptions.word.understand import class_information, headings, salaries
from jobdescriptions.word.understand.appendix_divider import drop_divider
from jobdescriptions.word.understand.inferred_headings import find_plain_lines
from jobdescriptions.word.understand.layout_tables import classify_layout_rows
from jobdescriptions.word.understand.multiple_descriptions import count_job_descriptions
from jobdescriptions.word.understand.normal import (
    MAX_HEADING_LEVEL,
    MAX_SECTION_HEADING_LENGTH,
    close_level_gaps,
    normalize,
)
from jobdescriptions.word.understand.parse_state import ParseState
from jobdescriptions.word.understand.title_parsing import (
    split_at_title,
    take_title_from_labels,
    take_title_from_properties,
)
from jobdescriptions.word.understand.titles import (
    is_form_name,
)

#: Maximum number of lines named in a message.
MAX_NAMED_LINES = 5

#: Maximum length of a bold line that can be a heading.
MAX_BOLD_HEADING_LENGTH = 80


def parse(read: ReadDocument) -> Result[Document]:
    """Return the job description in a Word file, in normal form, with messages.

    ``parse(read(write(d, ...)).value).value == d`` for every ``d`` in normal form (see ``normal``) that has a title.
    """
    state = ParseState(read.district)
    title, before, after = split_at_title(state, read.blocks)
    _report_lines_like_headings(state, after)
    preamble, sections = _split_into_sections(state, after, title)
    if title:
        state.facts.add("title", title)
    preamble = class_information.extract_facts([*before, *preamble], state.facts)
    sections = _take_facts_at_head(state, sections)
    preamble = _drop_form_names(state, preamble, sections)
    if preamble:
        sections.insert(0, _make_introduction(state, preamble, bool(sections)))
    sections, figures = _take_salaries(state, sections)
    title = (
        state.facts.values.get("title")
        or take_title_from_labels(state, sections)
        or take_title_from_properties(state, read)
    )
    _report_several(state, read.blocks)
    document = Document(title=title, sections=tuple(sections), salaries=figures, **state.facts.to_document_fields())
    return Result(normalize(document), tuple(state.messages))


def _report_lines_like_headings(state: ParseState, blocks: list[Block]) -> None:
    """Report lines that read and look like known headings; they stay text (see ``fixes``)."""
    is_above = True
    for block in blocks:
        is_above = is_above and not isinstance(block, Heading)
        if is_above and is_form_name(block_line(block)):
            continue  # It is left out: see _drop_form_names.
        if isinstance(block, Paragraph) and _looks_like_heading(block):
            state.add_notice(
                "heading-without-style",
                f'The line "{block_line(block)}" reads like a heading but has no heading style, so it was kept as '
                "text. If it is a heading, give it the style Heading 1 in Word.",
            )
    if any(isinstance(block, Heading) for block in blocks):
        _report_plain_lines(state, blocks)
        return
    if any(isinstance(block, Table) and classify_layout_rows(block) for block in blocks):
        state.add_warning(
            "headings-in-table",
            "The text is in a table that only arranges the page, so its title, headings and facts were not "
            "looked for. Apply the fix that unfolds it, or copy the text out of the table in Word.",
        )
    elif blocks:
        state.add_warning(
            "no-headings",
            "No heading was found, so the whole text is one section. In Word, give each heading, such as "
            "Definition or Essential duties, the style Heading 1.",
        )


def _report_plain_lines(state: ParseState, blocks: Sequence[Block]) -> None:
    """Report plain lines that could be headings and are text of the section above."""
    heading, found, indexes = "", [], set(find_plain_lines(blocks))
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            heading = block_line(block)
        elif heading and index in indexes and not headings.find_kind(block_line(block)):
            found.append(f"{block_line(block)} (in {heading})")
    if found:
        state.add_notice(
            "plain-lines",
            "Lines that could be headings have no heading style, so they are text of the section above: "
            f"{quote_lines(found[:MAX_NAMED_LINES])}{' and others' if len(found) > MAX_NAMED_LINES else ''}. If "
            "one is a heading, give it the style Heading 1 in Word.",
        )


def _split_into_sections(state: ParseState, blocks: Sequence[Block], title: str) -> tuple[list[Block], list[Section]]:
    """Return the blocks before the first heading, and the sections.

    Sections start at the shallowest headings, and at the first heading even if it is deeper.
    """
    level = min((block.level for block in blocks if isinstance(block, Heading) and block.level), default=1)
    preamble: list[Block] = []
    parts: list[tuple[str, list[Block]]] = []
    too_deep = ""
    for block in blocks:
        if isinstance(block, Heading) and len(block_line(block)) > MAX_SECTION_HEADING_LENGTH:
            # The reader has reported it: body text in a heading style, too long for a table of contents.
            block = Paragraph(block.runs)
        if isinstance(block, Heading) and (block.level <= level or not parts):
            parts.append((block_line(block), []))
            if block.level == 0 and all(message.code != "title-in-the-middle" for message in state.messages):
                _report_title_as_heading(state, block_line(block), bool(title))
            continue
        (parts[-1][1] if parts else preamble).append(_relative_to_section(block, level))
    for _, content in parts:
        levels = close_level_gaps(block.level for block in content if isinstance(block, Heading))
        deep = [block for block in content if isinstance(block, Heading)]
        too_deep = too_deep or next(
            (block_line(block) for block, depth in zip(deep, levels, strict=True) if depth > MAX_HEADING_LEVEL), ""
        )
    if too_deep:
        state.add_notice(
            "deep-heading",
            f'The heading "{too_deep}" is more than {MAX_HEADING_LEVEL} levels below the heading of its section; '
            f"it was kept as a heading {MAX_HEADING_LEVEL} levels below. Use fewer heading levels in Word.",
        )
    sections = drop_divider(
        Section(headings.find_kind(heading, title), heading, tuple(content)) for heading, content in parts
    )
    for section in sections:
        if not section.kind:
            state.add_notice(
                "unknown-heading",
                f'The heading "{section.heading}" is none of the usual ones. Its section was kept as it is. If it '
                'is a usual section, give it its usual name in Word, such as "Essential duties".',
            )
    return preamble, sections


def _report_title_as_heading(state: ParseState, words: str, has_title: bool) -> None:
    alone = "it names a usual section" if headings.find_kind(words) else "it is among the sections"
    why = "the document has a title already" if has_title else alone
    code = "second-title" if has_title else "title-as-heading"
    state.add_notice(
        code,
        f'"{words}" has the style Title, but {why}, so it was taken for the heading of a section. Give it the '
        "style Heading 1 in Word.",
    )


def _take_facts_at_head(state: ParseState, sections: list[Section]) -> list[Section]:
    """Return the sections, the first without its facts if its heading only names the file or such facts.

    Such a heading is dropped if only facts follow; other content becomes the introduction.
    """
    while sections and (is_form_name(sections[0].heading) or class_information.names_fact_table(sections[0].heading)):
        first, *others = sections
        left = class_information.extract_facts(first.blocks, state.facts)
        if any(not isinstance(block, Table) or not block.header_column for block in left):
            return [replace(first, blocks=left), *others]
        state.add_notice(
            "heading-left-out",
            f'The heading "{first.heading}" has no text of its own and was left out. Take it out in Word too.',
        )
        if left:
            return [Section("", headings.INTRODUCTION, left), *others]
        sections = others
    return sections


def _drop_form_names(state: ParseState, preamble: Sequence[Block], sections: Sequence[Section]) -> tuple[Block, ...]:
    """Return the text before the headings without lines that only name the form, placeholder and empty blanks."""
    lines = [block for block in preamble if not isinstance(block, Table)]
    is_text = any(len(block_line(block)) > MAX_BOLD_HEADING_LENGTH for block in lines)
    empty = find_empty_lines(list(map(block_line, preamble)))
    return tuple(
        block
        for place, block in enumerate(preamble)
        if block_line(block) != DISTRICT_PLACEHOLDER
        and place not in empty
        and not (
            is_form_name(block_line(block)) and (bool(sections) or not is_text) and len(preamble) <= len(lines) + 1
        )
    )


def _make_introduction(state: ParseState, preamble: tuple[Block, ...], has_sections: bool) -> Section:
    """Return the section of the text before all headings."""
    if has_sections:
        state.add_notice(
            "text-before-heading",
            f'There is text before the first heading; it was kept in a section called "{headings.INTRODUCTION}". '
            "In Word, put a heading above it, or move it below the heading where it belongs.",
        )
    return Section("", headings.INTRODUCTION, preamble)


def _take_salaries(state: ParseState, sections: Iterable[Section]) -> tuple[list[Section], tuple[SalaryRange, ...]]:
    """Return the sections without their salary tables, and the salary ranges of these tables."""
    result, figures = [], []
    for section in sections:
        if section.kind == headings.SALARY:
            blocks, found, messages = salaries.extract_salaries(section.blocks)
            figures += found
            state.messages += messages
            section = replace(section, blocks=blocks)
        result.append(section)
    return result, tuple(figures)


def _report_several(state: ParseState, blocks: Sequence[Block]) -> None:
    """Report a file that seems to contain more than one job description."""
    count = count_job_descriptions(blocks)
    if count > 1:
        state.add_warning(
            "several-job-descriptions",
            f"The file seems to hold {count} job descriptions, but was read as one. Save each in a file of its own "
            "in Word.",
        )


def _looks_like_heading(paragraph: Paragraph) -> bool:
    """Return whether a paragraph has the words and the look of a heading: bold, in capitals, with a colon."""
    line = block_line(paragraph)
    if len(line) > MAX_BOLD_HEADING_LENGTH or not headings.find_kind(line):
        return False
    bold = all("b" in run.marks or not run.text.strip() for run in paragraph.runs)
    return bold or line.isupper() or line.endswith(":")


def _relative_to_section(block: Block, level: int) -> Block:
    """Return the block with heading levels counted from the heading of its section, in table cells too."""
    if isinstance(block, Heading):
        return Heading(max(block.level - level, 1), block.runs)
    if isinstance(block, Table):
        rows = tuple(
            tuple(
                replace(cell, blocks=tuple(_relative_to_section(inner, level) for inner in cell.blocks)) for cell in row
            )
            for row in block.rows
        )
        return replace(block, rows=rows)
    return block
