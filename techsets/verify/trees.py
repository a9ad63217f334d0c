"""Charts and the one tree of their positions: paths, index numbers, and the numbers that treebeard keeps beside them.

One query in the order of the paths, and no more in memory than the way down to the position that is looked at. It
finds all that treebeard's ``find_problems`` does (which asks two queries for each position), and gaps in the index
numbers, which treebeard allows and the site does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.tree.index_numbers import BASE, STEP_LENGTH, index_number
from techsets.common.text import format_count
from techsets.verify.findings import FROM_BACKUP, Finding

_MENDED = "Run manage.py verify --mend, which counts anew and closes gaps; a backup first is never wrong."


@dataclass(slots=True)
class _Above:
    """A position on the way down to the present one."""

    pk: int
    path: str
    title: str
    chart: int
    numchild: int
    children: int = 0
    last_step: int = 0


def check() -> Iterator[Finding]:
    """Yield what is wrong with the charts' trees and with the dotted lines between positions."""
    yield from _positions()
    heads = Position.objects.filter(chart=OuterRef("pk"), depth=1).order_by()
    for chart in OrgChart.objects.filter(~Exists(heads)).order_by("pk"):
        others = Position.objects.filter(chart=chart).exists()
        if others or chart.is_public:
            remedy = FROM_BACKUP if others else "Add its first position in the admin."
            yield Finding(f"Chart “{chart.title}”", "It has no head: no position is numbered 1.", remedy)
    yield from _dotted_lines()


def _positions() -> Iterator[Finding]:
    way: list[_Above] = []
    fields = ("pk", "path", "depth", "numchild", "chart_id", "title")
    rows = Position.objects.order_by("path").values_list(*fields)
    for pk, path, depth, numchild, chart, title in rows.iterator(chunk_size=1_000):
        where = f"Position {pk} “{title}”"
        if not path or len(path) % STEP_LENGTH or set(path).difference(Position.alphabet):
            yield Finding(where, f"Its place in the tree, {path!r}, is damaged.", FROM_BACKUP)
            continue
        while way and not path.startswith(way[-1].path):
            yield from _children_of(way.pop())
        parent, step = path[:-STEP_LENGTH], int(path[-STEP_LENGTH:], BASE)
        where = f"Position {pk} “{title}” ({index_number(path)})"
        if parent and (not way or way[-1].path != parent):
            yield Finding(where, "The position above it is gone.", FROM_BACKUP)
        elif parent:
            above = way[-1]
            above.children += 1
            if step != above.last_step + 1:
                gap = format_count(step - above.last_step - 1, "number before it is", "numbers before it are")
                text = f"Its index number follows a gap: {gap} missing."
                yield Finding(where, text, _MENDED, "tree")
            above.last_step = step
            if chart != above.chart:
                yield Finding(where, f"It belongs to another chart than “{above.title}” above it.", FROM_BACKUP)
        if depth * STEP_LENGTH != len(path):
            yield Finding(where, f"It is said to stand at level {depth}, which is wrong.", _MENDED, "tree")
        way.append(_Above(pk, path, title, chart, numchild))
    while way:
        yield from _children_of(way.pop())


def _children_of(one: _Above) -> Iterator[Finding]:
    if one.children != one.numchild:
        said = format_count(one.numchild, "position is", "positions are")
        there = f"there {'is' if one.children == 1 else 'are'} {one.children}"
        text = f"{said} said to stand directly below it, and {there}."
        yield Finding(f"Position {one.pk} “{one.title}” ({index_number(one.path)})", text, _MENDED, "tree")


def _dotted_lines() -> Iterator[Finding]:
    """Shared supervision that leads back to its own position, which the admin refuses.

    Lines that go round over several positions are no fault: each of these has its supervisor in the tree, and two
    leaders may well share each other's (decision 19).
    """
    for line in SharedSupervision.objects.filter(supervisor=F("position")).order_by("pk").select_related("position"):
        yield Finding(
            "Shared supervision",
            f"A dotted line leads from “{line.position}” to itself.",
            "Open this position in the admin and take the line away.",
        )
