"""The texts of the site's own pages in the admin: what the menu calls "Texts of the site"."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.text import Truncator

from orgcharts.admin.support_models import HistoryTextAdmin
from orgcharts.models import SiteText
from techsets.common.conflicts.admin import RevisionForm


class SiteTextForm(RevisionForm):
    class Meta:
        model = SiteText
        fields: ClassVar = ["heading", "body", "note", "sources"]
        help_texts: ClassVar = {"heading": "What stands above the text."}


@admin.register(SiteText)
class SiteTextAdmin(HistoryTextAdmin):
    history_kind = "site-text"
    form = SiteTextForm
    list_display = ["heading", "beginning"]
    fields = ["heading", "body", "note", "sources", "review"]

    @admin.display(description="text")
    def beginning(self, text: SiteText) -> str:
        return Truncator(text.body).words(30)
