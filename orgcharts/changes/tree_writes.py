"""Places of many positions written in a few statements, and lookups of many positions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, models

from orgcharts.models import OrgChart, Position

#: Maximum number of rows in one statement.
BATCH = 1_000
#: The first character of a temporary path. No real path has it.
_PASSING = "~"


class TreePlace(NamedTuple):
    """Treebeard's columns of a position."""

    path: str
    depth: int
    numchild: int


def filter_chart(keys: Iterable[int], chart: OrgChart) -> dict[str, Any]:
    """Return the lookup for the positions ``keys`` of ``chart``; for many keys, for all positions of the chart."""
    keys = list(keys)
    return {"pk__in": keys} if len(keys) <= BATCH else {"chart": chart}


def find_charts(positions: set[int]) -> set[int]:
    """Return the keys of the charts to which the positions with those keys belong."""
    if not positions:
        return set()
    found = Position.objects.order_by().filter(pk__in=positions).values_list("chart_id", flat=True)
    return set(found.distinct())


def move_aside(keys: list[int]) -> None:
    """Give the positions ``keys`` temporary paths, as paths are unique at every moment, also within a statement."""
    for at in range(0, len(keys), BATCH):
        Position.objects.order_by().filter(pk__in=keys[at : at + BATCH]).update(
            path=models.functions.Concat(models.Value(_PASSING), models.functions.Cast("pk", models.CharField()))
        )


def write_places(wanted: dict[int, TreePlace]) -> None:
    """Write the place of each position, by its key. In SQL, as Django has no UPDATE from a list of values."""
    table = Position._meta.db_table
    rows = list(wanted.items())
    with connection.cursor() as cursor:
        for at in range(0, len(rows), BATCH):
            batch = rows[at : at + BATCH]
            cursor.execute(
                "WITH wanted (pk, path, depth, numchild) AS "
                f"(VALUES {', '.join(['(%s, %s, %s, %s)'] * len(batch))}) "
                f"UPDATE {table} SET path = wanted.path, depth = wanted.depth, numchild = wanted.numchild "
                f"FROM wanted WHERE {table}.id = wanted.pk",
                [value for key, place in batch for value in (key, *place)],
            )
