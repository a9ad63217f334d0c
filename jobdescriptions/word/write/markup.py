"""Write blocks as WordprocessingML: paragraphs in named styles, real lists, real tables. Packages are not known here.

The markup is built from strings, with all text escaped, in a third of the time of creating elements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from jobdescriptions.word.blanks import Blank
from jobdescriptions.word.blanks import format_tag as format_blank_tag
from jobdescriptions.word.clauses import GALLERY, format_alias, format_tag
from jobdescriptions.word.document import BULLET, Block, Cell, Heading, Inline, ListItem, Paragraph, Run, Table
from jobdescriptions.word.grids import fill_grid
from jobdescriptions.word.package.xml_text import escape_attribute, escape_content
from jobdescriptions.word.write.column_widths import compute_column_starts, compute_column_widths
from jobdescriptions.word.write.lists import Lists

#: Marks as run properties, in schema order.
_MARKS = (
    ("b", "<w:b/>"),
    ("i", "<w:i/>"),
    ("s", "<w:strike/>"),
    ("u", '<w:u w:val="single"/>'),
    ("r", '<w:vertAlign w:val="superscript"/>'),
    ("l", '<w:vertAlign w:val="subscript"/>'),
)

#: Twentieths of a point by which the margins of a cell reduce the room for a table inside it.
_CELL_MARGINS = 140

#: Minimum width of a table inside a cell.
_MIN_TABLE_WIDTH = 400

#: The id of the content control for the district's name (see ``writer``); those of clauses follow.
_DISTRICT_CONTROL = 1

#: Deepest heading style of the template.
_MAX_STYLE_LEVEL = 5


class Markup:
    """Writes blocks one after another. ``link`` returns the key of an address, ``width`` is the room for a table.

    Text with characters that XML forbids raises ``xml_text.ForbiddenCharacterError``.
    """

    def __init__(self, link: Callable[[str], str], width: int) -> None:
        self.lists = Lists()
        self._link = link
        self._width = width
        self._parts: list[str] = []
        self._last_control = _DISTRICT_CONTROL
        self._ends_with_table = False

    def blocks(self, blocks: Sequence[Block], level: int = 0) -> None:
        """Add blocks to the body. ``level`` is the level of the heading that the headings among them are below."""
        self._add(blocks, level, "", self._width)
        if blocks:
            self._ends_with_table = isinstance(blocks[-1], Table)

    def heading(self, level: int, runs: Inline, *, starts_page: bool = False) -> None:
        """Add a heading of an absolute level; 0 is the title."""
        self.lists.pause()
        style = f"Heading{min(level, _MAX_STYLE_LEVEL)}" if level else "Title"
        self._paragraph(style, runs, "<w:pageBreakBefore/>" if starts_page else "")
        self._ends_with_table = False

    def blanks(self, blanks: Sequence[Blank]) -> None:
        """Add a line for each blank: its label, and a content control that displays the prompt."""
        for blank in blanks:
            style = '<w:pPr><w:pStyle w:val="AfterTable"/></w:pPr>' if self._ends_with_table else ""
            self._last_control += 1
            kind = _DATE if blank.is_date else "<w:text/>"
            self._parts.append(
                f'<w:p>{style}{_run(Run(f"{blank.label}: "))}<w:sdt><w:sdtPr><w:alias w:val="{blank.label}"/>'
                f'<w:tag w:val="{format_blank_tag(blank)}"/><w:id w:val="{self._last_control}"/><w:showingPlcHdr/>'
                f"{kind}</w:sdtPr><w:sdtContent><w:r><w:t>{blank.prompt}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
            )
            self._ends_with_table = False

    def xml(self) -> str:
        """Return everything added as the content of a ``w:body``, without section properties."""
        # Word requires a paragraph after a final table.
        return "".join([*self._parts, _END_OF_TABLE if self._ends_with_table else ""])

    def raw(self, xml: str) -> None:
        """Add raw markup."""
        self._parts.append(xml)

    def _add(self, blocks: Sequence[Block], level: int, style: str, width: int) -> None:
        after_table = False
        clause = ""
        for block in blocks:
            key = block.clause if isinstance(block, Paragraph) and not style else ""
            if key != clause:
                self._switch_clause(clause, key)
                clause = key
            if isinstance(block, ListItem):
                self._item(block)
                after_table = False
            elif isinstance(block, Paragraph):
                self.lists.pause()
                self._paragraph("AfterTable" if after_table and not style else style, block.runs)
                after_table = False
            elif isinstance(block, Heading):
                self.heading(level + block.level, block.runs)
                after_table = False
            else:
                self.lists.pause()
                if after_table:
                    # Two tables without a paragraph between them would be merged.
                    self._parts.append(_END_OF_TABLE)
                self._table(block, level, width)
                after_table = True
        self._switch_clause(clause, "")

    def _switch_clause(self, before: str, after: str) -> None:
        """End the content control of one clause, and start that of another; empty keys stand for no clause."""
        if before:
            self._parts.append("</w:sdtContent></w:sdt>")
        if after:
            self._last_control += 1
            alias, tag = escape_attribute(format_alias(after)), escape_attribute(format_tag(after))
            self._parts.append(
                f'<w:sdt><w:sdtPr><w:alias w:val="{alias}"/><w:tag w:val="{tag}"/>'
                f'<w:id w:val="{self._last_control}"/>'
                f'<w:docPartObj><w:docPartGallery w:val="{GALLERY}"/></w:docPartObj></w:sdtPr><w:sdtContent>'
            )

    def _paragraph(self, style: str, runs: Inline, more: str = "") -> None:
        properties = f'<w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>' if style else ""
        self._parts.append(f"<w:p>{properties}{self._inline(runs)}</w:p>")

    def _item(self, item: ListItem) -> None:
        style = "ListBullet" if item.format == BULLET else "ListNumber"
        number = self.lists.assign_list(item)
        self._parts.append(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:numPr><w:ilvl w:val="{item.level}"/><w:numId w:val="{number}"/>'
            f"</w:numPr></w:pPr>{self._inline(item.runs)}</w:p>"
        )

    def _inline(self, runs: Inline) -> str:
        if len(runs) == 1 and not runs[0].href:
            return _run(runs[0])
        parts = []
        for href, linked in groupby(runs, _href):
            text = "".join(map(_run, linked))
            if href:
                text = f'<w:hyperlink r:id="{escape_attribute(self._link(href))}" w:history="1">{text}</w:hyperlink>'
            parts.append(text)
        return "".join(parts)

    def _table(self, table: Table, level: int, width: int) -> None:
        rows = fill_grid(table.rows)
        columns = sum(cell.colspan for cell in rows[0]) if rows else 0
        if not columns:
            return
        starts = compute_column_starts(rows)
        widths = compute_column_widths(rows, starts, columns, width, table.header_column)
        grid = "".join([f'<w:gridCol w:w="{column}"/>' for column in widths])
        self._parts.append(f"<w:tbl>{_table_properties(table, width)}<w:tblGrid>{grid}</w:tblGrid>")
        spans: dict[int, int] = {}  # For each column in which a cell with a row span starts: its column span.
        for y, row in enumerate(rows):
            header = "<w:tblHeader/>" if y < table.header_rows else ""
            self._parts.append(f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>")
            cells = dict(zip(starts[y], row, strict=True))
            x = 0
            while x < columns:
                cell = cells.get(x)
                if cell is None:
                    span = spans[x]
                    self._parts.append(f"{_cell(sum(widths[x : x + span]), span, 'continue')}{_EMPTY}</w:tc>")
                else:
                    span = cell.colspan
                    room = sum(widths[x : x + span])
                    if cell.rowspan > 1:
                        spans[x] = span
                    self._parts.append(_cell(room, span, "restart" if cell.rowspan > 1 else ""))
                    self._cell_content(cell, level, room)
                    self._parts.append("</w:tc>")
                x += span
            self._parts.append("</w:tr>")
        self._parts.append("</w:tbl>")

    def _cell_content(self, cell: Cell, level: int, room: int) -> None:
        # Word requires a paragraph at the end of each cell.
        if not cell.blocks:
            self._parts.append(_EMPTY)
            return
        self._add(cell.blocks, level, "TableText", max(room - _CELL_MARGINS, _MIN_TABLE_WIDTH))
        if isinstance(cell.blocks[-1], Table):
            self._parts.append(_END_OF_TABLE)


#: The properties of a control for a date, which Word offers a calendar for.
_DATE = (
    '<w:date><w:dateFormat w:val="MMMM d, yyyy"/><w:lid w:val="en-US"/>'
    '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
)

#: A low paragraph that separates tables.
_END_OF_TABLE = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'

_EMPTY = '<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>'


def _href(run: Run) -> str:
    return run.href


def _run(run: Run) -> str:
    properties = ""
    if run.marks or run.href or run.language:
        link = '<w:rStyle w:val="Hyperlink"/>' if run.href else ""
        language = f'<w:lang w:val="{escape_attribute(run.language)}"/>' if run.language else ""
        properties = f"<w:rPr>{link}{''.join([xml for mark, xml in _MARKS if mark in run.marks])}{language}</w:rPr>"
    text = run.text
    if "\n" in text or "\t" in text or "\r" in text:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        markup = "<w:br/>".join(["<w:tab/>".join([_text(piece) for piece in line.split("\t")]) for line in lines])
    else:
        markup = _text(text)
    return f"<w:r>{properties}{markup}</w:r>"


def _text(text: str) -> str:
    if not text:
        return ""
    keep = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "  " in text else ""
    return f"<w:t{keep}>{escape_content(text)}</w:t>"


def _table_properties(table: Table, width: int) -> str:
    first_row, first_column = int(table.header_rows > 0), int(table.header_column)
    # Word's alternative text has a title and a description: the part before a colon is the title.
    title, _, description = table.summary.partition(": ")
    if not (title.strip() == title and title and description):
        title, description = "", table.summary
    caption = f'<w:tblCaption w:val="{escape_attribute(title)}"/>' if title else ""
    summary = f'<w:tblDescription w:val="{escape_attribute(description)}"/>' if description else ""
    return (
        '<w:tblPr><w:tblStyle w:val="JobDescriptionTable"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x0600 + 0x20 * first_row + 0x80 * first_column:04X}" w:firstRow="{first_row}" '
        f'w:lastRow="0" w:firstColumn="{first_column}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{caption}{summary}</w:tblPr>"
    )


def _cell(width: int, span: int, merge: str) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merges = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merges}</w:tcPr>'
