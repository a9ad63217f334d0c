"""Waiting for the one write lock of a SQLite file, as long as whoever holds it gets on."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from techsets.patience import LOCK, LOCK_STUCK

T = TypeVar("T")
#: So long, in seconds, SQLite itself waits at each try.
TRY = 0.1

#: For each file that could not be written to: how it stood then. While it stands so, nobody waits for it again.
_stuck: dict[str, tuple] = {}


def wait(path: str, statement: Callable[[], T]) -> T:
    """Carry ``statement`` out, and again while the lock of the file at ``path`` is another's; return what it returns.

    Raises what SQLite does (SQLITE_BUSY) once nothing has been committed for ``LOCK_STUCK`` seconds: whoever holds the
    lock is stopped, or is at something large. Where others commit, one after the other, our turn will come.
    """
    began = since = time.monotonic()
    state = None
    while True:
        try:
            return statement()
        except sqlite3.OperationalError as error:
            # The low byte is the kind; SQLITE_BUSY_SNAPSHOT, which waiting does not help, cannot come in transactions
            # that begin as writers.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            before, state = state, _state(path)
            now = time.monotonic()
            if before is not None and state != before:
                since = now
            if _stuck.get(path) == state or now - since >= LOCK_STUCK or now - began >= LOCK:
                _stuck[path] = state
                raise


def _state(path: str) -> tuple:
    """Return what is another after each commit: the write-ahead log's size and time."""
    try:
        found = os.stat(f"{path}-wal")
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns
