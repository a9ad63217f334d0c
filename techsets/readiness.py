"""Whether this server can answer requests: what a load balancer wants to know before it sends any."""

from __future__ import annotations

import os
from functools import cache

from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import InterfaceError

from jobdescriptions.storage import is_full
from techsets.asking import Asked

#: So long, in seconds, an answer counts, so that being asked often costs little.
FRESH = 0.25
#: So long, in seconds, an answer is waited for.
PATIENCE = 2.5

_NO_ANSWER = "The database cannot be reached."
_UNKNOWN = "They cannot be looked up, because the database cannot be reached."


def check() -> dict[str, str]:
    """Return what is wrong with the database, its migrations and the storage: a sentence each, empty where all is well.

    What is wrong is said without addresses, paths or passwords: the answer is open to everybody. It may be ``FRESH``
    seconds old, and is there within ``PATIENCE`` seconds.
    """
    of_the_files.ask()
    return of_the_database.value() | {"files": of_the_files.value()}


def _database() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        missing = missing_migrations()
        only_read = _only_read()
    except (DatabaseError, InterfaceError):
        return {"database": _NO_ANSWER, "migrations": _UNKNOWN}
    old = "The database is of an older release: run manage.py migrate." if missing else ""
    return {"database": only_read, "migrations": old}


def _only_read() -> str:
    """Say what is wrong with a database that can be read. Only asked, never tried: this changes nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "" if cursor.fetchone()[0] == "off" else "The database can only be read."
    if connection.is_in_memory_db():
        return ""
    file = str(connection.settings_dict["NAME"])
    folder = os.path.dirname(os.path.abspath(file))
    if not (os.access(file, os.W_OK) and os.access(folder, os.W_OK | os.X_OK)):
        return "The database can only be read."
    return "The disk of the database is full." if is_full(folder) else ""


@cache
def _on_disk() -> MigrationLoader:
    """Return the migrations that this release has. Read once: its files do not change while it runs."""
    return MigrationLoader(None, ignore_no_migrations=True)


def missing_migrations() -> list[tuple[str, str]]:
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


of_the_database = Asked(
    _database, fresh=FRESH, patience=PATIENCE, without={"database": _NO_ANSWER, "migrations": _UNKNOWN}
)
of_the_files = Asked(
    lambda: storages["default"].fault(),
    fresh=FRESH,
    patience=PATIENCE,
    without="The storage of Word files does not answer.",
)
