"""Read the text of one paragraph: its runs with their formatting, its links and its drawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.content import (
    BODY_REGION,
    NOTE_REGION,
    ContainerContext,
    Content,
    Link,
    OpenField,
    Paragraph,
    Span,
)
from jobdescriptions.word.accessibility.drawings import iter_drawings
from jobdescriptions.word.accessibility.formatting import FormatResolver, RunFormat
from jobdescriptions.word.links import MAX_LENGTH
from jobdescriptions.word.names import (
    ALTERNATE,
    ANCHOR,
    BR,
    CR,
    DEL,
    DRAWING_BOX,
    FLD_CHAR,
    FLD_CHAR_TYPE,
    FLD_SIMPLE,
    HYPERLINK,
    INSTR,
    INSTR_TEXT,
    MOVE_FROM,
    NO_BREAK_HYPHEN,
    OBJECT,
    PICT,
    PPR,
    PTAB,
    R_ID,
    RPR,
    SDT_END_PR,
    SDT_PR,
    SECTPR,
    SYM,
    TAB,
    TBL_GRID,
    TBLPR,
    TBLPR_EX,
    TCPR,
    TRPR,
    TYPE,
    R,
    T,
    word,
)
from jobdescriptions.word.read.drawings import choose_branch, find_outermost_boxes
from jobdescriptions.word.read.fields import parse_hyperlink
from jobdescriptions.word.read.symbols import read_symbol

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

#: Elements without text of the document.
SKIPPED = frozenset((PPR, RPR, SDT_PR, SDT_END_PR, SECTPR, DEL, MOVE_FROM, TBLPR, TBL_GRID, TBLPR_EX, TRPR, TCPR))


@dataclass(slots=True)
class PartState:
    """The state of reading one part: where its content goes, and which field and link are open across paragraphs."""

    package: Package
    formats: FormatResolver
    content: Content
    part: str
    region: str
    fields: list[OpenField] = field(default_factory=list)
    link: Link | None = None


class ParagraphReader:
    """Reads one paragraph."""

    def __init__(self, state: PartState, paragraph: Paragraph, context: ContainerContext, background: str) -> None:
        self._state = state
        self._paragraph = paragraph
        self._context = context
        self._background = background
        #: Text boxes anchored in the paragraph.
        self.boxes: list[etree._Element] = []

    def walk(self, parent: Iterable[etree._Element]) -> None:
        for child in parent:
            tag = child.tag
            if tag == R:
                self._run(child)
            elif tag == HYPERLINK:
                self._hyperlink(child)
            elif tag == FLD_SIMPLE:
                self._simple_field(child)
            elif tag == ALTERNATE:
                branch = choose_branch(child)
                if branch is not None:
                    self.walk(branch)
            elif tag not in SKIPPED and len(child):
                self.walk(child)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(RPR)
        run_format = self._state.formats.run(self._paragraph.style, properties, self._context.cell)
        texts: list[str] = []
        self._in_run(run, run_format, texts)
        text = "".join(texts)
        if not text or run_format.hidden:
            return
        spans = self._paragraph.spans
        background = run_format.fill or self._background
        if spans and spans[-1].run_format == run_format and spans[-1].background == background:
            spans[-1].texts.append(text)
        else:
            spans.append(Span(run_format, background, [text]))
        link = self._current_link()
        if link is not None:
            link.texts.append(text)

    def _in_run(self, run: Iterable[etree._Element], run_format: RunFormat, texts: list[str]) -> None:
        for child in run:
            tag = child.tag
            if tag == T:
                texts.append(child.text or "")
            elif tag in (TAB, PTAB):
                texts.append("\t")
            elif tag == CR:
                texts.append("\n")
            elif tag == BR:
                if child.get(TYPE) in ("page", "column"):
                    self._paragraph.has_objects = True
                else:
                    texts.append("\n")
            elif tag == SYM:
                texts.append(read_symbol(child))
            elif tag == NO_BREAK_HYPHEN:
                texts.append("-")
            elif tag == FLD_CHAR:
                self._field_character(child.get(FLD_CHAR_TYPE) or "")
            elif tag == INSTR_TEXT:
                fields = self._state.fields
                if fields and not fields[-1].in_result:
                    fields[-1].instruction.append(child.text or "")
            elif tag in (DRAWING_BOX, PICT, OBJECT):
                if not run_format.hidden:
                    self._drawing(child)
            elif tag == ALTERNATE:
                branch = choose_branch(child)
                if branch is not None:
                    self._in_run(branch, run_format, texts)
            elif tag not in SKIPPED and len(child):
                self.walk(child)
            elif tag in _MARKS:
                self._paragraph.has_objects = True

    def _current_link(self) -> Link | None:
        if self._state.link is not None:
            return self._state.link
        fields = self._state.fields
        return (fields[-1].link or fields[-1].outer) if fields else None

    def _new_link(self, target: str) -> Link:
        target = target[: MAX_LENGTH + 1]  # Thousands of links can share one address.
        inner = not target or target.startswith("#")
        link = Link(target, inner, self._paragraph)
        if self._paragraph.region in (BODY_REGION, NOTE_REGION):
            self._state.content.links.append(link)
        return link

    def _hyperlink(self, element: etree._Element) -> None:
        state = self._state
        outer = state.link
        key, anchor = element.get(R_ID), element.get(ANCHOR) or ""
        relationship = state.package.relationships(state.part).get(key) if key else None
        target = relationship.target[: MAX_LENGTH + 1] if relationship is not None else ""
        state.link = self._new_link(f"{target}#{anchor}" if anchor else target)
        self.walk(element)
        state.link = outer

    def _simple_field(self, element: etree._Element) -> None:
        fields = self._state.fields
        depth = len(fields)
        fields.append(OpenField(self._current_link(), [element.get(INSTR) or ""]))
        self._begin_result(fields[-1])
        self.walk(element)
        del fields[depth:]

    def _field_character(self, kind: str) -> None:
        fields = self._state.fields
        if kind == "begin":
            fields.append(OpenField(self._current_link()))
        elif fields and kind == "separate":
            self._begin_result(fields[-1])
        elif fields and kind == "end":
            fields.pop()

    def _begin_result(self, open_field: OpenField) -> None:
        open_field.in_result = True
        found = parse_hyperlink("".join(open_field.instruction))
        if found is not None:
            open_field.link = self._new_link(found[0])

    def _drawing(self, element: etree._Element) -> None:
        self._paragraph.has_objects = True
        self.boxes.extend(find_outermost_boxes(element))
        if self._paragraph.region not in (BODY_REGION, NOTE_REGION):
            return
        drawing = list(iter_drawings(element))
        for one in drawing:
            one.paragraph = self._paragraph
            link = self._current_link()
            if link is not None and one.alternative:
                link.texts.append(one.alternative)
        self._state.content.drawings.extend(drawing)


#: Elements that take up space in a paragraph without being text.
_MARKS = frozenset(
    map(word, ("footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "pgNum", "control", "softHyphen"))
)
