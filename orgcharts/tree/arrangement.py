"""Which positions of a chart stand below which, in memory: how a chart is changed in many places before it is written.

Positions are known by their keys; ``None`` stands for what is above the head. No queries and no Django in here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orgcharts.tree import moves

#: The keys of the positions directly below each one, in order.
Below = Mapping[int | None, Sequence[int]]


class Arrangement:
    """The tree of one chart, of the keys of its positions.

    >>> tree = Arrangement([(7, "0001"), (8, "00010001"), (9, "00010002")])
    >>> tree.move(8, 9, 1)
    >>> tree.paths("0001")
    {7: '0001', 9: '00010001', 8: '000100010001'}
    """

    def __init__(self, rows: Iterable[tuple[int, str]] = ()) -> None:
        """Take the (key, path) of all positions of the chart, in the order of the paths."""
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
        """Return the keys directly below ``key``, in order."""
        return self.below.get(key, [])

    def branch(self, key: int) -> Iterator[int]:
        """Yield ``key`` and all below it, each before those below it."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(self.children(one)))

    def insert(self, key: int, above: int | None, step: int) -> None:
        """Let ``key`` stand at ``step`` (from 1) below ``above``, or last where there are not so many."""
        self.above[key] = above
        self.below.setdefault(above, []).insert(step - 1, key)

    def remove(self, key: int) -> None:
        """Take ``key``, below which nothing stands, away."""
        self.below[self.above.pop(key)].remove(key)
        self.below.pop(key, None)

    def move(self, key: int, above: int, step: int) -> None:
        """Take ``key`` with all below it to ``step`` below ``above``, counted without itself.

        Raises ValueError where ``above`` is in its branch.
        """
        if above in self.branch(key):
            raise ValueError("A position does not move below itself.")
        self.below[self.above[key]].remove(key)
        self.insert(key, above, step)

    def replace(self, changed: Below) -> None:
        """Let exactly those keys stand below each that ``changed`` names; whoever hangs from no head then is gone.

        Raises ValueError where the result is no tree, because a position stands at two places.
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
        """Return another one that can be changed by itself."""
        other = Arrangement()
        other.above = dict(self.above)
        other.below = {above: list(keys) for above, keys in self.below.items()}
        return other

    def paths(self, head: str) -> dict[int, str]:
        """Return the path of each position where the head's is ``head``, each after that of the one above it."""
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
    """Return the keys below each position where they differ, as they are before and as they are after."""
    parents = dict.fromkeys((*before.below, *after.below))
    differing = [one for one in parents if before.children(one) != after.children(one)]
    return (
        {one: list(before.children(one)) for one in differing if before.children(one)},
        {one: list(after.children(one)) for one in differing if after.children(one)},
    )


def find_moved_keys(before: Arrangement, after: Arrangement) -> list[int]:
    """Return the keys that have moved: to another position above them, or past others below the same one.

    As few as possible: of those that still stand below the same position, a longest run that is in order stays.
    """
    moved = []
    for above, keys in after.below.items():
        old = {key: step for step, key in enumerate(before.children(above))}
        there = [key for key in keys if key in old]
        stay = {there[at] for at in longest_increasing_run([old[key] for key in there])}
        moved.extend(key for key in keys if key not in stay and key in before)
    return moved


def longest_increasing_run(steps: Sequence[int]) -> list[int]:
    """Return where in ``steps``, which are all different, a longest run of growing ones stands.

    >>> longest_increasing_run([2, 5, 1, 3, 4])
    [2, 3, 4]
    """
    ends: list[int] = []  # The last step of the best run of each length,
    at: list[int] = []  # where it stands,
    back: list[int] = []  # and for each step where the one before it in its run stands.
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
