"""Unpack uploads: Word files, and zip archives of them."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from jobdescriptions.word.package.guard import MAX_FILE_SIZE, FileRefused

#: Maximum number of Word files in an archive.
MOST_FILES = 500
#: Maximum number of entries of any kind, counted before zipfile makes an object of each.
MOST_ENTRIES = 5_000
#: Maximum unpacked size of all Word files of an archive, in bytes.
LARGEST_ARCHIVE = 200 * 1024 * 1024
#: Extensions of Word files; .doc is included so that it is refused with a remedy.
WORD_ENDINGS = frozenset((".docx", ".docm", ".dotx", ".dotm", ".doc"))

#: Exceptions of unpacking damaged or encrypted archives, or unsupported compression.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


#: Maximum CPU seconds of one request for reading files. Real ones take about 25 ms each.
MOST_SECONDS = 20


class RequestBudget:
    """The CPU time of one request for reading files. ``left`` are the names of files that were not read."""

    def __init__(self) -> None:
        self._start = time.thread_time()
        self.left: list[str] = []

    @property
    def is_spent(self) -> bool:
        """Whether the time is used up."""
        return time.thread_time() - self._start >= MOST_SECONDS

    @property
    def sentence(self) -> str:
        """The message that names the files that were not read, with a remedy."""
        names = ", ".join(self.left[:20])
        more = f" and {len(self.left) - 20} more" if len(self.left) > 20 else ""
        return (
            f"Reading took too long for one upload. Not read: {names}{more}. Send these files again, fewer at a time."
        )


def unpack_word_files(name: str, data: bytes) -> Iterator[tuple[str, bytes | FileRefused]]:
    """Yield (name, bytes) of each Word file of an upload: the file itself, or those in a zip archive.

    A file that is damaged inside its archive yields a Refused in place of its bytes. Word files are zip archives too,
    and are recognized by their content types part. Entries with other extensions than ``WORD_ENDINGS``, Word's lock
    files and files added by macOS are skipped. Raises Refused for an archive that is damaged, encrypted, too large, or
    without Word files.
    """
    if not data.startswith(b"PK") or not name.lower().endswith(".zip"):
        yield name, data
        return
    if data.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise FileRefused(
            "archive-too-many-entries",
            f"The archive has more than {MOST_ENTRIES:,} entries. Put only the Word files in, and send it again.",
        )
    if _is_office_file(data):
        yield name, data
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise FileRefused(
            "archive-damaged", "The archive cannot be unpacked: it is damaged. Make it anew and send it."
        ) from error
    with archive:
        entries = [entry for entry in archive.infolist() if _is_wanted(entry)]
        if not entries:
            raise FileRefused(
                "archive-empty", "There is no Word file (.docx) in the archive. Put the files in and send it again."
            )
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_FILES or total > LARGEST_ARCHIVE:
            raise FileRefused(
                "archive-too-large",
                f"It holds {len(entries)} Word files of {total // 1024 // 1024} MB together. Send archives of "
                f"at most {MOST_FILES} files and {LARGEST_ARCHIVE // 1024 // 1024} MB.",
            )
        for entry in entries:
            yield PurePosixPath(entry.filename.replace("\\", "/")).name, _unpack(archive, entry)


def _is_office_file(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.lower() == "[content_types].xml" for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    wanted = path.suffix.lower() in WORD_ENDINGS
    return wanted and not entry.is_dir() and not path.name.startswith(("~$", ".")) and "__MACOSX" not in path.parts


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | FileRefused:
    """Return the bytes of an entry, at most one more than a Word file may have: its header may lie about the size."""
    try:
        with archive.open(entry) as file:
            return file.read(MAX_FILE_SIZE + 1)
    except DAMAGE:
        return FileRefused(
            "archive-damaged",
            "It cannot be unpacked from its archive: it is damaged or has a password. Send it by itself.",
        )
