"""The sheets of an OpenDocument spreadsheet (.ods), as LibreOffice and Google Sheets write it. No Django in here.

Read from the package's own XML (OpenDocument 1.3, part 3, chapters 9 and 19), with defusedxml, under the same limits as
an Excel workbook. The libraries that read it either build a tree of the whole file (odfpy), or do not tell which rows
are hidden and which cells are merged (python-calamine).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter

from orgcharts.spreadsheet.cells import NO_VALUE, is_empty
from orgcharts.spreadsheet.limits import MOST_COLUMNS, MOST_ELEMENTS, MOST_ROWS, too_many_cells
from orgcharts.spreadsheet.values import MergedRange

_TABLE_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE, _ROW = f"{_TABLE_NAMES}table", f"{_TABLE_NAMES}table-row"
_CELL, _COVERED = f"{_TABLE_NAMES}table-cell", f"{_TABLE_NAMES}covered-table-cell"
_DURATION = re.compile(r"(-?)PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d*)?S")


@dataclass(slots=True)
class OpenDocumentSheet:
    """A sheet; ``hidden`` and ``merged`` are complete once its rows are exhausted."""

    name: str
    hidden: list[int] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)


def read_sheets(data: bytes) -> Iterator[tuple[OpenDocumentSheet, Iterator[tuple[int, list[Any]]]]]:
    """Yield each sheet with its rows (number and values), which have to be read before the next sheet.

    Raises TableError for a sheet with too many cells, and whatever the parser raises where the XML is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as source:
        events = iter(iterparse(source, events=("start", "end"), forbid_dtd=True))
        for event, element in events:
            if event == "start" and element.tag == _TABLE:
                sheet = OpenDocumentSheet(element.get(f"{_TABLE_NAMES}name", ""))
                rows = _rows(sheet, element, events)
                yield sheet, rows
                for _ in rows:
                    pass


def _rows(sheet: OpenDocumentSheet, table: Element, events: Iterator) -> Iterator[tuple[int, list[Any]]]:
    number = elements = nested = 0
    for event, element in events:
        elements += 1
        if elements > 2 * MOST_ELEMENTS:  # Each has a start and an end.
            raise too_many_cells()
        if element.tag == _TABLE:  # A table inside of a cell, or the end of this one.
            if element is table:
                table.clear()
                return
            nested += 1 if event == "start" else -1
        if event == "start" or element.tag != _ROW or nested:
            continue
        values = _values(element, sheet, number + 1)
        repeated = _count(element, "number-rows-repeated")
        is_hidden = element.get(f"{_TABLE_NAMES}visibility") in {"collapse", "filter"}
        # Programs write empty rows down to the end of the sheet as one.
        times = 1 if all(map(is_empty, values)) else min(repeated, MOST_ROWS + 2)
        for at in range(number + 1, number + 1 + times):
            if is_hidden:
                sheet.hidden.append(at)
            yield at, values
        number += repeated
        element.clear()


def _values(row: Element, sheet: OpenDocumentSheet, number: int) -> list[Any]:
    values: list[Any] = []
    for cell in row:
        if cell.tag not in {_CELL, _COVERED} or len(values) >= MOST_COLUMNS:
            continue
        wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            first, last = get_column_letter(len(values) + 1), get_column_letter(min(len(values) + wide, 16_384))
            sheet.merged.append(MergedRange(f"{first}{number}:{last}{number + high - 1}", number, number + high - 1))
        value = _value(cell) if cell.tag == _CELL else None
        values.extend([value] * min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - len(values)))
    while values and values[-1] is None:  # Programs write empty cells to the end of the sheet.
        values.pop()
    return values


def _count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE_NAMES}{name}", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _value(cell: Element) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in {"float", "percentage", "currency"}:
        number = float(cell.get(f"{_OFFICE}value", ""))
        return int(number) if number.is_integer() and abs(number) < 10**15 else number
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value", ""))
    if kind == "time":
        sign, hours, minutes, seconds = _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", "")).groups()
        length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
        return -length if sign else length
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    # Comments and drawings stand in the cell too: only its own paragraphs are its text.
    text = "\n".join(_text(part) for part in cell if part.tag == f"{_TEXT}p")
    if not text:
        return NO_VALUE if kind is None and cell.get(f"{_TABLE_NAMES}formula") else None
    return text


def _date(text: str) -> date:
    moment = datetime.fromisoformat(text)
    return moment if "T" in text else moment.date()


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":  # Spaces, of which XML would make one.
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * min(int(count) if count.isascii() and count.isdecimal() else 1, 1000))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif not child.tag.startswith(_OFFICE):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
