"""The rows of an Excel workbook (.xlsx), read under limits. No Django in here.

What a file may take is decided from the directory of its zip archive before anything is unpacked; openpyxl reads it
with defusedxml. The reading itself stops at so many rows and cells, whatever the file says about its size.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from orgcharts.tablecells import NO_VALUE, is_empty
from orgcharts.tables import HEADING_ROWS, Grid, Message, TableError, headings_at

MOST_ROWS = 20_000
MOST_COLUMNS = 64
#: XML elements of a sheet: a cell takes two or three, so these are the cells of more rows than are read.
_MOST_ELEMENTS = 600_000
_MOST_SHEETS = 50
_MOST_ENTRIES = 1_000
#: Unpacked bytes: of a sheet or the shared texts, of any other XML part, of a picture, and of all together.
_LARGEST_PART, _LARGEST_OTHER, _LARGEST_PICTURE = 24 * 1024 * 1024, 1024 * 1024, 6 * 1024 * 1024
_LARGEST_ALL = 32 * 1024 * 1024
#: Packed to unpacked, in parts of more than 100 kB. Sheets of thousands of like rows reach 60.
_HIGHEST_RATIO, _RATIO_MATTERS_FROM = 150, 100_000
_SAVE_AS = "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and send that file."

_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))

if not DEFUSEDXML:  # Without it, entities in a file would be expanded without bound.
    raise ImportError("Workbooks are read only with defusedxml. Install it.")


def too_many_rows() -> TableError:
    """Return the refusal of a file with more rows than are read."""
    return TableError(
        "too-many-rows",
        f"The file has more than {MOST_ROWS:,} rows, more than a chart can have. If they look empty, copy the table of "
        "positions into a new file and send that.",
    )


def read_sheet(data: bytes) -> Grid:
    """Return the rows of the first sheet that has our headings, or of the first one. Raises TableError only."""
    _check_archive(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in workbook.worksheets[:_MOST_SHEETS] if isinstance(sheet, ReadOnlyWorksheet)]
            if not sheets:
                raise TableError(
                    "no-sheet", "The workbook has no sheet with cells. Start from the download of the chart."
                )
            grids = []
            for sheet in sheets:
                grids.append(_grid(sheet))
                if headings_at(grids[-1].rows) is not None:
                    return grids[-1]
            return grids[0]
        finally:
            workbook.close()
    except TableError:
        raise
    except Exception as error:
        # openpyxl raises whatever comes up where a file is not as it should be.
        raise TableError("damaged", f"The workbook is damaged and cannot be read. {_SAVE_AS}") from error


def _grid(sheet: ReadOnlyWorksheet) -> Grid:
    """Return the rows of a sheet; of one that has no headings only the first ones, among which they should be."""
    reading = _Reading(sheet)
    rows: list[tuple[int, list[Any]]] = []
    last, filled = 0, 0
    for number, cells in reading.rows():
        if number <= last:
            raise TableError("damaged", f"The workbook is damaged: its rows are not in order. {_SAVE_AS}")
        last = number
        rows.append((number, cells))
        filled += not all(is_empty(cell) for cell in cells)
        if filled > MOST_ROWS + 1 or len(rows) > 5 * MOST_ROWS:
            raise too_many_rows()
        if len(rows) == HEADING_ROWS and headings_at(rows) is None:
            break
    while rows and all(is_empty(cell) for cell in rows[-1][1]):  # Only formatted: the program shows nothing there.
        rows.pop()
    messages = []
    if reading.merged:
        shown = ", ".join(reading.merged[:6]) + (" and others" if len(reading.merged) > 6 else "")
        messages.append(
            Message(
                f"Cells are merged ({shown}): only the first cell of each group has a text, the others count as empty. "
                "Unmerge them and fill in every row.",
                stops=False,
            )
        )
    return Grid(rows, messages)


class _Reading:
    """One pass over a sheet; ``merged`` has the merged ranges once it is over."""

    def __init__(self, sheet: ReadOnlyWorksheet) -> None:
        self.sheet = sheet
        self.merged: list[str] = []

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
                if elements > _MOST_ELEMENTS:
                    raise TableError(
                        "too-many-cells",
                        f"The sheet has far more cells than {MOST_ROWS:,} rows of a table. Delete everything from it "
                        "but the table of positions, and send it again.",
                    )
                if element.tag == ROW_TAG:
                    unvalued = {at for at, cell in enumerate(element) if _lacks_value(cell)}
                    number, found = parser.parse_row(element)
                    element.clear()
                    yield number, _values(found, unvalued)
                elif element.tag == MERGE_TAG:
                    self.merged = [str(one.get("ref"))[:24] for one in list(element)[:20]]
                    element.clear()


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


def _check_archive(data: bytes) -> None:
    """Raise TableError where the archive is damaged, is no workbook, or would unpack to more than a table needs."""
    # Counted before zipfile builds an object for every entry, which for a hostile file takes a second.
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES:
        raise _too_much("has more parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and _is_small(archive) else b""
    except Exception as error:
        raise TableError("damaged", f"The file is damaged: it is no whole archive. {_SAVE_AS}") from error
    if b"opendocument" in mimetype:
        raise TableError("opendocument", f"The file is an OpenDocument file (.ods). {_SAVE_AS}")
    if not any(name.startswith("xl/") for name in names) or "[content_types].xml" not in names:
        what = "a Word document" if any(name.startswith("word/") for name in names) else "no Excel workbook"
        raise TableError("not-a-table", f"The file is {what}. {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise TableError("binary-excel", f"The file is a binary Excel workbook (.xlsb). {_SAVE_AS}")
    if len(names) < len(entries):
        raise TableError("damaged", f"The workbook is damaged: it has two parts of one name. {_SAVE_AS}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableError("encrypted", f"The file is protected with a password. Remove the password. {_SAVE_AS}")
    total = 0
    for entry in entries:  # All of them: a hostile file names its sheets as it likes.
        name, size = entry.filename.lower(), entry.file_size
        total += size
        large = re.match(r"xl/(worksheets/[^/]+|sharedstrings)\.xml\Z", name)
        largest = _LARGEST_PART if large else _LARGEST_OTHER if name.endswith((".xml", ".rels")) else _LARGEST_PICTURE
        if size > largest or total > _LARGEST_ALL:
            raise _too_much("is larger")
        if size > _RATIO_MATTERS_FROM and size > _HIGHEST_RATIO * entry.compress_size:
            raise _too_much("unpacks to far more")
    _check_types(data, entries)


def _check_types(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Raise TableError where any XML part, read or not, has a document type declaration, as no program writes one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            has_one = any(
                sign in archive.read(entry)
                for entry in entries
                if entry.filename.lower().endswith((".xml", ".rels", ".vml"))
                for sign in _DOCTYPES
            )
    except Exception as error:
        raise TableError("damaged", f"The workbook is damaged and cannot be read. {_SAVE_AS}") from error
    if has_one:
        raise TableError(
            "doctype",
            "The workbook contains a document type declaration, which no spreadsheet program writes and which is not "
            "safe to read. Copy the table of positions into a new workbook and send that.",
        )


def _is_small(archive: zipfile.ZipFile) -> bool:
    return archive.getinfo("mimetype").file_size < 1000


def _too_much(what: str) -> TableError:
    return TableError(
        "too-large",
        f"The workbook {what} than a chart needs. Copy the table of positions into a new workbook and send that.",
    )
