"""Changes made by the rights of somebody: checked under the lock, also where they reach into other charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied

from orgcharts.changes.lock import ChartError, locked
from orgcharts.models import OrgChart
from orgcharts.permissions import explain_refusal, may_change

#: By whose rights a change is made, where it is made for somebody; commands are bound by none.
_acting_user: ContextVar[Any] = ContextVar("whose rights a change of charts needs", default=None)


@contextmanager
def with_rights_of(user) -> Iterator[None]:
    """Let changes inside be refused where they reach into another chart that ``user`` may not change."""
    token = _acting_user.set(user)
    try:
        yield
    finally:
        _acting_user.reset(token)


@contextmanager
def locked_for_change(user, chart: OrgChart | int, what: str = "change_orgchart") -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` for a change that ``user`` may make to it; gives the chart as it is.

    Under the lock nobody puts the chart before the public between the check and the change. What the change does to
    other charts is checked too, by the operation that does it (``check_other_charts``). Raises PermissionDenied, and
    ChartError where the chart is gone.
    """
    with locked(chart) as row, with_rights_of(user):
        if not (may_change(user, row) and may_change(user, row, what)):
            raise PermissionDenied(explain_refusal(user, row))
        yield row


def check_other_charts(charts: Iterable[int], what: str) -> None:
    """Raise ChartError where a change would reach into one of ``charts`` (keys) and its maker may not change that.

    ``what`` is the sentence that tells what would happen there; ``{chart}`` in it stands for the chart's title.
    """
    user = _acting_user.get()
    if user is None:
        return
    for chart in OrgChart.objects.filter(pk__in=set(charts)).order_by("pk"):
        if not (may_change(user, chart) and may_change(user, chart, "change_position")):
            sees = "which the public sees and " if chart.is_public else "which "
            title = f"“{chart.title}”, {sees}your account may not change"
            raise ChartError(
                "not-permitted",
                f"{what.format(chart=title)}. Nothing has changed. Ask somebody whose account may change that chart.",
            )
