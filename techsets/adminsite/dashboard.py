"""The dashboard of the admin: actions, what waits, drafts, gaps, and the latest changes.

Everybody sees only what they may see and do. The cost does not grow with the number of job descriptions: the panels
count in the database and list the first few.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse

from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart
from techsets.adminsite import dashboard_panels
from techsets.adminsite.dashboard_panels import Entry, Panel
from techsets.history import permissions
from techsets.history.models import Change
from techsets.links.models import LinkCheck

#: Maximum number of changes.
MAX_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Panels under one heading."""

    key: str
    heading: str
    panels: tuple[Panel, ...]

    @property
    def filled(self) -> list[Panel]:
        """The panels that are not empty."""
        return [part for part in self.panels if part.count]

    @property
    def empty_message(self) -> str:
        """One line about the empty panels."""
        return " ".join(part.empty_message for part in self.panels if not part.count)


def context(request, site: admin.AdminSite) -> dict:
    """Return the context of the template."""
    return {
        "dashboard": groups(request, site),
        "actions": actions(request, site),
        "charts": charts(request, site),
        "latest_changes": latest(request, site),
    }


def groups(request, site: admin.AdminSite) -> list[Group]:
    """Return the groups of the dashboard that this person may see."""
    jobs = site.get_model_admin(JobDescription)
    sees_jobs = jobs.has_view_or_change_permission(request)
    sees_charts = site.get_model_admin(OrgChart).has_view_or_change_permission(request)
    waiting = [dashboard_panels.own_account(request.user)]
    drafts, gaps = [], []
    if sees_jobs:
        if jobs.may_import(request):
            waiting.insert(0, dashboard_panels.own_imports(request.user))
        drafts += dashboard_panels.drafts()
        gaps += [dashboard_panels.without_figures(), dashboard_panels.unplaced()]
    if sees_charts:
        drafts.append(dashboard_panels.draft_charts())
        gaps.append(dashboard_panels.positions_without_jobs())
    if site.get_model_admin(LinkCheck).has_view_or_change_permission(request):
        gaps.append(dashboard_panels.links_to_confirm())
    if request.user.has_perm("auth.change_user"):
        gaps.append(dashboard_panels.accounts_without_rights())
    found = (
        Group("waiting", "Waiting for you", tuple(waiting)),
        Group("drafts", "Drafts", tuple(drafts)),
        Group("gaps", "Gaps", tuple(gaps)),
    )
    return [group for group in found if group.panels]


def actions(request, site: admin.AdminSite) -> list[Entry]:
    """Return the most common actions that this person may do."""
    jobs = site.get_model_admin(JobDescription)
    found = []
    if jobs.has_view_or_change_permission(request) and jobs.may_import(request):
        found.append(Entry("Import Word files", reverse("admin:jobdescriptions_import")))
    if jobs.has_add_permission(request):
        found.append(Entry("Add a job description", reverse("admin:jobdescriptions_jobdescription_add")))
    return found


def charts(request, site: admin.AdminSite) -> list[Entry]:
    """Return links to the public charts."""
    if not site.get_model_admin(OrgChart).has_view_or_change_permission(request):
        return []
    public = OrgChart.objects.filter(support_model__isnull=False)
    return [Entry(one.title, reverse("admin:orgcharts_orgchart_change", args=[one.pk])) for one in public]


def latest(request, site: admin.AdminSite) -> list[Change]:
    """Return the latest changes that this person may see, newest first."""
    kinds = permissions.kinds_to_see(request, site)
    return list(Change.objects.without_details().filter(kind__in=kinds)[:MAX_CHANGES]) if kinds else []
