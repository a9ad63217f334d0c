"""Files on disk that are either whole or absent."""

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

#: Free bytes below which a disk counts as full: a large Word file and the log of one transaction take more.
MIN_FREE_SPACE = 10 * 1024 * 1024
#: Bytes read at once.
CHUNK_SIZE = 256 * 1024


def is_full(folder: str | os.PathLike) -> bool:
    """Return whether the disk of ``folder`` has too little free space."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize < MIN_FREE_SPACE


class StorageUnavailable(OSError):
    """The storage does not answer or refuses. Says nothing about the requested file."""


def flush_folder(folder: Path) -> None:
    """Flush the directory entries of ``folder``, so that a new name survives a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class AtomicFileSystemStorage(FileSystemStorage):
    """A file system storage that writes files atomically.

    The bytes go to an unnamed file in the same folder, are flushed, and are linked to their name: of a killed process,
    nothing remains. If the file system has no unnamed files, or the name exists, a temporary file ``.part-*`` is
    renamed instead.
    """

    def _save(self, name, content):
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._write_unnamed(target, content):
            self._write_by_way_of_a_name(target, content)
        flush_folder(target.parent)
        return name

    def fault(self) -> str:
        """Return a sentence about a fault of the storage; empty if files can be written."""
        folder = self.location
        there = folder if os.path.isdir(folder) else os.path.dirname(folder)
        if not os.access(there, os.W_OK | os.X_OK):
            return "The folder for Word files cannot be written to."
        return "The disk of Word files is full." if is_full(there) else ""

    def _write_unnamed(self, target: Path, content) -> bool:
        """Write by way of an unnamed file (open(2), O_TMPFILE); return False if that is not possible."""
        try:
            descriptor = os.open(target.parent, os.O_TMPFILE | os.O_WRONLY, self._mode)
        except (AttributeError, OSError):
            return False
        with os.fdopen(descriptor, "wb") as file:
            self._fill(file, content)
            os.fchmod(file.fileno(), self._mode)
            try:
                # With src_dir_fd, Python calls linkat(2), which follows the link to the file itself.
                folder = os.open("/proc/self/fd", os.O_RDONLY)
                try:
                    os.link(str(file.fileno()), target, src_dir_fd=folder, follow_symlinks=True)
                finally:
                    os.close(folder)
            except OSError:
                return False
        return True

    def _write_by_way_of_a_name(self, target: Path, content) -> None:
        descriptor, draft = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                self._fill(file, content)
            os.chmod(draft, self._mode)
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    @property
    def _mode(self) -> int:
        return 0o644 if self.file_permissions_mode is None else self.file_permissions_mode

    @staticmethod
    def _fill(file, content) -> None:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


class DamagedFileError(OSError):
    """A stored file does not match its SHA-256."""


#: Files of uncommitted transactions of this thread: storage, name, and mtime in ns.
_written = threading.local()


def store_file(storage, folder: str, data: bytes) -> tuple[str, str]:
    """Store ``data`` in ``folder`` under its SHA-256 and return (name in the storage, SHA-256 in hex).

    The same bytes have the same name, so storing them twice is harmless, also for concurrent processes.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.docx"
    if not _touch(storage, name, len(data)):
        replace_file(storage, name, ContentFile(data))
        _note_written(storage, name)
    return name, digest


def replace_file(storage, name: str, content: File) -> None:
    """Store ``content`` under exactly that ``name``, replacing an existing file."""
    if storage.exists(name):
        storage.delete(name)
    stored = storage.save(name, content)
    if stored != name:  # Another process has stored the same bytes: Django then chooses another name.
        storage.delete(stored)


def open_verified(storage, name: str, sha256: str) -> File:
    """Return the stored file, opened at its beginning, after verifying its SHA-256.

    Raises FileNotFoundError if it is missing, DamagedFileError if its bytes differ, and OSError if it cannot be read.
    """
    file = storage.open(name, "rb")
    try:
        if compute_file_digest(file) != sha256:
            raise DamagedFileError(f"The stored file {name} is damaged: it is not what was kept under that name.")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def compute_file_digest(file) -> str:
    """Return the SHA-256, in hex, of the rest of ``file``."""
    seen = hashlib.sha256()
    while chunk := file.read(CHUNK_SIZE):
        seen.update(chunk)
    return seen.hexdigest()


def _touch(storage, name: str, size: int) -> bool:
    """Return whether the file exists; if so, update its mtime, so that ``delete_unused`` keeps it."""
    if isinstance(storage, AtomicFileSystemStorage):
        try:
            os.utime(storage.path(name))
        except FileNotFoundError:
            return False
        except OSError:
            pass  # A file that cannot be touched cannot be deleted either.
    return storage.exists(name) and storage.size(name) == size


def _note_written(storage, name: str) -> None:
    if isinstance(storage, AtomicFileSystemStorage):
        noted = (storage, name, os.stat(storage.path(name)).st_mtime_ns)
        _written.files = [*getattr(_written, "files", []), noted]
        transaction.on_commit(lambda: _written.files.remove(noted) if noted in _written.files else None)


def delete_unused(is_used: Callable[[str], bool]) -> list[str]:
    """Delete the files of rolled-back transactions of this thread; return their names.

    ``is_used(name)`` returns whether a row refers to that file; if it raises DatabaseError, nothing is deleted. Call it
    outside a transaction, once it is certain that nothing was saved. Another process may be storing the same bytes at
    this moment and has then touched the file: it is renamed first, and renamed back if so.
    """
    forgotten = []
    files, _written.files = getattr(_written, "files", []), []
    for storage, name, written_at in files:
        path = Path(storage.path(name))
        aside = path.with_name(f".part-{path.name}-{os.getpid()}")
        try:
            if is_used(name):
                continue
            os.rename(path, aside)
            if os.stat(aside).st_mtime_ns == written_at:
                os.unlink(aside)
                forgotten.append(name)
            else:
                os.rename(aside, path)
        except (OSError, DatabaseError) as error:
            logger.warning("A file that belongs to nothing stays: %s", error)
    return forgotten
