"""Reading the rows of a spreadsheet (.xlsx or .ods) under limits. No Django in here.

The sizes in the archive are checked before anything is parsed (see ``archive``); openpyxl parses with defusedxml.
Reading stops at the maximum numbers of rows and cells, whatever the file says about its size.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from openpyxl import DEFUSEDXML
from openpyxl.reader.excel import ExcelReader

from orgcharts.spreadsheet.archive import EXCEL, SAVE_AS, check_archive
from orgcharts.spreadsheet.cells import NO_VALUE, is_empty
from orgcharts.spreadsheet.headings import HEADING_ROWS, find_headings
from orgcharts.spreadsheet.limits import MOST_COLUMNS, MOST_ROWS, too_many_rows
from orgcharts.spreadsheet.read_ods import OpenDocumentSheet, read_sheets
from orgcharts.spreadsheet.sheet_layout import SheetLayout
from orgcharts.spreadsheet.values import Message, RawRows, TableError

_MOST_SHEETS = 50

if not DEFUSEDXML:  # Without it, entities in a file would be expanded without bound.
    raise ImportError("Workbooks are read only with defusedxml. Install it.")


def read_spreadsheet(data: bytes, expected: str = EXCEL) -> RawRows:
    """Return the rows of the first sheet with the headings of a table, or else of the first sheet.

    ``expected`` is the kind that the file's name says: EXCEL or OPEN_DOCUMENT. Raises TableError only.
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
        return _choose_sheet(_read_excel_sheets(data) if kind == EXCEL else _read_open_document_sheets(data))
    except TableError:
        raise
    except Exception as error:
        # Parsers raise all kinds of exceptions for damaged files.
        raise TableError("damaged", f"The workbook is damaged and cannot be read. {SAVE_AS}") from error


def _choose_sheet(grids: Iterable[tuple[str, RawRows]]) -> RawRows:
    first: RawRows | None = None
    found: tuple[str, RawRows] | None = None
    others = []
    for name, grid in grids:
        first = first or grid
        if find_headings(grid.rows) is not None:
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
                is_error=False,
            )
        )
    return found[1]


def _read_excel_sheets(data: bytes) -> Iterator[tuple[str, RawRows]]:
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    with reader.archive:
        parts = [
            relationship.target
            for _, relationship in reader.parser.find_sheets()
            if "chartsheet" not in relationship.Type and relationship.target in reader.valid_files
        ]
        for sheet, part in list(zip(reader.wb.worksheets, parts, strict=True))[:_MOST_SHEETS]:
            sheet.reset_dimensions()  # What the file says about its size may be wrong.
            with reader.archive.open(part) as source:
                layout = SheetLayout()
                values = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
                yield sheet.title, _collect_rows(layout, _excel_rows(layout.read(source), values))


def _excel_rows(
    rows: Iterable[tuple[int, set[int]]], values: Iterator[tuple[Any, ...]]
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the number and the cells of each of ``rows`` (see ``SheetLayout.read``).

    openpyxl's ``values`` have a row for each number from 1; they are read only as far as the rows that are there.
    """
    last = 0
    for number, unvalued in rows:
        cells = list(next(islice(values, number - last - 1, None), ()))
        last = number
        for column in unvalued:
            if column <= len(cells):
                cells[column - 1] = NO_VALUE
        while cells and cells[-1] is None:
            cells.pop()
        yield number, cells


def _read_open_document_sheets(data: bytes) -> Iterator[tuple[str, RawRows]]:
    for at, (sheet, rows) in enumerate(read_sheets(data)):
        if at < _MOST_SHEETS:
            yield sheet.name, _collect_rows(sheet, rows)


def _collect_rows(sheet: SheetLayout | OpenDocumentSheet, found: Iterable[tuple[int, list[Any]]]) -> RawRows:
    """Return the rows of a sheet; of one without headings only the first ones, where they should be."""
    rows: list[tuple[int, list[Any]]] = []
    filled = 0
    for number, cells in found:
        rows.append((number, cells))
        filled += not all(is_empty(cell) for cell in cells)
        if filled > MOST_ROWS + 1 or len(rows) > 5 * MOST_ROWS:
            raise too_many_rows()
        if len(rows) == HEADING_ROWS and find_headings(rows) is None:
            break
    while rows and all(is_empty(cell) for cell in rows[-1][1]):  # Only formatted.
        rows.pop()
    return RawRows(rows, [], list(sheet.hidden), list(sheet.merged))
