"""The chart and the listing of its job descriptions, as the page of a chart shows them."""

from __future__ import annotations

from orgcharts.drawing import html_chart
from orgcharts.models import OrgChart
from orgcharts.tree.nesting import Box, Listing
from techsets.common.addresses import reverse


def draw_chart(
    chart: OrgChart, head: Box | None, found: html_chart.SearchResult | None = None, unfold_all: bool = False
) -> str:
    """Return the HTML of ``chart``; empty if it has no positions."""
    if head is None:
        return ""
    return html_chart.draw(
        head,
        chart_address=chart.get_absolute_url(),
        jobs_address=reverse("job-descriptions"),
        found=found,
        unfold_all=unfold_all,
    )


def draw_listing(head: Box | None) -> str:
    """Return the HTML of the list of the chart's job descriptions; empty if it has none."""
    rows = list_jobs(head)
    return html_chart.draw_listing(rows, jobs_address=reverse("job-descriptions")) if rows else ""


def list_jobs(head: Box | None) -> list[tuple[Box, Listing]]:
    """Return (position, job description as listed) of every placement, level by level as on the original site."""
    by_level = sorted(head.walk(), key=lambda box: (len(box.path), box.path)) if head else []
    return [(box, listing) for box in by_level for listing in box.listings]
