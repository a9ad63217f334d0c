"""The rows of a spreadsheet (.xlsx or .ods), read under limits. No Django in here.

What a file may take is decided from its archive before anything is parsed (see ``archive``); openpyxl reads
workbooks with defusedxml. The reading itself stops at so many rows and cells, whatever the file says about its size.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from orgcharts.spreadsheet.archive import EXCEL, SAVE_AS, check_archive
from orgcharts.spreadsheet.cells import NO_VALUE, is_empty
from orgcharts.spreadsheet.headings import HEADING_ROWS, headings_at
from orgcharts.spreadsheet.limits import MOST_COLUMNS, MOST_ELEMENTS, MOST_ROWS, too_many_cells, too_many_rows
from orgcharts.spreadsheet.read_ods import OpenDocumentSheet, sheets_of
from orgcharts.spreadsheet.values import Grid, Merged, Message, TableError

_MOST_SHEETS = 50

if not DEFUSEDXML:  # Without it, entities in a file would be expanded without bound.
    raise ImportError("Workbooks are read only with defusedxml. Install it.")


def read_sheet(data: bytes, expected: str = EXCEL) -> Grid:
    """Return the rows of the first sheet that has our headings, or of the first one. Raises TableError only.

    ``expected`` is the ending of the file's name: EXCEL or OPEN_DOCUMENT.
    """
    kind = check_archive(data)
    if kind != expected:
        found = "an Excel workbook" if kind == EXCEL else "an OpenDocument spreadsheet (.ods)"
        raise TableError(
            "opendocument" if kind != EXCEL else "ending",
            f"The name of the file ends in .{expected}, but it holds {found}. Give it a name that ends in .{kind}, or "
            "save it anew in a spreadsheet program, and send it again.",
        )
    try:
        return _first_with_headings(_excel_grids(data) if kind == EXCEL else _open_document_grids(data))
    except TableError:
        raise
    except Exception as error:
        # Parsers raise whatever comes up where a file is not as it should be.
        raise TableError("damaged", f"The workbook is damaged and cannot be read. {SAVE_AS}") from error


def _first_with_headings(grids: Iterable[tuple[str, Grid]]) -> Grid:
    first: Grid | None = None
    found: tuple[str, Grid] | None = None
    others = []
    for name, grid in grids:
        first = first or grid
        if headings_at(grid.rows) is not None:
            if found is None:
                found = name, grid
            else:
                others.append(f"“{name[:40]}”")
    if found is None:
        if first is None:
            raise TableError("no-sheet", "The workbook has no sheet with cells. Start from the download of the chart.")
        return first
    if others:
        listed = ", ".join(others[:5]) + (" and others" if len(others) > 5 else "")
        found[1].messages.append(
            Message(
                f"The sheet “{found[0][:40]}” was read. There are such tables in other sheets too, which were not "
                f"read: {listed}.",
                stops=False,
            )
        )
    return found[1]


def _excel_grids(data: bytes) -> Iterator[tuple[str, Grid]]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets[:_MOST_SHEETS]:
            if isinstance(sheet, ReadOnlyWorksheet):
                reading = _ExcelSheet(sheet)
                yield sheet.title, _grid(reading, reading.rows())
    finally:
        workbook.close()


def _open_document_grids(data: bytes) -> Iterator[tuple[str, Grid]]:
    for at, (sheet, rows) in enumerate(sheets_of(data)):
        if at < _MOST_SHEETS:
            yield sheet.name, _grid(sheet, rows)


def _grid(sheet: _ExcelSheet | OpenDocumentSheet, found: Iterable[tuple[int, list[Any]]]) -> Grid:
    """Return the rows of a sheet; of one that has no headings only the first ones, among which they should be."""
    rows: list[tuple[int, list[Any]]] = []
    last, filled = 0, 0
    for number, cells in found:
        if number <= last:
            raise TableError("damaged", f"The workbook is damaged: its rows are not in order. {SAVE_AS}")
        last = number
        rows.append((number, cells))
        filled += not all(is_empty(cell) for cell in cells)
        if filled > MOST_ROWS + 1 or len(rows) > 5 * MOST_ROWS:
            raise too_many_rows()
        if len(rows) == HEADING_ROWS and headings_at(rows) is None:
            break
    while rows and all(is_empty(cell) for cell in rows[-1][1]):  # Only formatted: the program shows nothing there.
        rows.pop()
    return Grid(rows, [], list(sheet.hidden), list(sheet.merged))


class _ExcelSheet:
    """One pass over a sheet; ``hidden`` and ``merged`` are known once it is over."""

    def __init__(self, sheet: ReadOnlyWorksheet) -> None:
        self.sheet = sheet
        self.hidden: list[int] = []
        self.merged: list[Merged] = []

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the number and the values of each row that the file has, so far as columns are read."""
        book = self.sheet.parent
        elements = 0
        with self.sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                self.sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for _, element in iterparse(source):
                elements += 1
                if elements > MOST_ELEMENTS:
                    raise too_many_cells()
                if element.tag == ROW_TAG:
                    unvalued = {at for at, cell in enumerate(element) if _lacks_value(cell)}
                    is_hidden = element.get("hidden") in {"1", "true"}
                    number, found = parser.parse_row(element)
                    element.clear()
                    if is_hidden:
                        self.hidden.append(number)
                    yield number, _values(found, unvalued)
                elif element.tag == MERGE_TAG:
                    self.merged = [_merged(str(one.get("ref"))) for one in list(element)[:1000]]
                    element.clear()


def _merged(name: str) -> Merged:
    _, first, _, last = range_boundaries(name)
    return Merged(name[:24], first or 1, last or first or 1)


def _lacks_value(cell: Any) -> bool:
    return cell.tag == CELL_TAG and cell.find(FORMULA_TAG) is not None and not cell.findtext(_VALUE_TAG)


_VALUE_TAG = CELL_TAG.removesuffix("c") + "v"


def _values(found: list[dict[str, Any]], unvalued: set[int]) -> list[Any]:
    values: list[Any] = []
    for at, cell in enumerate(found):
        column = cell["column"]
        if 0 < column <= MOST_COLUMNS:
            values.extend([None] * (column - len(values)))
            values[column - 1] = NO_VALUE if at in unvalued else cell["value"]
    return values
