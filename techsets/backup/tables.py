"""Rows as lines of JSON, independent of the kind of database, and back."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps as present_apps
from django.db import connection, models
from django.db.models import BinaryField, JSONField, Value
from django.db.models.fields import AutoFieldMixin

#: Models without rows in a backup. Sessions: an ended one must not come back, and an archive must not sign anybody in.
#: Search entries are rebuilt, and a restore begins a new content version.
LEFT_OUT = frozenset({"sessions.Session", "search.SearchEntry", "pagecache.PublicRevision"})
#: Their names in earlier releases, whose archives can be restored.
_FORMERLY_LEFT_OUT = frozenset({"pagecache.PublicEdit"})

#: Rows in memory at a time; and those of tables with binary values, which may have megabytes each.
ROWS, LARGE_ROWS = 100, 10


def kept_models(apps=present_apps) -> list[type[models.Model]]:
    """Return the models whose rows a backup keeps, many-to-many tables among them, sorted by label."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted(
        (model for model in found if not model._meta.proxy and model._meta.label not in LEFT_OUT | _FORMERLY_LEFT_OUT),
        key=lambda model: model._meta.label,
    )


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of the model's columns, in their order."""
    return [field.attname for field in model._meta.local_concrete_fields]


def read_rows(model: type[models.Model]) -> Iterator[str]:
    """Yield each row of the model's table in the order of its keys, as a JSON list of the values of its columns."""
    fields = model._meta.local_concrete_fields
    size = LARGE_ROWS if any(isinstance(field, BinaryField) for field in fields) else ROWS
    rows = model._base_manager.order_by("pk").values_list(*columns_of(model))
    for row in rows.iterator(chunk_size=size):
        values = [_plain(field, value) for field, value in zip(fields, row, strict=True)]
        yield json.dumps(values, separators=(",", ":"))


def _plain(field: models.Field, value: Any) -> Any:
    """Return a value as JSON, exactly; times in UTC with microseconds."""
    if isinstance(field, JSONField) or value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value  # JSON writes the shortest form that gives the same float back.
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"A backup does not know how to keep {field} ({type(value).__name__}).")


def database_value(field: models.Field, plain: Any) -> Any:
    """Return a value of ``read_rows`` for the present database."""
    if isinstance(field, JSONField):
        return field.get_db_prep_save(Value(None, field) if plain is None and not field.null else plain, connection)
    return field.get_db_prep_save(None if plain is None else field.to_python(plain), connection)


def fields_of(model: type[models.Model], columns: list[str]) -> list[models.Field]:
    """Return the fields of the model that have those columns, in that order."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    return [fields[column] for column in columns]


def insert_statement(model: type[models.Model], fields: list[models.Field]) -> str:
    """Return the statement that inserts one row with all of these columns."""
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES ({marks})"


def delete_rows(found: Iterable[type[models.Model]]) -> None:
    """Delete all rows of those models, without signals. Foreign keys are checked at the end."""
    with connection.cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def last_key(model: type[models.Model]) -> int | None:
    """Return the last key that the database generated for that model; None where it generates none.

    Keys must not be reused: the history refers to deleted objects by their keys.
    """
    key = model._meta.pk
    if not isinstance(key, AutoFieldMixin):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            row = cursor.fetchone()
            return row[0] if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted_table(model), key.column])
        cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")
        last, called = cursor.fetchone()
        return last if called else last - 1


def set_last_key(model: type[models.Model], last: int) -> None:
    """Let the database continue after the key ``last``, or after the highest present one."""
    key, table = model._meta.pk, _quoted_table(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({connection.ops.quote_name(key.column)}) FROM {table}")
        last = max(last, cursor.fetchone()[0] or 0)
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            if last:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [table, key.column, max(last, 1), last > 0]
            )


def _quoted_table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
