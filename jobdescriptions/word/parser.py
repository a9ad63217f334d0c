"""What a Word file says, as a job description: title, class information, sections, salary figures.

Nothing odd stops the parser. It keeps what it does not understand as text, and says in messages how to mend it in Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from . import class_information, headings, salaries
from .class_information import Facts
from .coercers import tidy
from .document import Block, Document, Heading, Paragraph, SalaryRange, Section, Table
from .normal import DEEPEST_HEADING, normalize
from .reader import ReadDocument
from .results import NOTICE, WARNING, Message, Result

#: One line above the title is the district's name unless it has more characters than this.
LONGEST_DISTRICT_NAME = 200

#: A longer text in a heading style is kept as a paragraph.
LONGEST_SECTION_HEADING = 200

#: A bold line of more characters is no heading.
LONGEST_BOLD_HEADING = 80

#: Titles that say what the file is, and not what the class is called.
_NO_TITLES = frozenset(
    headings.plain(words)
    for words in (
        "Class description",
        "Class specification",
        "Classification description",
        "Classification specification",
        "Job announcement",
        "Job description",
        "Job specification",
        "Position description",
        "Sample job description",
    )
)


def parse(read: ReadDocument) -> Result[Document]:
    """Return the job description in a Word file that was read, in normal form, with messages.

    ``parse(read(write(d, ...)).value).value == d`` for every ``d`` in normal form (see ``normal``) that has a title.
    """
    work = _Work()
    title, before, after = work.split_at_title(read.blocks)
    work.note_lines_like_headings(after)
    preamble, sections = work.split_into_sections(after)
    if title:
        work.facts.add("title", title)
    preamble = class_information.take_from([*before, *preamble], work.facts)
    if preamble:
        sections.insert(0, work.introduction(preamble, bool(sections)))
    sections, figures = work.take_salaries(sections)
    document = Document(
        title=work.facts.values.get("title") or work.title_from_properties(read),
        sections=tuple(sections),
        salaries=figures,
        **work.facts.fields(),
    )
    return Result(normalize(document), tuple(work.messages))


@dataclass(slots=True)
class _Work:
    """One document under way: the facts and the messages so far."""

    facts: Facts = field(default_factory=Facts)
    messages: list[Message] = field(default_factory=list)

    def warn(self, code: str, text: str) -> None:
        self.messages.append(Message(WARNING, code, text))

    def note(self, code: str, text: str) -> None:
        self.messages.append(Message(NOTICE, code, text))

    def split_at_title(self, blocks: Sequence[Block]) -> tuple[str, list[Block], list[Block]]:
        """Return the title if a heading is the title, the blocks before it and the blocks after it."""
        place = _title_place(blocks)
        if place is None:
            return "", [], list(blocks)
        before = [block for block in blocks[:place] if not _says_what_the_file_is(block)]
        if len(before) == 1 and isinstance(before[0], Paragraph):
            line = _words(before[0])
            if len(line) <= LONGEST_DISTRICT_NAME:
                before.clear()
                if line != headings.DISTRICT:
                    self.note(
                        "district-name",
                        f'The line "{line}" above the title was taken for the name of the district and is not part of '
                        "the text. If it is not a name, move it below the title in Word.",
                    )
        return _words(blocks[place]), before, list(blocks[place + 1 :])

    def note_lines_like_headings(self, blocks: list[Block]) -> None:
        """Name the lines that read and look like known headings without being any: they stay text (see ``mending``)."""
        for block in blocks:
            if isinstance(block, Paragraph) and _looks_like_heading(block):
                self.note(
                    "heading-without-style",
                    f'The line "{_words(block)}" reads like a heading but has no heading style, so it was kept as '
                    "text. If it is a heading, give it the style Heading 1 in Word.",
                )
        if blocks and not any(isinstance(block, Heading) for block in blocks):
            self.warn(
                "no-headings",
                "No heading was found, so the whole text is one section. In Word, give each heading, such as "
                "Definition or Essential duties, the style Heading 1.",
            )

    def split_into_sections(self, blocks: Sequence[Block]) -> tuple[list[Block], list[Section]]:
        """Return the blocks before the first heading, and the sections. The shallowest headings make the sections."""
        level = min((max(block.level, 1) for block in blocks if isinstance(block, Heading)), default=1)
        preamble: list[Block] = []
        parts: list[tuple[str, list[Block]]] = []
        too_deep = ""
        for block in blocks:
            if isinstance(block, Heading) and len(_words(block)) > LONGEST_SECTION_HEADING:
                # The reader has warned about it: a body text in a heading style, which no list of contents could show.
                block = Paragraph(block.runs)
            if isinstance(block, Heading) and block.level <= level:
                parts.append((_words(block), []))
                if block.level == 0:
                    self.note(
                        "second-title",
                        f'"{_words(block)}" has the style Title, but the document has a title already, so it was taken '
                        "for the heading of a section. Give it the style Heading 1 in Word.",
                    )
                continue
            if isinstance(block, Heading) and block.level - level > DEEPEST_HEADING:
                too_deep = too_deep or _words(block)
            (parts[-1][1] if parts else preamble).append(_below(block, level))
        if too_deep:
            self.note(
                "deep-heading",
                f'The heading "{too_deep}" is more than {DEEPEST_HEADING} levels below the heading of its section; it '
                f"was kept as a heading {DEEPEST_HEADING} levels below. Use fewer heading levels in Word.",
            )
        sections = [Section(headings.kind_of(heading), heading, tuple(content)) for heading, content in parts]
        for section in sections:
            if not section.kind:
                self.note(
                    "unknown-heading",
                    f'The heading "{section.heading}" is none of the usual ones. Its section was kept as it is. If it '
                    'is a usual section, give it its usual name in Word, such as "Essential duties".',
                )
        return preamble, sections

    def introduction(self, preamble: tuple[Block, ...], has_sections: bool) -> Section:
        """Return the section of the text that stands before all headings."""
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

    def title_from_properties(self, read: ReadDocument) -> str:
        """Return the title that the file's properties give, or nothing, with a message in either case."""
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


def _title_place(blocks: Sequence[Block]) -> int | None:
    """Return where the title is: a heading in the style Title, or the only heading of level 1 if it is the first."""
    places = [place for place, block in enumerate(blocks) if isinstance(block, Heading)]
    titles = [place for place in places if blocks[place].level == 0]  # type: ignore[union-attr]
    if titles:
        # "Job description" as the title, and the title of the class as a second title below.
        if len(titles) > 1 and titles[1] == titles[0] + 1 and _says_what_the_file_is(blocks[titles[0]]):
            return titles[1]
        return titles[0]
    tops = [place for place in places if blocks[place].level == 1]  # type: ignore[union-attr]
    if len(tops) == 1 and tops[0] == places[0] and not headings.kind_of(_words(blocks[tops[0]])):
        return tops[0]
    return None


def _says_what_the_file_is(block: Block) -> bool:
    return isinstance(block, Heading) and headings.plain(_words(block)) in _NO_TITLES


def _looks_like_heading(paragraph: Paragraph) -> bool:
    """Say whether a paragraph reads like a recognized heading and looks like one: bold, in capitals, with a colon."""
    line = _words(paragraph)
    if len(line) > LONGEST_BOLD_HEADING or not headings.kind_of(line):
        return False
    bold = all("b" in run.marks or not run.text.strip() for run in paragraph.runs)
    return bold or line.isupper() or line.endswith(":")


def _below(block: Block, level: int) -> Block:
    """Return the block with heading levels that count from the heading of its section, in table cells too."""
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
    return "" if isinstance(block, Table) else tidy("".join(run.text for run in block.runs))
