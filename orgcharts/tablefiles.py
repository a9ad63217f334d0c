"""Files that people send as a table: what kind a file is, and the rows of a CSV file. No Django in here.

A CSV file may be in UTF-8 or UTF-16 or, as older programs save it, in Windows-1252; its fields may be separated by
commas, semicolons or tabs, its lines may end in any way.
"""

from __future__ import annotations

import csv
import io
import re

from orgcharts import tablesheets
from orgcharts.tablecells import LONGEST_CELL, is_empty
from orgcharts.tablecolumns import column_of
from orgcharts.tables import Grid, Message, TableError, headings_at

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = tablesheets.MOST_ROWS
MOST_COLUMNS = tablesheets.MOST_COLUMNS

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and send that file."
_CSV_ENDINGS, _SHEET_ENDINGS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm")


def read_table(name: str, data: bytes) -> Grid:
    """Return the rows of the file with that name and those bytes. Raises TableError, and nothing else."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise TableError("empty", "The file is empty. Check that it was saved, and send it again.")
    if len(data) > LARGEST_FILE:
        raise TableError(
            "too-large",
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB, which no chart needs. Delete everything from "
            "it but the table of positions, and send it again.",
        )
    is_sheet = _is_sheet(ending, data)
    if ending not in (*_CSV_ENDINGS, *_SHEET_ENDINGS):
        raise TableError("ending", f"The name of the file does not end in .csv or .xlsx. {_SAVE_AS}")
    if is_sheet != (ending in _SHEET_ENDINGS):
        found, named = ("an Excel workbook", "CSV") if is_sheet else ("plain text", "an Excel workbook")
        proper = ".xlsx" if is_sheet else ".csv"
        raise TableError(
            "ending",
            f"The name of the file ends in {ending}, as that of {named} does, but it holds {found}. Give it a name "
            f"that ends in {proper}, or save it anew in a spreadsheet program, and send it again.",
        )
    return tablesheets.read_sheet(data) if is_sheet else read_csv(data)


def _is_sheet(ending: str, data: bytes) -> bool:
    """Say whether the bytes are a zip archive, as an .xlsx is. Raises TableError for files of other programs."""
    if data.startswith(b"PK\x03\x04"):
        return True
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise TableError(
                "encrypted",
                "The file is protected with a password. Open it in Excel, remove the password under File > Info > "
                "Protect Workbook > Encrypt with Password, save it and send it again.",
            )
        raise TableError("old-excel", f"The file is in the old format of Excel (.xls). {_SAVE_AS}")
    if ending == ".xls":
        raise TableError("old-excel", f"The file has the ending of the old format of Excel (.xls). {_SAVE_AS}")
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"{\\rtf", b"%pdf-")) or b"<html" in head:
        raise TableError("not-a-table", f"The file is a web page, a PDF or another document, not a table. {_SAVE_AS}")
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise TableError("damaged", "The file is damaged: it is an empty or divided archive. Save it anew and send it.")
    return False


def read_csv(data: bytes) -> Grid:
    """Return the rows of a CSV file. Raises TableError, and nothing else."""
    messages: list[Message] = []
    text = _decoded(data, messages)
    first, named = 0, None
    # Excel's own line that says which separator the file has; Excel does not show it as a row.
    if said := re.match(r"sep=([,;\t])\r?\n?", text, re.IGNORECASE):
        first, named = said.end(), said[1]
    text = text[first:]
    rows = _rows(text, named or _separator(text))
    while rows and all(is_empty(cell) for cell in rows[-1][1]):
        if not rows[-1][1] or len(rows) > MOST_ROWS:  # An empty line at the end is none.
            rows.pop()
        else:
            break
    return Grid(rows, messages)


def _decoded(data: bytes, messages: list[Message]) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise _no_text() from None
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise _no_text() from None
        messages.append(
            Message(
                "The file is not in UTF-8; it was read as Windows-1252. Check letters with accents below. In Excel, "
                "save as “CSV UTF-8” instead.",
                stops=False,
            )
        )
    text = text.removeprefix("\ufeff")
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise _no_text()
    return text


def _no_text() -> TableError:
    return TableError("not-text", f"The file is not plain text, so it is no CSV file. {_SAVE_AS}")


def _separator(text: str) -> str:
    """Return the separator with which the first rows hold the most headings that are known."""
    # Enough for the headings, and to the end of a line, so that no quotation is cut in two.
    head = text[:20_000]
    best, most = ",", (False, 0, 0)
    for separator in (",", ";", "\t"):
        rows = []
        try:
            for cells in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
                rows.append((len(rows) + 1, cells[:MOST_COLUMNS]))
                if len(rows) == 20:
                    break
        except csv.Error:
            pass
        known = max((sum(column_of(cell) is not None for cell in cells) for _, cells in rows), default=0)
        found = (headings_at(rows) is not None, known, max((len(cells) for _, cells in rows), default=0))
        if found > most:
            best, most = separator, found
    return best


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    filled = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            rows.append((number, cells[:MOST_COLUMNS]))
            filled += any(cells)
            if filled > MOST_ROWS + 1 or number > 10 * MOST_ROWS:
                raise tablesheets.too_many_rows()
    except csv.Error as error:
        where = f"In row {len(rows) + 1:,} or a row after it"
        if "unexpected end" in str(error) or "larger than" in str(error):
            raise TableError(
                "quotes",
                f"{where} a quotation mark begins a field that does not end, or a field has far more than "
                f"{LONGEST_CELL:,} characters. Add the closing quotation mark, or save the table as CSV in a "
                "spreadsheet program.",
            ) from None
        raise TableError(
            "quotes",
            f"{where} something follows the closing quotation mark of a field. Write a quotation mark inside a field "
            "twice, or save the table as CSV in a spreadsheet program.",
        ) from None
    return rows
