"""Reading the file of a table: its kind, and the rows of a CSV file. No Django in here.

A CSV file may be in UTF-8 or UTF-16 or, as older programs save it, in Windows-1252; its fields may be separated by
commas, semicolons or tabs, its lines may end in any way.
"""

from __future__ import annotations

import csv
import io
import re

from orgcharts.spreadsheet.archive import SAVE_AS
from orgcharts.spreadsheet.cells import MAX_CELL_LENGTH, is_empty
from orgcharts.spreadsheet.headings import count_known_headings, find_headings
from orgcharts.spreadsheet.limits import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, too_many_rows
from orgcharts.spreadsheet.read_workbook import read_spreadsheet
from orgcharts.spreadsheet.values import Message, RawRows, TableError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CSV_ENDINGS = (".csv", ".tsv", ".txt")
#: The endings of spreadsheets, each with what such a file holds.
_SHEET_ENDINGS = {".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods"}


def read_table(name: str, data: bytes) -> RawRows:
    """Return the rows of the file with that name and those bytes. Raises only TableError."""
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
        raise TableError("ending", f"The name of the file does not end in .csv or .xlsx, nor in .ods. {SAVE_AS}")
    if is_sheet != (ending in _SHEET_ENDINGS):
        named = "CSV" if is_sheet else "an OpenDocument spreadsheet" if ending == ".ods" else "an Excel workbook"
        found, proper = _describe_archive(data) if is_sheet else ("plain text", ".csv")
        raise TableError(
            "ending",
            f"The name of the file ends in {ending}, as that of {named} does, but it holds {found}. Give it a name "
            f"that ends in {proper}, or save it anew in a spreadsheet program, and send it again.",
        )
    return read_spreadsheet(data, _SHEET_ENDINGS[ending]) if is_sheet else read_csv(data)


def _describe_archive(archive: bytes) -> tuple[str, str]:
    """Return the kind of an archive in words, and its proper ending; OpenDocument files begin with their type."""
    if b"opendocument.spreadsheet" in archive[:100]:
        return "an OpenDocument spreadsheet", ".ods"
    return "an Excel workbook", ".xlsx"


def _is_sheet(ending: str, data: bytes) -> bool:
    """Say whether the file is a zip archive, as spreadsheets are. Raises TableError for files of other programs."""
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
        raise TableError("old-excel", f"The file is in the old format of Excel (.xls). {SAVE_AS}")
    if ending == ".xls":
        raise TableError("old-excel", f"The file has the ending of the old format of Excel (.xls). {SAVE_AS}")
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"{\\rtf", b"%pdf-")) or b"<html" in head:
        raise TableError("not-a-table", f"The file is a web page, a PDF or another document, not a table. {SAVE_AS}")
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise TableError("damaged", "The file is damaged: it is an empty or divided archive. Save it anew and send it.")
    return False


def read_csv(data: bytes) -> RawRows:
    """Return the rows of a CSV file. Raises only TableError."""
    messages: list[Message] = []
    text = _decode(data, messages)
    first, named = 0, None
    # Excel's own line with the separator of the file; Excel does not show it as a row.
    if found_separator := re.match(r"sep=([,;\t])\r?\n?", text, re.IGNORECASE):
        first, named = found_separator.end(), found_separator[1]
    text, remarks = _skip_remarks(text[first:], messages)
    rows = _rows(text, named or _detect_separator(text), remarks)
    while rows and all(is_empty(cell) for cell in rows[-1][1]):
        if not rows[-1][1] or len(rows) > MOST_ROWS:  # An empty line at the end is none.
            rows.pop()
        else:
            break
    return RawRows(rows, messages)


def _decode(data: bytes, messages: list[Message]) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise _not_text() from None
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise _not_text() from None
        messages.append(
            Message(
                "The file is not in UTF-8; it was read as Windows-1252. Check letters with accents below. In Excel, "
                "save as “CSV UTF-8” instead.",
                is_error=False,
            )
        )
    text = text.removeprefix("\ufeff")
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise _not_text()
    return text


def _not_text() -> TableError:
    return TableError("not-text", f"The file is not plain text, so it is no CSV file. {SAVE_AS}")


def _detect_separator(text: str) -> str:
    """Return the separator with which the first rows hold the most known headings."""
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
        known = max((count_known_headings(cells) for _, cells in rows), default=0)
        found = (find_headings(rows) is not None, known, max((len(cells) for _, cells in rows), default=0))
        if found > most:
            best, most = separator, found
    return best


#: A line such as draw.io's settings: two number signs, one with a name and a colon, or no separator in it.
_REMARK = re.compile(r"##.*|#\s*[A-Za-z]\w*\s*:.*|#[^,;\t]*")


def _skip_remarks(text: str, messages: list[Message]) -> tuple[str, int]:
    """Return the text without the lines of remarks at its beginning, and the number of those lines."""
    at = count = 0
    while (line := re.compile(r"([^\r\n]*)(\r\n|\n|\r)").match(text, at)) and (
        _REMARK.fullmatch(line[1]) or (count and not line[1].strip())
    ):
        at, count = line.end(), count + 1
    if count:
        lines = "The first line begins" if count == 1 else f"The first {count} lines begin"
        messages.append(
            Message(
                f"{lines} with #, as the settings of draw.io do above the headings. They are no part of the table and "
                "were passed over.",
                is_error=False,
            )
        )
    return text[at:], count


def _rows(text: str, separator: str, before: int) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV file with their numbers; ``before`` is the number of lines before the first."""
    rows: list[tuple[int, list[str]]] = []
    filled = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            rows.append((before + number, cells[:MOST_COLUMNS]))
            filled += any(cells)
            if filled > MOST_ROWS + 1 or number > 10 * MOST_ROWS:
                raise too_many_rows()
    except csv.Error as error:
        where = f"In row {before + len(rows) + 1:,} or a row after it"
        if "unexpected end" in str(error) or "larger than" in str(error):
            raise TableError(
                "quotes",
                f"{where} a quotation mark begins a field that does not end, or a field has far more than "
                f"{MAX_CELL_LENGTH:,} characters. Add the closing quotation mark, or save the table as CSV in a "
                "spreadsheet program.",
            ) from None
        raise TableError(
            "quotes",
            f"{where} something follows the closing quotation mark of a field. Write a quotation mark inside a field "
            "twice, or save the table as CSV in a spreadsheet program.",
        ) from None
    return rows
