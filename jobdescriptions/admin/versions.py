"""Admin pages for the versions of a job description: list, compare, download, restore."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from jobdescriptions.clauses.library import Library
from jobdescriptions.compare import compare
from jobdescriptions.content import from_content
from jobdescriptions.downloads import send_version
from jobdescriptions.draft_preview import Draft
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.versions import DRAFT, choose_two, name_version, pair_with_earlier


class VersionsAdminMixin:
    """Add the pages for versions to the admin of job descriptions."""

    def get_urls(self):
        routes = [
            ("<int:pk>/versions/", "versions", self.versions_view),
            ("<int:pk>/compare/", "compare", self.compare_view),
            ("<int:pk>/versions/<int:version>/word/", "version_word", self.version_word_view),
            ("<int:pk>/versions/<int:version>/restore/", "restore", self.restore_view),
        ]
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"jobdescriptions_{name}")
                for route, name, view in routes
            ),
            *super().get_urls(),
        ]

    def get_viewable_job(self, request, pk: int) -> JobDescription:
        """Return the job description. Raises Http404 if there is none, PermissionDenied if the user may not view it."""
        job = self.get_object(request, str(pk))
        if job is None:
            if not self.has_view_permission(request):
                raise PermissionDenied
            raise Http404("That job description has been deleted.")
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        return job

    def get_url(self, name: str, job: JobDescription, *more) -> str:
        """Return the URL of the page ``name`` for ``job``."""
        return reverse(f"{self.admin_site.name}:jobdescriptions_{name}", args=[job.pk, *more])

    def render(self, request, job: JobDescription, template: str, title: str, context: dict):
        """Return a page for ``job`` in the frame of the admin."""
        frame = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "job": job,
            "original": job,
            "may_publish": self.has_publish_permission(request, job),
        }
        return TemplateResponse(request, f"admin/jobdescriptions/{template}", frame | context)

    def versions_view(self, request, pk):
        """List all versions, to download, compare and restore."""
        job = self.get_viewable_job(request, pk)
        publications = list(job.publications.order_by("-version").defer("content"))
        context = {
            "versions": pair_with_earlier(publications),
            "may_change": self.has_change_permission(request, job),
        }
        return self.render(request, job, "versions.html", f"Versions of {job}", context)

    def compare_view(self, request, pk):
        """Show the changes between two versions, or from a version to the draft."""
        job = self.get_viewable_job(request, pk)
        versions = job.publications.order_by("version").values_list("version", flat=True)
        chosen = choose_two(request.GET, [*versions, DRAFT])
        if isinstance(chosen, str):
            self.message_user(request, chosen, messages.WARNING)
            return HttpResponseRedirect(self.get_url("versions", job))
        before, after = chosen
        published = job.publications.filter(version__in=[version for version in chosen if version != DRAFT])
        contents = {one.version: one.content for one in published}
        if DRAFT in chosen:
            contents[DRAFT] = Draft(job).publication.content
        context = {
            "before": name_version(before),
            "after": name_version(after),
            "is_to_draft": after == DRAFT,
            "comparison": compare(contents[before], contents[after]),
        }
        title = f"What changed in {job} from {name_version(before)} to {name_version(after)}"
        return self.render(request, job, "compare.html", title, context)

    def version_word_view(self, request, pk, version):
        """Send the Word file of any version."""
        job = self.get_viewable_job(request, pk)
        return send_version(request, self._get_version(job, version))

    def restore_view(self, request, pk, version):
        """Show what restoring a version would change in the draft; on POST, restore it."""
        job = self.get_viewable_job(request, pk)
        if not self.has_change_permission(request, job):
            raise PermissionDenied
        publication = self._get_version(job, version)
        error = ""
        if request.method == "POST":
            error = self._restore(request, job, publication, request.POST.get("draft", ""))
            if not error:
                return HttpResponseRedirect(
                    reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_change", args=[job.pk])
                )
            job = self.get_viewable_job(request, pk)
        draft = Draft(job)
        context = {
            "version": publication,
            "draft": draft,
            "error": error,
            "comparison": compare(draft.publication.content, Library().update_content(publication.content)),
        }
        return self.render(request, job, "restore.html", f"Restore version {version} of {job} as the draft", context)

    def _restore(self, request, job: JobDescription, publication: Publication, shown: str) -> str:
        """Restore ``publication`` as the draft; return an empty string, or why it was not done."""
        try:
            with transaction.atomic():
                job = JobDescription.objects.select_for_update().get(pk=job.pk)
                if Draft(job).token != shown:
                    return "The draft has changed since you looked at it. This is how it stands now: look at it again."
                message = f"Restored version {publication.version} as the draft."
                job = save(from_content(publication.content), job, message=message)
                self.log_change(request, job, message)
        except ValidationError as problem:
            return f"This version cannot be restored as the draft. {' '.join(problem.messages)}"
        self.message_user(
            request,
            f"Version {publication.version} was restored as the draft. The public sees it once you publish it.",
            messages.SUCCESS,
        )
        return ""

    def _get_version(self, job: JobDescription, version: int) -> Publication:
        return get_object_or_404(job.publications.select_related("job_description"), version=version)
