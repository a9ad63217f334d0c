"""The action of lists in the admin that records reviews."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.response import TemplateResponse
from django.utils import timezone

from techsets.common.reviews import Reviewable, set_review


class ReviewForm(forms.Form):
    """The day and the name of a review."""

    reviewed_on = forms.DateField(
        label="Reviewed on", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reviewed_by = forms.CharField(
        label="Reviewed by",
        required=False,
        max_length=150,
        widget=forms.TextInput({"size": 60, "autocomplete": "name"}),
        help_text="As the public should read it, such as “Ann Lee, Human Resources”. Leave both fields empty to take "
        "the record of the last review away.",
    )

    def clean_reviewed_on(self):
        day = self.cleaned_data["reviewed_on"]
        if day and day > timezone.localdate():
            raise ValidationError("That day is still to come. Write the day on which it was reviewed.")
        return day

    def clean(self):
        values = super().clean()
        if (
            "reviewed_on" in values
            and "reviewed_by" in values
            and bool(values["reviewed_on"]) != bool(values["reviewed_by"])
        ):
            raise ValidationError("Write both, the day and who reviewed it, or leave both empty.")
        return values


class ReviewAdminMixin:
    """Adds the action "Mark the selected … as reviewed", for those who may publish them."""

    def has_review_permission(self, request, obj=None) -> bool:
        """Return whether the user may record reviews of ``obj``, or of any."""
        raise NotImplementedError

    @admin.display(description="review")
    def review(self, row: Reviewable) -> str:
        return row.review or "No review is recorded."

    @admin.action(description="Mark the selected %(verbose_name_plural)s as reviewed", permissions=["review"])
    def mark_reviewed(self, request, queryset):
        rows = list(self.model._default_manager.filter(pk__in=queryset.values("pk")))
        if not all(self.has_review_permission(request, row) for row in rows):
            raise PermissionDenied
        initial = {"reviewed_on": timezone.localdate(), "reviewed_by": request.user.get_full_name()}
        form = ReviewForm(request.POST if "confirm" in request.POST else None, initial=initial)
        if form.is_bound and form.is_valid():
            for row in rows:
                set_review(row, form.cleaned_data["reviewed_on"], form.cleaned_data["reviewed_by"])
                self.message_user(request, f"“{row}”: {row.review or 'no review is recorded any more.'}")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Mark as reviewed",
            "opts": self.opts,
            "rows": rows,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/mark_reviewed.html", context)
