"""Job descriptions in the admin: editing the draft, publishing it, taking it back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html

from jobdescriptions import states
from jobdescriptions.conflicts import ConflictMixin
from jobdescriptions.importadmin import ImportAdminMixin
from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.publishing import publish, unpublish
from jobdescriptions.sectionadmin import SalaryRangeInline, SectionInline, ensure_salary_section, save_rows
from jobdescriptions.word.coercers import employment_group
from jobdescriptions.word.html import from_html, to_text


@admin.register(JobDescription)
class JobDescriptionAdmin(ImportAdminMixin, ConflictMixin, admin.ModelAdmin):
    list_display = ["title", "document_number", "employment_class", "status", "updated_at"]
    list_filter = ["employment_group"]
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

    def get_prepopulated_fields(self, request, obj=None):
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    @admin.display(description="document number", ordering="number")
    def document_number(self, job: JobDescription) -> str:
        return job.document_number if job.number else "Given when it is saved."

    @admin.display(description="status")
    def status(self, job: JobDescription) -> str:
        if job.pk is None:
            return "New. Save it, then publish it from the list."
        if job.published_version is None:
            return "Draft: the public does not see it. Publish it from the list."
        return format_html(
            '<a href="{}">Version {} is published.</a> Changes are seen once you publish the next one from the list.',
            job.get_absolute_url(),
            job.published_version,
        )

    def conflict_text(self, field, value):
        return to_text(from_html(value or "")) if field == "body" else super().conflict_text(field, value)

    def save_model(self, request, obj, form, change):
        obj.employment_group = employment_group(obj.employment_class)
        if obj.number is None:
            obj.number = JobDescription.objects.next_number()
        form.state_before = states.state_of(JobDescription.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ensure_salary_section(request, form.instance)
        states.tell_edited(form.instance, form.state_before)

    def delete_model(self, request, obj):
        states.delete(obj)

    def save_formset(self, request, form, formset, change):
        save_rows(request, formset)

    @admin.action(description="Publish the selected job descriptions", permissions=["change"])
    def publish_selected(self, request, queryset):
        for job in queryset:
            if not self.has_change_permission(request, job):
                raise PermissionDenied
            try:
                publication = publish(job)
            except ValueError as error:
                self.message_user(request, f"{job} was not published. {error}", messages.ERROR)
                continue
            self.log_change(request, job, f"Published version {publication.version}.")
            self.message_user(request, f"{job}: version {publication.version} is published, with its Word file.")

    @admin.action(description="Take the selected job descriptions back from the public", permissions=["change"])
    def unpublish_selected(self, request, queryset):
        for job in queryset.published():
            if not self.has_change_permission(request, job):
                raise PermissionDenied
            unpublish(job)
            self.log_change(request, job, "Taken back from the public.")
            self.message_user(request, f"{job} is a draft again; the public does not see it any more.")


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
