"""Whether this server can answer requests: what a load balancer wants to know before it sends any."""

from __future__ import annotations

import os
import time
from functools import cache
from threading import Lock

from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import InterfaceError

from techsets.common.storage.files import is_full
from techsets.monitoring import outages
from techsets.server.sqlite_file import can_write

#: So long, in seconds, an answer counts, so that being asked often costs little.
FRESH = 0.25

_lock = Lock()
_found: dict[str, str] = {}
_found_at = float("-inf")

_NO_ANSWER = "The database cannot be reached."
_UNKNOWN = "They cannot be looked up, because the database cannot be reached."


def check() -> dict[str, str]:
    """Return what is wrong with the database, its migrations and the storage: a sentence each, empty where all is well.

    What is wrong is said without addresses, paths or passwords: the answer is open to everybody. It may be ``FRESH``
    seconds old, so that asking often costs little: one request asks, and the others wait for its answer.
    """
    global _found, _found_at
    with _lock:
        if time.monotonic() - _found_at >= FRESH:
            _found = _database() | {"files": storages["default"].fault()}
            _found_at = time.monotonic()
        return _found


def _database() -> dict[str, str]:
    """Ask over a connection of its own: making one has a time limit, also where the server is frozen."""
    own = connection.copy()
    try:
        missing = missing_migrations(own)
        only_read = _only_read(own)
    except (DatabaseError, InterfaceError):
        return {"database": _NO_ANSWER, "migrations": _UNKNOWN}
    finally:
        own.close()
    outages.end("database")
    old = "The database is of an older release: run manage.py migrate." if missing else ""
    return {"database": only_read, "migrations": old}


def _only_read(connection: BaseDatabaseWrapper) -> str:
    """Say what is wrong with a database that can be read. Only asked, never tried: this changes nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "" if cursor.fetchone()[0] == "off" else "The database can only be read."
    if connection.is_in_memory_db():
        return ""
    file = str(connection.settings_dict["NAME"])
    folder = os.path.dirname(os.path.abspath(file))
    if not can_write(file):
        return "The database can only be read."
    return "The disk of the database is full." if is_full(folder) else ""


@cache
def _on_disk() -> MigrationLoader:
    """Return the migrations that this release has. Read once: its files do not change while it runs."""
    return MigrationLoader(None, ignore_no_migrations=True)


def missing_migrations(connection: BaseDatabaseWrapper = connection) -> list[tuple[str, str]]:
    """Return (app, name) of each migration of this release that the database has not seen. Raises DatabaseError."""
    loader, applied = _on_disk(), MigrationRecorder(connection).applied_migrations()
    return [
        key
        for key in loader.graph.nodes
        if key not in applied and not _is_replaced(loader.disk_migrations[key].replaces, applied)
    ]


def _is_replaced(replaces: list, applied: dict) -> bool:
    """Say whether everything that a squashed migration stands for was carried out."""
    return bool(replaces) and all(tuple(key) in applied for key in replaces)
