"""The admin's page that fixes a problem of a draft after showing what would change."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from jobdescriptions.compare import compare
from jobdescriptions.content import to_content
from jobdescriptions.draft_preview import Draft
from jobdescriptions.draft_problems import REMEDIES, fix_section
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription


class FixAdminMixin:
    """Add the page for fixes to the admin of job descriptions. Requires ``VersionsAdminMixin``."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.mend_view)
        return [path("<int:pk>/mend/<int:at>/<slug:code>/", view, name="jobdescriptions_mend"), *super().get_urls()]

    def mend_view(self, request, pk, at, code):
        """Show what fixing one kind of problem in one section would change; on POST, fix it."""
        job = self.get_viewable_job(request, pk)
        if not self.has_change_permission(request, job):
            raise PermissionDenied
        error = ""
        if request.method == "POST":
            error = self._fix_section(request, job, at, code)
            if not error:
                return HttpResponseRedirect(self._get_next_url(request, job))
            job = self.get_viewable_job(request, pk)
        draft = Draft(job)
        document = fix_section(draft, at, code)
        if document is None:
            self.message_user(request, "There is nothing left to fix there.", messages.INFO)
            return HttpResponseRedirect(self._get_next_url(request, job))
        context = {
            "draft": draft,
            "error": error,
            "heading": document.sections[at].heading,
            "mending": REMEDIES[code][1],
            "comparison": compare(draft.publication.content, {**draft.publication.content, **to_content(document)}),
        }
        return self.render(request, job, "mend.html", f"Fix the section “{document.sections[at].heading}”", context)

    def _get_next_url(self, request, job: JobDescription) -> str:
        """Return the address of the publish page, or of the form for users who may not publish."""
        if self.has_publish_permission(request, job):
            return self.get_url("publish", job)
        return reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_change", args=[job.pk])

    @transaction.atomic
    def _fix_section(self, request, job: JobDescription, at: int, code: str) -> str:
        """Fix the section; return an empty string, or why it was not done."""
        draft = Draft(JobDescription.objects.select_for_update().get(pk=job.pk))
        if draft.token != request.POST.get("draft", ""):
            return "The draft has changed since you looked at it. This is how it would be fixed now: look at it again."
        document = fix_section(draft, at, code)
        if document is None:
            return "There is nothing left to fix there."
        message = f"Fixed the section “{document.sections[at].heading}”: {REMEDIES[code][1].lower()}."
        try:
            with transaction.atomic():
                self.log_change(request, save(document, draft.job, message=message), message)
        except ValidationError as problem:
            return f"It cannot be fixed here. {' '.join(problem.messages)}"
        self.message_user(request, f"{message} The history of the draft brings back how it was.", messages.SUCCESS)
        return ""
