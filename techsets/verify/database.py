"""The database itself: its file, its tables, rows that name each other, the keys it gives next."""

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
#: Beside what a backup leaves out: a table whose one row has its key from us, not from the database.
_NOT_LOOKED_AT = LEFT_OUT | {"jobdescriptions.LastNumber"}


def check_tables() -> Iterator[Finding]:
    """Yield why nothing else can be looked at: tables of another release, or of half a restore."""
    if left := unfinished_restore():
        yield Finding("Database", f"The restore of {left} was not finished.", "Run the same manage.py restore again.")
        return
    if missing_migrations():
        yield Finding("Database", "It is of an older release.", "Run manage.py migrate, then verify again.")


def check(*, quick: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with the database's own bookkeeping."""
    if connection.vendor == "sqlite":
        yield from _sqlite(quick)
    else:
        yield from _keys()


def _sqlite(quick: bool) -> Iterator[Finding]:
    pragma = "quick_check" if quick else "integrity_check"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}({_SHOWN})")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Finding("Database file", f"It is damaged: {said}.", FROM_BACKUP)
        # PostgreSQL makes sure of it at every moment; so does SQLite, but not for every program that opens the file.
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, other, _ in cursor.fetchmany(_SHOWN):
            yield Finding(f"Table {table}", f"Row {row} names a row of {other} that is not there.", FROM_BACKUP)


def _keys() -> Iterator[Finding]:
    """Keys that PostgreSQL would give twice: then nothing new could be saved in that table."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy or model._meta.label in _NOT_LOOKED_AT:
            continue
        last = last_key(model)
        highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] if last is not None else None
        if highest is not None and highest > last:
            yield Finding(
                f"Table {model._meta.db_table}",
                f"The database would give the key {last + 1} again, which is taken.",
                f"Run manage.py sqlsequencereset {model._meta.app_label}, and give what it prints to psql.",
            )
