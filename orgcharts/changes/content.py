"""Editing the values of a position (with its placements and dotted lines) and of a chart, but not the tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from jobdescriptions.models import JobDescription
from orgcharts.changes import journal
from orgcharts.changes.lock import ChartError, StaleRevision, changing, lock_across_charts
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.validation import clean_slug, clean_title, reload_position
from orgcharts.fte import FteError, fte_to_json, parse_fte
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision
from orgcharts.tree import moves

_BATCH = 500


@retry_on_conflict
def edit(position: Position, values: dict[str, Any], *, revision: int | None = None) -> Position:
    """Set ``values`` (see ``journal.read_values``) of ``position``, and return it as it is now.

    Values that are not named stay, so that what somebody else edited meanwhile is not lost. ``revision`` is the one
    that the caller has seen; StaleRevision is raised where the position has been edited since.

    Raises ChartError where the position has been deleted, a value is not valid, a job description is named twice or
    has been deleted, or the position would share its own supervision; TypeError for an unknown value.
    """
    if unknown := set(values) - {*journal.POSITION_FIELDS, "placements", "shared"}:
        raise TypeError(f"Positions have no {', '.join(sorted(unknown))}.")
    with changing(position.chart_id) as chart:
        row = reload_position(position)
        if revision is not None and row.revision != revision:
            raise StaleRevision(f"Somebody else has edited “{row.title}” meanwhile.")
        present = journal.read_values([row], {"title", "is_derived", "derived_title", *values})[row.pk]
        values = clean_values(row.pk, values)
        check_references(values)
        wanted = present | keep_derived_title(present, values)
        changed = [name for name in wanted if wanted[name] != present[name]]
        if not changed:
            return row
        if "placements" in changed:
            write_placements({row.pk: wanted["placements"]}, chart.pk)
        if "shared" in changed:
            write_shared_lines({row.pk: wanted["shared"]}, chart.pk)
        plain = {name: wanted[name] for name in changed if name in journal.POSITION_FIELDS}
        Position.objects.filter(pk=row.pk).update(revision=F("revision") + 1, **plain)
        journal.record(
            chart.pk,
            {
                "op": "edit",
                "id": row.pk,
                "title": wanted["title"],
                "number": row.index_number,
                "before": {name: present[name] for name in changed},
                "after": {name: wanted[name] for name in changed},
            },
        )
        return Position.objects.get(pk=row.pk)


@retry_on_conflict
def edit_chart(chart: OrgChart, values: dict[str, Any], *, revision: int | None = None) -> OrgChart:
    """Set ``values`` (of ``journal.CHART_FIELDS``) of ``chart``, and return it as it is now.

    Raises StaleRevision as ``edit`` does, and ChartError where the chart has been deleted, or a value is not valid or
    taken.
    """
    with changing(chart, revision=revision) as row:
        present = journal.read_chart_values(row)
        wanted = present | values
        wanted["title"] = clean_title(wanted["title"], OrgChart)
        _check_field(OrgChart, "sources", wanted["sources"], "The chart")
        if wanted["slug"] != present["slug"]:
            lock_across_charts()  # So that of two that take the same address the second is refused.
            wanted["slug"] = clean_slug(wanted["slug"])
        changed = [name for name in journal.CHART_FIELDS if wanted[name] != present[name]]
        if not changed:
            return row
        OrgChart.objects.filter(pk=row.pk).update(**{name: wanted[name] for name in changed})
        before = {name: present[name] for name in changed}
        after = {name: wanted[name] for name in changed}
        journal.record(row.pk, {"op": "chart", "id": row.pk, "title": row.title, "before": before, "after": after})
        for name in changed:
            setattr(row, name, wanted[name])
        return row


def keep_derived_title(present: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` with the title that was worked out, where they rename a box whose first title is not kept yet.

    So the page of a renamed box goes on saying that its original name is lost.
    """
    is_renamed = values.get("title", present["title"]) != present["title"]
    if is_renamed and present["is_derived"] and not present["derived_title"]:
        return {"derived_title": present["title"]} | values
    return values


def record_addition(position: Position, above: Position | None) -> None:
    """Record that ``position`` was added below ``above`` (None: as the head)."""
    journal.record(
        position.chart_id,
        {
            "op": "add",
            "id": position.pk,
            "title": position.title,
            "above": above.pk if above else None,
            "step": moves.step_of(position.path),
            "number": position.index_number,
            "values": journal.read_values([position])[position.pk],
        },
    )


def clean_values(pk: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` as the position ``pk`` would store them. Raises ChartError where one is not valid."""
    checked = dict(values)
    if "title" in checked:
        checked["title"] = clean_title(checked["title"])
    if "fte" in checked:
        checked["fte"] = _clean_fte(checked["fte"])
    for name in {"kind", "sources", "derived_title"}.intersection(checked):
        _check_field(Position, name, checked[name], "The position")
    for number, one in enumerate(checked.get("placements", ()), start=1):
        _check_field(Placement, "title", one["title"], f"Job description {number}")
    jobs = [one["job"] for one in checked.get("placements", ())]
    if len(set(jobs)) < len(jobs):
        raise ChartError("invalid", "A job description is listed twice at this position. Remove one of the two.")
    for line in checked.get("shared", ()):
        _check_field(SharedSupervision, "title", line["title"], "Shared supervision")
        _check_field(SharedSupervision, "covers", line["covers"], "Shared supervision")
        if line["supervisor"] == pk:
            raise ChartError("invalid", "A position cannot share its own supervision. Choose another position.")
    return checked


def lock_references(*values: dict[str, Any]) -> tuple[set[int], set[int]]:
    """Lock the job descriptions and positions that ``values`` refer to; return the keys of those that exist.

    They are not deleted before the end of the transaction, so that no foreign key fails when everything is saved.
    """
    jobs = {one["job"] for each in values for one in each.get("placements", ())}
    supervisors = {line["supervisor"] for each in values for line in each.get("shared", ())} - {None}
    if supervisors:
        lock_across_charts()
        supervisors &= set(Position.objects.order_by().filter(pk__in=supervisors).values_list("pk", flat=True))
    if jobs:
        # Against its deletion; the text may be edited meanwhile.
        rows = JobDescription.objects.select_for_update(no_key=True).filter(pk__in=jobs).order_by("pk")
        jobs = set(rows.values_list("pk", flat=True))
    return jobs, supervisors


def check_references(*values: dict[str, Any]) -> None:
    """Raise ChartError where ``values`` refer to what has been deleted; see ``lock_references``."""
    jobs, supervisors = lock_references(*values)
    for each in values:
        if any(one["job"] not in jobs for one in each.get("placements", ())):
            raise ChartError("invalid", "A job description has been deleted. Remove it from the list.")
        if any(line["supervisor"] not in {*supervisors, None} for line in each.get("shared", ())):
            raise ChartError("invalid", "A position that shares the supervision has been deleted. Choose another one.")


def _clean_fte(value: Any) -> str | None:
    try:
        return fte_to_json(parse_fte(value))
    except FteError as error:
        raise ChartError("invalid", str(error)) from error


def _check_field(model: type, name: str, value: str, where: str) -> None:
    try:
        model._meta.get_field(name).clean(value, None)
    except ValidationError as error:
        label = model._meta.get_field(name).verbose_name
        raise ChartError("invalid", f"{where}, {label}: {' '.join(error.messages)}") from error


def write_placements(wanted: dict[int, list[dict[str, Any]]], chart: int) -> None:
    """Write the placements of the positions of ``chart`` with these keys, in this order, in a few statements.

    Rows of job descriptions that stay are kept.
    """
    if not wanted:
        return
    there: dict[int, dict[int, Placement]] = {pk: {} for pk in wanted}
    for one in Placement.objects.filter(**journal.filter_by_positions(wanted, {chart})):
        if one.position_id in there:
            there[one.position_id][one.job_description_id] = one
    removed, changed, new = [], [], []
    for pk, placements in wanted.items():
        present = there[pk]
        removed += [one.pk for job, one in present.items() if job not in {one["job"] for one in placements}]
        for order, one in enumerate(placements):
            row = present.get(one["job"])
            if row is None:
                new.append(Placement(position_id=pk, job_description_id=one["job"], title=one["title"], order=order))
            elif (row.title, row.order) != (one["title"], order):
                row.title, row.order = one["title"], order
                changed.append(row)
    _write(Placement, removed, changed, new, ["title", "order"])


def write_shared_lines(wanted: dict[int, list[dict[str, Any]]], chart: int) -> None:
    """Write the dotted lines of the positions of ``chart`` with these keys, in this order, in a few statements.

    Rows are kept as far as possible.
    """
    if not wanted:
        return
    there: dict[int, list[SharedSupervision]] = {pk: [] for pk in wanted}
    for one in SharedSupervision.objects.filter(**journal.filter_by_positions(wanted, {chart})).order_by("order", "pk"):
        if one.position_id in there:
            there[one.position_id].append(one)
    removed, changed, new = [], [], []
    for pk, lines in wanted.items():
        for row, line in _match_rows(there[pk], lines):
            if line is None:
                removed.append(row.pk)
            elif row is None:
                new.append(SharedSupervision(position_id=pk, **line))
            elif any(getattr(row, name) != value for name, value in line.items()):
                for name, value in line.items():
                    setattr(row, name, value)
                changed.append(row)
    _write(SharedSupervision, removed, changed, new, ["supervisor", "title", "covers", "is_derived", "order"])


def _match_rows(rows: list[SharedSupervision], lines: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield (row, values): values are None for a row to delete, row is None for a line to create.

    The row of a line that stays keeps its key, by which the reference content and the history refer to it.
    """
    left = list(rows)
    waiting = []
    for order, line in enumerate(lines):
        values = {
            "supervisor_id": line["supervisor"],
            "title": line["title"],
            "covers": line["covers"],
            "is_derived": line.get("is_derived", False),
            "order": order,
        }
        same = next(
            (one for one in left if (one.supervisor_id, one.title) == (line["supervisor"], line["title"])), None
        )
        if same is None:
            waiting.append(values)
        else:
            left.remove(same)
            yield same, values
    for values in waiting:
        yield (left.pop(0) if left else None), values
    for row in left:
        yield row, None


def _write(model: type, removed: list[int], changed: list[Any], new: list[Any], fields: list[str]) -> None:
    for at in range(0, len(removed), _BATCH):
        model.objects.filter(pk__in=removed[at : at + _BATCH]).delete()
    model.objects.bulk_update(changed, fields, batch_size=_BATCH)
    model.objects.bulk_create(new, batch_size=_BATCH)
