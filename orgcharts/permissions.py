"""Who may do what to which chart. What is done to a chart that the public sees is public at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied

from orgcharts.locking import locked
from orgcharts.models import OrgChart

#: What the public sees is changed by those who may publish.
PUBLISH = "orgcharts.publish_orgchart"


def may_view(user, chart: OrgChart | None = None) -> bool:
    """Say whether ``user`` may look at ``chart`` (or at any chart) in the admin."""
    return user.is_active and (user.has_perm("orgcharts.view_orgchart") or user.has_perm("orgcharts.change_orgchart"))


def may_change(user, chart: OrgChart | None = None, what: str = "change_orgchart") -> bool:
    """Say whether ``user`` may change ``chart``; ``what`` is the codename of the permission that the change needs.

    ``add_position``, ``change_position`` (moving, renaming, editing) and ``delete_position`` are such. Without a chart:
    whether the user may do so to any chart at all.
    """
    if not (user.is_active and user.has_perm(f"orgcharts.{what}")):
        return False
    return chart is None or not chart.is_public or user.has_perm(PUBLISH)


@contextmanager
def permitted(user, chart: OrgChart | int, what: str = "change_orgchart") -> Iterator[OrgChart]:
    """Hold the lock of ``chart`` for a change that ``user`` may make to it; gives the chart as it is.

    Under the lock nobody puts the chart before the public between the check and the change. Raises PermissionDenied,
    and ChartError where the chart is gone.
    """
    with locked(chart) as row:
        if not (may_change(user, row) and may_change(user, row, what)):
            raise PermissionDenied
        yield row
