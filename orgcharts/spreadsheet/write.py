"""Writing a chart's table as CSV that Excel opens directly, or as an Excel workbook with an explanation.

``rows.recognize`` reads exactly what was written. No Django in here.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from orgcharts.spreadsheet.cells import MAX_CELL_LENGTH, clean_text, escape_apostrophe, escape_formula
from orgcharts.spreadsheet.columns import COLUMN, FTE, Column

CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The second sheet of a workbook.
EXPLANATION = "How to fill in"

_BOLD = Font(bold=True)
_HEADING_FILL = PatternFill("solid", fgColor="D9E2F3")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_TEXT = "@"
_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")

_RULES = (
    "The first sheet has one row for each position of the chart, under the headings of its first row.",
    "Change, add, delete and reorder rows as you like, then import the file in the administration of the site. It "
    "first shows what would change; nothing is saved before you confirm it.",
    "The order of the rows does not matter: the index number says where a position stands. A position moves where you "
    "give it another index number, or name another supervisor in “Reports to”. Where rows that you delete or insert "
    "leave gaps or double numbers, the import offers to close up the numbers.",
    "A position that has no row is deleted, with its notes and dotted lines. What this table has no column "
    "for stays as it is.",
)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8 with a byte order mark, of rows of text under the headings of those columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([COLUMN[name].heading for name in columns])
    for row in rows:
        writer.writerow([escape_formula(_truncate(text)) for text in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def write_workbook(
    columns: Sequence[str], rows: Iterable[Sequence[str]], title: str, remarks: Sequence[str] = ()
) -> bytes:
    """Return an Excel workbook with the rows in its first sheet, and the columns explained in its second.

    ``title`` becomes the title of the document; ``remarks`` come last in the explanation. The same rows make the same
    bytes, whenever they are written.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = clean_text(title)[:250]
    workbook.properties.creator = "TechSETS"
    sheet = workbook.create_sheet("Positions")
    sheet.freeze_panes = "A2"
    for at, name in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = COLUMN[name].width
        if name != FTE:  # So that numbers in added rows stay text too.
            dimension.number_format = _TEXT
    sheet.append([_heading(sheet, COLUMN[name].heading) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, name, text) for name, text in zip(columns, row, strict=True)])
    _explain(workbook, [COLUMN[name] for name in columns], remarks)
    out = io.BytesIO()
    workbook.save(out)
    return _remove_times(out)


def _remove_times(workbook: io.BytesIO) -> bytes:
    """Return a workbook without the times that openpyxl and zipfile write into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(workbook) as dated, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as undated:
        for entry in dated.infolist():
            data = dated.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _TIMES.sub(b"", data)
            undated.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _truncate(text: str) -> str:
    return clean_text(text)[: MAX_CELL_LENGTH - 1]


def _heading(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = _BOLD, _HEADING_FILL
    return cell


def _cell(sheet: Any, name: str, text: str) -> WriteOnlyCell | None:
    text = _truncate(text)
    if name == FTE:
        return WriteOnlyCell(sheet, float(text)) if text else None
    if not text:
        return None
    return _text(sheet, escape_apostrophe(text))


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    # Whatever it looks like, it is a text: no formula and no error.
    cell.data_type = "s"
    cell.number_format = _TEXT
    if escape_formula(text) != text:
        cell.quotePrefix = True  # It stays a text when somebody edits it.
    return cell


def _explain(workbook: Workbook, columns: Sequence[Column], remarks: Sequence[str]) -> None:
    sheet = workbook.create_sheet(EXPLANATION)
    for letter, width in zip("ABCDE", (20, 90, 24, 30, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_heading(sheet, text) for text in ("Column", "What goes into it", "Example", "Example", "Example")])
    for column in columns:
        texts = (column.heading, column.explanation, *column.example)
        cells = [_text(sheet, text) for text in texts]
        for cell in cells:
            cell.alignment = _WRAPPED
        cells[0].font = _BOLD
        sheet.append(cells)
    for text in ("", *_RULES, *remarks):
        cell = _text(sheet, text)
        cell.alignment = _WRAPPED
        sheet.append([None, cell])
