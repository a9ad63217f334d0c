"""The admin of job descriptions: edit the draft. For publishing see ``publishing``."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from jobdescriptions import drafts
from jobdescriptions.admin.imports import ImportAdminMixin
from jobdescriptions.admin.list_filters import ClauseFilter, PayFilter, PlacementFilter, StateFilter
from jobdescriptions.admin.publishing import PublishAdminMixin
from jobdescriptions.admin.sections import SalaryRangeInline, SectionInline, ensure_salary_section, save_rows
from jobdescriptions.clauses.library import Library
from jobdescriptions.clauses.placements import unmark_clause
from jobdescriptions.facts import COLUMNS
from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.word.coercers import parse_employment_group
from techsets.common.conflicts.admin import ConflictMixin, RevisionForm
from techsets.common.history_link import HistoryLinkMixin
from techsets.common.read_only_admin import ReadOnlyAdmin
from techsets.common.review_admin import ReviewAdminMixin


class JobDescriptionForm(RevisionForm):
    class Meta:
        model = JobDescription
        fields: ClassVar = ["title", "slug", *COLUMNS]
        labels: ClassVar = {"slug": "Address"}
        widgets: ClassVar = {
            name: forms.Textarea(attrs={"rows": 4, "cols": 60}) for name, column in COLUMNS.items() if column.is_list
        }
        error_messages: ClassVar = {
            "slug": {
                "invalid": "Use only letters, digits, hyphens and underscores, e.g. network-specialist.",
                "unique": "Another job description has this address. Choose another one.",
            }
        }
        help_texts: ClassVar = {
            "slug": "The end of its address: /job-descriptions/this-part/. It stays once the public has seen it.",
        }


def has_begun(user, job: JobDescription) -> bool:
    """Return whether ``user`` has added or imported ``job``, according to the admin log."""
    kind = ContentType.objects.get_for_model(JobDescription)
    added = LogEntry.objects.filter(action_flag=ADDITION, content_type=kind, object_id=str(job.pk))
    return added.filter(user_id=user.pk).exists()


@admin.register(JobDescription)
class JobDescriptionAdmin(
    PublishAdminMixin, ReviewAdminMixin, ImportAdminMixin, HistoryLinkMixin, ConflictMixin, admin.ModelAdmin
):
    form = JobDescriptionForm
    history_kind = "job-description"
    list_display = ["title", "document_number", "employment_class", "state", "edited"]
    list_filter = [StateFilter, PayFilter, PlacementFilter, ClauseFilter, "employment_group"]
    search_fields = ["title", "also_called"]
    search_help_text = "A title, or another title of the same class."
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["document_number", "status", "review"]
    inlines = [SectionInline, SalaryRangeInline]
    actions = ["publish_selected", "unpublish_selected", "mark_reviewed"]
    fieldsets = [
        (None, {"fields": ["document_number", "status", "review", "title", "slug", "also_called"]}),
        ("Class information", {"fields": [name for name in COLUMNS if name != "also_called"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # The address of a published job description may be bookmarked.
        return [*self.readonly_fields, "slug"] if obj and obj.publications.exists() else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        # A published job description keeps its number and versions for good; it can be unpublished (see the actions).
        if obj is not None and obj.publications.exists():
            return False
        if super().has_delete_permission(request, obj):
            return True
        # The author of a draft that was never published may delete it.
        return obj is not None and self.has_change_permission(request, obj) and has_begun(request.user, obj)

    def has_review_permission(self, request, obj=None) -> bool:
        return self.has_publish_permission(request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_prepopulated_fields(self, request, obj=None):
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    @admin.display(description="document number", ordering="number")
    def document_number(self, job: JobDescription) -> str:
        return job.document_number if job.number else "Given when it is saved."

    @admin.display(description="last edited", ordering="updated_at")
    def edited(self, job: JobDescription) -> str:
        return date_format(timezone.localtime(job.updated_at), "F j, Y, g:i a")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # For the section editor, which inserts them.
        context["clauses"] = [
            {"key": one.key, "name": one.name, "html": unmark_clause(one.html)} for one in Library().wordings.values()
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        obj.employment_group = parse_employment_group(obj.employment_class or obj.bargaining_unit)
        if obj.number is None:
            obj.number = JobDescription.objects.next_number()
        form.state_before = drafts.capture_state(JobDescription.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ensure_salary_section(request, form.instance)
        drafts.send_edited(form.instance, form.state_before)

    def delete_model(self, request, obj):
        try:
            drafts.delete(obj)
        except drafts.AlreadyPublished as error:
            raise PermissionDenied(str(error)) from error

    def save_formset(self, request, form, formset, change):
        save_rows(request, formset)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "version", "published", "word_file"]
    list_select_related = ["job_description"]
    search_fields = ["title"]
    fields = ["title", "version", "published", "summary", "word_file", "accessibility", "all_versions"]

    @admin.display(description="published", ordering="published_at")
    def published(self, publication: Publication) -> str:
        return date_format(timezone.localtime(publication.published_at), "F j, Y, g:i a")

    @admin.display(description="Word file", ordering="size")
    def word_file(self, publication: Publication) -> str:
        return filesizeformat(publication.size)

    @admin.display(description="all versions")
    def all_versions(self, publication: Publication) -> str:
        address = reverse(f"{self.admin_site.name}:jobdescriptions_versions", args=[publication.job_description_id])
        return format_html('<a href="{}">Versions of {}</a>', address, publication.job_description)


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "file_size", "uploaded_by", "uploaded"]
    list_select_related = ["uploaded_by"]
    search_fields = ["name"]
    fields = ["name", "uploaded", "uploaded_by", "file_size", "kept_back"]

    @admin.display(description="size", ordering="size")
    def file_size(self, source: SourceFile) -> str:
        return filesizeformat(source.size)

    @admin.display(description="uploaded", ordering="uploaded_at")
    def uploaded(self, source: SourceFile) -> str:
        return date_format(timezone.localtime(source.uploaded_at), "F j, Y, g:i a")

    @admin.display(description="kept from the public because of")
    def kept_back(self, source: SourceFile) -> str:
        return source.dangers or "Nothing: it may be offered."
