"""Whether this server can answer requests: what a load balancer wants to know before it sends any."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import InterfaceError


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
    return ""


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
    return "" if os.access(there, os.W_OK | os.X_OK) else "The folder for Word files cannot be written to."
