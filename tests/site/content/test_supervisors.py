"""Whom the reference job descriptions report to is what the charts say."""

import pytest

from jobdescriptions.models import JobDescription
from orgcharts.drawing.boxes import read_boxes
from orgcharts.models import OrgChart

pytestmark = pytest.mark.usefixtures("reference_content")

#: The models as the documents name them, in their order.
MODELS = {
    "emerging-school-site": "emerging school site model",
    "emerging-district": "emerging district model",
    "established-district": "established district model",
    "established-school-site": "established school site model",
}


def supervisors_in_charts():
    """Return whom each job description reports to, by its slug: a text for each chart that lists it."""
    found = {}
    for slug, model in MODELS.items():
        for box in read_boxes(OrgChart.objects.get(slug=slug)).walk():
            lines = "".join(f", and {line.supervisor} for {line.covers}" for line in box.shared)
            for listing in box.listings:
                found.setdefault(listing.slug, []).append(f"{box.parent.title}{lines} ({model})")
    return {slug: "; ".join(texts) for slug, texts in found.items()}


def test_reports_to_is_the_box_above_in_each_chart_with_its_dotted_lines():
    listed = supervisors_in_charts()
    stated = JobDescription.objects.filter(slug__in=listed).values_list("slug", "reports_to")
    assert dict(stated) == listed
