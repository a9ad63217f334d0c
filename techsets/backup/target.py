"""The database and the data folder to which a backup is restored."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from techsets.backup.manifest import ArchiveError

#: The table that marks an unfinished restore. It is no model, since it must outlive them.
MARK = "techsets_unfinished_restore"
_MIGRATIONS = "django_migrations"
#: Tables with rows in a database that was only migrated, or with derived rows.
_WITHOUT_CONTENT = {
    "django_content_type",
    "auth_permission",
    "search_searchentry",
    "pagecache_publicedit",
    _MIGRATIONS,
    MARK,
}


@contextmanager
def locked_data_folder() -> Iterator[None]:
    """Lock the data folder as ``serve`` does while it sets up. Raises ArchiveError where it is locked."""
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
    """Return the archive of an unfinished restore, or an empty string."""
    if MARK not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT archive FROM {MARK}")
        row = cursor.fetchone()
    return row[0] if row else "a backup"


def mark_unfinished(archive: str) -> None:
    """Mark in the database that a restore has begun."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARK} (archive varchar(500) NOT NULL)")
        cursor.execute(f"DELETE FROM {MARK}")
        cursor.execute(f"INSERT INTO {MARK} (archive) VALUES (%s)", [archive[:500]])


def clear_mark() -> None:
    """Remove the mark of an unfinished restore."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {MARK}")


def tables() -> list[str]:
    """Return the tables of this site, of any release, without those of other software in the same database."""
    there = connection.introspection.table_names()
    if connection.vendor == "sqlite":  # The file is the site's own. The search's index is dropped by its own name.
        return [name for name in there if not name.startswith(("search_fts_", MARK))]
    known = set(connection.introspection.django_table_names(include_views=False))
    beginnings = ("django_", *(f"{config.label}_" for config in apps.get_app_configs()))
    return [name for name in there if name != MARK and (name in known or name.startswith(beginnings))]


def row_counts() -> dict[str, int]:
    """Return the number of rows by table that would be lost; empty for a database that was only migrated."""
    counts = {}
    with connection.cursor() as cursor:
        for name in tables():
            if name in _WITHOUT_CONTENT or name == "search_fts":
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            if count := cursor.fetchone()[0]:
                counts[name] = count
    return counts


def last_content_version() -> int:
    """Return the key of the last content version in the database; 0 where there is none."""
    if "pagecache_publicedit" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM pagecache_publicedit")
        return cursor.fetchone()[0] or 0


def drop_tables() -> None:
    """Drop all tables of the site in one transaction, without checks of foreign keys."""
    names = tables()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '10s'")
            # The virtual table first: it drops its shadow tables.
            for name in sorted(names, key=lambda name: name != "search_fts"):
                cascade = " CASCADE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{cascade}")
    except DatabaseError as error:
        raise ArchiveError(
            f"The tables that are there cannot be removed ({str(error).strip()}). Stop every web server and everything "
            "else that uses the database, then try again."
        ) from error
