"""Walk through a document and collect the content that the rules check.

Text that Word does not display (deleted, hidden, in the unused branch of alternate content) is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.content import (
    BODY_REGION,
    CellInfo,
    ContainerContext,
    Content,
    Paragraph,
    RowInfo,
    TableInfo,
)
from jobdescriptions.word.accessibility.drawings import text_box_background
from jobdescriptions.word.accessibility.formatting import SHADING, FormatResolver, is_switched_on
from jobdescriptions.word.accessibility.runs import SKIPPED, ParagraphReader, PartState
from jobdescriptions.word.accessibility.table_styles import Properties, read_table_look
from jobdescriptions.word.names import (
    ALTERNATE,
    DEL,
    DROP_CAP,
    FRAME,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    ILVL,
    NUM_ID,
    NUM_PR,
    OUTLINE,
    P_STYLE,
    PPR,
    RPR,
    SECTPR,
    TABLE_CAPTION,
    TABLE_DESCRIPTION,
    TABLE_HEADER,
    TBL,
    TBL_STYLE,
    TBLPR,
    TC,
    TCPR,
    TR,
    TRPR,
    V_MERGE,
    VAL,
    VANISH,
    P,
    R,
    word,
)
from jobdescriptions.word.package.refusal import FileRefused
from jobdescriptions.word.read.drawings import choose_branch
from jobdescriptions.word.read.numbering import Numbering
from jobdescriptions.word.read.styles import BODY_TEXT_LEVEL, Styles, is_on, parse_integer

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

#: Maximum number of paragraphs.
MAX_PARAGRAPHS = 10_000
#: Prefixes of the style names of generated text: tables of contents, tables of figures, indexes.
_GENERATED = ("toc ", "table of ", "index ")
_BORDERS, _PAGE_BREAK = word("pBdr"), word("pageBreakBefore")


class Walker:
    """Walks through the parts of a document and collects their content."""

    def __init__(
        self, package: Package, formats: FormatResolver, styles: Styles, numbering: Numbering, page: str
    ) -> None:
        self.content = Content()
        self._package = package
        self._formats = formats
        self._styles = styles
        self._numbering = numbering
        self._page = page
        self._containers = 0
        # Running counters of texts and objects: a cell compares them to know whether anything was added inside it.
        self._texts: list[str] = []
        self._object_count = 0
        self._state = PartState(package, formats, self.content, package.main, BODY_REGION)

    def walk(self, root: etree._Element, part: str, region: str) -> None:
        """Collect the content of the root element of a part, such as a body or a header."""
        self._state = PartState(self._package, self._formats, self.content, part, region)
        self._blocks(root, self._context("", self._page))

    def _context(self, name: str, background: str, cell: Properties | None = None, depth: int = 0) -> ContainerContext:
        self._containers += 1
        return ContainerContext(self._containers, name, background, cell, depth)

    def _blocks(self, container: Iterable[etree._Element], context: ContainerContext) -> None:
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, context)
            elif tag == TBL:
                self._table(child, context)
            elif tag == ALTERNATE:
                branch = choose_branch(child)
                if branch is not None:
                    self._blocks(branch, context)
            elif tag == R:
                self._loose(child, context)
            elif tag not in SKIPPED and len(child):
                self._blocks(child, context)

    def _loose(self, run: etree._Element, context: ContainerContext) -> None:
        paragraph = Paragraph(self._state.region, context.container, context.name)
        self.content.paragraphs.append(paragraph)
        ParagraphReader(self._state, paragraph, context, context.background).walk((run,))
        self._finish(paragraph)

    def _finish(self, paragraph: Paragraph) -> None:
        for span in paragraph.spans:
            span.text = "".join(span.texts)
        paragraph.text = "".join([span.text for span in paragraph.spans])
        if text := paragraph.text.strip():
            self._texts.append(text)
        self._object_count += paragraph.has_objects

    def _paragraph(self, element: etree._Element, context: ContainerContext) -> None:
        if len(self.content.paragraphs) >= MAX_PARAGRAPHS:
            raise FileRefused(
                "too-many-blocks",
                f"The document has more than {MAX_PARAGRAPHS:,} paragraphs, which no job description needs: "
                "copy the text of the job description into a new Word document and send that.",
            )
        properties = element.find(PPR)
        by_tag = {} if properties is None else {child.tag: child for child in properties}
        paragraph = Paragraph(self._state.region, context.container, context.name)
        style = self._styles.default
        if P_STYLE in by_tag:
            paragraph.style = by_tag[P_STYLE].get(VAL) or ""
            style = self._styles.paragraph(paragraph.style)
        level = style.level
        depth = parse_integer(by_tag[OUTLINE].get(VAL)) if OUTLINE in by_tag else None
        if depth is not None and level != 0:
            level = depth + 1 if 0 <= depth < BODY_TEXT_LEVEL else None
        paragraph.level = level
        paragraph.frame = FRAME in by_tag and by_tag[FRAME].get(DROP_CAP) in (None, "none")
        mark = by_tag.get(RPR)
        paragraph.has_objects = (
            SECTPR in by_tag
            or _BORDERS in by_tag
            or (_PAGE_BREAK in by_tag and is_on(by_tag[_PAGE_BREAK]))
            or (mark is not None and (mark.find(DEL) is not None or is_switched_on(mark, VANISH)))
        )
        number, number_level = _read_numbering(by_tag.get(NUM_PR))
        paragraph.in_list = self._numbering.advance(number, number_level, style) is not None
        paragraph.generated = self._formats.style_name(paragraph.style).startswith(_GENERATED)
        look = self._formats.paragraph(properties, context.cell)
        paragraph.alignment = look.alignment
        self.content.paragraphs.append(paragraph)
        inline = ParagraphReader(self._state, paragraph, context, look.fill or context.background)
        inline.walk(element)
        self._finish(paragraph)
        for box in inline.boxes:
            background = text_box_background(box, self._formats.palette)
            outer = self._state
            self._state = PartState(self._package, self._formats, self.content, outer.part, outer.region)
            self._blocks(box, self._context("Text box", background, depth=context.depth))
            self._state = outer

    def _table(self, element: etree._Element, context: ContainerContext) -> None:
        properties = element.find(TBLPR)
        flags = read_table_look(properties)
        named = None if properties is None else properties.find(TBL_STYLE)
        style_id = "" if named is None else named.get(VAL) or ""
        facts = TableInfo(
            len(self.content.tables) + 1,
            context.depth > 0,
            _table_alternative(properties),
            "firstColumn" in flags and self._styles.formats_first_column(style_id),
        )
        in_body = self._state.region == BODY_REGION
        if in_body:
            self.content.tables.append(facts)
        name = f"Table {facts.number}" if in_body else context.name
        look = self._formats.table(properties)
        own = None if properties is None else properties.find(SHADING)
        rows = list(_children(element, TR))
        columns = max((sum(1 for _ in _children(row, TC)) for row in rows), default=0)
        for y, row in enumerate(rows):
            row_properties = row.find(TRPR)
            if row_properties is not None and row_properties.find(DEL) is not None:
                continue
            row_facts = RowInfo(is_switched_on(row_properties, TABLE_HEADER))
            facts.rows.append(row_facts)
            start = _grid_before(row_properties)
            for x, cell in enumerate(_children(row, TC)):
                merged = look.cell(flags, y, x, len(rows), columns)
                cell_properties = cell.find(TCPR)
                background = self._cell_background(cell_properties, merged, own) or context.background
                cell_facts = _read_cell(cell_properties, start)
                row_facts.cells.append(cell_facts)
                start += cell_facts.span
                first_text, object_count = len(self._texts), self._object_count
                self._blocks(cell, self._context(name, background, merged, context.depth + 1))
                has_text = len(self._texts) > first_text
                cell_facts.empty = not has_text and self._object_count == object_count
                if has_text and not facts.beginning:
                    facts.beginning = self._texts[first_text]

    def _cell_background(
        self, properties: etree._Element | None, merged: Properties, table: etree._Element | None
    ) -> str:
        shading = None if properties is None else properties.find(SHADING)
        if shading is not None:
            own = self._formats.palette.fill_color(shading)
            if own:
                return own
        if merged.get("cell-fill"):
            return merged["cell-fill"]
        return "" if table is None else self._formats.palette.fill_color(table)


def _children(parent: etree._Element, tag: str) -> Iterable[etree._Element]:
    """Return the rows of a table or the cells of a row, inside whatever wraps them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == ALTERNATE:
            branch = choose_branch(child)
            if branch is not None:
                yield from _children(branch, tag)
        elif child.tag not in SKIPPED and child.tag not in (TBL, P) and len(child):
            yield from _children(child, tag)


def _read_numbering(element: etree._Element | None) -> tuple[str | None, int | None]:
    if element is None:
        return None, None
    number, level = element.find(NUM_ID), element.find(ILVL)
    return None if number is None else number.get(VAL), None if level is None else parse_integer(level.get(VAL))


def _table_alternative(properties: etree._Element | None) -> str:
    texts = [] if properties is None else [properties.find(TABLE_CAPTION), properties.find(TABLE_DESCRIPTION)]
    return " ".join((text.get(VAL) or "").strip() for text in texts if text is not None).strip()


def _grid_before(properties: etree._Element | None) -> int:
    before = None if properties is None else properties.find(GRID_BEFORE)
    return 0 if before is None else max(parse_integer(before.get(VAL)) or 0, 0)


def _read_cell(properties: etree._Element | None, start: int) -> CellInfo:
    facts = CellInfo(start, 1, False, False, True)
    for child in () if properties is None else properties:
        tag = child.tag
        if tag == GRID_SPAN:
            facts.span = max(parse_integer(child.get(VAL)) or 1, 1)
        elif tag == V_MERGE:
            facts.continues = child.get(VAL) != "restart"
        elif tag == H_MERGE:
            facts.merged_left = child.get(VAL) != "restart"
    return facts
