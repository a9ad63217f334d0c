"""Admin pages of a draft: preview, publish, unpublish."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from jobdescriptions.admin.bulk_publishing import BulkAdminMixin
from jobdescriptions.admin.fixes import FixAdminMixin
from jobdescriptions.admin.list_filters import StatesChangeList
from jobdescriptions.admin.versions import VersionsAdminMixin
from jobdescriptions.downloads import WORD_TYPE
from jobdescriptions.draft_preview import Draft
from jobdescriptions.draft_problems import find_hints, find_problems
from jobdescriptions.models import JobDescription
from jobdescriptions.page_context import build_page_context
from jobdescriptions.published_text import PublishedText
from jobdescriptions.publishing import DraftChangedError, publish_if_changed, unpublish
from jobdescriptions.queries import select_placements
from jobdescriptions.states import State, describe_state, get_state, with_states


class PublishAdminMixin(BulkAdminMixin, FixAdminMixin, VersionsAdminMixin):
    """Add preview, publishing, unpublishing and versions to the admin of job descriptions."""

    def get_urls(self):
        routes = [
            ("preview", self.preview_view),
            ("draft-word", self.draft_word_view),
            ("publish", self.publish_view),
            ("unpublish", self.unpublish_view),
        ]
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"jobdescriptions_{name}")
                for name, view in routes
            ),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request, obj=None) -> bool:
        """Return whether the user may publish and unpublish."""
        return self.has_view_permission(request, obj) and request.user.has_perm(
            "jobdescriptions.publish_jobdescription"
        )

    def get_changelist(self, request, **kwargs):
        return StatesChangeList

    @admin.display(description="state")
    def state(self, job: JobDescription) -> str:
        return describe_state(job)

    @admin.display(description="status")
    def status(self, job: JobDescription) -> str:
        """Return what the public sees and what to do next."""
        if job.pk is None:
            return "New. Save it; then look at the preview and publish it."
        state = get_state(with_states(JobDescription.objects.filter(pk=job.pk)).get())
        if state == State.NEW:
            return "Draft: the public does not see it. Look at the preview, then publish it."
        if state == State.UNPUBLISHED:
            return "Unpublished: the public does not see it any more. Publish it to show it again."
        shown = f"Version {job.published_version} is published."
        if state == State.CURRENT:
            return f"{shown} The draft says the same. A change is seen once it is published."
        return f"{shown} The draft has changes that the public does not see. Publish it to show them."

    def change_view(self, request, object_id, form_url="", extra_context=None):
        job = self.get_object(request, object_id)
        shown = with_states(JobDescription.objects.filter(pk=job.pk)).first() if job is not None else None
        extra = {
            "differs": shown is not None and get_state(shown) != State.CURRENT,
            "may_publish": job is not None and self.has_publish_permission(request, job),
            "may_change": job is not None and self.has_change_permission(request, job),
        }
        if request.method == "GET" and extra["differs"]:
            draft = Draft(job)
            extra |= {"draft_problem": draft.problem, "faults": find_problems(draft), "hints": find_hints(draft)}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def get_view_on_site_url(self, obj=None):
        # A draft has no public page; its preview is offered instead.
        return super().get_view_on_site_url(obj) if obj is not None and obj.is_published else None

    def response_add(self, request, obj, post_url_continue=None):
        self._message_public_state(request, obj)
        return self._redirect_to_preview(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._message_public_state(request, obj)
        return self._redirect_to_preview(request, obj) or super().response_change(request, obj)

    def _message_public_state(self, request, job):
        """Add a message about what the public sees after saving. The preview says it itself."""
        if "_preview" in request.POST or not self.has_view_permission(request, job):
            return
        shown = with_states(JobDescription.objects.filter(pk=job.pk)).get()
        state = get_state(shown)
        if state == State.AHEAD:
            message = format_html(
                'The public goes on seeing version {} until the draft is published. <a href="{}?from={}&amp;to=draft">'
                "See what has changed</a>",
                shown.published_version,
                self.get_url("compare", job),
                shown.published_version,
            )
        elif state == State.CURRENT:
            message = f"The draft says the same as version {shown.published_version}, which the public sees."
        else:
            message = format_html(
                'The public does not see it until it is published. <a href="{}">See how it will look</a>',
                self.get_url("preview", job),
            )
        self.message_user(request, message, messages.INFO)

    def _redirect_to_preview(self, request, job):
        """Redirect to the preview if "Save and preview" was pressed."""
        if "_preview" not in request.POST or not self.has_view_permission(request, job):
            return None
        return HttpResponseRedirect(self.get_url("preview", job))

    def preview_view(self, request, pk):
        """Show the draft in the public page's template, with a banner."""
        job = self.get_viewable_job(request, pk)
        draft = Draft(job)
        context = {
            **build_page_context(draft.publication, PublishedText(draft.publication.content)),
            "draft": draft,
            "faults": find_problems(draft),
            "hints": find_hints(draft),
            "may_publish": self.has_publish_permission(request, job),
            "may_change": self.has_change_permission(request, job),
        }
        response = TemplateResponse(request, "admin/jobdescriptions/preview.html", context)
        return _private(response)

    def draft_word_view(self, request, pk):
        """Send the Word file of the draft, marked as a draft."""
        job = self.get_viewable_job(request, pk)
        draft = Draft(job)
        if draft.data is None:
            return HttpResponseRedirect(self.get_url("preview", job))  # The preview says why.
        response = HttpResponse(draft.data, content_type=WORD_TYPE)
        response.headers["Content-Disposition"] = content_disposition_header(True, draft.download_name)
        return _private(response)

    def publish_view(self, request, pk):
        """Show what will become public; on POST, publish it if the draft is still the one that was shown."""
        job = self.get_viewable_job(request, pk)
        if not self.has_publish_permission(request, job):
            raise PermissionDenied
        error = ""
        if request.method == "POST":
            try:
                self.publish_one(request, job, shown=request.POST.get("draft", ""))
            except DraftChangedError:
                job = self.get_viewable_job(request, pk)
                error = "The draft has changed since you looked at it. This is how it stands now: look at it again."
            except ValueError as problem:
                error = str(problem)
            else:
                return HttpResponseRedirect(self.get_url("versions", job))
        draft = Draft(job)
        context = {
            "draft": draft,
            "faults": find_problems(draft),
            "hints": find_hints(draft),
            "error": error,
            "placements": select_placements(job),
            "may_change": self.has_change_permission(request, job),
        }
        return self.render(request, job, "publish.html", f"Publish {job}", context)

    def publish_one(self, request, job, shown=None) -> None:
        publication, is_new = publish_if_changed(job, shown=shown)
        if not is_new:
            text = f"{job}: nothing has changed since version {publication.version}, which the public sees."
            self.message_user(request, text, messages.INFO)
            return
        self.log_change(request, job, f"Published version {publication.version}.")
        address = format_html('<a href="{}">{}</a>', job.get_absolute_url(), job.get_absolute_url())
        text = format_html(
            "{}: version {} is published, with its Word file. The public sees it at {}.",
            job,
            publication.version,
            address,
        )
        self.message_user(request, text, messages.SUCCESS)

    def unpublish_view(self, request, pk):
        """Show what the public will no longer see and what stays; on POST, unpublish."""
        job = self.get_viewable_job(request, pk)
        if not self.has_publish_permission(request, job):
            raise PermissionDenied
        if request.method == "POST" or not job.is_published:
            self.unpublish_one(request, job)
            return HttpResponseRedirect(self.get_url("versions", job))
        context = {"placements": select_placements(job)}
        return self.render(request, job, "unpublish.html", f"Unpublish {job}", context)

    def unpublish_one(self, request, job) -> None:
        if not (job.is_published and unpublish(job)):
            self.message_user(request, f"{job}: the public does not see it.", messages.INFO)
            return
        self.log_change(request, job, "Unpublished.")
        self.message_user(request, f"{job} is unpublished; the public does not see it any more.", messages.SUCCESS)


def _private(response):
    """Return the response, marked as not to be cached or indexed."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
