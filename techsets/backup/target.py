"""The database and the folder that a backup is restored to: what is there, and emptying it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from techsets.backup.manifest import ArchiveError

#: The table whose presence says that a restore has begun and is not through. It is no model: it has to outlive all.
MARK = "techsets_unfinished_restore"
_MIGRATIONS = "django_migrations"
#: Rows that a database has which was only ever migrated, or that are made anew.
_OF_NOBODY = {"django_content_type", "auth_permission", "search_searchentry", "pagecache_publicedit", _MIGRATIONS, MARK}


@contextmanager
def locked_data_folder() -> Iterator[None]:
    """Hold the data folder as ``serve`` does while it sets up. Raises ArchiveError where somebody else holds it."""
    with (settings.DATA_DIR / ".starting").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveError(
                "The site is just starting, or another restore is under way in the same data folder. "
                "Stop the site, and try again when that is through."
            ) from error
        yield


def unfinished_restore() -> str:
    """Return what was being restored by a restore that was not finished, or nothing."""
    if MARK not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT archive FROM {MARK}")
        row = cursor.fetchone()
    return row[0] if row else "a backup"


def mark_unfinished(archive: str) -> None:
    """Note in the database that a restore has begun."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARK} (archive varchar(500) NOT NULL)")
        cursor.execute(f"DELETE FROM {MARK}")
        cursor.execute(f"INSERT INTO {MARK} (archive) VALUES (%s)", [archive[:500]])


def clear_mark() -> None:
    """Note in the database that the restore is through."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {MARK}")


def tables() -> list[str]:
    """Return the tables of this site, of any of its releases. Those of others in the same database are none of it."""
    there = connection.introspection.table_names()
    if connection.vendor == "sqlite":  # The file is the site's own. The search's index is dropped by its own name.
        return [name for name in there if not name.startswith(("search_fts_", MARK))]
    known = set(connection.introspection.django_table_names(include_views=False))
    beginnings = ("django_", *(f"{config.label}_" for config in apps.get_app_configs()))
    return [name for name in there if name != MARK and (name in known or name.startswith(beginnings))]


def row_counts() -> dict[str, int]:
    """Return how many rows each table has that would be lost; empty for a database that was only ever migrated."""
    counts = {}
    with connection.cursor() as cursor:
        for name in tables():
            if name in _OF_NOBODY or name == "search_fts":
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            if count := cursor.fetchone()[0]:
                counts[name] = count
    return counts


def last_content_version() -> int:
    """Return the last edition of kept pages that the database has known; 0 where there was none."""
    if "pagecache_publicedit" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM pagecache_publicedit")
        return cursor.fetchone()[0] or 0


def drop_tables() -> None:
    """Drop all tables of the site, all or none, in a transaction in which references are not checked."""
    names = tables()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '10s'")
            # Virtual tables first: they take the tables that they are made of along.
            for name in sorted(names, key=lambda name: name != "search_fts"):
                cascade = " CASCADE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{cascade}")
    except DatabaseError as error:
        raise ArchiveError(
            f"The tables that are there cannot be removed ({str(error).strip()}). Stop every web server and everything "
            "else that uses the database, then try again."
        ) from error
