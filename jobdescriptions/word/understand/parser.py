"""Parse the blocks of a Word file as a job description: title, class information, sections, salary figures.

Nothing stops the parser: what it does not understand is kept as text, with a message on how to fix it in Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import (
    DISTRICT,
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
from jobdescriptions.word.results import NOTICE, WARNING, Message, Result, quoted
from jobdescriptions.word.understand import class_information, headings, salaries
from jobdescriptions.word.understand.class_information import Facts
from jobdescriptions.word.understand.layout_tables import label_pairs, layout_rows
from jobdescriptions.word.understand.likely_headings import plain_lines
from jobdescriptions.word.understand.normal import DEEPEST_HEADING, LONGEST_SECTION_HEADING, closed_levels, normalize
from jobdescriptions.word.understand.several import count_job_descriptions
from jobdescriptions.word.understand.titles import (
    TITLE_LABELS,
    bare_title,
    names_employer,
    names_form,
    title_of_lines,
    title_place,
)
from jobdescriptions.word.understand.typed_lines import split_lines

#: Maximum length of a district's name above the title.
LONGEST_DISTRICT_NAME = 200

#: Maximum number of lines named in a message.
MOST_LINES_NAMED = 5

#: Maximum length of a bold line that can be a heading.
LONGEST_BOLD_HEADING = 80


def parse(read: ReadDocument) -> Result[Document]:
    """Return the job description in a Word file, in normal form, with messages.

    ``parse(read(write(d, ...)).value).value == d`` for every ``d`` in normal form (see ``normal``) that has a title.
    """
    work = _Work(read.district)
    title, before, after = work.split_at_title(read.blocks)
    work.note_lines_like_headings(after)
    preamble, sections = work.split_into_sections(after, title)
    if title:
        work.facts.add("title", title)
    preamble = class_information.take_from([*before, *preamble], work.facts)
    sections = work.take_facts_at_head(sections)
    preamble = work.without_form_names(preamble, sections)
    if preamble:
        sections.insert(0, work.introduction(preamble, bool(sections)))
    sections, figures = work.take_salaries(sections)
    title = work.facts.values.get("title") or work.title_from_labels(sections) or work.title_from_properties(read)
    work.note_several(read.blocks)
    document = Document(title=title, sections=tuple(sections), salaries=figures, **work.facts.fields())
    return Result(normalize(document), tuple(work.messages))


@dataclass(slots=True)
class _Work:
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
        place = title_place(blocks)
        if place is None:
            return "", [], list(blocks)
        heading = blocks[place]
        assert isinstance(heading, Heading)
        title, named, others = title_of_lines([_line(runs) for runs in split_lines(heading.runs)])
        # A heading above the title has no text: what follows is the title.
        above = [Paragraph(block.runs) if isinstance(block, Heading) else block for block in blocks[:place]]
        before = self._without_names(above, named)
        after = [*(Paragraph((Run(line),)) for line in others), *blocks[place + 1 :]]
        if heading.level:
            self._note_title_by_place(title, blocks, place)
        if title != _words(heading).rstrip(": ") and not named and not others:
            self.note(
                "title-words",
                f'Of the title "{_words(heading)}", only "{title}" was kept: the rest says what the line or the file '
                "is. Leave it out in Word too.",
            )
        first = next((at for at, block in enumerate(after) if isinstance(block, Heading)), None)
        if first is not None and _repeats(after[first], title):
            self.note(
                "title-repeated",
                f'The heading "{_words(after[first])}" repeats the title and was left out. Take it out in Word.',
            )
            del after[first]
        return title, before, after

    def _note_title_by_place(self, title: str, blocks: Sequence[Block], place: int) -> None:
        """Report which heading was taken for the title where others of its level or style exist."""
        late = next((block for block in blocks if isinstance(block, Heading) and block.level == 0), None)
        if late is not None and not names_form(_words(late)):
            self.note(
                "title-in-the-middle",
                f'"{_words(late)}" has the style Title but stands among the sections, so it was taken for the heading '
                f'of a section, and the first heading, "{title}", for the title. Give the title the style Title in '
                "Word, and the other the style Heading 1.",
            )
        elif sum(1 for block in blocks if isinstance(block, Heading) and block.level == blocks[place].level) > 1:
            self.note(
                "title-from-heading",
                f'The first heading, "{title}", has no text of its own, so it was taken for the title. Give it the '
                "style Title in Word, or write a text below it if it is a section.",
            )

    def _without_names(self, blocks: Sequence[Block], named: Sequence[str]) -> list[Block]:
        """Return the blocks above the title without the lines that name the form or the district."""
        left = [block for block in blocks if not names_form(_words(block)) or isinstance(block, Table)]
        is_named = [
            not isinstance(block, Table | ListItem)
            and (names_employer(_words(block)) or _words(block) == self.district)
            for block in left
        ]
        unnamed = [block for block, is_name in zip(left, is_named, strict=True) if not is_name]
        if len(unnamed) > 1 or any(not _can_be_name(block) for block in left):
            return left
        lines = [_words(block) for block in left if _words(block) != DISTRICT]
        lines += [line for line in named if not names_form(line) and line != DISTRICT]
        if len(lines) == 1:
            self.note(
                "district-name",
                f'The line "{lines[0]}" above the title was taken for the name of the district and is not part of '
                "the text. If it is not a name, move it below the title in Word.",
            )
        elif lines:
            self.note(
                "district-name",
                f"The lines {quoted(lines)} above the title were taken for the name of the district and are not part "
                "of the text. If they are no name, move them below the title in Word.",
            )
        return []

    def note_lines_like_headings(self, blocks: list[Block]) -> None:
        """Report lines that read and look like known headings; they stay text (see ``fixes``)."""
        is_above = True
        for block in blocks:
            is_above = is_above and not isinstance(block, Heading)
            if is_above and names_form(_words(block)):
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
        if any(isinstance(block, Table) and layout_rows(block) for block in blocks):
            self.warn(
                "headings-in-table",
                "The text stands in a table that only arranges the page, so its title, headings and facts were not "
                "looked for. Take the offer to unfold it, or copy the text out of the table in Word.",
            )
        elif blocks:
            self.warn(
                "no-headings",
                "No heading was found, so the whole text is one section. In Word, give each heading, such as "
                "Definition or Essential duties, the style Heading 1.",
            )

    def note_plain_lines(self, blocks: Sequence[Block]) -> None:
        """Report plain lines that could be headings and are text of the section above."""
        heading, found, places = "", [], set(plain_lines(blocks))
        for place, block in enumerate(blocks):
            if isinstance(block, Heading):
                heading = _words(block)
            elif heading and place in places and not headings.kind_of(_words(block)):
                found.append(f"{_words(block)} (in {heading})")
        if found:
            self.note(
                "plain-lines",
                "Lines that could be headings have no heading style, so they are text of the section above: "
                f"{quoted(found[:MOST_LINES_NAMED])}{' and others' if len(found) > MOST_LINES_NAMED else ''}. If one "
                "is a heading, give it the style Heading 1 in Word.",
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
            if isinstance(block, Heading) and len(_words(block)) > LONGEST_SECTION_HEADING:
                # The reader has reported it: body text in a heading style, too long for a table of contents.
                block = Paragraph(block.runs)
            if isinstance(block, Heading) and (block.level <= level or not parts):
                parts.append((_words(block), []))
                if block.level == 0 and all(message.code != "title-in-the-middle" for message in self.messages):
                    self._note_title_as_heading(_words(block), bool(title))
                continue
            (parts[-1][1] if parts else preamble).append(_below(block, level))
        for _, content in parts:
            levels = closed_levels(block.level for block in content if isinstance(block, Heading))
            deep = [block for block in content if isinstance(block, Heading)]
            too_deep = too_deep or next(
                (_words(block) for block, depth in zip(deep, levels, strict=True) if depth > DEEPEST_HEADING), ""
            )
        if too_deep:
            self.note(
                "deep-heading",
                f'The heading "{too_deep}" is more than {DEEPEST_HEADING} levels below the heading of its section; it '
                f"was kept as a heading {DEEPEST_HEADING} levels below. Use fewer heading levels in Word.",
            )
        sections = [Section(headings.kind_of(heading, title), heading, tuple(content)) for heading, content in parts]
        for section in sections:
            if not section.kind:
                self.note(
                    "unknown-heading",
                    f'The heading "{section.heading}" is none of the usual ones. Its section was kept as it is. If it '
                    'is a usual section, give it its usual name in Word, such as "Essential duties".',
                )
        return preamble, sections

    def _note_title_as_heading(self, words: str, has_title: bool) -> None:
        alone = "it names a usual section" if headings.kind_of(words) else "it stands among the sections"
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
        while sections and (names_form(sections[0].heading) or class_information.names_table(sections[0].heading)):
            first, *others = sections
            left = class_information.take_from(first.blocks, self.facts)
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
        is_text = any(len(_words(block)) > LONGEST_BOLD_HEADING for block in lines)
        return tuple(
            block
            for block in preamble
            if _words(block) != DISTRICT
            and not (names_form(_words(block)) and (bool(sections) or not is_text) and len(preamble) <= len(lines) + 1)
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
                blocks, found, messages = salaries.take_from(section.blocks)
                figures += found
                self.messages += messages
                section = replace(section, blocks=blocks)
            result.append(section)
        return result, tuple(figures)

    def title_from_labels(self, sections: Iterable[Section]) -> str:
        """Return the title that a table of labels and values in a section names, or an empty string; report it."""
        for section in sections:
            for block in section.blocks:
                for label, value in label_pairs(block) if isinstance(block, Table) else ():
                    if headings.plain(label) in TITLE_LABELS and value:
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
    return not isinstance(block, Table | ListItem) and len(_words(block)) <= LONGEST_DISTRICT_NAME


def _repeats(block: Block, title: str) -> bool:
    """Return whether a heading repeats the title and is no recognized heading."""
    words = _words(block)
    is_same = headings.plain(bare_title(words)) == headings.plain(title)
    return isinstance(block, Heading) and is_same and not headings.kind_of(words)


def _looks_like_heading(paragraph: Paragraph) -> bool:
    """Return whether a paragraph has the words and the look of a heading: bold, in capitals, with a colon."""
    line = _words(paragraph)
    if len(line) > LONGEST_BOLD_HEADING or not headings.kind_of(line):
        return False
    bold = all("b" in run.marks or not run.text.strip() for run in paragraph.runs)
    return bold or line.isupper() or line.endswith(":")


def _below(block: Block, level: int) -> Block:
    """Return the block with heading levels counted from the heading of its section, in table cells too."""
    if isinstance(block, Heading):
        return Heading(max(block.level - level, 1), block.runs)
    if isinstance(block, Table):
        rows = tuple(
            tuple(replace(cell, blocks=tuple(_below(inner, level) for inner in cell.blocks)) for cell in row)
            for row in block.rows
        )
        return replace(block, rows=rows)
    return block


def _words(block: Block) -> str:
    return "" if isinstance(block, Table) else _line(block.runs)


def _line(runs: Iterable[Run]) -> str:
    return tidy("".join(run.text for run in runs))
