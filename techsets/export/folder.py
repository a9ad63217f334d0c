"""A folder of files that takes the place of an earlier one in one step. No Django in here."""

from __future__ import annotations

import ctypes
import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli

#: Where a copy keeps what is not part of the site: the list of its files, and pieces for the settings of servers.
ABOUT = "_export"
MANIFEST = f"{ABOUT}/manifest.json"
_TEXTS = (".html", ".css", ".js", ".json", ".xml", ".txt", ".svg", ".csv")
#: What is smaller is not worth compressing.
_COMPRESSED_ABOVE = 400
#: From linux/fs.h: exchange two paths in one step.
_EXCHANGE = 2
_AT_FDCWD = -100


class FolderRefused(Exception):
    """The folder cannot be written there; the message says why and what to do."""


class Folder:
    """What is written becomes the folder ``target`` all at once, or not at all; see ``new_folder``.

    ``files`` has the SHA-256 of each file that was written, by its path. Files that are as they were in the earlier
    folder keep their times, so that neither rsync nor browsers take them for new ones.
    """

    def __init__(self, work: Path, earlier: Path, compress: bool) -> None:
        self.work, self.earlier, self.compress = work, earlier, compress
        self.files: dict[str, str] = {}
        self._before = manifest_of(earlier) or {}

    def put(self, file: str, data: bytes | Iterable[bytes]) -> None:
        """Write a file. Raises ValueError where the name leads out of the folder or is there already."""
        path = (self.work / file).resolve()
        if not path.is_relative_to(self.work) or file in self.files:
            raise ValueError(f"{file} cannot be written.")
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("xb") as out:
            for part in [data] if isinstance(data, bytes) else data:
                digest.update(part)
                out.write(part)
        self.files[file] = digest.hexdigest()
        self._keep_time(file, path)
        if self.compress and file.endswith(_TEXTS):
            self._put_compressed(file, path.read_bytes())

    def _put_compressed(self, file: str, data: bytes) -> None:
        if len(data) > _COMPRESSED_ABOVE:
            for ending, packed in ((".gz", gzip.compress(data, 9, mtime=0)), (".br", brotli.compress(data, quality=9))):
                if len(packed) < len(data):
                    self.put(file + ending, packed)

    def _keep_time(self, file: str, path: Path) -> None:
        before = self.earlier / file
        if self._before.get(file) == self.files[file] and before.is_file():
            state = before.stat()
            if state.st_size == path.stat().st_size:
                os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))

    def finish(self) -> None:
        """Write the list of all files, with their SHA-256."""
        told = {"made by": "manage.py export_site", "files": dict(sorted(self.files.items()))}
        self.put(MANIFEST, json.dumps(told, indent=1).encode() + b"\n")


def manifest_of(folder: Path) -> dict[str, str] | None:
    """Return the files of an earlier copy in ``folder`` with their SHA-256; None where it is not one of ours."""
    try:
        files = json.loads((folder / MANIFEST).read_text())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return files if isinstance(files, dict) else None


@contextmanager
def new_folder(target: Path, compress: bool = False) -> Iterator[Folder]:
    """Give a folder to write to, which stands at ``target`` when the block ends well, and is gone when it does not.

    It is written beside ``target``. Raises FolderRefused where ``target`` holds anything but an earlier copy, or
    cannot be written.
    """
    target = target.expanduser().resolve()
    if target.exists() and not target.is_dir():
        raise FolderRefused(f"{target} is a file. Name a folder.")
    if target.exists() and any(target.iterdir()) and manifest_of(target) is None:
        raise FolderRefused(
            f"{target} is not empty and holds no earlier export, so nothing in it is touched. Name an empty folder or "
            "one that does not exist yet."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            work = target.parent / f".{target.name}.being-written"
            # Left over where an earlier export was killed: whoever holds the lock may delete it.
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            try:
                folder = Folder(work, target, compress)
                yield folder
                folder.finish()
                _put_in_place(work, target)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise FolderRefused(
            f"{target} cannot be written ({error.strerror or error}). Its parent folder must be writable, and must not "
            "be another disk: name a folder inside a mounted disk, not the disk itself."
        ) from error


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Wait until no other export writes beside this folder."""
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _put_in_place(work: Path, target: Path) -> None:
    """Let ``work`` stand at ``target``; what was there stands at ``work`` afterwards. In one step where Linux can."""
    if not target.exists():
        work.rename(target)
        return
    if _exchange(work, target):
        return
    aside = target.parent / f".{target.name}.replaced"
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    work.rename(target)
    aside.rename(work)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (renameat2(2)); False where the system or the file system cannot."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0
