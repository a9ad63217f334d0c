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
#: Submitted with a form that is to be shown as it was filled in and not saved (see static/admin/unsent.js).
SHOW = "_unsent"
UNSENT_MESSAGE = "This is what you had typed here before. Nothing of it is saved yet: look at it, then save it."


def merge_submission(
    forms: WholeFormReader, loaded: Values | None, data: QueryDict
) -> tuple[QueryDict, ConflictReport]:
    """Return the submitted ``data`` merged with the saved values of ``forms``, and the report for the page.

    ``loaded`` are the values that the form showed; None if it did not send them.
    """
    saved, conflict = forms.read_initial(), ConflictReport()
    result = data.copy()
    submitted = forms.form.read_submitted(data, forms.prefix)
    merged = merge_fields(loaded.fields if loaded else None, saved.fields, submitted)
    report = ReportBuilder(conflict, forms.form, "")
    report.add_fields(saved.fields, submitted, merged.from_theirs, merged.conflicts, forms.prefix)
    for name in merged.from_theirs:
        forms.form.write(result, forms.prefix, name, merged.values[name])
    for prefix, one in forms.formsets.items():
        before = loaded.rows.get(prefix, ()) if loaded else None
        rows = one.read_submitted(data, [row.key for row in (before if before is not None else saved.rows[prefix])])
        found = merge_rows(before, saved.rows[prefix], rows)
        _write_rows(one, before, [row for row in found if not row.is_dropped], data, result)
        report_rows(conflict, one, found)
    result[LOADED] = pack(saved)
    for name in [name for name in result if name.startswith(TAKE)]:
        del result[name]
    return result, conflict


def apply_choices(forms: WholeFormReader, loaded: Values | None, data: QueryDict) -> QueryDict:
    """Return ``data`` with the other person's version (from ``loaded``) wherever that was chosen."""
    chosen = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE) and data[name] == "theirs"]
    if loaded is None or not chosen:
        return data
    result = data.copy()
    for html_name in chosen:
        for form, rows, at, name in forms.find_fields(html_name):
            if rows is None:
                if name in loaded.fields:
                    form.write(result, forms.prefix, name, loaded.fields[name])
                continue
            prefix = f"{rows.prefix}-{at}"
            was = _find_loaded_row(rows, loaded, data, at)
            if name == DELETION_FIELD_NAME:
                result.pop(f"{prefix}-{name}", None)
                if was is None:  # Removed by the other person, and submitted again as a new row.
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
    """Write the rows of a list: the saved ones first, as formsets require, each with its place."""
    for name in [name for name in result if _is_of_row(name, rows.prefix)]:
        del result[name]
    places = {id(row): place for place, row in enumerate(merge_order(before, merged), start=1)}
    for at, row in enumerate(merged):
        prefix = f"{rows.prefix}-{at}"
        if row.mine is not None:
            start = f"{rows.prefix}-{row.mine.at}-"
            for name in data:
                if name.startswith(start):
                    result.setlist(f"{prefix}-{name.removeprefix(start)}", data.getlist(name))
        for name, value in row.fields.items():
            if row.mine is None or row.mine.fields.get(name) != value:
                rows.row.write(result, prefix, name, value)
        if rows.pk:
            result[f"{prefix}-{rows.pk}"] = row.theirs.key if row.theirs is not None else ""
        if rows.place:
            result[f"{prefix}-{rows.place}"] = str(places[id(row)])
    initial = sum(row.theirs is not None for row in merged)
    result[f"{rows.prefix}-INITIAL_FORMS"], result[f"{rows.prefix}-TOTAL_FORMS"] = str(initial), str(len(merged))


def _is_of_row(name: str, prefix: str) -> bool:
    at = name.removeprefix(f"{prefix}-").partition("-")[0]
    return name.startswith(f"{prefix}-") and at.isascii() and at.isdecimal()
