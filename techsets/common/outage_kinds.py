"""Troubles outside the site's code: a database that is away or busy, a disk that is full or cannot be written to.

Each has an answer that says what became of what somebody sent, and what to do; none of them is a fault of ours (500).
"""

from __future__ import annotations

import enum
import errno
import sqlite3
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

from techsets.common.storage.files import StorageUnavailable


class OutageKind(enum.Enum):
    """What is the matter: a word, the status of the answer, and its Retry-After in seconds."""

    #: The database cannot be reached, or has stopped answering: what was sent to it last may have been done.
    AWAY = "away", 503, 30
    #: The storage of Word files cannot be reached.
    STORAGE = "storage", 503, 30
    #: Somebody else is saving something large, or whoever holds the lock has stopped.
    BUSY = "busy", 503, 10
    #: RFC 4918, 11.5: the server is unable to store what it needs to carry the request out.
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
    """Return what trouble ``exception`` tells of; None where it is a fault of ours, or nothing."""
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
    """Yield ``exception`` and what it was raised from; not what was merely being handled, which may be unrelated."""
    while exception is not None:
        yield exception
        exception = exception.__cause__
