"""What the page of a chart shows, read in one query each at any size: the chart itself, and its boxes nested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from jobdescriptions.addresses import reverse
from orgcharts import numbers
from orgcharts.models import OrgChart, Position, SupportModel
from orgcharts.prepared import Prepared
from orgcharts.tree import Box, Listing, SharedLine, nest

_OF_CHART = [field.attname for field in OrgChart._meta.concrete_fields]
_OF_MODEL = [field.attname for field in SupportModel._meta.concrete_fields]


def published_chart(slug: str) -> tuple[OrgChart, list[tuple[str, str]]] | None:
    """Return the chart at that address with its support model, and the characteristics: each one's text and note.

    None where the public sees no such chart.
    """
    chart = None
    characteristics = []
    for row in _CHART.rows(slug):
        if chart is None:
            chart = OrgChart(**dict(zip(_OF_CHART, row, strict=False)))
            chart.support_model = SupportModel(**dict(zip(_OF_MODEL, row[len(_OF_CHART) :], strict=False)))
        text, note = row[-2:]
        if text is not None:
            characteristics.append((text, note))
    return None if chart is None else (chart, characteristics)


def nested(chart: OrgChart | int, *, for_staff: bool = False) -> Box | None:
    """Return the head of ``chart`` with all its boxes nested, their job descriptions and dotted lines.

    ``chart`` is an OrgChart or its primary key. None if the chart has no positions. What the public does not see is
    left out: job descriptions that are not published, and where a supervisor stands in a draft of a chart. Staff
    see both (``for_staff``).
    """
    return nest(_boxes(_BOXES.rows(chart if isinstance(chart, int) else chart.pk), for_staff))


def _chart_rows(slug: str) -> QuerySet:
    """One row for each characteristic."""
    return (
        OrgChart.objects.filter(support_model__isnull=False, slug=slug)
        .order_by("support_model__characteristics__order", "support_model__characteristics__pk")
        .values_list(
            *_OF_CHART,
            *(f"support_model__{name}" for name in _OF_MODEL),
            "support_model__characteristics__text",
            "support_model__characteristics__note",
        )
    )


def _box_rows(chart: int) -> QuerySet:
    """One row for each pair of a placement and a dotted line of a box; nearly always one of them has at most one."""
    return (
        Position.objects.filter(chart=chart)
        .order_by("path", "placements__order", "placements__pk", "shared_lines__order", "shared_lines__pk")
        .values_list(
            "pk",
            "path",
            "title",
            "is_derived",
            "fte",
            "placements__pk",
            "placements__title",
            "placements__job_description__slug",
            "placements__job_description__published_version",
            "shared_lines__pk",
            "shared_lines__title",
            "shared_lines__covers",
            "shared_lines__supervisor__path",
            "shared_lines__supervisor__chart__slug",
            "shared_lines__supervisor__chart__title",
            "shared_lines__supervisor__chart__support_model",
        )
    )


_CHART = Prepared(_chart_rows, "an-address")
_BOXES = Prepared(_box_rows, -1)


def _boxes(rows: Iterable[Any], for_staff: bool) -> Iterator[Box]:
    box = None
    placements: set[int] = set()
    lines: set[int] = set()
    for (
        pk,
        path,
        title,
        derived,
        fte,
        placement,
        listed,
        slug,
        published,
        line,
        supervisor,
        covers,
        above,
        chart_slug,
        chart_title,
        chart_model,
    ) in rows:
        if box is None or box.pk != pk:
            if box is not None:
                yield box
            box = Box(pk, path, title, derived, fte)
            placements.clear()
            lines.clear()
        if placement is not None and placement not in placements:
            placements.add(placement)
            if published or for_staff:
                box.listings.append(Listing(listed, slug, bool(published)))
        if line is not None and line not in lines:
            lines.add(line)
            address = place = ""
            if above and (chart_model or for_staff):
                number = numbers.index_number(above)
                place = f"{number} in {chart_title}"
                address = reverse("position", chart_slug, number) if chart_model else ""
            box.shared.append(SharedLine(supervisor, address, covers, place))
    if box is not None:
        yield box
