"""Content of the database that each worker makes once, beside the site's own tables, and then copies for each test.

Making it takes a tenth of a second to a second; copying it takes some milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction


class Kept:
    """Rows that were made once, in tables whose names begin with ``name``, which no test changes."""

    def __init__(self, name: str) -> None:
        self.name = name
        #: The columns of each model that has rows, as SQL.
        self._columns: dict[type[models.Model], str] = {}

    def __bool__(self) -> bool:
        return bool(self._columns)

    def make(self, make: Callable[[], object]) -> None:
        """Make the content in the tables of the site, which are as they were before when this ends.

        This is for a fixture of a module or a session, outside of every test. Tables that have rows from the
        beginning, such as those of permissions, must stay as they are.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            counts = {model: _count(cursor, model) for model in apps.get_models(include_auto_created=True)}
            make()
            for model, count in counts.items():
                now = _count(cursor, model)
                if count and now != count:
                    raise AssertionError(f"{model._meta.label} had {count} rows and has {now} now.")
                if now and not count:
                    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
                    table = model._meta.db_table
                    cursor.execute(f'CREATE TABLE "{self.name}_{table}" AS SELECT {columns} FROM "{table}"')
                    self._columns[model] = columns
            for model in self._columns:  # Constraints are looked at when the transaction ends.
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')

    def put(self) -> None:
        """Copy the content into the tables of the site, which must be empty."""
        with transaction.atomic(), connection.cursor() as cursor:
            for model, columns in self._columns.items():
                table = model._meta.db_table
                cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{self.name}_{table}"')
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._columns)):
                cursor.execute(statement)

    def remove(self) -> None:
        """Drop the tables."""
        with connection.cursor() as cursor:
            for model in self._columns:
                cursor.execute(f'DROP TABLE "{self.name}_{model._meta.db_table}"')
        self._columns.clear()


def _count(cursor, model: type[models.Model]) -> int:
    if not model._meta.managed:
        return 0
    cursor.execute(f'SELECT COUNT(*) FROM "{model._meta.db_table}"')
    return cursor.fetchone()[0]
