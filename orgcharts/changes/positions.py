"""Every change of a chart's tree: adding, moving, renaming, deleting and copying positions.

Each operation is one transaction that holds the lock of its chart (see ``lock``) and reads the positions it is about
again under it, so that it does not matter how old those are that it is given. After it the index numbers are contiguous
from 1 at every level, and ``chart_changed`` has been sent. It is refused with ChartError, a sentence for whoever asked.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F

from orgcharts.changes import former_numbers, journal
from orgcharts.changes.content import edit, edit_chart, record_addition
from orgcharts.changes.copies import create_chart, duplicate_branch, duplicate_chart
from orgcharts.changes.lock import ChartError, changing, lock_across_charts
from orgcharts.changes.path_updates import apply_rewrites
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.rights import check_other_charts
from orgcharts.changes.validation import (
    build_position,
    check_depth,
    check_same_chart,
    get_parent,
    get_parents,
    reload_position,
    reload_positions,
)
from orgcharts.changes.working_chart import LOSES_LINES, WorkingChart, find_charts
from orgcharts.managers import PositionQuerySet
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number

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


@dataclass(frozen=True, slots=True)
class Move:
    """A planned move of ``position``: to the last place below, or to the place right before or after another one."""

    position: Position
    below: Position | None = None
    before: Position | None = None
    after: Position | None = None

    def __post_init__(self) -> None:
        if [self.below, self.before, self.after].count(None) != 2:
            raise TypeError("A position is moved below, before or after another one: name exactly one of them.")

    @property
    def target(self) -> Position:
        """The position named."""
        return self.below or self.before or self.after


@dataclass(frozen=True, slots=True)
class Delete:
    """A planned deletion of ``position``."""

    position: Position


@retry_on_conflict
def add_head(chart: OrgChart, title: str, **fields: Any) -> Position:
    """Give ``chart``, which has no positions, its head and return it.

    Raises ChartError where the chart is gone or has a head, or a field does not take its value.
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
    """Add a position as the last one below ``position`` and return it. ``fields`` are others that people fill in.

    Raises ChartError where ``position`` is gone, the chart would be too deep, or a field does not take its value.
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
        _check_not_head(beside)
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
    """Move ``position`` with all below it to the last place below a position, or right before or after one.

    Returns it as it is now. Raises ChartError where a position is gone, the target stands in another chart or below
    ``position`` or is the head, ``position`` is the head, or the chart would be too deep.
    """
    change = Move(position, below, before, after)
    with changing(position.chart_id) as chart:
        moving, left, above, rewrites = _plan_move(change)
        if not rewrites:
            return moving
        counts = Counter({above.pk: 1})
        counts[left.pk] -= 1
        apply_rewrites(chart, rewrites)
        for pk, more in counts.items():
            if more:
                Position.objects.filter(pk=pk).update(numchild=F("numchild") + more)
        # As the plan says: it is what has just been carried out.
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
    """Give ``position`` another title and return it as it is now.

    Raises ChartError where it is gone or the title is empty or too long.
    """
    return edit(position, {"title": title})


@retry_on_conflict
def delete(position: Position) -> None:
    """Delete ``position``, below which nothing stands; the positions after it move up.

    Raises ChartError where it is gone or positions stand below it.
    """
    with changing(position.chart_id):
        row = reload_position(position)
        _check_nothing_below(row)
        delete_selected(Position.objects.filter(pk=row.pk))


@retry_on_conflict
def delete_selected(positions: PositionQuerySet) -> tuple[int, dict[str, int]]:
    """Delete ``positions``; returns what Django's ``delete`` returns. ``positions.delete()`` does this.

    A whole branch is deleted only where each of its positions is among them. Raises ChartError where another position
    stands below one of them.
    """
    with transaction.atomic(), ExitStack() as stack:
        # In the order of their keys, so that no two deletions wait for each other.
        keys = sorted(set(positions.order_by().values_list("chart_id", flat=True)))
        charts = {pk: stack.enter_context(changing(pk)) for pk in keys}
        # Asked again, now that nothing moves; of what has come to be meant meanwhile, no chart is locked.
        chosen: dict[int, dict[str, Position]] = {pk: {} for pk in charts}
        for row in positions.all():
            if row.chart_id in charts:
                chosen[row.chart_id][row.path] = row
        counts: Counter[str] = Counter()
        for pk, rows in chosen.items():
            chosen_below = Counter(moves.parent_path(path) for path in rows)
            for path, row in rows.items():
                if chosen_below[path] < row.numchild:
                    _check_nothing_below(row)
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

    Raises ChartError where it is gone.
    """
    with changing(chart) as row:
        Position.objects.filter(chart=row).delete()
        # Not row.delete(), which takes the key off the row that receivers are told about.
        OrgChart.objects.filter(pk=row.pk).delete()
        values = journal.read_chart_values(row) | {"support_model": row.support_model_id or row.drafted_for_id}
        journal.record(row.pk, {"op": "delete-chart", "id": row.pk, "title": row.title, "values": values})


def preview_renumbering(change: Move | Delete) -> list[tuple[str, str, str]]:
    """Return which index numbers ``change`` will change: title, old and new number of each position, in their order.

    It tells what the change would do now and changes nothing. Raises ChartError where the change would be refused.
    """
    if isinstance(change, Move):
        row, _, _, rewrites = _plan_move(change)
    else:
        row = reload_position(change.position)
        _check_nothing_below(row)
        _check_lines(row, journal.read_values_and_lines([row])[1][row.pk])
        rewrites = moves.close_gap(row.path, get_parent(row).numchild) if row.depth > 1 else []
    if not rewrites:
        return []
    changed = []
    for title, path in Position.objects.filter(chart=row.chart_id).values_list("title", "path"):
        new_path = moves.rewrite_path(path, rewrites)
        if new_path != path:
            changed.append((title, index_number(path), index_number(new_path)))
    return changed


def _plan_move(change: Move) -> tuple[Position, Position, Position, moves.Rewrites]:
    """Return the position that moves, the ones that it leaves and comes below, all as they are now, and the rewrites.

    In two queries.
    """
    moving, target = reload_positions(change.position, change.target)
    if moving.depth == 1:
        raise ChartError("head", f"“{moving.title}” is the head of its chart and cannot be moved.")
    check_same_chart(target, moving.chart_id)
    if change.below is None:
        _check_not_head(target)
        left, above = get_parents(moving, target)
        step = moves.step_of(target.path) + (change.after is not None)
    else:
        left, above = get_parent(moving), target
        step = above.numchild + 1
    if above.path.startswith(moving.path):
        raise ChartError(
            "below-itself",
            f"“{moving.title}” cannot be moved below itself or below a position that stands below it. "
            "Choose a place outside its branch.",
        )
    check_depth(above, moving.path)
    return moving, left, above, moves.relocate(moving.path, left.numchild, above.path, step, above.numchild)


def insert_position(chart: OrgChart, above: Position, step: int, new: Position) -> Position:
    """Put ``new``, which is not saved yet, at ``step`` below ``above``; those from there on make room. Returns it.

    The caller holds the lock of ``chart`` and has read ``above`` under it.
    """
    check_depth(above)
    apply_rewrites(chart, moves.make_room(above.path, step, above.numchild))
    new.chart, new.path, new.depth = chart, moves.child_path(above.path, step), above.depth + 1
    new.save(force_insert=True)
    Position.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    record_addition(new, above)
    return new


def _delete_one(chart: OrgChart, row: Position) -> Counter[str]:
    """Delete ``row`` of ``chart``, writing only what stands behind it; return how many rows of which kind are gone."""
    lock_across_charts()  # Before any position is written: dotted lines may lead here from everywhere.
    above = get_parent(row) if row.depth > 1 else None
    values, supervised = journal.read_values_and_lines([row])
    _check_lines(row, supervised[row.pk])
    journal.record(
        chart.pk,
        {
            "op": "delete",
            "id": row.pk,
            "title": row.title,
            "above": above and above.pk,
            "step": moves.step_of(row.path),
            "number": row.index_number,
            "values": values[row.pk],
            "revision": row.revision,
            "copied_from": row.copied_from,
            "supervised": supervised[row.pk],
        },
    )
    former_numbers.record(chart, [row.pk])
    # Django's own way: treebeard's closes no gap.
    counts = models.QuerySet.delete(Position.objects.order_by().filter(pk=row.pk))[1]
    if above is not None:
        apply_rewrites(chart, moves.close_gap(row.path, above.numchild))
        Position.objects.filter(pk=above.pk).update(numchild=F("numchild") - 1)
    return Counter(counts)


def _check_lines(position: Position, supervised: list[journal.Step]) -> None:
    """Raise ChartError where the dotted lines that lead to ``position`` stand where its deleter may change nothing."""
    check_other_charts(find_charts({line["position"] for line in supervised}) - {position.chart_id}, LOSES_LINES)


def _check_not_head(position: Position) -> None:
    if position.depth == 1:
        raise ChartError(
            "beside-head", f"Nothing stands beside the head of a chart. Choose a place below “{position.title}”."
        )


def _check_nothing_below(position: Position) -> None:
    if position.numchild:
        below = "1 position stands" if position.numchild == 1 else f"{position.numchild} positions stand"
        raise ChartError(
            "positions-below",
            f"“{position.title}” cannot be deleted because {below} directly below it. Move or delete what stands "
            f"below it first, then delete “{position.title}”.",
        )
