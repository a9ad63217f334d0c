"""Checks of spreadsheets as zip archives of XML, before they are parsed. No Django in here."""

from __future__ import annotations

import io
import re
import zipfile

from orgcharts.spreadsheet.values import TableError

SAVE_AS = "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and send that file."
EXCEL, OPEN_DOCUMENT = "xlsx", "ods"

_MOST_ENTRIES = 1_000
#: Maximum unpacked bytes: of a sheet or the shared texts, of any other XML part, of a picture, and of all together.
_LARGEST_PART, _LARGEST_OTHER, _LARGEST_PICTURE = 24 * 1024 * 1024, 1024 * 1024, 6 * 1024 * 1024
_LARGEST_ALL = 32 * 1024 * 1024
#: Maximum ratio of unpacked to packed bytes, in parts of more than 100 kB. Sheets of thousands of like rows reach 60.
_HIGHEST_RATIO, _RATIO_MATTERS_FROM = 150, 100_000
_LARGE_PARTS = re.compile(r"xl/(worksheets/[^/]+|sharedstrings)\.xml\Z|content\.xml\Z")
_XML_ENDINGS = (".xml", ".rels", ".rdf", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def check_archive(data: bytes) -> str:
    """Return the kind of spreadsheet: EXCEL or OPEN_DOCUMENT.

    Raises TableError where it is damaged, protected or no spreadsheet, has a document type definition in a part, or
    would unpack to more than the limits.
    """
    # Counted before zipfile builds an object for every entry, which for a hostile file takes a second.
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES:
        raise _too_much("has more parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            kind = _kind(archive, {entry.filename.lower() for entry in entries})
            _check_entries(entries)
            for entry in entries:
                if entry.filename.lower().endswith(_XML_ENDINGS):
                    _check_part(entry.filename, archive.read(entry))
    except TableError:
        raise
    except Exception as error:
        raise TableError("damaged", f"The file is damaged: it is no whole archive. {SAVE_AS}") from error
    return kind


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 1000:
        mimetype = archive.read("mimetype").strip()
        if mimetype == b"application/vnd.oasis.opendocument.spreadsheet":
            return OPEN_DOCUMENT
        if mimetype.startswith(b"application/vnd.oasis.opendocument"):
            raise TableError("not-a-table", f"The file is an OpenDocument file, but no spreadsheet (.ods). {SAVE_AS}")
    if not any(name.startswith("xl/") for name in names) or "[content_types].xml" not in names:
        what = "a Word document" if any(name.startswith("word/") for name in names) else "no Excel workbook"
        raise TableError("not-a-table", f"The file is {what}. {SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise TableError("binary-excel", f"The file is a binary Excel workbook (.xlsb). {SAVE_AS}")
    return EXCEL


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise TableError("damaged", f"The workbook is damaged: it has two parts of one name. {SAVE_AS}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _protected()
    total = 0
    for entry in entries:  # All of them: a hostile file names its sheets as it likes.
        name, size = entry.filename.lower(), entry.file_size
        total += size
        largest = _LARGEST_OTHER if name.endswith((".xml", ".rels", ".rdf")) else _LARGEST_PICTURE
        if _LARGE_PARTS.match(name):
            largest = _LARGEST_PART
        if size > largest or total > _LARGEST_ALL:
            raise _too_much("is larger")
        if size > _RATIO_MATTERS_FROM and size > _HIGHEST_RATIO * entry.compress_size:
            raise _too_much("unpacks to far more")


def _check_part(name: str, content: bytes) -> None:
    """Raise TableError for a part with a document type declaration, which no spreadsheet program writes."""
    if any(sign in content for sign in _DOCTYPES):
        raise TableError(
            "doctype",
            "The workbook contains a document type declaration, which no spreadsheet program writes and which is not "
            "safe to read. Copy the table of positions into a new workbook and send that.",
        )
    if name == "META-INF/manifest.xml" and b"encryption-data" in content:  # How OpenDocument files are protected.
        raise _protected()


def _protected() -> TableError:
    return TableError("encrypted", f"The file is protected with a password. Remove the password. {SAVE_AS}")


def _too_much(what: str) -> TableError:
    return TableError(
        "too-large",
        f"The workbook {what} than a chart needs. Copy the table of positions into a new workbook and send that.",
    )
