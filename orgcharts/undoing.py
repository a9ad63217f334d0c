"""Taking steps of a chart's journal back, through the tree's own operations.

Each step is turned round, the last one first, under the lock of the chart and in one transaction: either the chart is
as it was before them, or nothing has changed. What is done is itself written down, so that it can be taken back too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from jobdescriptions.models import JobDescription
from orgcharts import places
from orgcharts.editing import edit, edit_chart, note_added
from orgcharts.journal import CHART_FIELDS, POSITION_FIELDS, Step, chart_values
from orgcharts.locking import ChartError, changing, lock_heads
from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.operations import Move, delete_selected, make_room_for, move


def can_take_back(steps: Sequence[Step]) -> bool:
    """Say whether there are steps and each of them can be turned round.

    A chart is never left without a head: what brought its first position is not taken back.
    """
    return bool(steps) and all(
        step["op"] in _TURNED and not (step["op"] == "add" and step["above"] is None) for step in steps
    )


def take_back(chart: OrgChart | int, steps: Sequence[Step], said: str = "") -> list[str]:
    """Take ``steps``, the last ones of ``chart``, back; return sentences about what could not come back.

    That is only what other parts of the site have deleted meanwhile, such as a job description that stood at a
    position. Raises ChartError where the chart is not as the steps left it; then nothing has changed.
    """
    turning = _Turning()
    with changing(chart, said) as row:
        for step in reversed(steps):
            turn = _TURNED.get(step["op"])
            if turn is None:
                raise ChartError("unreversed", "This change cannot be taken back by itself.")
            turn(row, step, turning)
        for pk, lines in turning.waiting.items():
            position = Position.objects.filter(pk=pk).first()
            if position is not None:
                edit(position, {"shared": _with_supervisors(lines)})
    return turning.missing


@dataclass(slots=True)
class _Turning:
    """What comes up while steps are turned round.

    ``missing`` are sentences about what stays away; ``waiting`` the dotted lines, by position, whose supervisor may
    come back by a step that is still to be turned.
    """

    missing: list[str] = field(default_factory=list)
    waiting: dict[int, list[Step]] = field(default_factory=dict)


def restore_chart(steps: list[Step], *, revision: int = 0) -> tuple[OrgChart, list[str]]:
    """Bring a deleted chart back from the steps of its deletion; return it and sentences about what stays away.

    ``revision`` is one that it never had, so that no page that is still open from before is taken for a present one.

    It comes back without its support model, so that the public does not see it before somebody decides so, and under
    another address if its own is taken.
    """
    values = steps[-1]["values"]
    with transaction.atomic():
        lock_heads()
        if OrgChart.objects.filter(pk=steps[-1]["id"]).exists():
            raise ChartError("unreversed", "This chart is there already.")
        slug, count = values["slug"], 1
        while OrgChart.objects.filter(slug=slug).exists():
            count += 1
            slug = f"{values['slug'][:55]}-{count}"
        fields = {name: values[name] for name in ("title", "order", "note")}
        chart = OrgChart.objects.create(pk=steps[-1]["id"], slug=slug, revision=revision, **fields)
        missing = take_back(chart, steps[:-1], f"Brought back the chart “{chart.title}”.")
        return OrgChart.objects.get(pk=chart.pk), missing


def _position(chart: OrgChart, pk: int | None, title: str) -> Position:
    row = Position.objects.filter(pk=pk, chart=chart).first()
    if row is None:
        raise ChartError(
            "unreversed",
            f"This cannot be taken back: the chart has changed otherwise since, and “{title}” does not stand where it "
            "did. Make the change by hand.",
        )
    return row


def _unadd(chart: OrgChart, step: Step, turning: _Turning) -> None:
    row = _position(chart, step["id"], step["title"])
    delete_selected(Position.objects.filter(pk=row.pk))


def _uncopy(chart: OrgChart, step: Step, turning: _Turning) -> None:
    row = _position(chart, step["id"], step["title"])
    delete_selected(Position.objects.filter(**places.within(row.path)))


def _unmove(chart: OrgChart, step: Step, turning: _Turning) -> None:
    row = _position(chart, step["id"], step["title"])
    above = _position(chart, step["above"], step["title"])
    at = step["step"] - 1
    siblings = Position.objects.get_children(above).exclude(pk=row.pk)[at : at + 1]
    change = Move(row, before=siblings[0]) if siblings else Move(row, below=above)
    move(row, below=change.below, before=change.before)


def _unedit(chart: OrgChart, step: Step, turning: _Turning) -> None:
    row = _position(chart, step["id"], step["title"])
    edit(row, _still_there(row, step["before"], turning))


def _undelete(chart: OrgChart, step: Step, turning: _Turning) -> None:
    values = step["values"]
    row = Position(pk=step["id"], chart=chart, **{name: values[name] for name in POSITION_FIELDS})
    if Position.objects.filter(pk=row.pk).exists():
        raise ChartError("unreversed", f"“{step['title']}” is there already.")
    if step["above"] is None:
        if Position.objects.filter(chart=chart).exists():
            raise ChartError("unreversed", "This chart has another head by now.")
        lock_heads()
        row = Position.objects.add_root(instance=row)
        note_added(row, None)
    else:
        above = _position(chart, step["above"], step["title"])
        place = min(step["step"], above.numchild + 1)
        make_room_for(chart, above, place, row)
    edit(row, _still_there(row, {name: values[name] for name in ("placements", "shared")}, turning))
    for line in step["supervised"]:
        _lead_back(line, row)
    # What others may have open of it is from before it was deleted: it never had this revision.
    Position.objects.filter(pk=row.pk).update(revision=F("revision") + step["revision"] + 1)


def _lead_back(line: Step, supervisor: Position) -> None:
    """Let a dotted line that led to a position lead there again, unless it leads to another one by now.

    A line that has itself come back since is another row: it is the one that says the same at the same position.
    """
    lines = SharedSupervision.objects.filter(position=line["position"], supervisor=None).order_by("order", "pk")
    row = lines.filter(pk=line["id"]).first() or lines.filter(title=line["title"], covers=line["covers"]).first()
    if row is not None:
        SharedSupervision.objects.filter(pk=row.pk).update(supervisor=supervisor)


def _unedit_chart(chart: OrgChart, step: Step, turning: _Turning) -> None:
    # An address that the chart has got since by taking another one's place before the public, it keeps.
    present = chart_values(OrgChart.objects.get(pk=chart.pk))
    values = {name: value for name, value in step["before"].items() if name in CHART_FIELDS}
    if values.get("slug") and present["slug"] != step["after"]["slug"]:
        del values["slug"]
    edit_chart(chart, values)


def _still_there(row: Position, values: Step, turning: _Turning) -> Step:
    """Return ``values`` for ``row`` without what is not there now, and take note of it."""
    values = dict(values)
    if "placements" in values:
        keys = [one["job"] for one in values["placements"]]
        jobs = set(JobDescription.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for one in values["placements"]:
            if one["job"] not in jobs:
                turning.missing.append(
                    f"The job description “{one['title']}” at “{row.title}” has been deleted and stays away."
                )
        values["placements"] = [one for one in values["placements"] if one["job"] in jobs]
    if "shared" in values:
        turning.waiting.pop(row.pk, None)
        there = _with_supervisors(values["shared"])
        if there != values["shared"]:
            turning.waiting[row.pk] = values["shared"]
        values["shared"] = there
    return values


def _with_supervisors(lines: list[Step]) -> list[Step]:
    """Return dotted lines, each with its supervisor's key only where that position is there."""
    keys = [one["supervisor"] for one in lines if one["supervisor"]]
    there = set(Position.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [one if one["supervisor"] in there else one | {"supervisor": None} for one in lines]


_TURNED: dict[str, Callable[[OrgChart, Step, _Turning], None]] = {
    "add": _unadd,
    "copy": _uncopy,
    "move": _unmove,
    "edit": _unedit,
    "delete": _undelete,
    "chart": _unedit_chart,
}
