"""Sections and salary ranges in the form of a job description: cards that are added, removed and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseModelFormSet
from django.http import HttpRequest

from jobdescriptions.editorwidget import SectionEditor
from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.headings import RECOGNIZED, SALARY, kind_of, name_of
from jobdescriptions.word.html import from_html, to_html
from jobdescriptions.word.reduced import left_out, raised_headings
from jobdescriptions.word.results import quoted

#: The most characters of HTML in one section: some sixty pages.
LONGEST_BODY = 200_000


#: A message names so many headings.
MOST_NAMES = 5


class OrderedForm(forms.ModelForm):
    """A form of a row that has its place in ``order``. People count from 1; left empty, it goes to the end."""

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
    """The HTML of a section. Browsers change how lines end (HTML, 4.10.21.7), which is no change of the text."""

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
    #: What was left out of the text as it came, in words; empty where nothing was.
    reduced: tuple[str, ...] = ()
    #: The headings that were put higher up, because a level was skipped.
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
        """Return the text in the closed HTML subset, whatever came in; an untouched text stays as it is, to the letter.

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
        self.reduced, self.raised = left_out(body), raised_headings(body)
        return to_html(from_html(body))


class SalaryRangeForm(OrderedForm):
    named_by = ("employer", "class_title", "year")
    read_at = forms.URLField(
        label="Read at",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="The address where the figure was read. Kept for checking, not shown to the public.",
    )

    class Meta:
        model = SalaryRange
        fields: ClassVar = [
            *("employer", "class_title", "closeness", "low", "high", "median", "unit", "measure", "year"),
            *("publisher", "remarks", "read_at", "order"),
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
            name: forms.TextInput(attrs={"class": "vTextField"})
            for name in ("employer", "class_title", "publisher", "remarks")
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


class CardInline(admin.StackedInline):
    """Rows as cards with buttons to add, remove and move them; without JavaScript, as fields with their place."""

    template = "admin/jobdescriptions/edit_inline/cards.html"
    extra = 1  # For people without JavaScript; the script takes it away.
    max_num = 300
    #: The fields that name a card, and what the page says about the cards.
    title_fields: tuple[str, ...] = ()
    noun = ""
    about = ""


class SectionInline(CardInline):
    model = Section
    form = SectionForm
    title_fields = ("heading",)
    noun = "section"
    about = "In the order in which page and Word file show them. Open a section to edit it."
    headings = tuple(heading.name for heading in RECOGNIZED)


class SalaryRangeInline(CardInline):
    model = SalaryRange
    form = SalaryRangeForm
    title_fields = ("employer", "class_title")
    noun = "salary range"
    about = (
        "What employers pay for this job or one like it. A figure needs its publisher and its year; without them, "
        "leave it out. Page and Word file group the figures by how close the paid job is."
    )
    fieldsets: ClassVar = [
        (None, {"fields": [("employer", "class_title"), "closeness"]}),
        (None, {"fields": [("measure", "unit"), ("low", "high", "median")]}),
        (None, {"fields": [("publisher", "year"), ("remarks", "read_at"), "order"]}),
    ]


def save_rows(request: HttpRequest, formset: BaseModelFormSet) -> None:
    """Save the sections or salary ranges of a formset, numbered from 0 without gaps in the order that was asked for.

    People are told what was left out of the texts of sections. Where nothing was changed, nothing is written.
    """
    changed = formset.save(commit=False)
    for row in formset.deleted_objects:
        row.delete()
    if not (changed or formset.deleted_objects):
        return
    for order, row in enumerate(in_order(formset)):
        moved, row.order = row.order != order, order
        if isinstance(row, Section):
            row.kind = kind_of(row.heading)
        if row in changed or row.pk is None:
            row.save()
        elif moved or _stored_order(row) != order:
            row.save(update_fields=["order"])
    formset.save_m2m()
    for form in formset.forms:
        if not form.instance.pk or formset._should_delete_form(form):
            continue
        if getattr(form, "reduced", ()):
            messages.warning(request, told(form.instance.heading, form.reduced))
        if getattr(form, "raised", ()):
            messages.warning(request, describe_raised(form.instance.heading, form.raised))


def told(heading: str, reduced: Iterable[str]) -> str:
    """Return the sentence that says what was left out of the text of a section."""
    *first, last = reduced
    named = f"{', '.join(first)} and {last}" if first else last
    return f"“{heading}”: {named} could not be kept; a job description has words, headings, lists, tables and links."


def describe_raised(heading: str, raised: Sequence[str]) -> str:
    """Return the sentence that says which headings of a section were put higher up, and why."""
    names = quoted(raised[:MOST_NAMES]) + (" and others" if len(raised) > MOST_NAMES else "")
    return (
        f"“{heading}”: no heading of the next higher level stands above {names}, so the level was raised. People who "
        "listen to a page go by its levels, and a skipped one looks like a missing text."
    )


def in_order(formset: BaseModelFormSet) -> list[Model]:
    """Return the rows that stay, in the order that their forms ask for.

    A row that was given the place of another one stands before it where it comes from below, and behind it where it
    comes from above: it ends up at the place that was asked for. A row without a place goes to the end.
    """
    keyed = []
    for index, form in enumerate(formset.forms):
        new = form.instance.pk is None
        if formset._should_delete_form(form) or (new and not form.has_changed()):
            continue
        place, before = form.cleaned_data.get("order"), form.initial.get("order")
        if place is None:
            keyed.append(((10_000, 0, index), form.instance))
        else:
            toward = 0 if place == before else 1 if before is not None and place > before else -1
            keyed.append(((place, toward, index), form.instance))
    return [row for _, row in sorted(keyed, key=lambda one: one[0])]


def ensure_salary_section(request: HttpRequest, job: JobDescription) -> None:
    """Add a section for the salary figures where there are figures and no such section, and say so."""
    sections = list(Section.objects.filter(job_description=job))
    if any(section.kind == SALARY for section in sections) or not SalaryRange.objects.filter(job_description=job):
        return
    heading = name_of(SALARY)
    Section.objects.create(job_description=job, order=len(sections), kind=SALARY, heading=heading)
    messages.warning(
        request,
        f"The salary figures need a section to stand in, so “{heading}” was added at the end. You can move it, and "
        "write a text for it.",
    )


def _stored_order(row: Model) -> int:
    return type(row)._default_manager.values_list("order", flat=True).get(pk=row.pk)
