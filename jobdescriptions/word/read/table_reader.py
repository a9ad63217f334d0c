"""Read a table of the file: rows and cells in whatever wraps them, with their properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jobdescriptions.word.document import Block, Table
from jobdescriptions.word.names import (
    ALTERNATE,
    CELL_DEL,
    DEL,
    FIRST_COLUMN,
    GRID_AFTER,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    INS,
    MOVE_FROM,
    SDT,
    SDT_PR,
    TABLE_CAPTION,
    TABLE_DESCRIPTION,
    TABLE_HEADER,
    TABLE_LOOK,
    TBL_GRID,
    TBL_STYLE,
    TBLPR,
    TBLPR_EX,
    TC,
    TCPR,
    TR,
    TRPR,
    V_MERGE,
    VAL,
)
from jobdescriptions.word.package.children import children, children_by_name, first_child
from jobdescriptions.word.package.refusal import too_much_text_error
from jobdescriptions.word.read.controls import iter_contents
from jobdescriptions.word.read.drawings import choose_branch
from jobdescriptions.word.read.styles import OFF, Styles, is_on, parse_integer
from jobdescriptions.word.read.table_grid import RawCell, RawRow, build_table

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.read.events import ReadingEvents

#: Maximum length of a table's alternative text.
MAX_SUMMARY_LENGTH = 20_000

_READ_PROPERTIES = frozenset((TABLE_CAPTION, TABLE_DESCRIPTION, TABLE_LOOK, TBL_STYLE))
_NOT_ROWS = frozenset((TBLPR, TBL_GRID, DEL, MOVE_FROM, SDT_PR))
_NOT_CELLS = frozenset((TRPR, TBLPR_EX, DEL, MOVE_FROM, SDT_PR))


class TableReader:
    """Reads one table. ``read_cell`` returns the blocks of a cell, ``tick`` is called for each row and each cell."""

    def __init__(
        self,
        read_cell: Callable[[etree._Element], list[Block]],
        tick: Callable[[], None],
        styles: Styles,
        events: ReadingEvents,
    ) -> None:
        self._read_cell = read_cell
        self._tick = tick
        self._styles = styles
        self._events = events

    def read(self, element: etree._Element) -> Table | None:
        """Return the table, or None if it has no cells (or only deleted ones)."""
        rows: list[RawRow] = []
        header_column, summary = False, ""
        properties = first_child(element, TBLPR)
        if properties is not None:
            header_column, summary = self._properties(properties)
        self._rows(element, rows)
        return build_table(rows, header_column, summary)

    def _properties(self, properties: etree._Element) -> tuple[bool, str]:
        given = children_by_name(properties, _READ_PROPERTIES)
        texts = [given[name].get(VAL) or "" for name in (TABLE_CAPTION, TABLE_DESCRIPTION) if name in given]
        if sum(map(len, texts)) > MAX_SUMMARY_LENGTH:
            raise too_much_text_error()
        # Some programs write the same text into both.
        summary = ": ".join(dict.fromkeys(filter(None, (" ".join(text.split()) for text in texts))))
        look, style = given.get(TABLE_LOOK), given.get(TBL_STYLE)
        if look is None or style is None:
            return False, summary
        first = look.get(FIRST_COLUMN)
        if first is None:
            try:
                shown = bool(int(look.get(VAL) or "0", 16) & 0x80)
            except ValueError:
                shown = False
        else:
            shown = first not in OFF
        return shown and self._styles.formats_first_column(style.get(VAL) or ""), summary

    def _rows(self, container: etree._Element, rows: list[RawRow]) -> None:
        for child in container:
            tag = child.tag
            if tag == TR:
                self._row(child, rows)
            elif tag == SDT:
                for content in iter_contents(child, self._events):
                    self._rows(content, rows)
            elif tag == ALTERNATE:
                branch = choose_branch(child)
                if branch is not None:
                    self._rows(branch, rows)
            elif tag not in _NOT_ROWS and len(child):
                self._rows(child, rows)

    def _row(self, element: etree._Element, rows: list[RawRow]) -> None:
        self._tick()
        row = RawRow()
        properties = first_child(element, TRPR)
        if properties is not None:
            for child in children(properties):
                tag = child.tag
                if tag == TABLE_HEADER:
                    row.header = is_on(child)
                elif tag == GRID_BEFORE:
                    row.before = parse_integer(child.get(VAL)) or 0
                elif tag == GRID_AFTER:
                    row.after = parse_integer(child.get(VAL)) or 0
                elif tag == DEL:
                    self._events.add("tracked-changes-accepted")
                    return
                elif tag == INS:
                    self._events.add("tracked-changes-accepted")
        self._cells(element, row)
        rows.append(row)

    def _cells(self, container: etree._Element, row: RawRow) -> None:
        for child in container:
            tag = child.tag
            if tag == TC:
                self._cell(child, row)
            elif tag == SDT:
                for content in iter_contents(child, self._events):
                    self._cells(content, row)
            elif tag not in _NOT_CELLS and len(child):
                self._cells(child, row)

    def _cell(self, element: etree._Element, row: RawRow) -> None:
        self._tick()
        cell = RawCell([])
        joins_left = False
        properties = first_child(element, TCPR)
        if properties is not None:
            for child in children(properties):
                tag = child.tag
                if tag == GRID_SPAN:
                    cell.span = parse_integer(child.get(VAL)) or 1
                elif tag == V_MERGE:
                    cell.continues = child.get(VAL) != "restart"
                elif tag == H_MERGE:
                    joins_left = child.get(VAL) != "restart"
                elif tag == CELL_DEL:
                    self._events.add("tracked-changes-accepted")
        cell.blocks = self._read_cell(element)
        if joins_left and row.cells:
            row.cells[-1].span += cell.span
            row.cells[-1].blocks.extend(cell.blocks)
        else:
            row.cells.append(cell)
