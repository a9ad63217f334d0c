"""The one shape from which every drawing of a chart starts: flat rows in path order, nested into boxes.

No queries, no HTML and no Django in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orgcharts.fte import Fte
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number


@dataclass(slots=True)
class Listing:
    """A job description at a box: the title as the chart lists it, and the slug of the job description's page.

    ``published`` tells whether the public sees the job description.
    """

    title: str
    slug: str
    published: bool = True


@dataclass(slots=True)
class SharedLine:
    """A second, dotted line: who shares the supervision, that position's address if it has one, and what for.

    ``place`` tells where that position stands, for drawings that cannot link to it: its index number and chart.
    """

    supervisor: str
    address: str = ""
    covers: str = ""
    place: str = ""


@dataclass(slots=True)
class Box:
    """A position in its chart, with everything that a drawing shows.

    ``below`` are the boxes directly below, in order. ``derived`` tells that the title was not given by the original
    charts but follows from them. ``fte`` are its full-time equivalents, None where they are not known.
    """

    pk: int
    path: str
    title: str
    derived: bool = False
    fte: Fte = None
    listings: list[Listing] = field(default_factory=list)
    shared: list[SharedLine] = field(default_factory=list)
    below: list[Box] = field(default_factory=list)
    parent: Box | None = field(default=None, repr=False, compare=False)

    @property
    def depth(self) -> int:
        """The level below the head of the chart, which is at 0."""
        return len(self.path) // STEP_LENGTH - 1

    @property
    def index_number(self) -> str:
        """The index number, such as 1.1.1.2."""
        return index_number(self.path)

    @property
    def direct_reports(self) -> int:
        """How many positions report directly to this one."""
        return len(self.below)

    def walk(self) -> Iterator[Box]:
        """Yield this box and all below it, each before those below it and in order, without recursion."""
        waiting = [self]
        while waiting:
            box = waiting.pop()
            yield box
            waiting.extend(reversed(box.below))

    def ancestors(self) -> Iterator[Box]:
        """Yield the boxes above this one, nearest first."""
        box = self.parent
        while box is not None:
            yield box
            box = box.parent


def nest(boxes: Iterable[Box]) -> Box | None:
    """Return the head of a chart with all boxes hung below it, from boxes in path order; None if there are none.

    Raises ValueError where a box has no box above it, which a sound tree does not have.
    """
    way: list[Box] = []
    head: Box | None = None
    for box in boxes:
        depth = box.depth
        del way[depth:]
        if depth != len(way) or (way and not box.path.startswith(way[-1].path)):
            raise ValueError(f"The position with path {box.path} has no position above it. Run the check of trees.")
        if way:
            box.parent = way[-1]
            way[-1].below.append(box)
        elif head is None:
            head = box
        else:
            raise ValueError(f"The position with path {box.path} is a second head of the same chart.")
        way.append(box)
    return head


def count_row_levels(head: Box, most_columns: int) -> int:
    """Return how many levels below the head can stand side by side before the drawing is wider than ``most_columns``.

    A drawing puts the positions of the first levels in rows and stacks the deeper ones below their supervisor; each
    stack takes one column. 0 means that even the first level has to be stacked.
    """
    columns_at: list[int] = []  # columns needed if positions down to this level stand in rows
    leaves_above = 0
    level = [head]
    while level:
        columns_at.append(leaves_above + len(level))
        leaves_above += sum(not box.below for box in level)
        level = [box for above in level for box in above.below]
    fitting = 0
    for depth, columns in enumerate(columns_at):
        if columns > most_columns:
            break
        fitting = depth
    return fitting
