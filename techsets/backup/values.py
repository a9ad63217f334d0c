"""Checks of the rows of an archive before any table is touched, the same for both databases.

SQLite, unlike PostgreSQL, takes texts of any length and values of any type. Errors name table, row and column.
"""

from __future__ import annotations

import base64
import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address, validate_slug
from django.db import connection, models
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError
from techsets.backup.tables import fields_of

#: Characters of an invalid value that are shown.
_SHOWN = 60


def check_values(archive: Archive, apps: Any) -> None:
    """Check every value, every key and every reference. ``apps`` are those of the archive's migrations.

    Raises ArchiveError with the table, the row (counted from 1) and the column of the first one that is wrong.
    """
    found = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    keys: dict[str, set[Any]] = {}
    for table in archive.manifest.tables:
        model = found[table.label]
        fields = fields_of(model, table.columns)
        key = table.columns.index(model._meta.pk.attname)
        seen = keys[table.label] = set()
        for number, row in enumerate(archive.rows(table), start=1):
            for field, value in zip(fields, row, strict=True):
                if wrong := describe_problem(field, value):
                    raise _error(table.label, number, field, f"{wrong}: {json.dumps(value)[:_SHOWN]}")
            if row[key] in seen:
                raise _error(table.label, number, fields[key], f"the key {row[key]} is there twice")
            seen.add(row[key])
    _check_references(archive, found, keys)


def _check_references(archive: Archive, found: dict[str, type[models.Model]], keys: dict[str, set[Any]]) -> None:
    for table in archive.manifest.tables:
        fields = fields_of(found[table.label], table.columns)
        references = [
            (at, field, keys[field.related_model._meta.label])
            for at, field in enumerate(fields)
            if isinstance(field, models.ForeignKey) and field.related_model._meta.label in keys
        ]
        for number, row in enumerate(archive.rows(table), start=1) if references else ():
            for at, field, there in references:
                if row[at] is not None and row[at] not in there:
                    other = field.related_model._meta.label
                    raise _error(table.label, number, field, f"it names {row[at]} of {other}, which is not there")


def describe_problem(field: models.Field, value: Any) -> str:
    """Return why ``value``, from JSON, cannot be in the field's column; empty where it can."""
    if isinstance(field, models.JSONField):
        return "a character that no database takes" if "\\u0000" in json.dumps(value) else ""
    if value is None:
        return "" if field.null else "nothing where there must be something"
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, check in _CHECKS:
        if isinstance(field, kind):
            return check(field, value)
    return "a kind of value that is not known"  # No table has one; ``tables._plain`` refuses it too.


def _error(label: str, number: int, field: models.Field, why: str) -> ArchiveError:
    return ArchiveError(
        f"The backup is damaged: row {number} of {label} has in {field.attname} {why}. Nothing was touched. Use "
        "another backup, or correct it on the site that the backup is of and make a new one."
    )


def _flag(field: models.Field, value: Any) -> str:
    return "" if isinstance(value, bool) else "neither true nor false"


def _whole(field: models.Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "no whole number"
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    least, most = (-(2**63) if least is None else least), (2**63 - 1 if most is None else most)
    return "" if least <= value <= most else "a number that is too large or too small"


def _number(field: models.Field, value: Any) -> str:
    return "" if isinstance(value, (int, float)) and not isinstance(value, bool) else "no number"


def _decimal(field: models.DecimalField, value: Any) -> str:
    try:
        number = Decimal(value) if isinstance(value, str) else None
        if number is None or not number.is_finite():
            return "no decimal number"
        for validate in field.validators[-1:]:  # Digits: Django puts this one last.
            validate(number)
    except (InvalidOperation, ValidationError):
        return "no decimal number that fits"
    return ""


def _text(field: models.Field, value: Any) -> str:
    if not isinstance(value, str):
        return "no text"
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return "a character that no database takes"
    if field.max_length is not None and len(value) > field.max_length and not isinstance(field, models.TextField):
        return f"more than {field.max_length} characters"
    return ""


def _slug(field: models.SlugField, value: Any) -> str:
    """Check a slug, without which no URL can be made."""
    if wrong := _text(field, value):
        return wrong
    try:
        if value or not field.blank:
            validate_slug(value)
    except ValidationError:
        return "something that can be no part of an address"
    return ""


def _moment(parse: Any) -> Any:
    def check(field: models.Field, value: Any) -> str:
        try:
            parsed = parse(value) if isinstance(value, str) else None
        except ValueError:
            parsed = None
        if parsed is None:
            return "no date or time"
        if isinstance(field, models.DateTimeField) and parsed.tzinfo is None:
            return "a time without its zone"
        return ""

    return check


def _binary(field: models.Field, value: Any) -> str:
    try:
        base64.b64decode(value if isinstance(value, str) else "?", validate=True)
    except ValueError:
        return "nothing that can be unpacked"
    return ""


def _address(field: models.Field, value: Any) -> str:
    try:
        validate_ipv46_address(value if isinstance(value, str) else "?")
    except ValidationError:
        return "no IP address"
    return ""


def _uuid(field: models.Field, value: Any) -> str:
    try:
        field.to_python(value if isinstance(value, str) else "?")
    except ValidationError:
        return "no UUID"
    return ""


#: By class of field, subclasses first: a DateTimeField is a DateField.
_CHECKS = (
    (models.BooleanField, _flag),
    (models.IntegerField, _whole),
    (models.FloatField, _number),
    (models.DecimalField, _decimal),
    (models.DateTimeField, _moment(parse_datetime)),
    (models.DateField, _moment(parse_date)),
    (models.TimeField, _moment(parse_time)),
    (models.UUIDField, _uuid),
    (models.BinaryField, _binary),
    (models.GenericIPAddressField, _address),
    (models.SlugField, _slug),
    ((models.CharField, models.TextField, models.FileField), _text),
)
