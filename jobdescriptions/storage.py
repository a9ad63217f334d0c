"""Files on disk that are either whole or not there."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

#: So much of a file is held in memory while it is read through.
CHUNK = 256 * 1024


class StorageUnavailable(OSError):
    """The storage for files cannot be reached, or refuses. It says nothing about the file that was asked for."""


class AtomicFileSystemStorage(FileSystemStorage):
    """A file system storage that never shows half a file.

    The bytes go to a file without a name in the same folder, are flushed to the disk, and get their name in one step:
    of a process that is killed in between, nothing stays. Where a file system knows no files without a name, or another
    file has that name, a temporary name that begins with ``.part-`` is taken on the way.
    """

    def _save(self, name, content):
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._write_unnamed(target, content):
            self._write_by_way_of_a_name(target, content)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def fault(self) -> str:
        """Return what is wrong with the storage in a sentence, empty where files can be written."""
        folder = self.location
        there = folder if os.path.isdir(folder) else os.path.dirname(folder)
        return "" if os.access(there, os.W_OK | os.X_OK) else "The folder for Word files cannot be written to."

    def _write_unnamed(self, target: Path, content) -> bool:
        """Write by way of a file without a name (open(2), O_TMPFILE); False where that cannot be done."""
        try:
            descriptor = os.open(target.parent, os.O_TMPFILE | os.O_WRONLY, self._mode)
        except (AttributeError, OSError):
            return False
        with os.fdopen(descriptor, "wb") as file:
            self._fill(file, content)
            os.fchmod(file.fileno(), self._mode)
            try:
                # With the folder named, Python calls linkat(2), which follows the link to the file itself.
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
    """A stored file does not have the bytes that were kept under its SHA-256."""


def keep(storage, folder: str, data: bytes) -> tuple[str, str]:
    """Keep ``data`` in ``folder`` of ``storage`` under its SHA-256 and return (name in the storage, SHA-256 in hex).

    The same bytes have the same name, so keeping them twice is harmless, also for two processes at once.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.docx"
    if not storage.exists(name) or storage.size(name) != len(data):
        put(storage, name, ContentFile(data))
    return name, digest


def put(storage, name: str, content: File) -> None:
    """Store ``content`` under exactly that ``name``, in place of what is there."""
    if storage.exists(name):
        storage.delete(name)
    stored = storage.save(name, content)
    if stored != name:  # Another process was quicker, with the same bytes: Django's storages then choose another name.
        storage.delete(stored)


def open_whole(storage, name: str, sha256: str) -> File:
    """Return the stored file, opened at its beginning, once all of it has been read and found to have that SHA-256.

    Raises FileNotFoundError where it is missing, DamagedFileError where its bytes are others, and OSError where it
    cannot be read. Nobody is ever sent half a file, or somebody else's.
    """
    file = storage.open(name, "rb")
    try:
        if digest_of_file(file) != sha256:
            raise DamagedFileError(f"The stored file {name} is damaged: it is not what was kept under that name.")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def digest_of_file(file) -> str:
    """Return the SHA-256, in hex, of what is left to read of ``file``."""
    seen = hashlib.sha256()
    while chunk := file.read(CHUNK):
        seen.update(chunk)
    return seen.hexdigest()
