"""Changing what is said at a position and at a chart, with job descriptions and dotted lines, but not the tree."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from jobdescriptions.models import JobDescription
from orgcharts import journal, places
from orgcharts.checks import checked_slug, checked_title, read_again
from orgcharts.fte import plain_fte
from orgcharts.locking import ChartError, changing, lock_heads
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision


def edit(position: Position, values: dict[str, Any], *, revision: int | None = None) -> Position:
    """Give ``position`` the ``values`` that are named (see ``journal.values_of``), and return it as it is now.

    Values that are not named stay, so that what somebody else edited meanwhile is not lost. ``revision`` is the
    position's as the caller saw it: where it has been edited since, the edit is refused.

    Raises ChartError where the position is gone or outrun, a value does not fit, a job description is named twice or is
    gone, or the position would share its own supervision; TypeError for a value that positions do not have.
    """
    if unknown := set(values) - {*journal.POSITION_FIELDS, "placements", "shared"}:
        raise TypeError(f"Positions have no {', '.join(sorted(unknown))}.")
    with changing(position.chart_id) as chart:
        row = read_again(position)
        if revision is not None and row.revision != revision:
            raise ChartError("outrun", f"Somebody else has edited “{row.title}” meanwhile.")
        present = journal.values_of([row])[row.pk]
        wanted = present | _checked(row, values)
        changed = [name for name in wanted if wanted[name] != present[name]]
        if not changed:
            return row
        if "placements" in changed:
            _place(row, wanted["placements"])
        if "shared" in changed:
            _share(row, wanted["shared"])
        plain = {name: wanted[name] for name in changed if name in journal.POSITION_FIELDS}
        Position.objects.filter(pk=row.pk).update(revision=F("revision") + 1, **plain)
        journal.note(
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


def edit_chart(chart: OrgChart, values: dict[str, Any], *, revision: int | None = None) -> OrgChart:
    """Give ``chart`` the ``values`` that are named (of ``journal.CHART_FIELDS``), and return it as it is now.

    Raises ChartError where the chart is gone or outrun, or a value does not fit or is taken.
    """
    with changing(chart, revision=revision) as row:
        present = journal.chart_values(row)
        wanted = present | values
        wanted["title"] = checked_title(wanted["title"], OrgChart)
        if wanted["slug"] != present["slug"]:
            lock_heads()  # As whoever makes a chart does: of two that take the same address the second is refused.
            wanted["slug"] = checked_slug(wanted["slug"])
        changed = [name for name in journal.CHART_FIELDS if wanted[name] != present[name]]
        if not changed:
            return row
        OrgChart.objects.filter(pk=row.pk).update(**{name: wanted[name] for name in changed})
        before = {name: present[name] for name in changed}
        after = {name: wanted[name] for name in changed}
        journal.note(row.pk, {"op": "chart", "id": row.pk, "title": row.title, "before": before, "after": after})
        for name in changed:
            setattr(row, name, wanted[name])
        return row


def note_added(position: Position, above: Position | None) -> None:
    """Write down that ``position`` was added below ``above`` (None: as the head)."""
    journal.note(
        position.chart_id,
        {
            "op": "add",
            "id": position.pk,
            "title": position.title,
            "above": above.pk if above else None,
            "step": places.step_of(position.path),
            "number": position.index_number,
            "values": journal.values_of([position])[position.pk],
        },
    )


def _checked(row: Position, values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` as they would be stored. Raises ChartError where one does not fit."""
    checked = dict(values)
    if "title" in checked:
        checked["title"] = checked_title(checked["title"])
    if "fte" in checked:
        checked["fte"] = _checked_fte(checked["fte"])
    for number, one in enumerate(checked.get("placements", ()), start=1):
        _check_field(Placement, "title", one["title"], f"Job description {number}")
    jobs = [one["job"] for one in checked.get("placements", ())]
    if len(set(jobs)) < len(jobs):
        raise ChartError("invalid", "A job description is listed twice at this position. Remove one of the two.")
    if len(jobs) > JobDescription.objects.filter(pk__in=jobs).count():
        raise ChartError("invalid", "A job description is not there any more. Remove it from the list.")
    for line in checked.get("shared", ()):
        _check_field(SharedSupervision, "title", line["title"], "Shared supervision")
        _check_field(SharedSupervision, "covers", line["covers"], "Shared supervision")
        if line["supervisor"] == row.pk:
            raise ChartError("invalid", "A position cannot share its own supervision. Choose another position.")
    supervisors = {line["supervisor"] for line in checked.get("shared", ())} - {None}
    if len(supervisors) > Position.objects.filter(pk__in=supervisors).count():
        raise ChartError("invalid", "A position that shares the supervision is not there any more. Choose another one.")
    return checked


def _checked_fte(value: Any) -> str | None:
    if value in (None, ""):
        return None
    try:
        number = Position._meta.get_field("fte").clean(Decimal(str(value)), None)
    except (ValidationError, InvalidOperation) as error:
        raise ChartError(
            "invalid", f"“{value}” is no number of full-time equivalents. Write a number such as 1 or 2.5, "
            "with at most four decimals."
        ) from error
    return plain_fte(number)


def _check_field(model: type, name: str, value: str, where: str) -> None:
    try:
        model._meta.get_field(name).clean(value, None)
    except ValidationError as error:
        label = model._meta.get_field(name).verbose_name
        raise ChartError("invalid", f"{where}, {label}: {' '.join(error.messages)}") from error


def _place(row: Position, placements: list[dict[str, Any]]) -> None:
    """Let exactly these job descriptions stand at the position, in this order; rows of those that stay are kept."""
    there = {one.job_description_id: one for one in row.placements.all()}
    row.placements.exclude(job_description__in=[one["job"] for one in placements]).delete()
    for order, one in enumerate(placements):
        present = there.get(one["job"])
        if present is None:
            Placement.objects.create(position=row, job_description_id=one["job"], title=one["title"], order=order)
        elif (present.title, present.order) != (one["title"], order):
            Placement.objects.filter(pk=present.pk).update(title=one["title"], order=order)


def _share(row: Position, lines: list[dict[str, Any]]) -> None:
    """Let exactly these dotted lines lead from the position, in this order; rows are kept as far as they go."""
    there = list(row.shared_lines.order_by("order", "pk"))
    # The row of a line that stays keeps its key, by which the reference content and the history know it.
    left = []
    kept: dict[int, SharedSupervision] = {}
    for order, line in enumerate(lines):
        same = next(
            (one for one in there if (one.supervisor_id, one.title) == (line["supervisor"], line["title"])), None
        )
        if same is not None:
            there.remove(same)
            kept[order] = same
        else:
            left.append(order)
    for order in left:
        kept[order] = there.pop(0) if there else SharedSupervision(position=row)
    SharedSupervision.objects.filter(pk__in=[one.pk for one in there]).delete()
    for order, line in enumerate(lines):
        one = kept[order]
        one.supervisor_id, one.title, one.covers, one.order = line["supervisor"], line["title"], line["covers"], order
        one.save()
