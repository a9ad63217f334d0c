"""The forms of one section and of one salary range."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from jobdescriptions.clauses.library import Library
from jobdescriptions.clauses.placements import find_placements, unmark_clause
from jobdescriptions.editor_widget import BodyField
from jobdescriptions.models import SalaryRange, Section
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.html.reduction import describe_losses, find_raised_headings
from jobdescriptions.word.html.subset import from_html, to_html
from techsets.common.sources import validate_day_read

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


class SectionFormSet(BaseInlineFormSet):
    """The sections of one job description; they share a library of clauses."""

    @cached_property
    def library(self) -> Library:
        return Library()

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "library": self.library}


class SectionForm(OrderedForm):
    """The form of a section. It shows clauses as the library words them, and saves them so whatever is sent."""

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

    #: The keys of clauses in the submitted text that the library does not have, and the names of those whose text
    #: there was another one.
    unknown_clauses: tuple[str, ...] = ()
    reset_clauses: tuple[str, ...] = ()

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

    def __init__(self, *args, library: Library | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.library = library or Library()
        if self.initial.get("body"):
            self.initial["body"] = self.library.update(self.initial["body"])

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
        body = to_html(from_html(body))
        self._check_clauses(body)
        return self.library.update(body)

    def _check_clauses(self, body: str) -> None:
        """Note which clauses of the text are unknown, and which had another text than the library's."""
        placed = list(find_placements(body))  # A clause may stand at several places.
        wordings = self.library.wordings if placed else {}
        self.unknown_clauses = tuple(dict.fromkeys(key for key, _ in placed if key not in wordings))
        self.reset_clauses = tuple(
            dict.fromkeys(
                wordings[key].name
                for key, text in placed
                if key in wordings and text != unmark_clause(wordings[key].html)
            )
        )


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

    def clean_seen(self):
        if self.cleaned_data["seen"]:
            validate_day_read(self.cleaned_data["seen"])
        return self.cleaned_data["seen"]
