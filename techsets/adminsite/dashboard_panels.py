"""The panels of the dashboard: each counts in the database and lists the first few."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from jobdescriptions.clauses.library import share_library
from jobdescriptions.models import JobDescription, PendingImport, Publication, SalaryRange
from jobdescriptions.states import State, filter_edited, get_state, with_states
from orgcharts.models import OrgChart, Placement, Position
from techsets.accounts import recovery_codes, second_factor
from techsets.links.status import list_links

#: Maximum number of entries in a panel.
MAX_ENTRIES = 6
#: Maximum number of drafts, the last edited, that are compared with their publications.
MAX_COMPARED = 50
#: Number of recovery codes below which the owner is reminded.
MIN_CODES = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a panel: a name, a link, and a remark."""

    name: str
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: a heading, the count, the first entries, and the URL of the whole list.

    ``empty_message`` is shown if the count is 0. ``at_least``: there may be more than ``count``.
    """

    heading: str
    count: int
    entries: tuple[Entry, ...] = ()
    address: str = ""
    empty_message: str = ""
    at_least: bool = False

    @property
    def more(self) -> int:
        """The number of entries that are not listed."""
        return self.count - len(self.entries)


def _list(model: str, query: str = "") -> str:
    return reverse(f"admin:{model}_changelist") + (f"?{query}" if query else "")


def _job(job: JobDescription, remark: str = "") -> Entry:
    return Entry(job.title, reverse("admin:jobdescriptions_jobdescription_change", args=[job.pk]), remark)


def _jobs_panel(heading: str, jobs: QuerySet, query: str, empty_message: str, *, dated: bool = False) -> Panel:
    first = list(jobs.only("pk", "title", "updated_at")[:MAX_ENTRIES])
    # Fewer than the limit are all of them.
    count = len(first) if len(first) < MAX_ENTRIES else jobs.count()
    entries = tuple(_job(job, _edited(job) if dated else "") for job in first)
    return Panel(heading, count, entries, _list("jobdescriptions_jobdescription", query), empty_message)


def _edited(job: JobDescription) -> str:
    at = timezone.localtime(job.updated_at)
    return f"Last edited {at:%B} {at.day}."


def drafts() -> list[Panel]:
    """Return panels of drafts ahead of their publication, never published, and unpublished."""
    newest = JobDescription.objects.order_by("-updated_at", "-pk")
    edited = list(with_states(filter_edited(newest))[: MAX_COMPARED + 1])
    share_library(edited)
    ahead = [job for job in edited[:MAX_COMPARED] if get_state(job) == State.AHEAD]
    publications = Exists(Publication.objects.filter(job_description=OuterRef("pk")))
    unpublished = newest.filter(published_version=None)
    return [
        Panel(
            "Published, with changes that the public does not see yet",
            len(ahead),
            tuple(_job(job, _edited(job)) for job in ahead[:MAX_ENTRIES]),
            _list("jobdescriptions_jobdescription", f"state={State.AHEAD.value}"),
            "The public sees the latest text of everything that is published.",
            at_least=len(edited) > MAX_COMPARED,
        ),
        _jobs_panel(
            "Drafts that were never published",
            unpublished.filter(~publications),
            f"state={State.NEW.value}",
            "Every job description has been published.",
            dated=True,
        ),
        _jobs_panel(
            "Unpublished",
            unpublished.filter(publications),
            f"state={State.UNPUBLISHED.value}",
            "None is unpublished.",
            dated=True,
        ),
    ]


def without_figures() -> Panel:
    """Return job descriptions without pay figures."""
    figures = Exists(SalaryRange.objects.filter(job_description=OuterRef("pk")))
    jobs = JobDescription.objects.filter(~figures)
    return _jobs_panel(
        "Job descriptions without pay figures", jobs, "pay=none", "Every job description has pay figures."
    )


def unplaced() -> Panel:
    """Return job descriptions that are placed in no chart."""
    jobs = JobDescription.objects.filter(~Exists(Placement.objects.filter(job_description=OuterRef("pk"))))
    return _jobs_panel(
        "Job descriptions that stand in no chart", jobs, "place=none", "Every job description stands in a chart."
    )


def own_imports(user) -> Panel:
    """Return this person's uploads that are not yet confirmed."""
    waiting = PendingImport.objects.filter(user=user)
    first = list(waiting.only("token", "name")[:MAX_ENTRIES])
    return Panel(
        "Word files of yours to look at and confirm",
        len(first) if len(first) < MAX_ENTRIES else waiting.count(),
        tuple(Entry(one.name, reverse("admin:jobdescriptions_import_preview", args=[one.token])) for one in first),
        reverse("admin:jobdescriptions_import"),
        "No Word file waits to be confirmed.",
    )


def own_account(user) -> Panel:
    """Return what this person should do to secure their account."""
    entries = []
    if not second_factor.is_on(user):
        address = reverse("admin:second_factor_set_up")
        entries.append(Entry("Set up your second factor", address, "Until then, whoever learns your password gets in."))
    elif (left := recovery_codes.count_unused(user)) < MIN_CODES:
        remark = f"You have {left or 'none'} left."
        entries.append(Entry("Make new recovery codes", reverse("admin:recovery_codes"), remark))
    return Panel("Your account", len(entries), tuple(entries), reverse("admin:account"), "Your account is in order.")


def draft_charts() -> Panel:
    """Return the charts that are not public."""
    charts = OrgChart.objects.filter(support_model=None)
    first = list(charts.annotate(size=Count("positions"))[:MAX_ENTRIES])
    return Panel(
        "Charts that the public does not see",
        len(first) if len(first) < MAX_ENTRIES else charts.count(),
        tuple(
            Entry(
                chart.title,
                reverse("admin:orgcharts_orgchart_change", args=[chart.pk]),
                f"{chart.size} {'position' if chart.size == 1 else 'positions'}.",
            )
            for chart in first
        ),
        _list("orgcharts_orgchart"),
        "No chart is in draft.",
    )


def positions_without_jobs() -> Panel:
    """Return positions of public charts without a published job description."""
    published = Placement.objects.filter(position=OuterRef("pk"), job_description__published_version__isnull=False)
    positions = Position.objects.filter(~Exists(published), chart__support_model__isnull=False)
    first = list(positions.select_related("chart").order_by("chart__order", "path")[:MAX_ENTRIES])
    return Panel(
        "Positions of public charts without a published job description",
        len(first) if len(first) < MAX_ENTRIES else positions.count(),
        tuple(
            Entry(str(one), reverse("admin:orgcharts_position_change", args=[one.pk]), one.chart.title) for one in first
        ),
        "",
        "Every position of the public charts has a published job description.",
    )


def links_to_confirm() -> Panel:
    """Return the links to other sites that nobody has looked at for a year."""
    due = [link for link in list_links() if link.is_due]
    return Panel(
        "Links that nobody has looked at for a year",
        len(due),
        tuple(Entry(link.url, link.url, f"{link.usages[0].place}.") for link in due[:MAX_ENTRIES]),
        _list("links_linkcheck", "show=due"),
        "Every link to another site was looked at within a year.",
    )


def accounts_without_rights() -> Panel:
    """Return active accounts without any permission."""
    users = get_user_model().objects.filter(
        is_active=True, is_staff=True, is_superuser=False, groups=None, user_permissions=None
    )
    first = list(users.order_by("username")[:MAX_ENTRIES])
    return Panel(
        "Accounts that are in no group",
        len(first) if len(first) < MAX_ENTRIES else users.count(),
        tuple(
            Entry(user.get_username(), reverse("admin:auth_user_change", args=[user.pk]), user.get_full_name())
            for user in first
        ),
        _list("auth_user"),
        "Every account is in a group.",
    )
