"""The texts of the site's own pages in the admin: what the menu calls "Texts of the site"."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.utils.text import Truncator

from jobdescriptions.editor_widget import BodyField
from jobdescriptions.word.html.reduction import describe_losses
from jobdescriptions.word.html.subset import from_html, to_text
from orgcharts.admin.support_models import HistoryTextAdmin
from orgcharts.models import SiteText
from techsets.common.conflicts.admin import RevisionForm


class SiteTextForm(RevisionForm):
    #: What was left out of a body in HTML.
    reduced: tuple[str, ...] = ()

    class Meta:
        model = SiteText
        fields: ClassVar = ["heading", "body", "note", "sources"]
        help_texts: ClassVar = {"heading": "What stands above the text."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_html and "body" in self.fields:
            self.fields["body"] = BodyField(
                help_text="Headings, paragraphs, lists, tables, bold, italic, underline and links."
            )
            self.fields["sources"].label = "Sources"

    def clean_body(self) -> str:
        """Return the body; one in HTML, if it was changed, reduced to the subset."""
        body = self.cleaned_data["body"]
        if self.instance.is_html and self.fields["body"].has_changed(self.initial.get("body") or "", body):
            self.reduced = describe_losses(body)
        return body


@admin.register(SiteText)
class SiteTextAdmin(HistoryTextAdmin):
    history_kind = "site-text"
    form = SiteTextForm
    list_display = ["heading", "beginning"]
    fields = ["heading", "body", "note", "sources", "review"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.reduced:
            left_out = ", ".join(form.reduced)
            messages.warning(
                request, f"Left out of the text, which has words, headings, lists, tables and links: {left_out}."
            )

    @admin.display(description="text")
    def beginning(self, text: SiteText) -> str:
        return Truncator(to_text(from_html(text.body)) if text.is_html else text.body).words(30)
