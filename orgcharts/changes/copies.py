"""Copying branches and whole charts, with their placements and dotted lines, and creating charts."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F, Max

from orgcharts.changes import journal
from orgcharts.changes.lock import ChartError, changing, lock_across_charts, locked, send_chart_changed
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.validation import (
    check_depth,
    check_same_chart,
    clean_slug,
    clean_title,
    get_parent,
    reload_position,
)
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import STEP_LENGTH

_BATCH = 500


@retry_on_conflict
def duplicate_branch(position: Position, *, below: Position | None = None) -> Position:
    """Copy the branch of ``position`` as the last one below ``below``, or below its own parent, and return the copy.

    Placements, notes and dotted lines are copied; a line to a position inside the branch leads to its copy, any other
    keeps its target.

    Raises ChartError where a position has been deleted, ``below`` is in another chart or too deep, or the head is
    copied without ``below``.
    """
    with changing(position.chart_id) as chart:
        position = reload_position(position)
        if below is not None:
            above = reload_position(below)
        elif position.depth > 1:
            above = get_parent(position)
        else:
            raise ChartError(
                "head", "A chart has one head. Choose the position below which the copy shall stand, or copy the chart."
            )
        check_same_chart(above, chart.pk)
        check_depth(above, position.path)
        lock_across_charts()  # The dotted lines that are copied may lead to other charts.
        copy = _copy(position.path, moves.child_path(above.path, above.numchild + 1), chart)
        Position.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
        journal.record(
            chart.pk,
            {
                "op": "copy",
                "id": copy.pk,
                "title": copy.title,
                "above": above.pk,
                "step": moves.step_of(copy.path),
                "number": copy.index_number,
                "count": Position.objects.filter(**moves.branch_filter(copy.path)).count(),
            },
        )
        return copy


@retry_on_conflict
def create_chart(title: str, slug: str, head: str) -> OrgChart:
    """Create a chart with one position, its head, and return it. It is a draft, as it has no support model.

    Raises ChartError where title, address or the head's title are missing, too long, malformed or taken.
    """
    with transaction.atomic():
        lock_across_charts()
        last = OrgChart.objects.aggregate(Max("order"))["order__max"] or 0
        chart = OrgChart.objects.create(title=clean_title(title, OrgChart), slug=clean_slug(slug), order=last + 1)
        chart.refresh_from_db()
        Position.objects.add_root(instance=Position(chart=chart, title=clean_title(head)))
        step = {"op": "create-chart", "id": chart.pk, "title": chart.title, "of": ""}
        send_chart_changed(chart, [step])
        return chart


@retry_on_conflict
def duplicate_chart(chart: OrgChart, title: str, slug: str) -> OrgChart:
    """Copy ``chart`` under a new title and address and return the copy.

    The copy is a draft, as it has no support model. It comes last in the order of charts.

    Raises ChartError where the chart has been deleted, or title or address are missing, too long, malformed or taken.
    """
    with locked(chart) as original:
        # Before the check of the address, so that of two copies under the same one the second is refused.
        lock_across_charts()
        last = OrgChart.objects.aggregate(Max("order"))["order__max"]
        copy = OrgChart.objects.create(
            title=clean_title(title, OrgChart),
            slug=clean_slug(slug),
            order=last + 1,
            note=original.note,
            sources=original.sources,
            drafted_for_id=original.support_model_id or original.drafted_for_id,
        )
        head = Position.objects.filter(chart=original, depth=1).first()
        if head is not None:
            last_head = moves.step_of(Position.objects.get_root_nodes().last().path)
            _copy(head.path, moves.child_path("", last_head + 1), copy)
        step = {"op": "create-chart", "id": copy.pk, "title": copy.title, "of": original.title}
        send_chart_changed(copy, [step])
        return copy


def _copy(path: str, to: str, chart: OrgChart) -> Position:
    """Copy the branch at ``path`` to the path ``to`` in ``chart``; return the top of the copy."""
    rows = list(Position.objects.filter(**moves.branch_filter(path)))
    moved = moves.Branch(path, to)
    copies = []
    for row in rows:
        new_path = moved(row.path)
        place = {"chart_id": chart.pk, "path": new_path, "depth": len(new_path) // STEP_LENGTH}
        # In the same chart, the copy is another position than the one that it was copied from.
        origin = {"copied_from": row.pk if row.chart_id != chart.pk else None}
        copies.append(Position(**_copy_fields(row) | place | origin))
    Position.objects.bulk_create(copies, batch_size=_BATCH)
    # Not every SQLite tells the primary keys that bulk_create made.
    made = dict(Position.objects.filter(**moves.branch_filter(to)).values_list("path", "pk"))
    copy_of = {row.pk: made[moved(row.path)] for row in rows}
    for model in (Placement, SharedSupervision):
        attached = []
        for row in model.objects.filter(**moves.branch_filter(path, "position")).order_by("pk"):
            values = _copy_fields(row) | {"position_id": copy_of[row.position_id]}
            if "supervisor_id" in values:
                values["supervisor_id"] = copy_of.get(row.supervisor_id, row.supervisor_id)
            attached.append(model(**values))
        model.objects.bulk_create(attached, batch_size=_BATCH)
    return Position.objects.get(path=to)


def _copy_fields(row: models.Model) -> dict[str, Any]:
    """Return the values of all fields of ``row`` but its primary key."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
