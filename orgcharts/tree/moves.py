"""Where the positions of a chart come to stand: a change of the tree as a few rewrites of paths.

The same rewrites tell beforehand which index numbers will change and are then carried out in the database, so that
what was announced is what happens. They hold where the steps of every level are contiguous from 1, and leave them so.

No queries and no Django in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orgcharts.tree.index_numbers import BASE, STEP_LENGTH, step_digits

_AFTER_ALL = "Z" * STEP_LENGTH


def child_path(parent: str, step: int) -> str:
    """Return the path of the position that stands at ``step`` below the one with the path ``parent``.

    >>> child_path("0002", 36)
    '00020010'
    """
    return parent + step_digits(step)


def parent_path(path: str) -> str:
    """Return the path of the position above; empty for a head."""
    return path[:-STEP_LENGTH]


def step_of(path: str) -> int:
    """Return how manieth the position is below the one above it, from 1."""
    return int(path[-STEP_LENGTH:], BASE)


def branch_filter(path: str, relation: str = "") -> dict[str, str]:
    """Return the lookups for the position at ``path`` and all below it; ``relation`` leads to it, e.g. "position".

    A range and no prefix, for which SQLite would not use the index.
    """
    field = f"{relation}__path" if relation else "path"
    return {f"{field}__gte": path, f"{field}__lt": path + _AFTER_ALL}


@dataclass(frozen=True, slots=True)
class Branch:
    """A position and all below it get the path ``new`` in place of ``old``, where no position stands."""

    old: str
    new: str

    def old_range(self) -> tuple[str, str]:
        """Return between which paths, the second of them not included, everything is that it rewrites."""
        return tuple(branch_filter(self.old).values())

    def __call__(self, path: str) -> str:
        """Return what becomes of ``path``."""
        return self.new + path[len(self.old) :] if path.startswith(self.old) else path


@dataclass(frozen=True, slots=True)
class Shift:
    """The branches at the steps ``first`` to ``last`` below ``parent`` go ``by`` steps on (back, if it is negative).

    The places that they come to and do not leave themselves are free.
    """

    parent: str
    first: int
    last: int
    by: int

    def old_range(self) -> tuple[str, str]:
        """Return between which paths, the second of them not included, everything is that it rewrites."""
        return child_path(self.parent, self.first), child_path(self.parent, self.last) + _AFTER_ALL

    def __call__(self, path: str) -> str:
        """Return what becomes of ``path``."""
        end = len(self.parent) + STEP_LENGTH
        if len(path) < end or not path.startswith(self.parent):
            return path
        step = step_of(path[:end])
        return child_path(self.parent, step + self.by) + path[end:] if self.first <= step <= self.last else path

    def __len__(self) -> int:
        """How many branches it shifts."""
        return self.last - self.first + 1

    def branches(self) -> Iterator[Branch]:
        """Yield it branch by branch, each to a place that is free when its turn comes."""
        steps = range(self.first, self.last + 1)
        for step in reversed(steps) if self.by > 0 else steps:
            yield Branch(child_path(self.parent, step), child_path(self.parent, step + self.by))


Rewrites = list[Branch | Shift]


def rewrite_path(path: str, rewrites: Iterable[Branch | Shift]) -> str:
    """Return where the position at ``path`` stands after ``rewrites``."""
    for rewrite in rewrites:
        path = rewrite(path)
    return path


def make_room(parent: str, step: int, count: int) -> Rewrites:
    """Free ``step`` below ``parent``, below which ``count`` positions stand.

    >>> make_room("0001", 3, 2)
    []
    """
    return [Shift(parent, step, count, 1)] if step <= count else []


def close_gap(path: str, count: int) -> Rewrites:
    """Close the gap that the position at ``path`` leaves, one of ``count`` below the same position."""
    step = step_of(path)
    return [Shift(parent_path(path), step + 1, count, -1)] if step < count else []


def close_gaps(parent: str, steps: Iterable[int], count: int) -> Rewrites:
    """Close the gaps that ``steps`` leave, of ``count`` positions below ``parent``; each branch is shifted once.

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
    """Take the branch at ``path`` to the place before the one that now is ``step`` below ``parent``.

    ``count`` and ``parent_count`` tell how many positions stand below the old and the new position above.

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
