"""What the reference job descriptions say under “Reports to” is what the charts say."""

import pytest

from jobdescriptions.models import JobDescription, Section
from orgcharts.drawing.boxes import read_boxes
from orgcharts.models import OrgChart

pytestmark = pytest.mark.usefixtures("reference_content")

#: The charts in the order in which the texts name their models.
CHARTS = ("emerging-school-site", "emerging-district", "established-district", "established-school-site")


def list_supervisors():
    """Return whom each placed job description reports to: by its slug, pairs of the supervisors and the model."""
    found = {}
    for chart in CHARTS:
        for box in read_boxes(OrgChart.objects.get(slug=chart)).walk():
            lines = "".join(f", and {line.supervisor} for {line.covers}" for line in box.shared)
            for listing in box.listings:
                model = f"{chart.replace('-', ' ')} model"
                found.setdefault(listing.slug, []).append((f"{box.parent.title}{lines}", model))
    return found


def test_reports_to_is_the_box_above_where_a_job_description_stands_in_one_chart():
    listed = {slug: places[0][0] for slug, places in list_supervisors().items() if len(places) == 1}
    assert dict(JobDescription.objects.filter(slug__in=listed).values_list("slug", "reports_to")) == listed


def test_a_board_finds_one_supervisor_or_a_blank_and_the_appendix_names_those_of_each_chart():
    several = {slug: places for slug, places in list_supervisors().items() if len(places) > 1}
    assert several
    for slug, places in several.items():
        stated = JobDescription.objects.get(slug=slug).reports_to
        assert stated in {"", *(who.partition(",")[0] for who, model in places)}, slug
        assert not stated or all(who.startswith(stated) for who, model in places), slug
        adapting = Section.objects.get(job_description__slug=slug, kind="adapting").body
        charts = "; ".join(f"{who} ({model})" for who, model in places)
        assert f"<p>In the charts of this reference the class reports to: {charts}.</p>" in adapting, slug


def test_no_fact_of_a_job_description_depends_on_the_model():
    assert not JobDescription.objects.filter(reports_to__contains=" model").exists()
