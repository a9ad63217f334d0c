"""All job descriptions from A to Z, with filters by their places in charts and by employment class."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.views.generic import TemplateView

from jobdescriptions.facts import describe_addition
from jobdescriptions.models import EmploymentGroup, FlsaGroup
from jobdescriptions.queries import count_published
from orgcharts.models import Level, Maturity
from orgcharts.queries import CatalogueRow, select_catalogue, select_chart_names, select_occupations
from orgcharts.tree.index_numbers import index_number
from techsets.common.addresses import reverse

#: Maximum number of words of the summary below a job description.
SUMMARY_WORDS = 30
#: Values of the filter for what was added: the year, and all that the seed lists.
_ADDED, _ORIGINAL = "2026", "original"
_GROUPS = dict(EmploymentGroup.choices)


class CatalogueForm(forms.Form):
    """The filters. Each narrows the list; together they narrow it further."""

    model = forms.ChoiceField(label="Support model", required=False)
    maturity = forms.ChoiceField(choices=[("", "Any maturity"), *Maturity.choices], required=False)
    level = forms.ChoiceField(choices=[("", "Any level"), *Level.choices], required=False)
    group = forms.ChoiceField(
        choices=[("", "Any class"), *EmploymentGroup.choices], required=False, label="Employment class"
    )
    flsa = forms.ChoiceField(choices=[("", "Any status"), *FlsaGroup.choices], required=False, label="FLSA status")
    soc = forms.ChoiceField(required=False, label="Occupation (SOC)")
    figure = forms.ChoiceField(
        choices=[("", "With or without"), ("yes", "With a district’s figure")], required=False, label="Pay"
    )
    added = forms.ChoiceField(
        choices=[("", "Any time"), (_ADDED, f"Added in {_ADDED}"), (_ORIGINAL, "On the original lists")],
        required=False,
        label="Added",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = [("", "All models"), *select_chart_names()]
        occupations = [(code, f"{code} {title}".strip()) for code, title in select_occupations()]
        self.fields["soc"].choices = [("", "Any occupation"), *occupations]

    def select_rows(self) -> list[CatalogueRow]:
        """Return the rows that pass the filters. A filter with an unknown value is ignored."""
        self.is_valid()
        known = self.cleaned_data
        return select_catalogue(
            chart=known.get("model", ""),
            maturity=known.get("maturity", ""),
            level=known.get("level", ""),
            group=known.get("group", ""),
            flsa=known.get("flsa", ""),
            soc=known.get("soc", ""),
            has_figure=bool(known.get("figure")),
            added=known.get("added", ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def selects(self) -> list[dict[str, Any]]:
        """Return name, label, options (value and words) and chosen value of each filter.

        Django's widgets need four templates for each of them, and half as long as the whole list.
        """
        return [
            {
                "name": name,
                "label": field.label or name.title(),
                "options": field.choices,
                "chosen": self.data.get(name, ""),
            }
            for name, field in self.fields.items()
        ]


@dataclass(slots=True)
class Entry:
    """A job description in the list.

    ``stands`` are its places: address, chart and index number, and the values for the filters of the static copy.
    ``filtered`` are the values for the others of these filters.
    """

    title: str
    letter: str
    address: str
    summary: str
    group: str
    group_name: str
    addition: str
    filtered: str
    stands: list[tuple[str, str, str]]


def read_entries(rows: list[CatalogueRow]) -> list[Entry]:
    """Return the rows of ``select_catalogue`` job by job."""
    entries = []
    for slug, group in groupby(rows, lambda row: row.slug):
        places = list(group)
        row = places[0]
        first = row.title[:1].upper()
        entries.append(
            Entry(
                title=row.title,
                letter=first if first.isalpha() else "#",
                address=reverse("job-description", slug),
                summary=_shorten(row.summary),
                group=row.employment_group,
                group_name=_GROUPS.get(row.employment_group, row.employment_group),
                addition=describe_addition(row.added_year),
                filtered=_read_filtered(row),
                stands=[_read_place(place) for place in places if place.path is not None],
            )
        )
    return entries


def _shorten(text: str) -> str:
    """Return the first words of a text, as Django's ``truncatewords`` does in seven times as long."""
    words = text.split()
    return " ".join(words[:SUMMARY_WORDS]) + " …" * (len(words) > SUMMARY_WORDS)


def _read_filtered(row: CatalogueRow) -> str:
    figure = "yes" if row.has_district_figure else ""
    added = row.added_year[:4] or _ORIGINAL
    return "|".join((row.employment_group, row.flsa_group, row.soc_code, figure, added))


def _read_place(row: CatalogueRow) -> tuple[str, str, str]:
    number = index_number(row.path)
    address = reverse("position", row.chart_slug, number)
    return address, f"{row.chart_title}, {number}", f"{row.chart_slug}|{row.maturity}|{row.level}"


class CatalogueView(TemplateView):
    """Job descriptions A to Z."""

    template_name = "jobdescriptions/list.html"

    def get_context_data(self, **kwargs):
        form = CatalogueForm(self.request.GET)
        entries = read_entries(form.select_rows())
        return super().get_context_data(
            form=form,
            entries=entries,
            has_added=any(entry.addition for entry in entries),
            total=count_published().total,
            **kwargs,
        )
