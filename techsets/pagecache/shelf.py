"""Kept pages on disk, for when the database is away: what one worker has made, all workers of the machine can send.

In memory each worker keeps what it was asked for itself; one that has just begun has nothing. While the database
answers, nothing is read from here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from techsets.pagecache.kept import Kept, keep

logger = logging.getLogger(__name__)

#: At most so many pages lie here, of so many bytes; of more, those are removed that were made longest ago.
MOST = 5_000
LARGEST = 256 * 1024 * 1024
#: After so many pages, or so many bytes, it is looked whether there are more.
_OFTEN, _MUCH = 100, 32 * 1024 * 1024


class Shelf:
    """Public answers in files of ``folder``, one for each key, in their plain form; without a folder, none."""

    def __init__(self, folder: Path | None, most: int = MOST, largest: int = LARGEST) -> None:
        self.folder = folder
        self.most, self.largest = most, largest
        self._pages, self._bytes = _OFTEN, 0

    def put(self, key: tuple, kept: Kept) -> None:
        """Lay an answer down, in place of the one that lay there. Where that cannot be done, it is left."""
        if self.folder is None:
            return
        headers = [list(pair) for pair in kept.plain.headers]
        head = json.dumps({"key": key, "edition": kept.edition, "headers": headers}).encode()
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(prefix=".part-", dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(head + b"\n" + kept.plain.data)
            os.replace(draft, self._path(key))
        except OSError as error:
            logger.debug("A page could not be laid down: %s", error)
            with suppress(OSError, UnboundLocalError):
                os.unlink(draft)
            return
        self._pages += 1
        self._bytes += len(kept.plain.data)
        if self._pages > _OFTEN or self._bytes > _MUCH:
            self._pages = self._bytes = 0
            self._clear()

    def get(self, key: tuple) -> Kept | None:
        """Return the answer that lies there; None where there is none, or not a whole one."""
        if self.folder is None:
            return None
        try:
            head, _, data = self._path(key).read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["key"] != list(key):
                return None
            kept = keep(tuple(told["edition"]), [tuple(pair) for pair in told["headers"]], data)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        length = next((value for name, value in told["headers"] if name.lower() == "content-length"), None)
        return kept if length == str(len(data)) else None

    def drop(self, key: tuple) -> None:
        """Take away what lies there: the address has ceased to be public."""
        if self.folder is not None:
            with suppress(OSError):
                self._path(key).unlink()

    def empty(self) -> None:
        """Take away everything."""
        if self.folder is not None and self.folder.is_dir():
            for path in self.folder.iterdir():
                with suppress(OSError):
                    path.unlink()

    def _path(self, key: tuple) -> Path:
        return self.folder / hashlib.sha256(repr(key).encode()).hexdigest()

    def _clear(self) -> None:
        lying = []
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                with suppress(OSError):
                    found = entry.stat()
                    lying.append((found.st_mtime, found.st_size, entry.path))
        size = 0
        for number, (_, bytes_, path) in enumerate(sorted(lying, reverse=True)):
            size += bytes_
            if number >= self.most or size > self.largest:
                with suppress(OSError):
                    os.unlink(path)
