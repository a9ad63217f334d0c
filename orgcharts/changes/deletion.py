"""Deleting positions and charts. A position is deleted only together with, or after, those below it."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from django.db import models, transaction
from django.db.models import F

from orgcharts.changes import former_numbers, journal
from orgcharts.changes.lock import ChartError, changing, lock_across_charts
from orgcharts.changes.path_updates import apply_rewrites
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.rights import check_other_charts
from orgcharts.changes.tree_writes import find_charts
from orgcharts.changes.validation import get_parent, reload_position
from orgcharts.changes.working_chart import LOSES_LINES, WorkingChart
from orgcharts.managers import PositionQuerySet
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves


@retry_on_conflict
def delete(position: Position) -> None:
    """Delete ``position``, which has no children; its following siblings move up.

    Raises ChartError where it has been deleted or has children.
    """
    with changing(position.chart_id):
        row = reload_position(position)
        check_nothing_below(row)
        delete_selected(Position.objects.filter(pk=row.pk))


@retry_on_conflict
def delete_selected(positions: PositionQuerySet) -> tuple[int, dict[str, int]]:
    """Delete ``positions``, and return what Django's ``delete`` returns. ``positions.delete()`` calls this.

    A branch is deleted only where each of its positions is among them; otherwise ChartError is raised.
    """
    with transaction.atomic(), ExitStack() as stack:
        # In the order of their keys, to avoid deadlocks.
        keys = sorted(set(positions.order_by().values_list("chart_id", flat=True)))
        charts = {pk: stack.enter_context(changing(pk)) for pk in keys}
        # Read again under the locks; charts that the queryset has come to include meanwhile are not locked.
        chosen: dict[int, dict[str, Position]] = {pk: {} for pk in charts}
        for row in positions.all():
            if row.chart_id in charts:
                chosen[row.chart_id][row.path] = row
        counts: Counter[str] = Counter()
        for pk, rows in chosen.items():
            chosen_below = Counter(moves.parent_path(path) for path in rows)
            for path, row in rows.items():
                if chosen_below[path] < row.numchild:
                    check_nothing_below(row)
            if len(rows) == 1:
                counts += _delete_one(charts[pk], *rows.values())
                continue
            working = WorkingChart(charts[pk])
            for path in sorted(rows, reverse=True):
                working.tree.remove(rows[path].pk)
            counts += working.save()
        return sum(counts.values()), dict(counts)


@retry_on_conflict
def delete_chart(chart: OrgChart) -> None:
    """Delete ``chart`` with all its positions; its support model, if it has one, stays without a chart.

    Raises ChartError where it has been deleted already.
    """
    with changing(chart) as row:
        Position.objects.filter(chart=row).delete()
        # Not row.delete(), which takes the key off the row that receivers get.
        OrgChart.objects.filter(pk=row.pk).delete()
        values = journal.read_chart_values(row) | {"support_model": row.support_model_id or row.drafted_for_id}
        journal.record(row.pk, {"op": "delete-chart", "id": row.pk, "title": row.title, "values": values})


def _delete_one(chart: OrgChart, row: Position) -> Counter[str]:
    """Delete ``row`` and write only the siblings after it; return the numbers of deleted rows by model."""
    lock_across_charts()  # Before any position is written: dotted lines may lead here from everywhere.
    above = get_parent(row) if row.depth > 1 else None
    values, supervised = journal.read_values_and_lines([row])
    check_lines(row, supervised[row.pk])
    journal.record(
        chart.pk,
        {
            "op": "delete",
            **journal.describe_deletion(row, values, supervised),
            "above": above and above.pk,
            "step": moves.step_of(row.path),
        },
    )
    former_numbers.record(chart, [row.pk])
    # Django's own way: treebeard's closes no gap.
    counts = models.QuerySet.delete(Position.objects.order_by().filter(pk=row.pk))[1]
    if above is not None:
        apply_rewrites(chart, moves.close_gap(row.path, above.numchild))
        Position.objects.filter(pk=above.pk).update(numchild=F("numchild") - 1)
    return Counter(counts)


def check_lines(position: Position, supervised: list[journal.Step]) -> None:
    """Raise ChartError where dotted lines lead to ``position`` from a chart that the acting user may not change."""
    check_other_charts(find_charts({line["position"] for line in supervised}) - {position.chart_id}, LOSES_LINES)


def check_nothing_below(position: Position) -> None:
    if position.numchild:
        below = "1 position stands" if position.numchild == 1 else f"{position.numchild} positions stand"
        raise ChartError(
            "positions-below",
            f"“{position.title}” cannot be deleted because {below} directly below it. Move or delete what stands "
            f"below it first, then delete “{position.title}”.",
        )
