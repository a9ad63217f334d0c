"""The boxes of a chart, nested, from one query at any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jobdescriptions.facts import describe_addition
from orgcharts.models import OrgChart
from orgcharts.queries import BoxRow, select_boxes
from orgcharts.tree import index_numbers
from orgcharts.tree.nesting import Box, Listing, SharedLine, nest
from techsets.common.addresses import reverse


def read_boxes(chart: OrgChart | int, *, for_staff: bool = False) -> Box | None:
    """Return the head of ``chart`` with all its boxes nested, or None if it has no positions.

    ``chart`` is an OrgChart or its primary key. Unpublished job descriptions, and places of supervisors in drafts, are
    included only ``for_staff``.
    """
    return nest(_boxes(select_boxes(chart if isinstance(chart, int) else chart.pk), for_staff))


def _boxes(rows: Iterable[BoxRow], for_staff: bool) -> Iterator[Box]:
    box = None
    placements: set[int] = set()
    lines: set[int] = set()
    for row in rows:
        if box is None or box.pk != row.pk:
            if box is not None:
                yield box
            renamed = row.is_derived and row.derived_title not in {"", row.title}
            box = Box(row.pk, row.path, row.title, row.is_derived, row.fte, row.kind, renamed)
            placements.clear()
            lines.clear()
        if row.placement is not None and row.placement not in placements:
            placements.add(row.placement)
            if row.published_version or for_staff:
                addition = describe_addition(row.job_added or "")
                box.listings.append(Listing(row.listed_title, row.job_slug, bool(row.published_version), addition))
        if row.line is not None and row.line not in lines:
            lines.add(row.line)
            box.shared.append(_shared_line(row, for_staff))
    if box is not None:
        yield box


def _shared_line(row: BoxRow, for_staff: bool) -> SharedLine:
    address = place = ""
    is_public = row.supervisor_chart_model is not None
    if row.supervisor_path and (is_public or for_staff):
        number = index_numbers.index_number(row.supervisor_path)
        place = f"{number} in {row.supervisor_chart_title}"
        address = reverse("position", row.supervisor_chart_slug, number) if is_public else ""
    return SharedLine(row.supervisor, address, row.covers, place, bool(row.line_is_derived))
