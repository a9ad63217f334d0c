"""Shuts down connections to a PostgreSQL server that is frozen or cut off.

A working server ends every statement in time (statement_timeout). libpq does not notice a frozen one as long as its
machine acknowledges packets: libpq's own timeouts are for connecting and for dead lines.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from threading import Lock, Thread
from weakref import WeakSet

import psycopg
from psycopg.pq import TransactionStatus

from techsets.monitoring import outages

#: In seconds: how long a statement may go without an answer (more than ``timeouts.STATEMENT_TIMEOUT``), and how often
#: that is checked.
LIMIT, EVERY = 4.4, 0.1

_lock = Lock()
_watched: WeakSet[WatchedConnection] = WeakSet()
_thread: Thread | None = None


class WatchedConnection:
    """A connection with the number of statements begun on it; an ``execute`` wrapper of Django's."""

    def __init__(self) -> None:
        self.raw: psycopg.Connection | None = None
        self.begun = 0
        self._seen, self._since = -1, 0.0

    def __call__(self, execute, sql, params, many, context):
        self.begun += 1
        return execute(sql, params, many, context)

    def check(self, now: float) -> None:
        """Shut the connection down where the same statement has had no answer for ``LIMIT`` seconds."""
        raw = self.raw
        if raw is None or raw.closed or raw.info.transaction_status != TransactionStatus.ACTIVE:
            self._seen = -1
        elif self._seen != self.begun:
            self._seen, self._since = self.begun, now
        elif now - self._since >= LIMIT:
            outages.begin("database")
            # libpq then reports that the server has closed the connection.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


def watch(connection) -> None:
    """Watch a new ``connection`` of Django's."""
    global _thread
    found = [one for one in connection.execute_wrappers if isinstance(one, WatchedConnection)]
    if not found:
        found = [WatchedConnection()]
        connection.execute_wrappers.extend(found)
    found[0].raw = connection.connection
    with _lock:
        _watched.add(found[0])
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_check_all, name="watchdog", daemon=True)
            _thread.start()


def _check_all() -> None:
    while True:
        time.sleep(EVERY)
        with _lock:
            watched = list(_watched)
        now = time.monotonic()
        for one in watched:
            one.check(now)
