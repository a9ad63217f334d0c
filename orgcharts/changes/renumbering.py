"""Moves and deletions before they are carried out: whether they are possible, and which index numbers they change."""

from __future__ import annotations

from dataclasses import dataclass

from orgcharts.changes import journal
from orgcharts.changes.deletion import check_lines, check_nothing_below
from orgcharts.changes.lock import ChartError
from orgcharts.changes.validation import (
    check_depth,
    check_not_head,
    check_same_chart,
    get_parent,
    get_parents,
    reload_position,
    reload_positions,
)
from orgcharts.models import Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import index_number


@dataclass(frozen=True, slots=True)
class Move:
    """A planned move of ``position`` to the last place below another one, or right before or after it."""

    position: Position
    below: Position | None = None
    before: Position | None = None
    after: Position | None = None

    def __post_init__(self) -> None:
        if [self.below, self.before, self.after].count(None) != 2:
            raise TypeError("A position is moved below, before or after another one: name exactly one of them.")

    @property
    def target(self) -> Position:
        """The position below, before or after which it moves."""
        return self.below or self.before or self.after


@dataclass(frozen=True, slots=True)
class Delete:
    """A planned deletion of ``position``."""

    position: Position


def preview_renumbering(change: Move | Delete) -> list[tuple[str, str, str]]:
    """Return (title, old number, new number) of each position whose index number ``change`` would change, in order.

    Nothing is written. Raises ChartError where the change would be refused.
    """
    if isinstance(change, Move):
        row, _, _, rewrites = plan_move(change)
    else:
        row = reload_position(change.position)
        check_nothing_below(row)
        check_lines(row, journal.read_values_and_lines([row])[1][row.pk])
        rewrites = moves.close_gap(row.path, get_parent(row).numchild) if row.depth > 1 else []
    if not rewrites:
        return []
    changed = []
    for title, path in Position.objects.filter(chart=row.chart_id).values_list("title", "path"):
        new_path = moves.rewrite_path(path, rewrites)
        if new_path != path:
            changed.append((title, index_number(path), index_number(new_path)))
    return changed


def plan_move(change: Move) -> tuple[Position, Position, Position, moves.Rewrites]:
    """Return the position that moves, its old and its new parent, all as they are now, and the rewrites; two queries.

    Raises ChartError where the move is not possible.
    """
    moving, target = reload_positions(change.position, change.target)
    if moving.depth == 1:
        raise ChartError("head", f"“{moving.title}” is the head of its chart and cannot be moved.")
    check_same_chart(target, moving.chart_id)
    if change.below is None:
        check_not_head(target)
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
