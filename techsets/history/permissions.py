"""Who may see, undo and restore changes. The rules are those of the changed objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from jobdescriptions.models import Clause, JobDescription
from orgcharts import permissions as charts
from orgcharts.changes.descriptions import split_steps
from orgcharts.changes.lock import locked
from orgcharts.changes.rights import locked_for_change
from orgcharts.changes.undo import find_charts_to_lock
from orgcharts.models import OrgChart, SiteText, SupportModel
from techsets.history.models import Change, Kind
from techsets.links.models import LinkCheck
from techsets.search.models import SynonymGroup

MODELS = {
    Kind.CHART: OrgChart,
    Kind.JOB_DESCRIPTION: JobDescription,
    Kind.SUPPORT_MODEL: SupportModel,
    Kind.SITE_TEXT: SiteText,
    Kind.LINK: LinkCheck,
    Kind.CLAUSE: Clause,
    Kind.SYNONYMS: SynonymGroup,
}

#: The permission that undoing each kind of step needs.
_NEEDED = {
    "add": "delete_position",
    "copy": "delete_position",
    "delete": "add_position",
    "move": "change_position",
    "edit": "change_position",
    "chart": "change_orgchart",
    "put-in-place": "change_orgchart",
}


def kinds_to_see(request, site: admin.AdminSite) -> list[Kind]:
    """Return the kinds of objects whose history this person may see."""
    if not request.user.has_perm("history.view_change"):
        return []
    kinds = [
        kind for kind, model in MODELS.items() if site.get_model_admin(model).has_view_or_change_permission(request)
    ]
    may_see_accounts = request.user.has_perm("auth.view_user") or request.user.has_perm("auth.change_user")
    return [*kinds, Kind.ACCOUNT] if may_see_accounts else kinds


def find_object(kind: Kind | str, object_id: int | None):
    """Return the object that a change of that kind was about, or None."""
    model = MODELS.get(Kind(kind))
    return model.objects.filter(pk=object_id).first() if model and object_id is not None else None


def may_see(request, site: admin.AdminSite, change: Change) -> bool:
    """Say whether this person may see ``change``."""
    if Kind(change.kind) not in kinds_to_see(request, site):
        return False
    row = find_object(change.kind, change.object_id)
    return row is None or site.get_model_admin(type(row)).has_view_or_change_permission(request, row)


def may_undo_steps(user, chart: OrgChart, steps) -> bool:
    """Say whether ``user`` may undo these steps of ``chart``."""
    needed = {_NEEDED.get(step["op"], "change_orgchart") for step in split_steps(steps)} | {"change_orgchart"}
    if any(step["op"] == "put-in-place" for step in steps) and not user.has_perm(charts.PUBLISH):
        return False
    return all(charts.may_change(user, chart, what) for what in needed)


@contextmanager
def locked_for_undo(user, chart: OrgChart, steps) -> Iterator[None]:
    """Hold the lock of ``chart`` while ``user`` undoes these steps of it.

    The permissions are checked under the lock, so that nobody publishes the chart between the check and the change.
    Raises PermissionDenied, and ChartError where the chart has been deleted.
    """
    with ExitStack() as stack:
        charts_at_once = find_charts_to_lock(chart.pk, steps)
        for pk in charts_at_once if len(charts_at_once) > 1 else ():
            stack.enter_context(locked(pk))
        row = stack.enter_context(locked_for_change(user, chart))
        if not may_undo_steps(user, row, steps):
            raise PermissionDenied
        yield


def may_restore(request, site: admin.AdminSite, change: Change) -> bool:
    """Say whether this person may restore the object to its state after ``change``."""
    model = MODELS.get(Kind(change.kind))
    if model is None or not may_see(request, site, change):
        return False
    row = find_object(change.kind, change.object_id)
    if row is None:
        if change.kind == Kind.CHART:
            return all(request.user.has_perm(f"orgcharts.add_{name}") for name in ("orgchart", "position"))
        return site.get_model_admin(model).has_add_permission(request)
    if change.kind == Kind.CHART:
        return charts.may_change(request.user, row)
    return site.get_model_admin(model).has_change_permission(request, row)
