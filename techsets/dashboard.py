"""What the first page of the admin tells: what is in draft, what has no figures, what was changed last, what to do.

Each person sees only what they may look at, and is led only to where they may go.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from jobdescriptions.models import JobDescription, PendingImport, SalaryRange
from jobdescriptions.states import State, state_of, with_states
from orgcharts.models import OrgChart, Placement, Position
from techsets.history import permissions
from techsets.history.models import Change

#: So many things of each kind are named; of more, the rest is counted.
NAMED = 8
#: So many changes are shown.
LATEST = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is named: what it is called, where it leads, and what there is to say about it."""

    name: str
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the dashboard: a heading, how many there are, the first of them, and where all of them are.

    ``none`` is what to say where there are none.
    """

    heading: str
    count: int
    entries: tuple[Entry, ...]
    address: str
    none: str

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.entries)


def parts(request, site: admin.AdminSite) -> list[Part]:
    """Return the parts of the dashboard that this person may see."""
    found = []
    if site.get_model_admin(JobDescription).has_view_or_change_permission(request):
        found += [*_drafts(), _without_figures(), _standing_nowhere(), _waiting(request)]
    if site.get_model_admin(OrgChart).has_view_or_change_permission(request):
        found += [_draft_charts(), _positions_without_jobs()]
    return [part for part in found if part is not None]


def latest(request, site: admin.AdminSite) -> list[Change]:
    """Return the last changes that this person may see, the newest first."""
    kinds = permissions.kinds_to_see(request, site)
    return list(Change.objects.light().filter(kind__in=kinds)[:LATEST]) if kinds else []


def _list(model: str, query: str = "") -> str:
    return reverse(f"admin:{model}_changelist") + (f"?{query}" if query else "")


def _job(job: JobDescription, remark: str = "") -> Entry:
    return Entry(job.title, reverse("admin:jobdescriptions_jobdescription_change", args=[job.pk]), remark)


def _drafts() -> list[Part]:
    jobs = with_states(JobDescription.objects.order_by("-updated_at", "-pk"))
    by_state: dict[str, list[JobDescription]] = {state: [] for state in State.values}
    for job in jobs:
        by_state[state_of(job)].append(job)
    heads = (
        (
            State.AHEAD,
            "Published, with changes that the public does not see yet",
            "Every published draft is published.",
        ),
        (State.NEW, "Drafts that were never published", "There are no new drafts."),
        (State.TAKEN_BACK, "Taken back from the public", ""),
    )
    return [
        Part(
            heading,
            len(by_state[state]),
            tuple(
                _job(job, f"Last edited {job.updated_at:%B} {job.updated_at.day}.") for job in by_state[state][:NAMED]
            ),
            _list("jobdescriptions_jobdescription", f"state={state.value}"),
            none,
        )
        for state, heading, none in heads
        if by_state[state] or none
    ]


def _without_figures() -> Part:
    figures = Exists(SalaryRange.objects.filter(job_description=OuterRef("pk")))
    jobs = JobDescription.objects.filter(~figures)
    return Part(
        "Job descriptions without pay figures",
        jobs.count(),
        tuple(_job(job) for job in jobs[:NAMED]),
        _list("jobdescriptions_jobdescription", "pay=none"),
        "Every job description has pay figures.",
    )


def _standing_nowhere() -> Part | None:
    jobs = JobDescription.objects.filter(~Exists(Placement.objects.filter(job_description=OuterRef("pk"))))
    count = jobs.count()
    if not count:
        return None
    return Part(
        "Job descriptions that stand in no chart",
        count,
        tuple(_job(job) for job in jobs[:NAMED]),
        _list("jobdescriptions_jobdescription"),
        "",
    )


def _waiting(request) -> Part | None:
    waiting = PendingImport.objects.filter(user=request.user).defer("data")
    count = waiting.count()
    if not count:
        return None
    return Part(
        "Word files of yours that wait to be confirmed",
        count,
        tuple(
            Entry(one.name, reverse("admin:jobdescriptions_import_preview", args=[one.token]))
            for one in waiting[:NAMED]
        ),
        reverse("admin:jobdescriptions_import"),
        "",
    )


def _draft_charts() -> Part:
    charts = OrgChart.objects.filter(support_model=None).annotate(size=Count("positions"))
    return Part(
        "Charts that the public does not see",
        charts.count(),
        tuple(
            Entry(
                chart.title,
                reverse("admin:orgcharts_orgchart_change", args=[chart.pk]),
                f"{chart.size} {'position' if chart.size == 1 else 'positions'}.",
            )
            for chart in charts[:NAMED]
        ),
        _list("orgcharts_orgchart"),
        "There are no charts in draft.",
    )


def _positions_without_jobs() -> Part | None:
    positions = (
        Position.objects.filter(chart__support_model__isnull=False)
        .annotate(published=Count("placements", filter=Q(placements__job_description__published_version__isnull=False)))
        .filter(published=0)
        .select_related("chart")
    )
    count = positions.count()
    if not count:
        return None
    return Part(
        "Positions of public charts without a published job description",
        count,
        tuple(
            Entry(str(one), reverse("admin:orgcharts_position_change", args=[one.pk]), one.chart.title)
            for one in positions[:NAMED]
        ),
        _list("orgcharts_orgchart"),
        "",
    )
