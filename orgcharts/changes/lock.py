"""One lock for each chart: whoever changes the tree of a chart holds it, and reads the tree after taking it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from orgcharts.changes import journal
from orgcharts.models import OrgChart
from orgcharts.signals import chart_changed

#: The message for somebody who decided on an earlier revision of a chart.
STALE_CHART = "Somebody else has changed this chart meanwhile. Look at it as it is now, then try again."
CHART_DELETED = "This chart has been deleted meanwhile."


class ChartError(Exception):
    """Why a chart was not changed: one or more full sentences for whoever wanted it, and a ``code`` for the program.

    The codes: ``gone`` (the position), ``chart-gone``, ``other-chart``, ``below-itself``, ``positions-below``,
    ``head`` (it cannot do that), ``beside-head``, ``has-head``, ``too-deep``, ``title``, ``slug``, ``invalid``,
    ``stale-revision``, ``cannot-undo``, ``not-permitted`` (what it would change in another chart).
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class StaleRevision(ChartError):
    """Somebody else has changed the chart or the position since the caller read it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("stale-revision", sentence)


#: Any number that no other part of the site locks.
_ACROSS = 7_150_211


@contextmanager
def locked(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` (or of the chart with that primary key) for a transaction; gives the chart as it is.

    Raises ChartError where the chart is gone. Inside a transaction the lock is held to that one's end. So that no two
    wait for each other, locks are taken in one order: charts in the order of their primary keys, what lies between them
    (``lock_across_charts``), job descriptions in the order of theirs, and the search's entries last.
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
            raise ChartError("chart-gone", CHART_DELETED)
        yield row


@contextmanager
def changing(
    chart: OrgChart | int, message: str = "", *, revision: int | None = None, undoes: Any = None
) -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` and tell the rest of the site at the end, inside the transaction, what was done.

    Every operation does this for itself. Around several of them it makes one change of them, told once, that is also
    taken back as one; ``said`` may tell it in a sentence of its own:

    with changing(chart, "Added two technicians."):
        add_below(position, "Field technician")
        add_below(position, "Bench technician")

    ``revision`` is the chart's as the caller saw it: where somebody has changed the chart since, it is refused.
    ``undoes`` is the change of the history that the block takes back; it is passed on to who is told.
    Raises ChartError as ``locked`` does. Nothing is told, and nothing stays, where the block ends with an exception.
    """
    outer = journal.open_changes.get() or {}
    is_held = (chart if isinstance(chart, int) else chart.pk) in outer
    with _read_under_lock(chart) if is_held else locked(chart) as row:
        if revision is not None and row.revision != revision:
            raise StaleRevision(STALE_CHART)
        if is_held:
            steps = outer[row.pk]
            before = len(steps)
            try:
                yield row
            except BaseException:
                del steps[before:]  # They are rolled back.
                raise
            return
        steps = []
        token = journal.open_changes.set({**outer, row.pk: steps})
        try:
            yield row
        finally:
            journal.open_changes.reset(token)
        send_chart_changed(row, steps, message, undoes)


def send_chart_changed(chart: OrgChart, steps: list[journal.Step], message: str = "", undoes: Any = None) -> None:
    """Raise the revision of ``chart``, to which ``steps`` were done under its lock, and tell the rest of the site.

    Nothing else raises it and nothing else sends ``chart_changed``, so that what is told always has the revision that
    the chart has from then on.
    """
    if steps:
        OrgChart.objects.filter(pk=chart.pk).update(revision=F("revision") + 1)
        chart.revision += 1
    chart_changed.send(sender=OrgChart, chart=chart, steps=steps, message=message, undoes=undoes)


@contextmanager
def _read_under_lock(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Give ``chart``, whose lock this transaction holds, as it is now."""
    with transaction.atomic():
        row = OrgChart.objects.filter(pk=chart if isinstance(chart, int) else chart.pk).first()
        if row is None:
            raise ChartError("chart-gone", CHART_DELETED)
        yield row


def lock_across_charts() -> None:
    """Hold, to the end of the transaction, the right to change what lies between charts.

    That is what the lock of no single chart protects: heads, which stand side by side as the roots of the one tree,
    addresses, and dotted lines, which lead from one chart into another. It is taken after the locks of charts and
    before any position is written, so that nobody waits for who waits for them. On SQLite there is one lock for all.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ACROSS])
