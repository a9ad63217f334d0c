"""Undoing steps of a chart's journal, and restoring a deleted chart.

Each step is reversed in memory, the last one first, under the lock of the chart, and the result is written at once in
a few statements: either the chart is as it was before them, or nothing has changed. Undoing is recorded too, so that it
can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.db import transaction

from orgcharts.changes.content import edit_chart, lock_references
from orgcharts.changes.journal import CHART_FIELDS, Step
from orgcharts.changes.lock import ChartError, changing, lock_across_charts
from orgcharts.changes.replacement import exchange
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.working_chart import WorkingChart
from orgcharts.models import OrgChart, SupportModel


def can_undo(steps: Sequence[Step]) -> bool:
    """Say whether there are steps and each of them can be reversed.

    A chart is never left without a head: the step that added its first position cannot be undone. Nor can older
    "put-in-place" steps, which do not name the other chart.
    """
    return bool(steps) and all(
        step["op"] in {*_UNDO, "chart", "put-in-place"}
        and not (step["op"] == "add" and step["above"] is None)
        and not (step["op"] == "arrange" and None in dict(step["after"]) and None not in dict(step["before"]))
        and not (step["op"] == "put-in-place" and "public" not in step)
        for step in steps
    )


def find_charts_to_lock(chart: int, steps: Sequence[Step]) -> list[int]:
    """Return the keys of the charts to lock, in this order, to undo ``steps`` of ``chart``."""
    others = {key for step in steps if "public" in step for key in (step["public"], step["draft"])}
    return sorted(others | {chart})


@retry_on_conflict
def undo_steps(chart: OrgChart | int, steps: Sequence[Step], message: str = "") -> list[str]:
    """Undo ``steps``, the last ones of ``chart``; return sentences about what could not be restored.

    That is only what other parts of the site have deleted meanwhile, such as a job description that was placed at a
    position. Raises ChartError where the chart is not as the steps left it; then nothing has changed.
    """
    with ExitStack() as stack:
        pk = chart if isinstance(chart, int) else chart.pk
        rows = {
            key: stack.enter_context(changing(key, message if key == pk else ""))
            for key in find_charts_to_lock(pk, steps)
        }
        return undo_steps_under_locks(rows[pk], steps, rows)


def undo_steps_under_locks(chart: OrgChart, steps: Sequence[Step], charts: Mapping[int, OrgChart]) -> list[str]:
    """Do what ``undo_steps`` does, inside ``changing`` blocks for ``find_charts_to_lock(chart.pk, steps)``.

    ``charts`` are those charts by key, as they are now.
    """
    working, values = WorkingChart(chart), {}
    for step in reversed(steps):
        turn = _UNDO.get(step["op"])
        if turn is not None:
            turn(working, step)
        elif step["op"] == "chart":
            values |= step["before"]
        elif step["op"] == "put-in-place":
            exchange(charts[step["public"]], charts[step["draft"]])
        else:
            raise ChartError("cannot-undo", "This change cannot be undone by itself.")
    missing = _drop_missing_references(working)
    working.save()
    if values:
        _undo_chart_edit(chart, values, steps)
    return missing


@retry_on_conflict
def restore_chart(steps: list[Step], *, revision: int = 0) -> tuple[OrgChart, list[str]]:
    """Restore a deleted chart from the steps of its deletion; return it and sentences about what is missing.

    ``revision`` is one that it never had, so that a page that is open from before its deletion is stale. The chart is
    restored as a draft, and under another address if its own is taken.
    """
    values = steps[-1]["values"]
    with transaction.atomic():
        lock_across_charts()
        if OrgChart.objects.filter(pk=steps[-1]["id"]).exists():
            raise ChartError("cannot-undo", "This chart exists already.")
        slug, count = values["slug"], 1
        while OrgChart.objects.filter(slug=slug).exists():
            count += 1
            slug = f"{values['slug'][:55]}-{count}"
        fields = {name: values[name] for name in ("title", "order", "note", "sources") if name in values}
        model = SupportModel.objects.filter(pk=values.get("support_model")).first()
        chart = OrgChart.objects.create(pk=steps[-1]["id"], slug=slug, revision=revision, drafted_for=model, **fields)
        missing = undo_steps(chart, steps[:-1], f"Brought back the chart “{chart.title}”.")
        return OrgChart.objects.get(pk=chart.pk), missing


def _conflict(title: str) -> ChartError:
    return ChartError(
        "cannot-undo",
        f"This cannot be undone: the chart has changed otherwise since, and “{title}” does not stand where it "
        "did. Make the change by hand.",
    )


def _check_exists(working: WorkingChart, key: int | None, step: Step) -> None:
    if key not in working.tree:
        raise _conflict(step["title"])


def _undo_addition(working: WorkingChart, step: Step) -> None:
    _check_exists(working, step["id"], step)
    if working.tree.children(step["id"]):
        raise _conflict(step["title"])
    working.tree.remove(step["id"])


def _undo_copy(working: WorkingChart, step: Step) -> None:
    _check_exists(working, step["id"], step)
    for key in reversed(list(working.tree.branch(step["id"]))):
        working.tree.remove(key)


def _undo_move(working: WorkingChart, step: Step) -> None:
    for key in (step["id"], step["above"]):
        _check_exists(working, key, step)
    try:
        working.tree.move(step["id"], step["above"], step["step"])
    except ValueError as error:
        raise _conflict(step["title"]) from error


def _undo_edit(working: WorkingChart, step: Step) -> None:
    _check_exists(working, step["id"], step)
    working.edit(step["id"], step["before"])


def _undo_deletion(working: WorkingChart, step: Step) -> None:
    if step["above"] is None:
        if len(working.tree):
            raise ChartError("cannot-undo", "This chart has another head by now.")
    else:
        _check_exists(working, step["above"], step)
    working.tree.insert(working.restore(step), step["above"], step["step"])


def _undo_arrangement(working: WorkingChart, step: Step) -> None:
    before, after = dict(step["before"]), dict(step["after"])
    added = {one["id"] for one in step["added"]}
    there = set(working.tree.above)
    if any(working.tree.children(key) != after.get(key, []) for key in after | before if key is None or key in there):
        raise _conflict(step["title"])
    for one in step["deleted"]:
        working.restore(one)
    try:
        working.tree.replace({key: before.get(key, []) for key in after | before})
    except ValueError as error:
        raise _conflict(step["title"]) from error
    if set(working.tree.above) != there - added | {one["id"] for one in step["deleted"]}:
        raise _conflict(step["title"])
    for one in step["edited"]:
        _undo_edit(working, one)


def _undo_chart_edit(chart: OrgChart, values: dict[str, Any], steps: Sequence[Step]) -> None:
    values = {name: value for name, value in values.items() if name in CHART_FIELDS}
    # The chart keeps an address that it has got since by being published in place of another one.
    if "slug" in values:
        given = [step["after"]["slug"] for step in steps if step["op"] == "chart" and "slug" in step["after"]]
        if OrgChart.objects.get(pk=chart.pk).slug != given[-1]:
            del values["slug"]
    edit_chart(chart, values)


def _drop_missing_references(working: WorkingChart) -> list[str]:
    """Remove references to what has been deleted from the pending values; return sentences about them."""
    coming = working.list_pending_values()
    values = [each for _, each in coming]
    jobs, _ = lock_references(*({"placements": each.get("placements", ())} for each in values))
    named = {line["supervisor"] for each in values for line in each.get("shared", ())} - {None}
    there = (working.filter_remaining(named) if named else set()) | {None}
    missing = []
    for title, each in coming:
        for one in each.get("placements", ()):
            if one["job"] not in jobs:
                missing.append(f"The job description “{one['title']}” at “{title}” has been deleted and stays away.")
        if "placements" in each:
            each["placements"] = [one for one in each["placements"] if one["job"] in jobs]
        if "shared" in each:
            each["shared"] = [
                line if line["supervisor"] in there else line | {"supervisor": None} for line in each["shared"]
            ]
    return missing


_UNDO: dict[str, Callable[[WorkingChart, Step], None]] = {
    "add": _undo_addition,
    "copy": _undo_copy,
    "move": _undo_move,
    "edit": _undo_edit,
    "delete": _undo_deletion,
    "arrange": _undo_arrangement,
}
