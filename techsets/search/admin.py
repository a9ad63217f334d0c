"""The synonyms of the search in the admin."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin

from techsets.common.conflicts.admin import ConflictMixin, RevisionForm
from techsets.common.history_link import HistoryLinkMixin
from techsets.search import synonym_changes
from techsets.search.models import SynonymGroup


class SynonymGroupForm(RevisionForm):
    class Meta:
        model = SynonymGroup
        fields: ClassVar = list(synonym_changes.FIELDS)
        widgets: ClassVar = {
            "words": forms.Textarea(attrs={"rows": 6, "cols": 60}),
            "leads_to": forms.Textarea(attrs={"rows": 4, "cols": 60}),
            "sources": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "remark": forms.Textarea(attrs={"rows": 3, "cols": 80}),
        }


@admin.register(SynonymGroup)
class SynonymGroupAdmin(HistoryLinkMixin, ConflictMixin, admin.ModelAdmin):
    """Groups of synonyms. Saving one changes the search of the public at once, and is recorded in the history."""

    history_kind = "synonyms"
    form = SynonymGroupForm
    list_display = ["listed_words", "short_kind", "listed_targets"]
    list_filter = ["kind"]
    search_fields = ["words", "leads_to", "remark"]
    search_help_text = "A word that people type, or one that it leads to."
    fields = list(synonym_changes.FIELDS)

    def save_model(self, request, obj, form, change):
        before = synonym_changes.read_values(SynonymGroup.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        synonym_changes.send_changed(obj, before)

    def delete_model(self, request, obj):
        synonym_changes.delete(obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            synonym_changes.delete(group)

    @admin.display(description="words", ordering="words")
    def listed_words(self, group: SynonymGroup) -> str:
        return ", ".join(group.word_list)

    @admin.display(description="kind", ordering="kind")
    def short_kind(self, group: SynonymGroup) -> str:
        return group.get_kind_display().partition(":")[0]

    @admin.display(description="leads to")
    def listed_targets(self, group: SynonymGroup) -> str:
        return ", ".join(group.target_list)
