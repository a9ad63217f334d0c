"""How long this process waits for its database: a server of pages, whose readers wait, less long than a command.

``techsets/wsgi.py`` says that this is a server of pages. Decision 17 has the reasons for the figures.
"""

from __future__ import annotations

import select
from pathlib import Path

from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created

from techsets.server import sqlite_file

#: In seconds: how long people wait for a statement and all the locks that it needs. An answer is there after 5 seconds,
#: whatever the database does; the watchdog, and making the answer, need some of it.
STATEMENT_TIMEOUT = 4.2

_is_web = False


def use_web_timeouts() -> None:
    """Say that this process answers requests: from now on it gives up on a database that does not answer."""
    global _is_web
    _is_web = True
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        # A file that is missing, because somebody is putting another in its place, is not made: an empty one would be
        # served as a site without pages, and would stand in the way of the right one.
        connection.settings_dict["OPTIONS"].setdefault("database", f"{Path(name).absolute().as_uri()}?mode=rw")


def is_web() -> bool:
    """Say whether this process answers requests."""
    return _is_web


def connect_signals() -> None:
    """Hear of new connections, and of requests that begin."""
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
    """Close a connection that is of no more use, so that another is made: before each request (``request_started``).

    A server that has stopped has closed it, and that has been heard already: a look is enough, and pages do not pay for
    a statement each (Django's CONN_HEALTH_CHECKS). A file may have been moved away: then the connection would go on
    reading and writing it, and what is saved there is lost.
    """
    if connection.connection is None or connection.in_atomic_block:
        return
    if connection.vendor == "sqlite":
        ended = not connection.is_in_memory_db() and sqlite_file.was_replaced(connection)
    else:
        ended = connection.connection.closed or _has_been_heard_of(connection.connection.fileno())
    if ended:
        connection.close()


def _has_been_heard_of(descriptor: int) -> bool:
    heard = select.poll()
    heard.register(descriptor, select.POLLIN)
    return bool(heard.poll(0))
