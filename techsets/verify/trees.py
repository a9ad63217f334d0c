"""Checks of charts and the tree of their positions: paths, index numbers, depths and child counts.

One query in the order of paths, with the ancestors of the present position in memory. It finds all that treebeard's
``find_problems`` does (with two queries for each position), and gaps in index numbers, which treebeard allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.tree.index_numbers import BASE, STEP_LENGTH, index_number
from techsets.common.text import format_count
from techsets.verify.findings import FROM_BACKUP, Finding

_REPAIRED = "Run manage.py verify --mend, which counts anew and closes gaps; a backup first is never wrong."


@dataclass(slots=True)
class _Ancestor:
    """An ancestor of the present position."""

    pk: int
    path: str
    title: str
    chart: int
    numchild: int
    children: int = 0
    last_step: int = 0


def check() -> Iterator[Finding]:
    """Yield findings about the trees of charts and about dotted lines."""
    yield from _positions()
    heads = Position.objects.filter(chart=OuterRef("pk"), depth=1).order_by()
    for chart in OrgChart.objects.filter(~Exists(heads)).order_by("pk"):
        others = Position.objects.filter(chart=chart).exists()
        if others or chart.is_public:
            remedy = FROM_BACKUP if others else "Add its first position in the admin."
            yield Finding(f"Chart “{chart.title}”", "It has no head: no position is numbered 1.", remedy)
    yield from _dotted_lines()


def _positions() -> Iterator[Finding]:
    ancestors: list[_Ancestor] = []
    fields = ("pk", "path", "depth", "numchild", "chart_id", "title")
    rows = Position.objects.order_by("path").values_list(*fields)
    for pk, path, depth, numchild, chart, title in rows.iterator(chunk_size=1_000):
        where = f"Position {pk} “{title}”"
        if not path or len(path) % STEP_LENGTH or set(path).difference(Position.alphabet):
            yield Finding(where, f"Its place in the tree, {path!r}, is damaged.", FROM_BACKUP)
            continue
        while ancestors and not path.startswith(ancestors[-1].path):
            yield from _children_of(ancestors.pop())
        parent, step = path[:-STEP_LENGTH], int(path[-STEP_LENGTH:], BASE)
        where = f"Position {pk} “{title}” ({index_number(path)})"
        if parent and (not ancestors or ancestors[-1].path != parent):
            yield Finding(where, "The position above it is gone.", FROM_BACKUP)
        elif parent:
            above = ancestors[-1]
            above.children += 1
            if step != above.last_step + 1:
                gap = format_count(step - above.last_step - 1, "number before it is", "numbers before it are")
                text = f"Its index number follows a gap: {gap} missing."
                yield Finding(where, text, _REPAIRED, "tree")
            above.last_step = step
            if chart != above.chart:
                yield Finding(where, f"It belongs to another chart than “{above.title}” above it.", FROM_BACKUP)
        if depth * STEP_LENGTH != len(path):
            yield Finding(where, f"Its stored depth is {depth}, which is wrong.", _REPAIRED, "tree")
        ancestors.append(_Ancestor(pk, path, title, chart, numchild))
    while ancestors:
        yield from _children_of(ancestors.pop())


def _children_of(one: _Ancestor) -> Iterator[Finding]:
    if one.children != one.numchild:
        said = format_count(one.numchild, "position is", "positions are")
        there = f"there {'is' if one.children == 1 else 'are'} {one.children}"
        text = f"{said} said to stand directly below it, and {there}."
        yield Finding(f"Position {one.pk} “{one.title}” ({index_number(one.path)})", text, _REPAIRED, "tree")


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
