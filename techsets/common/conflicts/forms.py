"""Merge a submitted form with what somebody else has saved since it was loaded. Works for any form, without a script.

A form carries the values that it showed when it was loaded (``form_values.LOADED``). ``merge_submission`` is a
three-way merge of these, the saved and the submitted values, and writes the result into the submitted data, so that the
form comes back with it. For each conflict the page asks whose version shall stand; ``apply_choices`` carries out the
answers.
"""

from __future__ import annotations

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from techsets.common.conflicts.form_values import LOADED, FormsetReader, WholeFormReader, pack
from techsets.common.conflicts.merge import MergedRow, Row, Values, merge_fields, merge_order, merge_rows
from techsets.common.conflicts.reports import TAKE, ConflictReport, ReportBuilder, report_rows

STALE_MESSAGE = (
    "Somebody else has saved this while you were editing it. Nothing of yours is lost: it is in the form below, "
    "together with what the other person has changed elsewhere. Look at it, choose where both of you changed the same, "
    "then save again."
)
#: Sent with a form that shall be shown as it was filled in, and not saved (see static/admin/unsent.js).
SHOW = "_unsent"
UNSENT_MESSAGE = "This is what you had typed here before. Nothing of it is saved yet: look at it, then save it."


def merge_submission(
    forms: WholeFormReader, loaded: Values | None, data: QueryDict
) -> tuple[QueryDict, ConflictReport]:
    """Return what was sent (``data``), put together with what is saved now, and what there is to say of it.

    ``forms`` are made from what is saved now. ``loaded`` None: the form did not say what it had shown.
    """
    saved, conflict = forms.saved(), ConflictReport()
    result = data.copy()
    sent = forms.form.sent(data, forms.prefix)
    merged = merge_fields(loaded.fields if loaded else None, saved.fields, sent)
    report = ReportBuilder(conflict, forms.form, "")
    report.fields(saved.fields, sent, merged.taken, merged.clashes, forms.prefix)
    for name in merged.taken:
        forms.form.write(result, forms.prefix, name, merged.values[name])
    for prefix, one in forms.lists.items():
        before = loaded.rows.get(prefix, ()) if loaded else None
        rows = one.sent(data, [row.key for row in (before if before is not None else saved.rows[prefix])])
        found = merge_rows(before, saved.rows[prefix], rows)
        _write_rows(one, before, [row for row in found if not row.is_dropped], data, result)
        report_rows(conflict, one, found)
    result[LOADED] = pack(saved)
    for name in [name for name in result if name.startswith(TAKE)]:
        del result[name]
    return result, conflict


def apply_choices(forms: WholeFormReader, loaded: Values | None, data: QueryDict) -> QueryDict:
    """Return ``data`` with the other person's version wherever that was chosen. It is what ``loaded`` has."""
    chosen = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE) and data[name] == "theirs"]
    if loaded is None or not chosen:
        return data
    result = data.copy()
    for html_name in chosen:
        for form, rows, at, name in forms.named(html_name):
            if rows is None:
                if name in loaded.fields:
                    form.write(result, forms.prefix, name, loaded.fields[name])
                continue
            prefix = f"{rows.prefix}-{at}"
            was = _find_loaded_row(rows, loaded, data, at)
            if name == DELETION_FIELD_NAME:
                result.pop(f"{prefix}-{name}", None)
                if was is None:  # A row that the other one removed, and that came back as a new one.
                    result[f"{prefix}-{name}"] = "on"
            elif was is not None and name in was.fields:
                form.write(result, prefix, name, was.fields[name])
    return result


def _find_loaded_row(rows: FormsetReader, loaded: Values, data: QueryDict, at: int) -> Row | None:
    known = loaded.rows.get(rows.prefix, ())
    if rows.pk:
        return next((row for row in known if row.key == data.get(f"{rows.prefix}-{at}-{rows.pk}", "")), None)
    return known[at] if at < len(known) else None


def _write_rows(
    rows: FormsetReader, before: tuple[Row, ...] | None, merged: list[MergedRow], data: QueryDict, result: QueryDict
) -> None:
    """Write the rows of a list anew: those that are saved first, as formsets want them, each with its place."""
    for name in [name for name in result if _is_of_row(name, rows.prefix)]:
        del result[name]
    places = {id(row): place for place, row in enumerate(merge_order(before, merged), start=1)}
    for at, row in enumerate(merged):
        prefix = f"{rows.prefix}-{at}"
        if row.sent is not None:
            start = f"{rows.prefix}-{row.sent.at}-"
            for name in data:
                if name.startswith(start):
                    result.setlist(f"{prefix}-{name.removeprefix(start)}", data.getlist(name))
        for name, value in row.fields.items():
            if row.sent is None or row.sent.fields.get(name) != value:
                rows.row.write(result, prefix, name, value)
        if rows.pk:
            result[f"{prefix}-{rows.pk}"] = row.saved.key if row.saved is not None else ""
        if rows.place:
            result[f"{prefix}-{rows.place}"] = str(places[id(row)])
    initial = sum(row.saved is not None for row in merged)
    result[f"{rows.prefix}-INITIAL_FORMS"], result[f"{rows.prefix}-TOTAL_FORMS"] = str(initial), str(len(merged))


def _is_of_row(name: str, prefix: str) -> bool:
    at = name.removeprefix(f"{prefix}-").partition("-")[0]
    return name.startswith(f"{prefix}-") and at.isascii() and at.isdecimal()
