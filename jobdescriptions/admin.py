"""Job descriptions in the admin: editing the draft. How it is published is in ``publishadmin``."""

from django.contrib import admin

from jobdescriptions import remembering
from jobdescriptions.conflicts import ConflictMixin
from jobdescriptions.historylink import HistoryLinkMixin
from jobdescriptions.importadmin import ImportAdminMixin
from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.publishadmin import PayFilter, PlaceFilter, PublishAdminMixin, StateFilter
from jobdescriptions.sectionadmin import SalaryRangeInline, SectionInline, ensure_salary_section, save_rows
from jobdescriptions.word.coercers import employment_group
from jobdescriptions.word.html import from_html, to_text


@admin.register(JobDescription)
class JobDescriptionAdmin(PublishAdminMixin, ImportAdminMixin, HistoryLinkMixin, ConflictMixin, admin.ModelAdmin):
    history_kind = "job-description"
    list_display = ["title", "document_number", "employment_class", "state", "last_changed"]
    list_filter = [StateFilter, PayFilter, PlaceFilter, "employment_group"]
    search_fields = ["title", "also_called"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["document_number", "status"]
    inlines = [SectionInline, SalaryRangeInline]
    actions = ["publish_selected", "unpublish_selected"]
    fieldsets = [
        (None, {"fields": ["document_number", "status", "title", "slug", "also_called"]}),
        (
            "Class information",
            {"fields": ["employment_class", "reports_to", "flsa", "work_year", "soc_code", "soc_title"]},
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        # An address that the public may have kept does not change any more.
        return [*self.readonly_fields, "slug"] if obj and obj.publications.exists() else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        # What was public once keeps its number and its versions for good; it is taken back instead (see the actions).
        if obj is not None and obj.publications.exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_form(self, request, obj=None, change=False, **kwargs):
        # What programmers call a slug, people know as a part of the address.
        return super().get_form(request, obj, change=change, **{"labels": {"slug": "Address"}} | kwargs)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    @admin.display(description="document number", ordering="number")
    def document_number(self, job: JobDescription) -> str:
        return job.document_number if job.number else "Given when it is saved."

    @admin.display(description="last changed", ordering="updated_at")
    def last_changed(self, job: JobDescription):
        return job.updated_at

    def conflict_text(self, field, value):
        return to_text(from_html(value or "")) if field == "body" else super().conflict_text(field, value)

    def save_model(self, request, obj, form, change):
        obj.employment_group = employment_group(obj.employment_class)
        if obj.number is None:
            obj.number = JobDescription.objects.next_number()
        form.state_before = remembering.state_of(JobDescription.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ensure_salary_section(request, form.instance)
        remembering.tell_edited(form.instance, form.state_before)

    def delete_model(self, request, obj):
        remembering.delete(obj)

    def save_formset(self, request, form, formset, change):
        save_rows(request, formset)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Records that are made by publishing and importing, to look at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "version", "published_at", "size"]
    list_select_related = ["job_description"]
    exclude = ["content"]


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "size", "uploaded_by", "uploaded_at"]
    exclude = ["file"]
