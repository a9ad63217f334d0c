"""Database timeouts: a web server, whose readers wait, gives up sooner than a command.

``techsets/wsgi.py`` calls ``use_web_timeouts``. Decision 17 has the reasons for the figures.
"""

from __future__ import annotations

import select
from pathlib import Path

from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created

from techsets.server import sqlite_file

#: Seconds for a statement with all its locks. Every answer comes within 5 seconds, of which the watchdog and rendering
#: need some.
STATEMENT_TIMEOUT = 4.2

_is_web = False


def use_web_timeouts() -> None:
    """Use the short timeouts in this process from now on, because it answers requests."""
    global _is_web
    _is_web = True
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        # A missing file is not created: while somebody replaces it, an empty one would be served as a site without
        # pages.
        connection.settings_dict["OPTIONS"].setdefault("database", f"{Path(name).absolute().as_uri()}?mode=rw")


def is_web() -> bool:
    """Say whether this process answers requests."""
    return _is_web


def connect_signals() -> None:
    """Connect the receivers for new connections and for the beginning of requests."""
    connection_created.connect(_begin, dispatch_uid="timeouts")
    request_started.connect(close_if_stale, dispatch_uid="timeouts")


def _begin(connection, **kwargs) -> None:
    if connection.vendor == "sqlite":
        sqlite_file.remember(connection)
    if not _is_web:
        return
    milliseconds = round(STATEMENT_TIMEOUT * 1000)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        else:
            cursor.execute(f"SET statement_timeout = {milliseconds}")
            from techsets.server import watchdog

            watchdog.watch(connection)


def close_if_stale(**kwargs) -> None:
    """Close a stale connection, so that a new one is made: at the beginning of each request (``request_started``).

    The end of a stopped PostgreSQL server can be seen at the socket, without a statement (as Django's
    CONN_HEALTH_CHECKS would use). A connection to a replaced SQLite file would read and write the old one.
    """
    if connection.connection is None or connection.in_atomic_block:
        return
    if connection.vendor == "sqlite":
        ended = not connection.is_in_memory_db() and sqlite_file.was_replaced(connection)
    else:
        ended = connection.connection.closed or _has_incoming_data(connection.connection.fileno())
    if ended:
        connection.close()


def _has_incoming_data(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
