"""Checks of the database itself: its file, tables, foreign keys and sequences."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Max

from techsets.backup.tables import LEFT_OUT, last_key
from techsets.backup.target import unfinished_restore
from techsets.monitoring.readiness import missing_migrations
from techsets.verify.findings import FROM_BACKUP, Finding

_SHOWN = 20
#: Tables without a check of their sequence: those left out of backups, and one whose key is set by the site.
_SKIPPED = LEFT_OUT | {"jobdescriptions.LastNumber"}


def check_tables() -> Iterator[Finding]:
    """Yield why nothing else can be checked: tables of another release, or of an unfinished restore."""
    if left := unfinished_restore():
        yield Finding("Database", f"The restore of {left} was not finished.", "Run the same manage.py restore again.")
        return
    if missing_migrations():
        yield Finding("Database", "It is of an older release.", "Run manage.py migrate, then verify again.")


def check(*, quick: bool = False) -> Iterator[Finding]:
    """Yield findings about the database's integrity or its sequences."""
    if connection.vendor == "sqlite":
        yield from _sqlite(quick)
    else:
        yield from _keys()


def _sqlite(quick: bool) -> Iterator[Finding]:
    pragma = "quick_check" if quick else "integrity_check"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}({_SHOWN})")
        for (message,) in cursor.fetchall():
            if message != "ok":
                yield Finding("Database file", f"It is damaged: {message}.", FROM_BACKUP)
        # SQLite enforces foreign keys only for programs that ask for it.
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, other, _ in cursor.fetchmany(_SHOWN):
            yield Finding(f"Table {table}", f"Row {row} names a row of {other} that is not there.", FROM_BACKUP)


def _keys() -> Iterator[Finding]:
    """Yield sequences that would give a key which is taken, so that no row could be added."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy or model._meta.label in _SKIPPED:
            continue
        last = last_key(model)
        highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] if last is not None else None
        if highest is not None and highest > last:
            yield Finding(
                f"Table {model._meta.db_table}",
                f"The database would give the key {last + 1} again, which is taken.",
                f"Run manage.py sqlsequencereset {model._meta.app_label}, and give what it prints to psql.",
            )
