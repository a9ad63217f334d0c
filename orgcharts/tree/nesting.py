"""The nested boxes from which every drawing of a chart starts, built from flat rows in path order.

No queries, no HTML and no Django in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orgcharts.fte import Fte
from orgcharts.kinds import count_jobs
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number


@dataclass(slots=True)
class Listing:
    """A job description at a box: the title as the chart lists it, and the slug of the job description's page.

    ``published`` says whether the public sees the job description; ``addition`` are words such as "added in 2026" for
    one that the original lists do not have.
    """

    title: str
    slug: str
    published: bool = True
    addition: str = ""


@dataclass(slots=True)
class SharedLine:
    """A second, dotted line: who shares the supervision, the address of that position (or ""), and what it covers.

    ``place`` is its index number and chart, for drawings that cannot link to it. ``derived`` says that the line was
    worked out.
    """

    supervisor: str
    address: str = ""
    covers: str = ""
    place: str = ""
    derived: bool = False


@dataclass(slots=True)
class Box:
    """A position in its chart, with everything that a drawing shows.

    ``below`` are its children, in order. ``derived`` says that the original charts did not give the title, and
    ``renamed`` that staff have given it another one than was worked out. ``kind`` is that of its job descriptions (see
    ``kinds``).
    """

    pk: int
    path: str
    title: str
    derived: bool = False
    fte: Fte = None
    kind: str = ""
    renamed: bool = False
    listings: list[Listing] = field(default_factory=list)
    shared: list[SharedLine] = field(default_factory=list)
    below: list[Box] = field(default_factory=list)
    parent: Box | None = field(default=None, repr=False, compare=False)

    @property
    def depth(self) -> int:
        """The level, from 0 for the head."""
        return len(self.path) // STEP_LENGTH - 1

    @property
    def index_number(self) -> str:
        """The index number, such as 1.1.1.2."""
        return index_number(self.path)

    @property
    def direct_reports(self) -> int:
        """The number of positions that report directly to this one."""
        return len(self.below)

    @property
    def jobs(self) -> int:
        """The number of jobs that it stands for at least: of a team each of its job descriptions."""
        return count_jobs(self.kind, len(self.listings))

    @property
    def jobs_below(self) -> int:
        """The number of jobs for which its direct reports stand at least."""
        return sum(box.jobs for box in self.below)

    def walk(self) -> Iterator[Box]:
        """Yield this box and its descendants in order, parents first, without recursion."""
        waiting = [self]
        while waiting:
            box = waiting.pop()
            yield box
            waiting.extend(reversed(box.below))

    def ancestors(self) -> Iterator[Box]:
        """Yield the ancestors, nearest first."""
        box = self.parent
        while box is not None:
            yield box
            box = box.parent


def nest(boxes: Iterable[Box]) -> Box | None:
    """Return the head of a chart with all its boxes nested, from boxes in path order; None if there are none.

    Raises ValueError where a box has no parent, as in a damaged tree.
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


def count_boxes(head: Box | None) -> tuple[int, int]:
    """Return the number of boxes of a chart, and of the jobs for which they stand at least (see ``Box.jobs``)."""
    boxes = list(head.walk()) if head else []
    return len(boxes), sum(box.jobs for box in boxes)


def count_row_levels(head: Box, most_columns: int) -> int:
    """Return the number of levels below the head that fit side by side into ``most_columns``.

    A drawing puts the first levels in rows and stacks the deeper ones below their supervisor; each stack takes one
    column. 0 means that even the first level is stacked.
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
