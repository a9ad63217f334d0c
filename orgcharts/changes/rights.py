"""Permissions of changes, checked under the lock, also for the other charts that a change reaches into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied

from orgcharts.changes.lock import ChartError, locked
from orgcharts.models import OrgChart
from orgcharts.permissions import explain_refusal, may_change

#: The user whose permissions bind a change; commands are bound by none.
_acting_user: ContextVar[Any] = ContextVar("whose rights a change of charts needs", default=None)


@contextmanager
def with_rights_of(user) -> Iterator[None]:
    """Refuse changes in the block where they reach into another chart that ``user`` may not change."""
    token = _acting_user.set(user)
    try:
        yield
    finally:
        _acting_user.reset(token)


@contextmanager
def locked_for_change(user, chart: OrgChart | int, what: str = "change_orgchart") -> Iterator[OrgChart]:
    """Lock ``chart`` for a change that ``user`` may make, and yield it as it is now.

    Under the lock nobody publishes the chart between the check and the change. What the change does to other charts
    is checked by the operation that does it (``check_other_charts``). Raises PermissionDenied, and
    ChartError where the chart has been deleted.
    """
    with locked(chart) as row, with_rights_of(user):
        if not (may_change(user, row) and may_change(user, row, what)):
            raise PermissionDenied(explain_refusal(user, row))
        yield row


def check_other_charts(charts: Iterable[int], what: str) -> None:
    """Raise ChartError where the acting user may not change one of ``charts`` (keys) that a change reaches into.

    ``what`` is a sentence about what would happen there; ``{chart}`` in it stands for the chart's title.
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
