"""What openpyxl does not expose of an Excel sheet that it reads row by row. No Django in here.

Which rows there are, which of them are hidden, which cells are merged, and which formulas have no stored
result: read from the sheet's own XML (ECMA-376, part 1, chapter 18.3), with defusedxml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS

from orgcharts.spreadsheet.archive import SAVE_AS
from orgcharts.spreadsheet.limits import MOST_ELEMENTS, too_many_cells
from orgcharts.spreadsheet.values import MergedRange, TableError

#: The last row that Excel has.
LAST_ROW = 1_048_576
_MOST_MERGED = 1_000
_ROW, _CELL, _FORMULA, _VALUE, _MERGED = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "f", "v", "mergeCells"))


class SheetLayout:
    """The layout of one sheet; ``hidden`` and ``merged`` are complete once ``read`` is exhausted."""

    def __init__(self) -> None:
        self.hidden: list[int] = []
        self.merged: list[MergedRange] = []

    def read(self, source: IO[bytes]) -> Iterator[tuple[int, set[int]]]:
        """Yield the number of each row that the file has, and its columns (from 1) with a formula and no result.

        Raises TableError where rows are not in order or there are too many cells, and whatever the parser raises where
        the XML is damaged.
        """
        last = 0
        for elements, (_, element) in enumerate(iterparse(source, forbid_dtd=True), start=1):
            if elements > MOST_ELEMENTS:
                raise too_many_cells()
            if element.tag == _ROW:
                number = _row_number(element, last)
                if not last < number <= LAST_ROW:
                    raise TableError("damaged", f"The workbook is damaged: its rows are not in order. {SAVE_AS}")
                last = number
                if element.get("hidden") in {"1", "true"}:
                    self.hidden.append(number)
                yield number, _find_formulas_without_result(element)
                element.clear()
            elif element.tag == _MERGED:
                self.merged = [_read_range(str(one.get("ref"))) for one in list(element)[:_MOST_MERGED]]
                element.clear()


def _row_number(row: Element, last: int) -> int:
    text = row.get("r")
    return last + 1 if text is None else int(float(text))


def _find_formulas_without_result(row: Element) -> set[int]:
    found: set[int] = set()
    if row.find(f"{_CELL}/{_FORMULA}") is None:  # As in most rows.
        return found
    column = 0
    for cell in row:
        name = cell.get("r")
        column = coordinate_to_tuple(name)[1] if name else column + 1
        if cell.find(_FORMULA) is not None and not cell.findtext(_VALUE):
            found.add(column)
    return found


def _read_range(name: str) -> MergedRange:
    _, first, _, last = range_boundaries(name)
    return MergedRange(name[:24], first or 1, last or first or 1)
