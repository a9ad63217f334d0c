"""Support models and their characteristics in the admin."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin

from orgcharts import texts
from orgcharts.models import Characteristic, SupportModel
from techsets.common.conflicts.admin import ConflictMixin
from techsets.common.history_link import HistoryLinkMixin
from techsets.common.review_admin import ReviewAdminMixin


class TextAdmin(admin.ModelAdmin):
    """Rows whose texts are edited here, but which are neither added nor deleted."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class HistoryTextAdmin(ReviewAdminMixin, HistoryLinkMixin, ConflictMixin, TextAdmin):
    """Texts whose changes are sent as a signal (see ``texts``) and recorded in the history."""

    actions: ClassVar = ["mark_reviewed"]
    readonly_fields: ClassVar = ["review"]

    def has_review_permission(self, request, obj=None) -> bool:
        # The public sees a change at once, so that whoever may change one publishes.
        return self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        form.values_before = texts.read_texts(type(obj).objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        texts.send_texts_changed(form.instance, form.values_before)


class CharacteristicForm(forms.ModelForm):
    class Meta:
        model = Characteristic
        fields: ClassVar = ["order", "text", "note", "sources"]
        help_texts: ClassVar = {"order": "From the lowest number up."}


class CharacteristicInline(admin.TabularInline):
    model = Characteristic
    form = CharacteristicForm
    extra = 0
    formfield_overrides = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in {"text", "note", "sources"}:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 60})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SupportModel)
class SupportModelAdmin(HistoryTextAdmin):
    history_kind = "support-model"
    list_display = ["name", "maturity", "level", "order"]
    fields = ["name", "order", "lead", "summary", "review"]
    inlines = [CharacteristicInline]

    def get_view_on_site_url(self, obj=None):
        # A model whose chart was taken away has no page.
        return super().get_view_on_site_url(obj) if obj is not None and hasattr(obj, "chart") else None
