"""The tree of a chart in memory, to be changed in many places before it is written.

Positions are known by their keys; ``None`` is the parent of the head. No queries and no Django in here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orgcharts.tree import moves

#: The keys of the children of each position, in order.
Below = Mapping[int | None, Sequence[int]]


class Arrangement:
    """The tree of one chart. ``below`` has the children of each key in order, ``above`` the parent of each.

    >>> tree = Arrangement([(7, "0001"), (8, "00010001"), (9, "00010002")])
    >>> tree.move(8, 9, 1)
    >>> tree.paths("0001")
    {7: '0001', 9: '00010001', 8: '000100010001'}
    """

    def __init__(self, rows: Iterable[tuple[int, str]] = ()) -> None:
        """Build the tree from (key, path) of all positions, in the order of the paths."""
        self.below: dict[int | None, list[int]] = {}
        self.above: dict[int, int | None] = {}
        key_at: dict[str, int] = {}
        for key, path in rows:
            key_at[path] = key
            self._append(key, key_at.get(moves.parent_path(path)))

    def __contains__(self, key: int | None) -> bool:
        return key in self.above

    def __len__(self) -> int:
        return len(self.above)

    def _append(self, key: int, above: int | None) -> None:
        self.above[key] = above
        self.below.setdefault(above, []).append(key)

    def children(self, key: int | None) -> list[int]:
        """Return the children of ``key``, in order."""
        return self.below.get(key, [])

    def branch(self, key: int) -> Iterator[int]:
        """Yield ``key`` and its descendants, parents first."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(self.children(one)))

    def insert(self, key: int, above: int | None, step: int) -> None:
        """Insert ``key`` at ``step`` (from 1) below ``above``, or last where there are fewer children."""
        self.above[key] = above
        self.below.setdefault(above, []).insert(step - 1, key)

    def remove(self, key: int) -> None:
        """Remove ``key``, which has no children."""
        self.below[self.above.pop(key)].remove(key)
        self.below.pop(key, None)

    def move(self, key: int, above: int, step: int) -> None:
        """Move the branch of ``key`` to ``step`` below ``above``, counted without itself.

        Raises ValueError where ``above`` is in that branch.
        """
        if above in self.branch(key):
            raise ValueError("A position does not move below itself.")
        self.below[self.above[key]].remove(key)
        self.insert(key, above, step)

    def replace(self, changed: Below) -> None:
        """Replace the children of each key in ``changed``; positions that no head leads to are removed.

        Raises ValueError where a position would have two parents.
        """
        for above, keys in changed.items():
            self.below[above] = list(keys)
        self.above = {}
        waiting: list[int | None] = [None]
        while waiting:
            above = waiting.pop()
            for key in self.children(above):
                if key in self.above:
                    raise ValueError(f"{key} stands at two places.")
                self.above[key] = above
                waiting.append(key)
        self.below = {above: keys for above, keys in self.below.items() if above is None or above in self.above}

    def copy(self) -> Arrangement:
        """Return an independent copy."""
        other = Arrangement()
        other.above = dict(self.above)
        other.below = {above: list(keys) for above, keys in self.below.items()}
        return other

    def paths(self, head: str) -> dict[int, str]:
        """Return the path of each position, parents first; ``head`` is the path of the head."""
        path_of: dict[int | None, str] = {}
        waiting = list(self.children(None))
        for key in waiting:
            path_of[key] = head
        while waiting:
            above = waiting.pop()
            for step, key in enumerate(self.children(above), start=1):
                path_of[key] = moves.child_path(path_of[above], step)
                waiting.append(key)
        return path_of


def find_changed_levels(before: Arrangement, after: Arrangement) -> tuple[dict, dict]:
    """Return the children of each position where they differ, before and after."""
    parents = dict.fromkeys((*before.below, *after.below))
    differing = [one for one in parents if before.children(one) != after.children(one)]
    return (
        {one: list(before.children(one)) for one in differing if before.children(one)},
        {one: list(after.children(one)) for one in differing if after.children(one)},
    )


def find_moved_keys(before: Arrangement, after: Arrangement) -> list[int]:
    """Return the keys that have moved to another parent or past siblings.

    As few as possible: of those that keep their parent, a longest run that is still in order counts as unmoved.
    """
    moved = []
    for above, keys in after.below.items():
        old = {key: step for step, key in enumerate(before.children(above))}
        there = [key for key in keys if key in old]
        stay = {there[at] for at in longest_increasing_run([old[key] for key in there])}
        moved.extend(key for key in keys if key not in stay and key in before)
    return moved


def longest_increasing_run(steps: Sequence[int]) -> list[int]:
    """Return the indexes of a longest increasing subsequence of ``steps``, which are all different.

    >>> longest_increasing_run([2, 5, 1, 3, 4])
    [2, 3, 4]
    """
    ends: list[int] = []  # The last step of the best run of each length,
    at: list[int] = []  # its index,
    back: list[int] = []  # and for each step the index of the one before it in its run.
    for place, step in enumerate(steps):
        length = bisect_left(ends, step)
        back.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [step]
        at[length : length + 1] = [place]
    run = []
    place = at[-1] if at else -1
    while place >= 0:
        run.append(place)
        place = back[place]
    return run[::-1]
