"""The forms of one section and of one salary range."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from jobdescriptions.admin.editor_widget import SectionEditor
from jobdescriptions.models import SalaryRange, Section
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.html.reduction import describe_losses, find_raised_headings
from jobdescriptions.word.html.subset import from_html, to_html

#: Maximum number of characters of HTML in a section: about sixty pages.
LONGEST_BODY = 200_000


class OrderedForm(forms.ModelForm):
    """A form of a row with ``order``, shown counting from 1; an empty value moves it to the end."""

    place_field = "order"

    order = forms.IntegerField(
        label="Place",
        min_value=1,
        max_value=9999,
        required=False,
        help_text="1 is the first. Left empty, it goes to the end.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["order"] = self.instance.order + 1 if self.instance.pk else None


class BodyField(forms.CharField):
    """The HTML of a section. Line endings, which browsers change (HTML, 4.10.21.7), are normalized."""

    widget = SectionEditor

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class SectionForm(OrderedForm):
    named_by = ("heading",)
    body = BodyField(
        label="Text",
        required=False,
        help_text="Headings, paragraphs, lists, tables, bold, italic, underline and links. Anything else is reduced to "
        "its words.",
    )
    #: Descriptions of what was left out of the submitted text.
    reduced: tuple[str, ...] = ()
    #: The headings that were raised because a level was skipped.
    raised: tuple[str, ...] = ()

    class Meta:
        model = Section
        fields: ClassVar = ["heading", "order", "body"]
        widgets: ClassVar = {
            "heading": forms.TextInput(attrs={"class": "vTextField", "list": "section-headings"}),
        }
        help_texts: ClassVar = {
            "heading": "One of the standard headings, or one of your own.",
        }
        error_messages: ClassVar = {
            "heading": {
                "required": "Give the section a heading, or remove the section.",
                "max_length": "Shorten the heading to %(limit_value)d characters; it has %(show_value)d.",
            }
        }

    def clean_heading(self) -> str:
        """Return the heading as one line of text."""
        heading = tidy(self.cleaned_data["heading"])
        if not heading:
            raise ValidationError(self.fields["heading"].error_messages["required"], code="required")
        return heading

    def clean_body(self) -> str:
        """Return the text reduced to the closed HTML subset; an unchanged text stays exactly as it is.

        Raises ValidationError for a text that is too long.
        """
        body = self.cleaned_data["body"]
        stored = self.initial.get("body") or ""
        if not self.fields["body"].has_changed(stored, body):
            return stored
        if len(body) > LONGEST_BODY:
            raise ValidationError(
                f"This text has {len(body):,} characters with its formatting; at most {LONGEST_BODY:,} fit into one "
                "section. Shorten it, or divide it into two sections.",
                code="max_length",
            )
        self.reduced, self.raised = describe_losses(body), find_raised_headings(body)
        return to_html(from_html(body))


class SalaryRangeForm(OrderedForm):
    named_by = ("employer", "class_title", "year")
    read_at = forms.URLField(
        label="Public address",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="Where the figure stands, for all to read: page and Word file link to it.",
    )

    class Meta:
        model = SalaryRange
        fields: ClassVar = [
            *("employer", "class_title", "closeness", "low", "high", "median", "unit", "measure", "year"),
            *("publisher", "remarks", "read_at", "seen", "order"),
        ]
        labels: ClassVar = {
            "low": "Low figure in dollars",
            "high": "High figure in dollars",
            "median": "Median in dollars",
            "unit": "Paid for",
            "measure": "What the figures are",
            "class_title": "Title of the paid job",
        }
        help_texts: ClassVar = {
            "employer": "Who pays it, e.g. Example Unified School District.",
            "class_title": "As the employer has it.",
            "low": "Without the dollar sign, e.g. 5924 or 25.10.",
            "high": "The same as the low figure for a single rate or a mean.",
        }
        widgets: ClassVar = {
            "seen": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vDateField"}),
            **{
                name: forms.TextInput(attrs={"class": "vTextField"})
                for name in ("employer", "class_title", "publisher", "remarks")
            },
        }
        error_messages: ClassVar = {
            name: {"required": f"{sentence} Fill it in, or remove the salary range."}
            for name, sentence in {
                "employer": "Who pays it is missing.",
                "class_title": "What the employer calls the paid job is missing.",
                "closeness": "How close the paid job is to this one is missing.",
                "unit": "What the pay is for (an hour, a day, a month or a year) is missing.",
                "low": "The low figure is missing.",
                "high": "The high figure is missing.",
                "publisher": "A figure without its publisher is not shown.",
                "year": "A figure without its year is not shown.",
            }.items()
        }
