"""Read the blocks of a document in order: paragraphs, headings, list items and tables, whatever wraps them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jobdescriptions.word.document import Block, Heading, Inline, ListItem, Paragraph, Run
from jobdescriptions.word.names import (
    ALT_CHUNK,
    ALTERNATE,
    DEL,
    DROP_CAP,
    ENDNOTE_MARK,
    FOOTNOTE_MARK,
    FRAME,
    ILVL,
    M_MATH_PARA,
    MOVE_FROM,
    NUM_ID,
    NUM_PR,
    OUTLINE,
    P_STYLE,
    PPR,
    RPR,
    SDT,
    SDT_END_PR,
    SDT_PR,
    SECTPR,
    SUB_DOC,
    TBL,
    TCPR,
    TEXT_BOX,
    VAL,
    VANISH,
    P,
    R,
    T,
)
from jobdescriptions.word.package.children import children
from jobdescriptions.word.package.refusal import FileRefused, nested_too_deep_error
from jobdescriptions.word.read.controls import find_clause, iter_contents
from jobdescriptions.word.read.drawings import choose_branch
from jobdescriptions.word.read.fragments import Fragment, build_runs
from jobdescriptions.word.read.inline import InlineReader
from jobdescriptions.word.read.numbering import Numbering
from jobdescriptions.word.read.styles import BODY_TEXT_LEVEL, Styles, is_on, parse_integer
from jobdescriptions.word.read.table_reader import TableReader

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package
    from jobdescriptions.word.read.events import ReadingEvents
    from jobdescriptions.word.read.notes import Notes

#: Maximum number of paragraphs, table rows and cells; a file of two million paragraphs is an attack.
MAX_BLOCKS = 10_000

#: A longer heading is probably text in the wrong style.
MAX_HEADING_LENGTH = 120

#: Maximum nesting of text boxes and notes in each other. Word itself does not nest them.
MAX_ASIDE_DEPTH = 6

_WORDS = re.compile(r"[^\W\d_]{3,}")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)


class Flow:
    """The blocks of one container (body, cell, text box), and text whose paragraph mark is still to come."""

    __slots__ = ("blocks", "pending")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        #: The text of a paragraph whose mark was deleted: the next paragraph continues it.
        self.pending: list[Fragment] = []


class BodyReader:
    """Reads the blocks of a document. One reader serves body, notes and text boxes, so that list numbers continue."""

    def __init__(
        self, package: Package, styles: Styles, numbering: Numbering, notes: Notes, events: ReadingEvents
    ) -> None:
        self._package = package
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._events = events
        self._count = 0
        self._depth = 0
        #: Whether any paragraph mark may be deleted or hidden; most documents have none.
        self._marks_matter = True
        self._part = package.main
        self._inline = self._inline_reader(package.main)

    def read(self, container: etree._Element) -> tuple[Block, ...]:
        """Return the blocks of a document."""
        self._marks_matter = _contains_any(container, DEL, MOVE_FROM, VANISH)
        flow = Flow()
        self._walk(container, flow)
        self._end(flow)
        return tuple(flow.blocks)

    def _inline_reader(self, part: str) -> InlineReader:
        # A partial and no lambda: a reference cycle with the inline reader would delay freeing memory.
        relationships = partial(self._package.relationships, part)
        return InlineReader(self._styles, self._events, relationships, self._notes.mark)

    def _walk(self, container: Iterable[etree._Element], flow: Flow) -> None:
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, flow)
            elif tag == TCPR:
                continue
            elif tag in _BLOCKS:
                _BLOCKS[tag](self, child, flow)
            elif len(child):
                self._walk(child, flow)

    def _emit(self, block: Block, flow: Flow) -> None:
        self._tick()
        flow.blocks.append(block)

    def _tick(self) -> None:
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise FileRefused(
                "too-many-blocks",
                f"The document has more than {MAX_BLOCKS:,} paragraphs, table rows and cells, which no job "
                "description needs: copy the text of the job description into a new Word document and send that.",
            )

    def _end(self, flow: Flow) -> None:
        if flow.pending:
            runs = build_runs(flow.pending)
            flow.pending = []
            if runs:
                self._emit(Paragraph(runs), flow)
        if self._inline.asides:
            self._asides(flow)

    def _paragraph(self, paragraph: etree._Element, flow: Flow) -> None:
        styles = self._styles
        style = styles.default
        outline: int | None = None
        number: str | None = None
        number_level: int | None = None
        joins = mark_hidden = False
        properties = paragraph[0] if len(paragraph) else None
        if properties is not None and properties.tag == PPR:
            for child in children(properties):
                tag = child.tag
                if tag == P_STYLE:
                    style = styles.paragraph(child.get(VAL) or "")
                elif tag not in _READ_PROPERTIES:
                    continue
                elif tag == NUM_PR:
                    for part in children(child):
                        if part.tag == NUM_ID:
                            number = part.get(VAL)
                        elif part.tag == ILVL:
                            number_level = parse_integer(part.get(VAL))
                elif tag == OUTLINE:
                    outline = parse_integer(child.get(VAL))
                elif tag == RPR and self._marks_matter:
                    for part in child:
                        if part.tag in (DEL, MOVE_FROM):
                            joins = True
                            self._events.add("tracked-changes-accepted")
                        elif part.tag == VANISH:
                            mark_hidden = is_on(part)
                elif tag == FRAME and child.get(DROP_CAP) not in (None, "none"):
                    # A drop cap is a paragraph of its own in the file, and the first letter of the next one.
                    joins = True
        level = style.level
        if outline is not None and level != 0:
            level = outline + 1 if 0 <= outline < BODY_TEXT_LEVEL else None
        inline = self._inline
        fragments = flow.pending
        inline.read(children(paragraph), style, level is not None, fragments)
        if joins:
            return
        flow.pending = []
        runs = build_runs(fragments)
        position = None
        if (number is not None or style.number is not None) and (runs or not mark_hidden):
            # Word counts an empty paragraph in a list too.
            position = self._numbering.advance(number, number_level, style)
        if runs:
            if level is not None:
                self._heading(level, runs, position.label if position is not None else "", flow)
            elif position is not None:
                self._emit(ListItem(position.level, position.format, runs, position.number, position.label), flow)
            else:
                self._emit(Paragraph(runs), flow)
        if inline.asides:
            self._asides(flow)

    def _heading(self, level: int, runs: Inline, label: str, flow: Flow) -> None:
        if any(not _ROMAN.fullmatch(word) for word in _WORDS.findall(label)):
            # "Section 1" is not only a number: its words are part of the heading.
            runs = (replace(runs[0], text=f"{label} {runs[0].text}"), *runs[1:])
        elif label:
            self._events.add("heading-numbers-dropped")
        text = "".join([run.text for run in runs])
        if len(text) > MAX_HEADING_LENGTH:
            self._events.add("long-heading", example=f"{text[:60]}…")
        self._emit(Heading(level, runs), flow)

    def _asides(self, flow: Flow) -> None:
        # Text boxes and notes follow the paragraph that they are anchored in, as paragraphs of the same container.
        inline = self._inline
        asides, inline.asides = inline.asides, []
        for element, mark in asides:
            if element.tag == TEXT_BOX:
                flow.blocks.extend(self._aside(self._part, element, ""))
                continue
            if element.tag in (P, TBL):
                flow.blocks.extend(self._aside(self._part, (element,), ""))
                continue
            note = self._notes.take(element)
            blocks = [] if note is None else self._aside(self._notes.part(element), note, mark)
            if blocks:
                self._events.add("notes-moved")
            flow.blocks.extend(blocks)

    def _aside(self, part: str, element: etree._Element | tuple[etree._Element, ...], mark: str) -> list[Block]:
        self._depth += 1
        if self._depth > MAX_ASIDE_DEPTH:
            raise nested_too_deep_error()
        # It has fields of its own; its links are those of the part that it is in.
        outer = self._part, self._inline, self._marks_matter
        self._part, self._inline, self._marks_matter = part, self._inline_reader(part), True
        flow = Flow()
        if mark and _contains_any(element, FOOTNOTE_MARK, ENDNOTE_MARK):
            self._inline.own_mark = mark
        elif mark:
            flow.pending = [Fragment(0, "", [f"{mark} "])]
        self._walk(element, flow)
        self._end(flow)
        self._part, self._inline, self._marks_matter = outer
        self._depth -= 1
        return [] if mark and flow.blocks == [Paragraph((Run(mark),))] else flow.blocks

    def _table(self, element: etree._Element, flow: Flow) -> None:
        self._end(flow)
        table = TableReader(self._cell_blocks, self._tick, self._styles, self._events).read(element)
        if table is not None:
            self._emit(table, flow)

    def _cell_blocks(self, cell: etree._Element) -> list[Block]:
        flow = Flow()
        self._walk(children(cell), flow)
        self._end(flow)
        return flow.blocks

    def _content_control(self, element: etree._Element, flow: Flow) -> None:
        start = len(flow.blocks)
        for content in iter_contents(element, self._events):
            self._walk(content, flow)
        clause = find_clause(element)
        if clause:
            for place, block in enumerate(flow.blocks[start:], start):
                if isinstance(block, Paragraph) and not block.clause:
                    flow.blocks[place] = replace(block, clause=clause)

    def _alternate(self, element: etree._Element, flow: Flow) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self._walk(branch, flow)

    def _loose_text(self, element: etree._Element, flow: Flow) -> None:
        # A run or a formula in place of a paragraph: Word reads it as a paragraph.
        self._end(flow)
        fragments: list[Fragment] = []
        self._inline.read((element,), self._styles.default, False, fragments)
        runs = build_runs(fragments)
        if runs:
            self._emit(Paragraph(runs), flow)
        self._asides(flow)

    def _deletion(self, _element: etree._Element, _flow: Flow) -> None:
        self._events.add("tracked-changes-accepted")

    def _other_document(self, _element: etree._Element, _flow: Flow) -> None:
        self._events.add("other-document-dropped")


def _contains_any(container: etree._Element, *names: str) -> bool:
    return next(container.iter(*names), None) is not None


def _skip(_reader: BodyReader, _element: etree._Element, _flow: Flow) -> None:
    """Skip an element without blocks."""


_BLOCKS: dict[str, Callable[[BodyReader, etree._Element, Flow], None]] = {
    TBL: BodyReader._table,
    SDT: BodyReader._content_control,
    ALTERNATE: BodyReader._alternate,
    R: BodyReader._loose_text,
    T: BodyReader._loose_text,
    M_MATH_PARA: BodyReader._loose_text,
    ALT_CHUNK: BodyReader._other_document,
    SUB_DOC: BodyReader._other_document,
    DEL: BodyReader._deletion,
    MOVE_FROM: BodyReader._deletion,
    SECTPR: _skip,
    SDT_PR: _skip,
    SDT_END_PR: _skip,
}

_READ_PROPERTIES = frozenset((NUM_PR, OUTLINE, RPR, FRAME))
