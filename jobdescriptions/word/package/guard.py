"""Open the bytes of an upload as a package, or refuse them with one sentence that says what to do.

The decision rests on the first bytes and on the directory of the zip archive; only the two parts that locate the main
document are unpacked. Reading further parts has limits of its own (see ``parts``).
"""

from __future__ import annotations

import io
import struct
import zipfile

from jobdescriptions.word.names import DOCUMENT
from jobdescriptions.word.package.parts import Package, check_ratio, part_key
from jobdescriptions.word.package.refusal import FileRefused, damaged_error

__all__ = ["MAX_FILE_SIZE", "FileRefused", "Package", "open_package"]

#: Maximum file size in bytes: the largest real job description seen has 0.3 MB.
MAX_FILE_SIZE = 10 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_XML_PART_SIZE = 30 * 1024 * 1024
#: Maximum declared size in bytes of all entries together, read or not.
MAX_DECLARED_SIZE = 300 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_WORD = (b"\xdb\xa5-\x00", b"1\xbe\x00\x00", b"\xfe7\x00#")
_SAVE_AS = "open it in Word, choose File > Save As > Word Document (.docx), and send that file."


def open_package(data: bytes) -> Package:
    """Return the package in these bytes, with its main document located. Raises ``FileRefused``, and nothing else."""
    _check_beginning(data)
    entries = _read_entries(data)
    package = Package(data, {part_key(entry.filename): entry for entry in entries})
    package.unsafe_names = tuple(e.filename for e in entries if ".." in e.filename.replace("\\", "/").split("/"))
    _check_kind(package)
    package.main = _find_main(package)
    return package


def _check_beginning(data: bytes) -> None:
    if not data:
        raise FileRefused("empty", "The file is empty: check that it was saved, and send it again.")
    if len(data) > MAX_FILE_SIZE:
        raise FileRefused(
            "too-large",
            f"The file is larger than {MAX_FILE_SIZE // 1024 // 1024} MB: "
            "remove or compress its pictures in Word, save it and send it again.",
        )
    if data.startswith(b"PK\x03\x04"):
        return
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    if data.startswith(_OLD_WORD):
        raise _refuse_old_word()
    if head.startswith(b"{\\rtf"):
        raise FileRefused("rtf", f"The file is in Rich Text Format (.rtf), not a Word document: {_SAVE_AS}")
    if b"%pdf-" in head:
        raise FileRefused(
            "pdf",
            "The file is a PDF: send the Word document that it was made from, or open the PDF in Word, "
            "check the text and save it as a Word Document (.docx).",
        )
    if b"mso-application" in head or (b"schemas.microsoft.com/office/" in head and head.startswith(b"<?xml")):
        raise FileRefused("word-xml", f"The file is a Word document saved as one XML file: {_SAVE_AS}")
    if head.startswith((b"<!doctype html", b"<html", b"mime-version:")) or b"<html" in head:
        raise FileRefused("html", f"The file is a web page, not a Word document: {_SAVE_AS}")
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise damaged_error("it is an empty or a divided zip archive")
    raise FileRefused("not-word", f"The file is not a Word document: {_SAVE_AS}")


def _refuse_ole(data: bytes) -> FileRefused:
    def contains(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if contains("EncryptedPackage") or contains("EncryptionInfo"):
        return _refuse_encrypted()
    if contains("WordDocument"):
        return _refuse_old_word()
    if contains("Workbook") or contains("PowerPoint Document"):
        return _refuse_other_office("an Excel workbook" if contains("Workbook") else "a PowerPoint presentation")
    return FileRefused("not-word", f"The file is not a Word document: {_SAVE_AS}")


def _refuse_encrypted() -> FileRefused:
    return FileRefused(
        "encrypted",
        "The file is protected with a password: open it in Word, remove the password under "
        "File > Info > Protect Document > Encrypt with Password, save it and send it again.",
    )


def _refuse_old_word() -> FileRefused:
    return FileRefused("old-word", f"The file is in the old Word format (.doc): {_SAVE_AS}")


def _refuse_other_office(what: str) -> FileRefused:
    return FileRefused(
        "other-office", f"The file is {what}, not a Word document: send the job description as a .docx file."
    )


def _read_entries(data: bytes) -> list[zipfile.ZipInfo]:
    # Counted before zipfile builds an object for every entry, which takes a second for a hostile file.
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise FileRefused(
            "too-many-entries",
            f"The file has more than {MAX_ENTRIES:,} parts, which no job description needs: "
            "copy the text into a new Word document and send that.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith(("/", "\\"))]
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, OverflowError, IndexError):
        raise damaged_error("it is cut off or not a whole zip archive") from None
    _check_entries(entries)
    return entries


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    declared = 0
    for entry in entries:
        key = part_key(entry.filename)
        if key in seen:
            raise FileRefused(
                "two-of-one-name",
                f"The file has two parts of one name ({entry.filename}), so that programs may differ about what it "
                "says: open it in Word, save it under a new name, and send that.",
            )
        seen.add(key)
        if entry.flag_bits & 0x1:
            raise _refuse_encrypted()
        size = entry.file_size
        declared += size
        if size > MAX_XML_PART_SIZE and key.endswith((".xml", ".rels")):
            raise FileRefused(
                "part-too-large",
                f"A part of the file ({entry.filename}) is larger than a job description can be: "
                "copy the text into a new Word document and send that.",
            )
        if key.endswith((".xml", ".rels")):
            check_ratio(entry)
    if declared > MAX_DECLARED_SIZE:
        raise FileRefused(
            "total-too-large",
            "The file unpacks to more than a job description can hold: "
            "copy the text of the job description into a new Word document and send that.",
        )


def _check_kind(package: Package) -> None:
    if "[content_types].xml" in package:
        return
    kind = (package.read("mimetype") or b"") if "mimetype" in package else b""
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise FileRefused("opendocument", f"The file is an OpenDocument file (.odt), not a Word document: {_SAVE_AS}")
    if any(key.endswith(".iwa") for key in package.parts()):
        raise FileRefused(
            "not-word", "The file is a Pages document: export it from Pages as a Word file, and send that."
        )
    raise FileRefused("not-word", f"The file is a zip archive but not a Word document: {_SAVE_AS}")


def _find_main(package: Package) -> str:
    main = package.find_related("", "officeDocument")
    if main is None:
        raise FileRefused(
            "no-main-document", f"The file has no text: its main document is missing. If Word opens it, {_SAVE_AS}"
        )
    if main.startswith("xl/"):
        raise _refuse_other_office("an Excel workbook")
    if main.startswith("ppt/"):
        raise _refuse_other_office("a PowerPoint presentation")
    if main.startswith("visio/"):
        raise _refuse_other_office("a Visio drawing")
    return main


def check_document(root_name: str) -> None:
    """Refuse a main document whose root element is not that of a Word document."""
    if root_name != DOCUMENT:
        raise FileRefused("not-word", f"The main part of the file is not a Word document: {_SAVE_AS}")
