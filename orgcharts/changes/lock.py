"""One lock for each chart: it is held while the chart is changed, and the tree is read only after taking it."""

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
    """Why a chart was not changed: full sentences for people, and a ``code`` for programs.

    The codes: ``gone`` (the position), ``chart-gone``, ``other-chart``, ``below-itself``, ``positions-below``,
    ``head`` (not possible for it), ``beside-head``, ``has-head``, ``too-deep``, ``title``, ``slug``, ``invalid``,
    ``stale-revision``, ``cannot-undo``, ``not-permitted`` (in another chart).
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class StaleRevision(ChartError):
    """Somebody else has changed the chart or the position since the caller read it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("stale-revision", sentence)


#: The key of the advisory lock, used for nothing else.
_ACROSS = 7_150_211


@contextmanager
def locked(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Lock ``chart`` (or the chart with that primary key) for a transaction, and yield it as it is now.

    Inside a transaction the lock is held until that one ends. To avoid deadlocks, locks are taken in one order: charts
    by primary key, ``lock_across_charts``, job descriptions by primary key, and the entries of the search last. Raises
    ChartError where the chart has been deleted.
    """
    pk = chart if isinstance(chart, int) else chart.pk
    with transaction.atomic():
        charts = OrgChart.objects.filter(pk=pk)
        if connection.features.has_select_for_update:
            charts = charts.select_for_update()
        else:
            # SQLite has one write lock. A transaction that began as IMMEDIATE holds it already; in any other, this
            # takes it before anything is read.
            charts.update(order=F("order"))
        row = charts.first()
        if row is None:
            raise ChartError("chart-gone", CHART_DELETED)
        yield row


@contextmanager
def changing(
    chart: OrgChart | int, message: str = "", *, revision: int | None = None, undoes: Any = None
) -> Iterator[OrgChart]:
    """Lock ``chart``, and send ``chart_changed`` at the end, inside the transaction.

    Every operation does this for itself. Around several operations it makes one change of them, which is also undone
    as one; ``message`` may describe it:

    with changing(chart, "Added two technicians."):
        add_below(position, "Field technician")
        add_below(position, "Bench technician")

    ``revision`` is the one that the caller has seen; StaleRevision is raised where the chart has another one.
    ``undoes`` is the change of the history that the block undoes; it is passed on with the signal. Raises ChartError
    as ``locked`` does. Where the block raises, nothing is sent and everything is rolled back.
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
    """Increase the revision of ``chart``, which was changed by ``steps`` under its lock, and send ``chart_changed``.

    Nothing else does either, so that receivers always get the new revision.
    """
    if steps:
        OrgChart.objects.filter(pk=chart.pk).update(revision=F("revision") + 1)
        chart.revision += 1
    chart_changed.send(sender=OrgChart, chart=chart, steps=steps, message=message, undoes=undoes)


@contextmanager
def _read_under_lock(chart: OrgChart | int) -> Iterator[OrgChart]:
    """Yield ``chart``, whose lock this transaction holds, as it is now."""
    with transaction.atomic():
        row = OrgChart.objects.filter(pk=chart if isinstance(chart, int) else chart.pk).first()
        if row is None:
            raise ChartError("chart-gone", CHART_DELETED)
        yield row


def lock_across_charts() -> None:
    """Lock, to the end of the transaction, what the lock of no single chart protects.

    That is: heads, which are the roots of the one tree; addresses; and dotted lines, which lead from one chart into
    another. It is taken after the locks of charts and before any position is written, to avoid deadlocks. SQLite has
    one write lock for everything.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ACROSS])
