"""Readiness checks for load balancers."""

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

#: Seconds for which a result is reused, so that frequent checks cost little.
FRESH = 0.25

_lock = Lock()
_found: dict[str, str] = {}
_found_at = float("-inf")

_NO_ANSWER = "The database cannot be reached."
_UNKNOWN = "They cannot be looked up, because the database cannot be reached."


def check() -> dict[str, str]:
    """Return the problem of each check ("database", "migrations", "files") as a sentence; empty where there is none.

    Sentences have no addresses, paths or passwords, since the answer is public. One request checks, and others that
    come meanwhile wait for its result.
    """
    global _found, _found_at
    with _lock:
        if time.monotonic() - _found_at >= FRESH:
            _found = _database() | {"files": storages["default"].fault()}
            _found_at = time.monotonic()
        return _found


def _database() -> dict[str, str]:
    """Check over a new connection: connecting has a time limit even where the server is frozen."""
    own = connection.copy()
    try:
        missing = missing_migrations(own)
        problem = _write_problem(own)
    except (DatabaseError, InterfaceError):
        return {"database": _NO_ANSWER, "migrations": _UNKNOWN}
    finally:
        own.close()
    outages.end("database")
    old = "The database is of an older release: run manage.py migrate." if missing else ""
    return {"database": problem, "migrations": old}


def _write_problem(connection: BaseDatabaseWrapper) -> str:
    """Return the problem of a database that can be read; it is not written to."""
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
def _migration_loader() -> MigrationLoader:
    """Return the migrations of this release, read once."""
    return MigrationLoader(None, ignore_no_migrations=True)


def missing_migrations(connection: BaseDatabaseWrapper = connection) -> list[tuple[str, str]]:
    """Return (app, name) of each migration of this release that is not applied. Raises DatabaseError."""
    loader, applied = _migration_loader(), MigrationRecorder(connection).applied_migrations()
    return [
        key
        for key in loader.graph.nodes
        if key not in applied and not _is_replaced(loader.disk_migrations[key].replaces, applied)
    ]


def _is_replaced(replaces: list, applied: dict) -> bool:
    """Say whether everything that a squashed migration replaces was applied."""
    return bool(replaces) and all(tuple(key) in applied for key in replaces)
