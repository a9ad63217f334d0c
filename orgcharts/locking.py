"""One lock for each chart: whoever changes the tree of a chart holds it, and reads the tree after taking it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import F

from orgcharts.models import OrgChart
from orgcharts.signals import chart_changed


class ChartError(Exception):
    """Why a chart was not changed: one or more full sentences for whoever wanted it, and a ``code`` for the program.

    The codes: ``gone`` (the position), ``chart-gone``, ``other-chart``, ``below-itself``, ``positions-below``,
    ``head`` (it cannot do that), ``beside-head``, ``has-head``, ``too-deep``, ``title``, ``slug``, ``invalid``.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


#: Any number that no other part of the site locks.
_HEADS = 7_150_211

_changing: ContextVar[frozenset[int]] = ContextVar("charts that are being changed", default=frozenset())


@contextmanager
def locked(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` (or of the chart with that primary key) for a transaction; gives the chart as it is.

    Raises ChartError where the chart is gone. Inside a transaction the lock is held to that one's end. Whoever locks
    several charts in one transaction takes them in the order of their primary keys, so that no two wait for each other.
    """
    pk = chart if isinstance(chart, int) else chart.pk
    with transaction.atomic():
        charts = OrgChart.objects.filter(pk=pk)
        if connection.features.has_select_for_update:
            charts = charts.select_for_update()
        else:
            # SQLite has one write lock for all. A transaction that began as IMMEDIATE holds it already; in one that
            # somebody began otherwise, this takes it before anything is read.
            charts.update(order=F("order"))
        row = charts.first()
        if row is None:
            raise ChartError("chart-gone", "This chart is no longer there. Somebody has deleted it meanwhile.")
        yield row


@contextmanager
def changing(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` and tell the rest of the site at the end, inside the transaction, that it changed.

    Every operation does this for itself. Around several of them it makes one change of them, told once:

    with changing(chart):
        add_below(position, "Field technician")
        add_below(position, "Bench technician")

    Raises ChartError as ``locked`` does. Nothing is told, and nothing stays, where the block ends with an exception.
    """
    with locked(chart) as row:
        outer = _changing.get()
        if row.pk in outer:
            yield row
            return
        token = _changing.set(outer | {row.pk})
        try:
            yield row
        finally:
            _changing.reset(token)
        chart_changed.send(sender=OrgChart, chart=row)


def lock_heads() -> None:
    """Hold, to the end of the transaction, the right to make the head of a chart.

    Heads stand side by side as the roots of the one tree, which the lock of no chart protects. Taken after it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HEADS])
