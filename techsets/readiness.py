"""Whether this server can answer requests: what a load balancer wants to know before it sends any."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import InterfaceError

#: A disk with fewer bytes free is as good as full: one large Word file and the database's log of one change take more.
LEAST_SPACE = 10 * 1024 * 1024


def check() -> dict[str, str]:
    """Return what is wrong with the database, its migrations and the storage: a sentence each, empty where all is well.

    What is wrong is said without addresses, paths or passwords: the answer is open to everybody.
    """
    return {"database": _database(), "migrations": _migrations(), "files": _files()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        connection.close()
        return "The database cannot be reached."
    return _writable()


def _writable() -> str:
    """Say what is wrong with a database that can be read. Only asked, never tried: this changes nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "" if cursor.fetchone()[0] == "off" else "The database can only be read."
    file = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():
        return ""
    if not (os.access(file, os.W_OK) and os.access(os.path.dirname(file), os.W_OK | os.X_OK)):
        return "The database can only be read."
    return _space(os.path.dirname(file), "the database")


def _space(folder: str, what: str) -> str:
    state = os.statvfs(folder)
    return f"The disk of {what} is full." if state.f_bavail * state.f_frsize < LEAST_SPACE else ""


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        connection.close()
        return "They cannot be looked up, because the database cannot be reached."
    return "The database is of an older release: run manage.py migrate." if missing else ""


def _files() -> str:
    folder = settings.MEDIA_ROOT
    there = folder if os.path.isdir(folder) else os.path.dirname(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        return "The folder for Word files cannot be written to."
    return _space(there, "Word files")
