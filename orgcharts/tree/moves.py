"""Changes of a tree as a few rewrites of materialized paths.

The same rewrites show beforehand which index numbers will change and are then carried out in the database. They need
steps that are contiguous from 1 at every level, and leave them so.

No queries and no Django in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orgcharts.tree.index_numbers import BASE, STEP_LENGTH, step_digits

_AFTER_ALL = "Z" * STEP_LENGTH


def child_path(parent: str, step: int) -> str:
    """Return the path of the position at ``step`` (from 1) below the one with the path ``parent``.

    >>> child_path("0002", 36)
    '00020010'
    """
    return parent + step_digits(step)


def parent_path(path: str) -> str:
    """Return the path of the parent; empty for a head."""
    return path[:-STEP_LENGTH]


def step_of(path: str) -> int:
    """Return the 1-based position among its siblings."""
    return int(path[-STEP_LENGTH:], BASE)


def branch_filter(path: str, relation: str = "") -> dict[str, str]:
    """Return the filter for the position at ``path`` and its descendants; ``relation`` leads to it, such as "position".

    It is a range, as SQLite would not use the index for a prefix.
    """
    field = f"{relation}__path" if relation else "path"
    return {f"{field}__gte": path, f"{field}__lt": path + _AFTER_ALL}


@dataclass(frozen=True, slots=True)
class Branch:
    """Replace the prefix ``old`` of the paths of a branch by ``new``, which is free."""

    old: str
    new: str

    def old_range(self) -> tuple[str, str]:
        """Return the half-open range of the paths that it rewrites."""
        return tuple(branch_filter(self.old).values())

    def __call__(self, path: str) -> str:
        """Return the new path for ``path``."""
        return self.new + path[len(self.old) :] if path.startswith(self.old) else path


@dataclass(frozen=True, slots=True)
class Shift:
    """Move the branches at the steps ``first`` to ``last`` below ``parent`` by ``by`` steps, which may be negative.

    The steps that they move to are free, or become free by the same move.
    """

    parent: str
    first: int
    last: int
    by: int

    def old_range(self) -> tuple[str, str]:
        """Return the half-open range of the paths that it rewrites."""
        return child_path(self.parent, self.first), child_path(self.parent, self.last) + _AFTER_ALL

    def __call__(self, path: str) -> str:
        """Return the new path for ``path``."""
        end = len(self.parent) + STEP_LENGTH
        if len(path) < end or not path.startswith(self.parent):
            return path
        step = step_of(path[:end])
        return child_path(self.parent, step + self.by) + path[end:] if self.first <= step <= self.last else path

    def __len__(self) -> int:
        """The number of branches."""
        return self.last - self.first + 1

    def branches(self) -> Iterator[Branch]:
        """Yield it branch by branch, in an order in which each new path is free."""
        steps = range(self.first, self.last + 1)
        for step in reversed(steps) if self.by > 0 else steps:
            yield Branch(child_path(self.parent, step), child_path(self.parent, step + self.by))


Rewrites = list[Branch | Shift]


def rewrite_path(path: str, rewrites: Iterable[Branch | Shift]) -> str:
    """Return the path of the position at ``path`` after ``rewrites``."""
    for rewrite in rewrites:
        path = rewrite(path)
    return path


def make_room(parent: str, step: int, count: int) -> Rewrites:
    """Return the rewrites that free ``step`` below ``parent``, which has ``count`` children.

    >>> make_room("0001", 3, 2)
    []
    """
    return [Shift(parent, step, count, 1)] if step <= count else []


def close_gap(path: str, count: int) -> Rewrites:
    """Return the rewrites that close the gap of the position at ``path``, one of ``count`` siblings."""
    step = step_of(path)
    return [Shift(parent_path(path), step + 1, count, -1)] if step < count else []


def close_gaps(parent: str, steps: Iterable[int], count: int) -> Rewrites:
    """Return the rewrites that close the gaps at ``steps`` of ``parent`` (``count`` children); each branch moves once.

    >>> close_gaps("0001", [2, 5, 4], 7)
    [Shift(parent='0001', first=3, last=3, by=-1), Shift(parent='0001', first=6, last=7, by=-3)]
    """
    gaps = sorted(steps)
    return [
        Shift(parent, step + 1, following - 1, -closed)
        for closed, (step, following) in enumerate(zip(gaps, [*gaps[1:], count + 1], strict=True), start=1)
        if following - step > 1
    ]


def relocate(path: str, count: int, parent: str, step: int, parent_count: int) -> Rewrites:
    """Return the rewrites that move the branch at ``path`` before the one that is at ``step`` below ``parent`` now.

    ``count`` and ``parent_count`` are the numbers of children of the old and the new parent.

    >>> [rewrite_path(path, relocate("00010001", 3, "0001", 3, 3)) for path in ("00010001", "00010002", "00010003")]
    ['00010002', '00010001', '00010003']
    """
    old_step, old_parent = step_of(path), parent_path(path)
    if old_parent != parent:
        room = make_room(parent, step, parent_count)
        # The branch itself may stand below one of those that made room.
        path = rewrite_path(path, room)
        return [*room, Branch(path, child_path(parent, step)), *close_gap(path, count)]
    if step > old_step:
        step -= 1
    if step == old_step:
        return []
    aside = child_path(parent, count + 1)
    between = Shift(parent, old_step + 1, step, -1) if step > old_step else Shift(parent, step, old_step - 1, 1)
    return [Branch(path, aside), between, Branch(aside, child_path(parent, step))]
