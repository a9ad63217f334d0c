"""The formatting that a table style gives to a cell, depending on the cell's position in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobdescriptions.word.names import TABLE_LOOK, VAL, word

if TYPE_CHECKING:
    from lxml import etree

#: Formatting properties by name. A missing key is unspecified.
Properties = dict[str, Any]


class TableStyle:
    """The formatting of a table style: its own properties, and those of the conditional parts of a table."""

    def __init__(self, parts: dict[str, Properties], row_band: int, column_band: int) -> None:
        self._parts = parts
        self._row_band = max(row_band, 1)
        self._column_band = max(column_band, 1)
        self._merged: dict[tuple[str, ...], Properties] = {}

    def cell(self, flags: frozenset[str], row: int, column: int, rows: int, columns: int) -> Properties:
        """Return the properties of a cell: one object for all cells that are alike.

        ``flags`` are the conditional parts that are switched on (``w:tblLook``).
        """
        names = ["wholeTable"]
        if "noVBand" not in flags:
            band = (column - ("firstColumn" in flags)) // self._column_band
            names.append("band2Vert" if band % 2 else "band1Vert")
        if "noHBand" not in flags:
            band = (row - ("firstRow" in flags)) // self._row_band
            names.append("band2Horz" if band % 2 else "band1Horz")
        if "lastColumn" in flags and column == columns - 1:
            names.append("lastCol")
        if "firstColumn" in flags and column == 0:
            names.append("firstCol")
        if "lastRow" in flags and row == rows - 1:
            names.append("lastRow")
        if "firstRow" in flags and row == 0:
            names.append("firstRow")
        key = tuple(names)
        merged = self._merged.get(key)
        if merged is None:
            merged = self._merged[key] = {}
            for name in names:
                merged |= self._parts.get(name, {})
        return merged


def read_table_look(properties: etree._Element | None) -> frozenset[str]:
    """Return the conditional parts that a ``w:tblPr`` switches on; Word's defaults if it does not say."""
    look = None if properties is None else properties.find(TABLE_LOOK)
    if look is None:
        return frozenset(("noHBand", "noVBand"))
    try:
        value = int(look.get(VAL) or "0", 16)
    except ValueError:
        value = 0
    flags = set()
    for name, bit in _LOOK_BITS.items():
        own = look.get(word(name))
        if bool(value & bit) if own is None else own in ("1", "true", "on"):
            flags.add(name)
    return frozenset(flags)


_LOOK_BITS = {
    "firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200, "noVBand": 0x400,
}  # fmt: skip
