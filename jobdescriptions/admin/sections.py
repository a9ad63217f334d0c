"""Inline forms of sections and salary ranges: cards that are added, removed and reordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import BaseModelFormSet
from django.http import HttpRequest

from jobdescriptions.admin.section_forms import SalaryRangeForm, SectionForm, SectionFormSet
from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.word.results import quote_lines
from jobdescriptions.word.understand.headings import RECOGNIZED_HEADINGS, SALARY, find_kind, kind_name

#: Maximum number of headings named in a message.
MAX_HEADINGS = 5


class CardInline(admin.StackedInline):
    """Rows as cards with buttons to add, remove and move them; without JavaScript, with a field for the place."""

    template = "admin/jobdescriptions/edit_inline/cards.html"
    extra = 1  # For people without JavaScript; the script takes it away.
    max_num = 300
    #: The fields that name a card, the noun for a card, and a sentence about the list.
    title_fields: tuple[str, ...] = ()
    noun = ""
    about = ""


class SectionInline(CardInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    title_fields = ("heading",)
    noun = "section"
    about = (
        "In the order in which page and Word file show them. The pay of other employers, notes on terms and notes for "
        "districts come last, as an appendix, wherever they stand here. Open a section to edit it."
    )
    headings = tuple(heading.name for heading in RECOGNIZED_HEADINGS)


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
        (None, {"fields": [("publisher", "year"), ("read_at", "seen"), "remarks", "order"]}),
    ]


def save_rows(request: HttpRequest, formset: BaseModelFormSet) -> None:
    """Save the rows of a formset, with consecutive ``order`` from 0. Writes nothing if nothing was changed.

    Adds messages about what was left out of the texts of sections.
    """
    changed = formset.save(commit=False)
    for row in formset.deleted_objects:
        row.delete()
    if not (changed or formset.deleted_objects):
        return
    for order, row in enumerate(sort_rows(formset)):
        moved, row.order = row.order != order, order
        if isinstance(row, Section):
            row.kind = find_kind(row.heading)
        if row in changed or row.pk is None:
            row.save()
        elif moved or _stored_order(row) != order:
            row.save(update_fields=["order"])
    formset.save_m2m()
    for form in formset.forms:
        if not form.instance.pk or formset._should_delete_form(form):
            continue
        if getattr(form, "reduced", ()):
            messages.warning(request, describe_reduced(form.instance.heading, form.reduced))
        if getattr(form, "raised", ()):
            messages.warning(request, describe_raised(form.instance.heading, form.raised))
        if isinstance(form, SectionForm):
            for sentence in describe_clauses(form):
                messages.warning(request, sentence)


def describe_reduced(heading: str, reduced: Iterable[str]) -> str:
    """Return a sentence about what was left out of the text of a section."""
    *first, last = reduced
    named = f"{', '.join(first)} and {last}" if first else last
    return f"“{heading}”: {named} could not be kept; a job description has words, headings, lists, tables and links."


def describe_raised(heading: str, raised: Sequence[str]) -> str:
    """Return a sentence about the headings of a section that were raised."""
    names = quote_lines(raised[:MAX_HEADINGS]) + (" and others" if len(raised) > MAX_HEADINGS else "")
    return (
        f"“{heading}”: no heading of the next higher level stands above {names}, so the level was raised. People who "
        "listen to a page go by its levels, and a skipped one looks like a missing text."
    )


def describe_clauses(form: SectionForm) -> Iterator[str]:
    """Yield sentences about clauses in the text of a section that were not saved as they were sent."""
    heading = form.instance.heading
    for key in form.unknown_clauses:
        yield (
            f"“{heading}”: there is no clause with the key “{key}”, so its text is ordinary text now. The list of "
            "clauses has the keys."
        )
    for name in form.reset_clauses:
        yield (
            f"“{heading}”: “{name}” has the text of the clause library again. To change the text for every job "
            "description, edit the clause; to have another text here alone, take the clause out and write your own."
        )


def sort_rows(formset: BaseModelFormSet) -> list[Model]:
    """Return the remaining rows in the submitted order.

    A row moved to the place of another goes before it if moved up, and after it if moved down, so that it ends up at
    that place. A row without a place goes to the end.
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
    """Add a salary section, with a message, if there are salary figures and no such section."""
    sections = list(Section.objects.filter(job_description=job))
    if any(section.kind == SALARY for section in sections) or not SalaryRange.objects.filter(job_description=job):
        return
    heading = kind_name(SALARY)
    Section.objects.create(job_description=job, order=len(sections), kind=SALARY, heading=heading)
    messages.warning(
        request,
        f"The salary figures need a section to stand in, so “{heading}” was added at the end. You can move it, and "
        "write a text for it.",
    )


def _stored_order(row: Model) -> int:
    return type(row)._default_manager.values_list("order", flat=True).get(pk=row.pk)
