"""Read the initial and the submitted values of a form and its formsets as plain values, and write submitted ones."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Model, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME, BaseFormSet
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict

from techsets.common.conflicts.merge import Fields, Row, SubmittedRow, Values

#: The hidden field with the values that the form showed when it was loaded.
LOADED = "loaded"
#: Fields of the form that are no values of the object.
_SKIPPED = {"seen_revision", "revision", DELETION_FIELD_NAME, ORDERING_FIELD_NAME}
_SALT = "techsets.common.conflicts.form_values"
#: Maximum number of rows read from one formset.
MAX_ROWS = 1000


def pack(values: Values) -> str:
    """Return ``values`` as signed text for a hidden field; ``unpack`` accepts only what this site has signed."""
    rows = {prefix: [[row.key, row.name, row.fields] for row in found] for prefix, found in values.rows.items()}
    return signing.dumps([values.fields, rows], salt=_SALT, compress=True)


def unpack(text: str) -> Values | None:
    """Return the values that ``pack`` was given, or None if the signature is wrong."""
    try:
        fields, rows = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return Values(fields, {prefix: tuple(Row(*row) for row in found) for prefix, found in rows.items()})


def to_plain(form_field: forms.Field, value: Any) -> Any:
    """Return the value of a field as canonical JSON value, the same for saved and submitted ones; lists are sorted."""
    if isinstance(value, (list, tuple, set, QuerySet)):
        return sorted(str(getattr(one, "pk", one)) for one in value)
    if not isinstance(form_field, forms.ModelChoiceField):
        try:
            value = form_field.to_python(value)
        except (forms.ValidationError, TypeError):
            value = getattr(value, "text", value)
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int)):
        return "" if value is None else value if isinstance(value, bool) else str(value)
    return str(value).replace("\r\n", "\n")


class FormReader:
    """Reads and writes the values of a form, or of the rows of a formset by its empty form."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form
        self.place = getattr(form, "place_field", "")
        skipped = {*_SKIPPED, self.place}
        if isinstance(form, forms.BaseModelForm):
            skipped.add(form._meta.model._meta.pk.name)
        self.fields = {
            name: one
            for name, one in form.fields.items()
            if name not in skipped and not one.disabled and not isinstance(one, InlineForeignKeyField)
        }

    def read_initial(self, form: forms.BaseForm) -> Fields:
        """Return the initial values of ``form``."""
        return {name: to_plain(one, form.get_initial_for_field(one, name)) for name, one in self.fields.items()}

    def read_submitted(self, data: QueryDict, prefix: str) -> Fields:
        """Return the submitted values of the form with that prefix."""
        return {
            name: to_plain(one, one.widget.value_from_datadict(data, {}, _html_name(prefix, name)))
            for name, one in self.fields.items()
        }

    def write(self, data: QueryDict, prefix: str, name: str, value: Any) -> None:
        """Set the field in ``data`` to ``value`` (from ``to_plain``)."""
        one, html_name = self.fields[name], _html_name(prefix, name)
        if hasattr(one.widget, "as_sent"):
            for part, text in one.widget.as_sent(html_name, int(value) if value else None).items():
                data[part] = text
        elif isinstance(value, bool):
            data.pop(html_name, None)
            if value:
                data[html_name] = "on"
        elif isinstance(value, list):
            data.setlist(html_name, value)
        else:
            data[html_name] = value

    def format_value(self, name: str, value: Any) -> str:
        """Return a plain value as display text."""
        one = self.fields[name]
        if hasattr(one.widget, "as_sent"):
            return one.widget.shown(int(value) if str(value).isdecimal() else None).text or str(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        choices = {str(key): str(label) for key, label in getattr(one, "choices", ()) or ()}
        if isinstance(value, list):
            return ", ".join(choices.get(part, part) for part in value)
        return choices.get(value, value) if value else ""

    def label(self, name: str) -> str:
        """Return the label of the field."""
        return self.form[name].label


class FormsetReader:
    """Reads the saved and the submitted rows of a formset."""

    def __init__(self, formset: BaseFormSet) -> None:
        self.formset, self.prefix = formset, formset.prefix
        self.row = FormReader(formset.empty_form)
        self.pk = formset.model._meta.pk.name if hasattr(formset, "model") else ""
        self.noun = str(formset.model._meta.verbose_name).capitalize() if self.pk else formset.form.noun
        #: The field that orders the rows: the form's own, or the one that Django adds.
        self.place = self.row.place or (ORDERING_FIELD_NAME if formset.can_order else "")

    def read_initial(self) -> tuple[Row, ...]:
        """Return the saved rows."""
        rows, seen = [], set()
        for form in self.formset.initial_forms:
            fields = self.row.read_initial(form)
            called = " · ".join(str(fields[name]) for name in getattr(form, "named_by", ()) if fields.get(name))
            name = called or str(form.instance if self.pk else fields.get("title", ""))
            key = str(form.instance.pk) if self.pk else form.row_key(fields)
            while key in seen:
                key += "+"
            seen.add(key)
            rows.append(Row(key, name[:200], fields))
        return tuple(rows)

    def read_submitted(self, data: QueryDict, keys: Sequence[str]) -> list[SubmittedRow]:
        """Return the submitted rows in order; new ones only if something was filled in.

        ``keys`` are those of the loaded rows, for formsets whose rows do not submit them.
        """
        total, initial = (_parse_number(data.get(f"{self.prefix}-{name}_FORMS")) for name in ("TOTAL", "INITIAL"))
        blank = self.row.read_initial(self.formset.empty_form)
        rows = []
        for at in range(min(total, MAX_ROWS)):
            prefix = f"{self.prefix}-{at}"
            if self.pk:
                key = data.get(f"{prefix}-{self.pk}", "")
            else:
                key = keys[at] if at < min(initial, len(keys)) else ""
            fields = self.row.read_submitted(data, prefix)
            if not key and fields == blank:
                continue
            removed = f"{prefix}-{DELETION_FIELD_NAME}" in data
            rows.append(SubmittedRow(key, fields, removed, at, self._place(data, at)))
        return rows

    def _place(self, data: QueryDict, at: int) -> tuple:
        """Return the sort key of a row, as in ``sections.sort_rows``: its place, then whether it moved there."""
        place = _parse_number(data.get(f"{self.prefix}-{at}-{self.place}")) if self.place else 0
        before = at + 1
        toward = 0 if place == before else 1 if place > before else -1
        return (place or 10_000, toward if place else 0, at)


class WholeFormReader:
    """Reads the ``Values`` of an unbound form with its formsets."""

    def __init__(self, form: forms.BaseForm, formsets: Sequence[BaseFormSet] = ()) -> None:
        self.form = FormReader(form)
        self.prefix = form.prefix or ""
        self.formsets = {formset.prefix: FormsetReader(formset) for formset in formsets}

    def read_initial(self) -> Values:
        """Return the saved values."""
        rows = {prefix: one.read_initial() for prefix, one in self.formsets.items()}
        return Values(self.form.read_initial(self.form.form), rows)

    def find_fields(self, html_name: str) -> Iterator[tuple[FormReader, FormsetReader | None, int, str]]:
        """Yield the reader, the formset, the row's index and the field of an HTML name; nothing if unknown."""
        if html_name in self.form.fields:
            yield self.form, None, 0, html_name
        for prefix, found in self.formsets.items():
            rest = html_name.removeprefix(f"{prefix}-")
            at, _, name = rest.partition("-")
            is_row = rest != html_name and at.isascii() and at.isdecimal() and len(at) < 5
            if is_row and (name in found.row.fields or name == DELETION_FIELD_NAME):
                yield found.row, found, int(at), name


def _html_name(prefix: str, name: str) -> str:
    return f"{prefix}-{name}" if prefix else name


def _parse_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0
