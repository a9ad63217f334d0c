"""Parse the blocks of a Word file as a job description: title, class information, sections, salary figures.

Nothing stops the parser: what it does not understand is kept as text, with a message on how to fix it in Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import (
    DISTRICT_PLACEHOLDER,
    Block,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    SalaryRange,
    Section,
    Table,
)
from jobdescriptions.word.read.reader import ReadDocument
from jobdescriptions.word.results import NOTICE, WARNING, Message, Result, quote_lines
from jobdescriptions.word.understand import class_information, headings, salaries
from jobdescriptions.word.understand.class_information import Facts
from jobdescriptions.word.understand.inferred_headings import find_plain_lines
from jobdescriptions.word.understand.layout_tables import classify_layout_rows, find_label_pairs
from jobdescriptions.word.understand.multiple_descriptions import count_job_descriptions
from jobdescriptions.word.understand.normal import (
    MAX_HEADING_LEVEL,
    MAX_SECTION_HEADING_LENGTH,
    close_level_gaps,
    normalize,
)
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

#: Maximum number of lines named in a message.
MAX_NAMED_LINES = 5

#: Maximum length of a bold line that can be a heading.
MAX_BOLD_HEADING_LENGTH = 80


def parse(read: ReadDocument) -> Result[Document]:
    """Return the job description in a Word file, in normal form, with messages.

    ``parse(read(write(d, ...)).value).value == d`` for every ``d`` in normal form (see ``normal``) that has a title.
    """
    state = _ParseState(read.district)
    title, before, after = state.split_at_title(read.blocks)
    state.note_lines_like_headings(after)
    preamble, sections = state.split_into_sections(after, title)
    if title:
        state.facts.add("title", title)
    preamble = class_information.extract_facts([*before, *preamble], state.facts)
    sections = state.take_facts_at_head(sections)
    preamble = state.without_form_names(preamble, sections)
    if preamble:
        sections.insert(0, state.introduction(preamble, bool(sections)))
    sections, figures = state.take_salaries(sections)
    title = state.facts.values.get("title") or state.title_from_labels(sections) or state.title_from_properties(read)
    state.note_several(read.blocks)
    document = Document(title=title, sections=tuple(sections), salaries=figures, **state.facts.to_document_fields())
    return Result(normalize(document), tuple(state.messages))


@dataclass(slots=True)
class _ParseState:
    """The state of parsing one document: the name of the district if known, the facts and the messages so far."""

    district: str = ""
    facts: Facts = field(default_factory=Facts)
    messages: list[Message] = field(default_factory=list)

    def warn(self, code: str, text: str) -> None:
        self.messages.append(Message(WARNING, code, text))

    def note(self, code: str, text: str) -> None:
        self.messages.append(Message(NOTICE, code, text))

    def split_at_title(self, blocks: Sequence[Block]) -> tuple[str, list[Block], list[Block]]:
        """Return the title if a heading is the title, the blocks before it and the blocks after it."""
        index = find_title_by_style(blocks)
        if index is None:
            return "", [], list(blocks)
        heading = blocks[index]
        assert isinstance(heading, Heading)
        title, names, others = find_title_in_lines([_line(runs) for runs in split_lines(heading.runs)])
        # A heading above the title has no text: what follows is the title.
        above = [Paragraph(block.runs) if isinstance(block, Heading) else block for block in blocks[:index]]
        before = self._without_names(above, names)
        after = [*(Paragraph((Run(line),)) for line in others), *blocks[index + 1 :]]
        if heading.level:
            self._note_title_by_place(title, blocks, index)
        if title != _words(heading).rstrip(": ") and not names and not others:
            self.note(
                "title-words",
                f'Of the title "{_words(heading)}", only "{title}" was kept: the rest says what the line or the file '
                "is. Leave it out in Word too.",
            )
        first = next((at for at, block in enumerate(after) if isinstance(block, Heading)), None)
        if first is not None and _repeats_title(after[first], title):
            self.note(
                "title-repeated",
                f'The heading "{_words(after[first])}" repeats the title and was left out. Take it out in Word.',
            )
            del after[first]
        return title, before, after

    def _note_title_by_place(self, title: str, blocks: Sequence[Block], index: int) -> None:
        """Report which heading was taken for the title where others of its level or style exist."""
        late = next((block for block in blocks if isinstance(block, Heading) and block.level == 0), None)
        if late is not None and not is_form_name(_words(late)):
            self.note(
                "title-in-the-middle",
                f'"{_words(late)}" has the style Title but is among the sections, so it was taken for the heading '
                f'of a section, and the first heading, "{title}", for the title. Give the title the style Title in '
                "Word, and the other the style Heading 1.",
            )
        elif sum(1 for block in blocks if isinstance(block, Heading) and block.level == blocks[index].level) > 1:
            self.note(
                "title-from-heading",
                f'The first heading, "{title}", has no text of its own, so it was taken for the title. Give it the '
                "style Title in Word, or write a text below it if it is a section.",
            )

    def _without_names(self, blocks: Sequence[Block], names: Sequence[str]) -> list[Block]:
        """Return the blocks above the title without the lines that name the form or the district."""
        left = [block for block in blocks if not is_form_name(_words(block)) or isinstance(block, Table)]
        is_named = [
            not isinstance(block, Table | ListItem)
            and (is_employer_line(_words(block)) or _words(block) == self.district)
            for block in left
        ]
        unnamed = [block for block, is_name in zip(left, is_named, strict=True) if not is_name]
        if len(unnamed) > 1 or any(not _can_be_name(block) for block in left):
            return left
        lines = [_words(block) for block in left if _words(block) != DISTRICT_PLACEHOLDER]
        lines += [line for line in names if not is_form_name(line) and line != DISTRICT_PLACEHOLDER]
        if len(lines) == 1:
            self.note(
                "district-name",
                f'The line "{lines[0]}" above the title was taken for the name of the district and is not part of '
                "the text. If it is not a name, move it below the title in Word.",
            )
        elif lines:
            self.note(
                "district-name",
                f"The lines {quote_lines(lines)} above the title were taken for the name of the district and are not "
                "part of the text. If they are no name, move them below the title in Word.",
            )
        return []

    def note_lines_like_headings(self, blocks: list[Block]) -> None:
        """Report lines that read and look like known headings; they stay text (see ``fixes``)."""
        is_above = True
        for block in blocks:
            is_above = is_above and not isinstance(block, Heading)
            if is_above and is_form_name(_words(block)):
                continue  # It is left out: see without_form_names.
            if isinstance(block, Paragraph) and _looks_like_heading(block):
                self.note(
                    "heading-without-style",
                    f'The line "{_words(block)}" reads like a heading but has no heading style, so it was kept as '
                    "text. If it is a heading, give it the style Heading 1 in Word.",
                )
        if any(isinstance(block, Heading) for block in blocks):
            self.note_plain_lines(blocks)
            return
        if any(isinstance(block, Table) and classify_layout_rows(block) for block in blocks):
            self.warn(
                "headings-in-table",
                "The text is in a table that only arranges the page, so its title, headings and facts were not "
                "looked for. Apply the fix that unfolds it, or copy the text out of the table in Word.",
            )
        elif blocks:
            self.warn(
                "no-headings",
                "No heading was found, so the whole text is one section. In Word, give each heading, such as "
                "Definition or Essential duties, the style Heading 1.",
            )

    def note_plain_lines(self, blocks: Sequence[Block]) -> None:
        """Report plain lines that could be headings and are text of the section above."""
        heading, found, indexes = "", [], set(find_plain_lines(blocks))
        for index, block in enumerate(blocks):
            if isinstance(block, Heading):
                heading = _words(block)
            elif heading and index in indexes and not headings.find_kind(_words(block)):
                found.append(f"{_words(block)} (in {heading})")
        if found:
            self.note(
                "plain-lines",
                "Lines that could be headings have no heading style, so they are text of the section above: "
                f"{quote_lines(found[:MAX_NAMED_LINES])}{' and others' if len(found) > MAX_NAMED_LINES else ''}. If "
                "one is a heading, give it the style Heading 1 in Word.",
            )

    def split_into_sections(self, blocks: Sequence[Block], title: str) -> tuple[list[Block], list[Section]]:
        """Return the blocks before the first heading, and the sections.

        Sections start at the shallowest headings, and at the first heading even if it is deeper.
        """
        level = min((block.level for block in blocks if isinstance(block, Heading) and block.level), default=1)
        preamble: list[Block] = []
        parts: list[tuple[str, list[Block]]] = []
        too_deep = ""
        for block in blocks:
            if isinstance(block, Heading) and len(_words(block)) > MAX_SECTION_HEADING_LENGTH:
                # The reader has reported it: body text in a heading style, too long for a table of contents.
                block = Paragraph(block.runs)
            if isinstance(block, Heading) and (block.level <= level or not parts):
                parts.append((_words(block), []))
                if block.level == 0 and all(message.code != "title-in-the-middle" for message in self.messages):
                    self._note_title_as_heading(_words(block), bool(title))
                continue
            (parts[-1][1] if parts else preamble).append(_relative_to_section(block, level))
        for _, content in parts:
            levels = close_level_gaps(block.level for block in content if isinstance(block, Heading))
            deep = [block for block in content if isinstance(block, Heading)]
            too_deep = too_deep or next(
                (_words(block) for block, depth in zip(deep, levels, strict=True) if depth > MAX_HEADING_LEVEL), ""
            )
        if too_deep:
            self.note(
                "deep-heading",
                f'The heading "{too_deep}" is more than {MAX_HEADING_LEVEL} levels below the heading of its section; '
                f"it was kept as a heading {MAX_HEADING_LEVEL} levels below. Use fewer heading levels in Word.",
            )
        sections = [Section(headings.find_kind(heading, title), heading, tuple(content)) for heading, content in parts]
        for section in sections:
            if not section.kind:
                self.note(
                    "unknown-heading",
                    f'The heading "{section.heading}" is none of the usual ones. Its section was kept as it is. If it '
                    'is a usual section, give it its usual name in Word, such as "Essential duties".',
                )
        return preamble, sections

    def _note_title_as_heading(self, words: str, has_title: bool) -> None:
        alone = "it names a usual section" if headings.find_kind(words) else "it is among the sections"
        why = "the document has a title already" if has_title else alone
        code = "second-title" if has_title else "title-as-heading"
        self.note(
            code,
            f'"{words}" has the style Title, but {why}, so it was taken for the heading of a section. Give it the '
            "style Heading 1 in Word.",
        )

    def take_facts_at_head(self, sections: list[Section]) -> list[Section]:
        """Return the sections, the first without its facts if its heading only names the file or such facts.

        Such a heading is dropped if only facts follow; other content becomes the introduction.
        """
        while sections and (
            is_form_name(sections[0].heading) or class_information.names_fact_table(sections[0].heading)
        ):
            first, *others = sections
            left = class_information.extract_facts(first.blocks, self.facts)
            if any(not isinstance(block, Table) or not block.header_column for block in left):
                return [replace(first, blocks=left), *others]
            self.note(
                "heading-left-out",
                f'The heading "{first.heading}" has no text of its own and was left out. Take it out in Word too.',
            )
            if left:
                return [Section("", headings.INTRODUCTION, left), *others]
            sections = others
        return sections

    def without_form_names(self, preamble: Sequence[Block], sections: Sequence[Section]) -> tuple[Block, ...]:
        """Return the text before the headings without lines that only name the form, and without the placeholder."""
        lines = [block for block in preamble if not isinstance(block, Table)]
        is_text = any(len(_words(block)) > MAX_BOLD_HEADING_LENGTH for block in lines)
        return tuple(
            block
            for block in preamble
            if _words(block) != DISTRICT_PLACEHOLDER
            and not (
                is_form_name(_words(block)) and (bool(sections) or not is_text) and len(preamble) <= len(lines) + 1
            )
        )

    def introduction(self, preamble: tuple[Block, ...], has_sections: bool) -> Section:
        """Return the section of the text before all headings."""
        if has_sections:
            self.note(
                "text-before-heading",
                f'There is text before the first heading; it was kept in a section called "{headings.INTRODUCTION}". '
                "In Word, put a heading above it, or move it below the heading where it belongs.",
            )
        return Section("", headings.INTRODUCTION, preamble)

    def take_salaries(self, sections: Iterable[Section]) -> tuple[list[Section], tuple[SalaryRange, ...]]:
        """Return the sections without their salary tables, and the salary ranges of these tables."""
        result, figures = [], []
        for section in sections:
            if section.kind == headings.SALARY:
                blocks, found, messages = salaries.extract_salaries(section.blocks)
                figures += found
                self.messages += messages
                section = replace(section, blocks=blocks)
            result.append(section)
        return result, tuple(figures)

    def title_from_labels(self, sections: Iterable[Section]) -> str:
        """Return the title that a table of labels and values in a section names, or an empty string; report it."""
        for section in sections:
            for block in section.blocks:
                for label, value in find_label_pairs(block) if isinstance(block, Table) else ():
                    if headings.normalize_wording(label) in TITLE_LABELS and value:
                        self.note(
                            "title-from-table",
                            f'The title "{value}" was taken from the table in the section "{section.heading}". Give '
                            "the title of the class the style Title in Word if this is not right.",
                        )
                        return value
        return ""

    def note_several(self, blocks: Sequence[Block]) -> None:
        """Report a file that seems to contain more than one job description."""
        count = count_job_descriptions(blocks)
        if count > 1:
            self.warn(
                "several-job-descriptions",
                f"The file seems to hold {count} job descriptions, but was read as one. Save each in a file of its own "
                "in Word.",
            )

    def title_from_properties(self, read: ReadDocument) -> str:
        """Return the title in the properties of the file, or an empty string; report it in either case."""
        title = tidy(read.title)
        if title:
            self.note(
                "title-from-properties",
                f'No heading has the style Title, so the title in the properties of the file was taken: "{title}". '
                "Give the title of the class the style Title in Word if this is not right.",
            )
        else:
            self.warn(
                "title-missing",
                "The document has no title. In Word, write the title of the class on the first line and give it the "
                "style Title.",
            )
        return title


def _can_be_name(block: Block) -> bool:
    return not isinstance(block, Table | ListItem) and len(_words(block)) <= MAX_DISTRICT_NAME_LENGTH


def _repeats_title(block: Block, title: str) -> bool:
    """Return whether a heading repeats the title and is no recognized heading."""
    words = _words(block)
    is_same = headings.normalize_wording(clean_title(words)) == headings.normalize_wording(title)
    return isinstance(block, Heading) and is_same and not headings.find_kind(words)


def _looks_like_heading(paragraph: Paragraph) -> bool:
    """Return whether a paragraph has the words and the look of a heading: bold, in capitals, with a colon."""
    line = _words(paragraph)
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


def _words(block: Block) -> str:
    return "" if isinstance(block, Table) else _line(block.runs)


def _line(runs: Iterable[Run]) -> str:
    return tidy("".join(run.text for run in runs))
