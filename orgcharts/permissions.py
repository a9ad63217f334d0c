"""Who may do what to which chart. Changes of a public chart are public at once."""

from __future__ import annotations

from orgcharts.models import OrgChart

#: Needed to change a public chart.
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


def explain_refusal(user, chart: OrgChart) -> str:
    """Return a sentence about why ``user`` may not change ``chart``, and what to do instead."""
    if chart.is_public and user.has_perm("orgcharts.change_orgchart") and not user.has_perm(PUBLISH):
        return (
            f"The public sees “{chart}”, so that it is changed by those who may publish. Duplicate the chart and "
            "change the copy, or ask a publisher."
        )
    return f"Your account may look at “{chart}”, and not change that in it."


def may_place(user, chart: OrgChart | None = None) -> bool:
    """Say whether ``user`` may place job descriptions in ``chart`` (or in any chart)."""
    return may_change(user, chart) and may_change(user, chart, "change_position")
