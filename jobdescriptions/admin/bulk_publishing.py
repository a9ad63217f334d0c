"""Admin actions that publish or unpublish several job descriptions, after a page that says what would be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from jobdescriptions.clauses.library import share_library
from jobdescriptions.draft_preview import Draft
from jobdescriptions.draft_problems import find_problems
from jobdescriptions.models import JobDescription
from jobdescriptions.states import State, get_state, with_states


@dataclass(frozen=True, slots=True)
class SelectedJob:
    """A selected job description with its state and its ``publishing.compute_token``.

    ``problem`` says why it cannot be published; empty if it can.
    """

    job: JobDescription
    state: State
    token: str = ""
    problem: str = ""

    @property
    def next_version(self) -> int:
        """The number that the next publication will have."""
        return (self.job.last_version or 0) + 1


def _preview_publishing(job: JobDescription) -> SelectedJob:
    """Return what publishing ``job`` would do; writes its Word file as publishing does."""
    state, draft = get_state(job), Draft(job)
    problem = ""
    if state != State.CURRENT:
        problem = draft.problem or " ".join(one.sentence for one in find_problems(draft)[:3])
        if draft.errors:
            problem = f"Its Word file would shut out readers with disabilities. {problem}"
    return SelectedJob(job, state, draft.token, problem)


class BulkAdminMixin:
    """Add the two actions to the list. Each shows a confirmation page first."""

    @admin.action(description="Publish the selected job descriptions", permissions=["publish"])
    def publish_selected(self, request, queryset):
        jobs = self._get_publishable(request, queryset)
        if "confirm" not in request.POST:
            rows = [_preview_publishing(job) for job in jobs]
            todo = [row for row in rows if row.state != State.CURRENT and not row.problem]
            blocked = [row for row in rows if row.problem]
            rest = [row for row in rows if row.state == State.CURRENT]
            many = f"{len(todo)} job descriptions"
            title = f"Publish “{todo[0].job}”?" if len(todo) == 1 else f"Publish {many}?"
            button = "Publish it" if len(todo) == 1 else f"Publish {many}"
            return self._render_confirmation(request, "publish_selected", title, button, todo, rest, blocked)
        for job in jobs:
            try:
                self.publish_one(request, job, shown=request.POST.get(f"draft-{job.pk}", ""))
            except ValueError as error:
                self.message_user(request, f"{job} was not published. {error}", messages.ERROR)
        return None

    @admin.action(description="Unpublish the selected job descriptions", permissions=["publish"])
    def unpublish_selected(self, request, queryset):
        jobs = self._get_publishable(request, queryset)
        if "confirm" not in request.POST:
            rows = [SelectedJob(job, get_state(job)) for job in jobs]
            todo = [row for row in rows if row.job.is_published]
            rest = [row for row in rows if not row.job.is_published]
            many = f"{len(todo)} job descriptions"
            title = f"Unpublish “{todo[0].job}”?" if len(todo) == 1 else f"Unpublish {many}?"
            button = "Unpublish it" if len(todo) == 1 else f"Unpublish {many}"
            return self._render_confirmation(request, "unpublish_selected", title, button, todo, rest)
        for job in jobs:
            self.unpublish_one(request, job)
        return None

    def _render_confirmation(self, request, action, title, button, todo, rest, blocked=()):
        """Return the confirmation page: ``todo`` will be changed, ``blocked`` cannot be yet, ``rest`` need not be."""
        if not todo:
            title = "Nothing to publish" if action == "publish_selected" else "Nothing to unpublish"
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "button": button,
            "todo": todo,
            "rest": rest,
            "blocked": blocked,
        }
        return TemplateResponse(request, "admin/jobdescriptions/selected.html", context)

    def _get_publishable(self, request, queryset) -> list[JobDescription]:
        """Return the selected job descriptions. Raises PermissionDenied if one of them may not be published."""
        chosen = JobDescription.objects.filter(pk__in=queryset.prefetch_related(None).values("pk"))
        jobs = list(with_states(chosen).order_by("title", "pk"))
        if not all(self.has_publish_permission(request, job) for job in jobs):
            raise PermissionDenied
        share_library(jobs)
        return jobs
