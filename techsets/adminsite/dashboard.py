"""What the first page of the admin tells: what to begin with, what waits, what is in draft or missing, what is new.

Each person sees only what they may look at, and is led only to where they may go. What the page costs does not grow
with the number of job descriptions: it counts in the database and names the first few.
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

#: So many changes are shown.
MAX_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one heading: those with something in them, and sentences about those without."""

    key: str
    heading: str
    panels: tuple[Panel, ...]

    @property
    def filled(self) -> list[Panel]:
        """The parts in which there is something."""
        return [part for part in self.panels if part.count]

    @property
    def empty_message(self) -> str:
        """One line about the parts in which there is nothing."""
        return " ".join(part.empty_message for part in self.panels if not part.count)


def context(request, site: admin.AdminSite) -> dict:
    """Return what the template of the first page shows."""
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
    if request.user.has_perm("auth.change_user"):
        gaps.append(dashboard_panels.accounts_without_rights())
    found = (
        Group("waiting", "Waiting for you", tuple(waiting)),
        Group("drafts", "Drafts", tuple(drafts)),
        Group("gaps", "Gaps", tuple(gaps)),
    )
    return [group for group in found if group.panels]


def actions(request, site: admin.AdminSite) -> list[Entry]:
    """Return what people most often begin with, as far as this person may do it."""
    jobs = site.get_model_admin(JobDescription)
    found = []
    if jobs.has_view_or_change_permission(request) and jobs.may_import(request):
        found.append(Entry("Import Word files", reverse("admin:jobdescriptions_import")))
    if jobs.has_add_permission(request):
        found.append(Entry("Add a job description", reverse("admin:jobdescriptions_jobdescription_add")))
    return found


def charts(request, site: admin.AdminSite) -> list[Entry]:
    """Return the charts that the public sees, to open."""
    if not site.get_model_admin(OrgChart).has_view_or_change_permission(request):
        return []
    public = OrgChart.objects.filter(support_model__isnull=False)
    return [Entry(one.title, reverse("admin:orgcharts_orgchart_change", args=[one.pk])) for one in public]


def latest(request, site: admin.AdminSite) -> list[Change]:
    """Return the last changes that this person may see, the newest first."""
    kinds = permissions.kinds_to_see(request, site)
    return list(Change.objects.without_details().filter(kind__in=kinds)[:MAX_CHANGES]) if kinds else []
