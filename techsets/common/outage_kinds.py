"""Kinds of outages: a database that is away or busy, a disk that is full or read-only.

Each has an answer that says what became of the submitted form, and what to do; none of them is a bug (500).
"""

from __future__ import annotations

import enum
import errno
import sqlite3
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

from techsets.common.storage.files import StorageUnavailable


class OutageKind(enum.Enum):
    """A kind of outage: its name, the status of the answer, and its Retry-After in seconds."""

    #: The database cannot be reached, or has stopped answering: the last statement may have been carried out.
    AWAY = "away", 503, 30
    #: The storage of Word files cannot be reached.
    STORAGE = "storage", 503, 30
    #: Another transaction holds the lock for too long.
    BUSY = "busy", 503, 10
    #: Insufficient storage (RFC 4918, 11.5).
    FULL = "full", 507, 60
    READ_ONLY = "read-only", 503, 60

    def __init__(self, word: str, status: int, seconds: int) -> None:
        self.word = word
        self.status = status
        self.seconds = seconds

    def __str__(self) -> str:
        return self.word

    @property
    def is_certain(self) -> bool:
        """Say whether it is certain that nothing was saved."""
        return self is not OutageKind.AWAY


#: SQLite's primary result codes.
_SQLITE = {
    sqlite3.SQLITE_FULL: OutageKind.FULL,
    sqlite3.SQLITE_READONLY: OutageKind.READ_ONLY,
    sqlite3.SQLITE_BUSY: OutageKind.BUSY,
    sqlite3.SQLITE_LOCKED: OutageKind.BUSY,
}
#: PostgreSQL's (Appendix A): disk full, read-only transaction, lock not available, deadlock; and a statement that took
#: too long (statement_timeout), which is hardly ever anything but waiting for a lock.
_POSTGRESQL = {
    "53100": OutageKind.FULL,
    "25006": OutageKind.READ_ONLY,
    "55P03": OutageKind.BUSY,
    "40P01": OutageKind.BUSY,
    "57014": OutageKind.BUSY,
}
#: Of files. EFBIG is a limit set for the process (RLIMIT_FSIZE).
_FILES = {
    errno.ENOSPC: OutageKind.FULL,
    errno.EDQUOT: OutageKind.FULL,
    errno.EFBIG: OutageKind.FULL,
    errno.EROFS: OutageKind.READ_ONLY,
    errno.EACCES: OutageKind.READ_ONLY,
    errno.EPERM: OutageKind.READ_ONLY,
}


def outage_kind_of(exception: BaseException | None) -> OutageKind | None:
    """Return the kind of outage that ``exception`` comes from; None where it is a bug, or None."""
    for error in _chain(exception):
        if isinstance(error, StorageUnavailable):
            return OutageKind.STORAGE
        if isinstance(error, OSError) and error.errno in _FILES:
            return _FILES[error.errno]
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _SQLITE:  # The higher bytes only say more of it.
            return _SQLITE[code & 0xFF]
        if getattr(error, "sqlstate", None) in _POSTGRESQL:
            return _POSTGRESQL[error.sqlstate]
    return OutageKind.AWAY if isinstance(exception, (OperationalError, InterfaceError)) else None


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    """Yield ``exception`` and its explicit causes; not its ``__context__``, which may be unrelated."""
    while exception is not None:
        yield exception
        exception = exception.__cause__
