"""Gives up connections to a PostgreSQL server that has fallen silent, frozen or cut off, without closing them.

A server that works ends every statement of ours in time (statement_timeout), if only with an error. Of one that does
not, libpq never hears while the other machine acknowledges what it gets: its own time limits are for connecting, and
for lines that are dead.
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
    """A connection, and how many statements were begun on it; one of Django's wrappers of ``execute``."""

    def __init__(self) -> None:
        self.raw: psycopg.Connection | None = None
        self.begun = 0
        self._seen, self._since = -1, 0.0

    def __call__(self, execute, sql, params, many, context):
        self.begun += 1
        return execute(sql, params, many, context)

    def look(self, now: float) -> None:
        """Shut the connection down where one and the same question is without an answer since ``LIMIT`` seconds."""
        raw = self.raw
        if raw is None or raw.closed or raw.info.transaction_status != TransactionStatus.ACTIVE:
            self._seen = -1
        elif self._seen != self.begun:
            self._seen, self._since = self.begun, now
        elif now - self._since >= LIMIT:
            outages.begin("database")
            # Whoever waits for it is told by libpq that the server has closed the connection.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


def watch(connection) -> None:
    """Watch a new ``connection`` of Django's from now on."""
    global _thread
    found = [one for one in connection.execute_wrappers if isinstance(one, WatchedConnection)]
    if not found:
        found = [WatchedConnection()]
        connection.execute_wrappers.extend(found)
    found[0].raw = connection.connection
    with _lock:
        _watched.add(found[0])
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_look_after_all, name="watchdog", daemon=True)
            _thread.start()


def _look_after_all() -> None:
    while True:
        time.sleep(EVERY)
        with _lock:
            watched = list(_watched)
        now = time.monotonic()
        for one in watched:
            one.look(now)
