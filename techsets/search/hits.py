"""Search hits with addresses, from rows of the ranking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

from jobdescriptions.models import Publication
from orgcharts.models import Position, SupportModel
from techsets.search.excerpts import Excerpt, excerpt
from techsets.search.models import Kind
from techsets.search.pages import PAGES
from techsets.search.ranking import Row


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit.

    ``context`` is a line about its place on the site, or empty; ``excerpt`` has pairs of (text, is a hit), not escaped.
    """

    kind: str
    object_id: int
    title: str
    excerpt: Excerpt
    url: str
    context: str
    kind_label: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind_label", Kind(self.kind).label)


def hits(rows: Iterable[Row], terms: list[str]) -> list[Hit]:
    """Return ``rows`` as hits in their order, without objects that are not public.

    Addresses are looked up with one query for each kind among the rows.
    """
    rows = list(rows)
    places: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, find in _FINDERS.items():
        wanted = [row.object_id for row in rows if row.kind == kind]
        if wanted:
            places |= {(kind, object_id): (url, context) for object_id, url, context in find(wanted)}
    return [
        Hit(row.kind, row.object_id, row.title, excerpt(row.body, terms), *places[row.kind, row.object_id])
        for row in rows
        if (row.kind, row.object_id) in places
    ]


def _job_descriptions(wanted: list[int]):
    publications = Publication.objects.current().filter(job_description__in=wanted).order_by()
    for publication in publications.only(
        "version", "employment_group", "added_year", "job_description__number", "job_description__slug"
    ):
        job = publication.job_description
        addition = publication.addition
        context = [job.document_number, addition[:1].upper() + addition[1:], publication.get_employment_group_display()]
        yield job.pk, job.get_absolute_url(), " · ".join(filter(None, context))


def _positions(wanted: list[int]):
    for position in (
        Position.objects.filter(pk__in=wanted, chart__support_model__isnull=False).select_related("chart").order_by()
    ):
        yield position.pk, position.get_absolute_url(), f"{position.index_number} in {position.chart.title}"


def _support_models(wanted: list[int]):
    for model in SupportModel.objects.on_the_site().filter(pk__in=wanted).order_by():
        yield model.pk, model.get_absolute_url(), f"{model.get_maturity_display()} · {model.get_level_display()}"


def _pages(wanted: list[int]):
    for page in PAGES:
        if page.number in wanted:
            try:
                yield page.number, reverse(page.address), ""
            except NoReverseMatch:
                continue


_FINDERS = {
    Kind.JOB_DESCRIPTION.value: _job_descriptions,
    Kind.POSITION.value: _positions,
    Kind.SUPPORT_MODEL.value: _support_models,
    Kind.PAGE.value: _pages,
}
