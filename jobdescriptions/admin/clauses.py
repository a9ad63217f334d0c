"""The admin of the clause library: the list, and the form that says where a clause is used before it is changed."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from jobdescriptions.admin.section_forms import BodyField
from jobdescriptions.clauses import editing, usage
from jobdescriptions.models import Clause, JobDescription
from jobdescriptions.states import State, filter_by_state
from techsets.common.conflicts.admin import ConflictMixin, RevisionForm
from techsets.common.history_link import HistoryLinkMixin
from techsets.common.sources import validate_day_read
from techsets.common.text import format_count


class ClauseForm(RevisionForm):
    body = BodyField(label="Text", help_text=Clause._meta.get_field("body").help_text)

    class Meta:
        model = Clause
        fields: ClassVar = ["name", "key", "body", "applies", "sources", "confirm_locally", "dated"]
        widgets: ClassVar = {
            "dated": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "sources": forms.Textarea(attrs={"rows": 6, "cols": 100, "wrap": "off"}),
        } | {name: forms.Textarea(attrs={"rows": 4, "cols": 100}) for name in ("applies", "confirm_locally")}
        error_messages: ClassVar = {"key": {"unique": "Another clause has this key. Choose another one."}}

    def clean_dated(self):
        validate_day_read(self.cleaned_data["dated"])
        return self.cleaned_data["dated"]


class ClausesChangeList(ChangeList):
    """The list of clauses, counting where each is used with two queries."""

    def get_results(self, request):
        super().get_results(request)
        uses = usage.count_uses(list(self.result_list))
        for clause in self.result_list:
            clause.uses = uses[clause.pk]


@admin.register(Clause)
class ClauseAdmin(HistoryLinkMixin, ConflictMixin, admin.ModelAdmin):
    form = ClauseForm
    history_kind = "clause"
    list_display = ["name", "key", "version", "dated", "drafts", "public"]
    search_fields = ["name", "key", "body"]
    search_help_text = "A name, a key, or words of the text."
    prepopulated_fields: ClassVar = {"key": ["name"]}
    actions = None
    fieldsets: ClassVar = [
        (None, {"fields": ["name", "key", "body"]}),
        ("Where it belongs, and what it rests on", {"fields": ["applies", "sources", "confirm_locally", "dated"]}),
    ]

    def get_changelist(self, request, **kwargs):
        return ClausesChangeList

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []  # Drafts, publications and Word files name the clause by it.

    def get_changeform_initial_data(self, request):
        return {"dated": timezone.localdate()} | super().get_changeform_initial_data(request)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    @admin.display(description="in drafts")
    def drafts(self, clause: Clause) -> int:
        return clause.uses.drafts

    @admin.display(description="in public")
    def public(self, clause: Clause) -> int:
        return clause.uses.public

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {
                "drafts": usage.find_drafts(obj.key),
                "public": usage.find_public(obj.key),
                "versions": obj.versions.select_related("changed_by"),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        form.state_before = editing.capture_clause(Clause.objects.get(pk=obj.pk)) if change else None
        editing.begin_version(obj, form.state_before)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        editing.finish_edit(form.instance, form.state_before, request.user)

    def response_change(self, request, obj):
        drafts = usage.filter_placing(JobDescription.objects.all(), obj.key)
        count = filter_by_state(drafts, State.AHEAD).count()
        if count:
            address = reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_changelist")
            message = format_html(
                '{} with this clause now {} unpublished changes. <a href="{}?clause={}&amp;state={}">See them, and '
                "publish those that you select</a>",
                format_count(count, "public job description", "public job descriptions"),
                "has" if count == 1 else "have",
                address,
                obj.key,
                State.AHEAD.value,
            )
            self.message_user(request, message, messages.WARNING)
        return super().response_change(request, obj)

    def get_deleted_objects(self, objs, request):
        deleted, count, lacking, protected = super().get_deleted_objects(objs, request)
        places = [problem for clause in objs if (problem := usage.describe_uses(clause))]
        return deleted, count, lacking, [*protected, *places]

    def delete_model(self, request, obj):
        try:
            editing.delete_clause(obj)
        except editing.ClauseInUse as error:  # Somebody has placed it since the page was checked.
            raise PermissionDenied(str(error)) from error
