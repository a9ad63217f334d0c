"""The operations on charts and positions: adding and moving here, the others from the modules beside this one.

Each operation is one transaction that locks its chart (see ``lock``) and reloads the positions that it is given. After
it the index numbers are contiguous from 1 at every level, and ``chart_changed`` has been sent. It is refused with
ChartError.
"""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import Any

from django.db.models import F

from orgcharts.changes import journal
from orgcharts.changes.content import edit, edit_chart, record_addition
from orgcharts.changes.copies import create_chart, duplicate_branch, duplicate_chart
from orgcharts.changes.deletion import delete, delete_chart, delete_selected
from orgcharts.changes.lock import ChartError, changing, lock_across_charts
from orgcharts.changes.path_updates import apply_rewrites
from orgcharts.changes.renumbering import Delete, Move, plan_move, preview_renumbering
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.validation import (
    build_position,
    check_depth,
    check_not_head,
    get_parent,
    reload_position,
)
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import STEP_LENGTH

__all__ = [
    "ChartError",
    "Delete",
    "Move",
    "add_below",
    "add_beside",
    "add_head",
    "changing",
    "create_chart",
    "delete",
    "delete_chart",
    "delete_selected",
    "duplicate_branch",
    "duplicate_chart",
    "edit",
    "edit_chart",
    "move",
    "preview_renumbering",
    "rename",
]


@retry_on_conflict
def add_head(chart: OrgChart, title: str, **fields: Any) -> Position:
    """Add the head to ``chart``, which has no positions, and return it.

    Raises ChartError where the chart has been deleted or has a head, or a value is not valid.
    """
    with changing(chart) as chart:
        head = Position.objects.filter(chart=chart, depth=1).first()
        if head is not None:
            raise ChartError("has-head", f"This chart has a head, “{head.title}”. Add the position below it.")
        new = build_position(title, fields)
        new.chart = chart
        lock_across_charts()
        new = Position.objects.add_root(instance=new)
        record_addition(new, None)
        return new


@retry_on_conflict
def add_below(position: Position, title: str, **fields: Any) -> Position:
    """Add a position as the last one below ``position`` and return it; ``fields`` are values of further fields.

    Raises ChartError where ``position`` has been deleted, the chart would be too deep, or a value is not valid.
    """
    with changing(position.chart_id) as chart:
        above = reload_position(position)
        return insert_position(chart, above, above.numchild + 1, build_position(title, fields))


@retry_on_conflict
def add_beside(position: Position, title: str, *, before: bool = False, **fields: Any) -> Position:
    """Add a position right after ``position``, or right before it, and return it.

    Raises ChartError as ``add_below`` does, and where ``position`` is the head.
    """
    with changing(position.chart_id) as chart:
        beside = reload_position(position)
        check_not_head(beside)
        step = moves.step_of(beside.path) + (not before)
        return insert_position(chart, get_parent(beside), step, build_position(title, fields))


@retry_on_conflict
def move(
    position: Position,
    *,
    below: Position | None = None,
    before: Position | None = None,
    after: Position | None = None,
) -> Position:
    """Move the branch of ``position`` to the last place below a position, or right before or after one; return it.

    Raises ChartError where a position has been deleted, the target is in another chart or in the branch, ``position``
    is the head, it would stand beside the head, or the chart would be too deep.
    """
    change = Move(position, below, before, after)
    with changing(position.chart_id) as chart:
        moving, left, above, rewrites = plan_move(change)
        if not rewrites:
            return moving
        counts = Counter({above.pk: 1})
        counts[left.pk] -= 1
        apply_rewrites(chart, rewrites)
        for pk, more in counts.items():
            if more:
                Position.objects.filter(pk=pk).update(numchild=F("numchild") + more)
        # From the plan, which has just been carried out, instead of another query.
        moved = copy(moving)
        moved.path = moves.rewrite_path(moving.path, rewrites)
        moved.depth = len(moved.path) // STEP_LENGTH
        journal.record(
            chart.pk,
            {
                "op": "move",
                "id": moving.pk,
                "title": moving.title,
                "above": left.pk,
                "step": moves.step_of(moving.path),
                "number": moving.index_number,
                "new_above": above.pk,
                "new_step": moves.step_of(moved.path),
                "new_number": moved.index_number,
            },
        )
        return moved


def rename(position: Position, title: str) -> Position:
    """Set the title of ``position`` and return it as it is now.

    Raises ChartError where it has been deleted or the title is empty or too long.
    """
    return edit(position, {"title": title})


def insert_position(chart: OrgChart, above: Position, step: int, new: Position) -> Position:
    """Insert the unsaved position ``new`` at ``step`` below ``above``, and return it.

    The caller holds the lock of ``chart`` and has read ``above`` under it.
    """
    check_depth(above)
    apply_rewrites(chart, moves.make_room(above.path, step, above.numchild))
    new.chart, new.path, new.depth = chart, moves.child_path(above.path, step), above.depth + 1
    new.save(force_insert=True)
    Position.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    record_addition(new, above)
    return new
