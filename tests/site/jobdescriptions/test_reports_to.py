"""Whom a job reports to follows from each chart in which it stands."""

import pytest

from orgcharts.changes import positions
from tests.factory import at, make_chart, make_job, place
from tests.pages import page, words

pytestmark = pytest.mark.django_db


def rows_of(client, job):
    heading = page(client, job.get_absolute_url()).get_element_by_id("where-it-stands")
    return [[words(cell) for cell in row.iterfind("td")] for row in heading.xpath("following::table[1]/tbody/tr")], [
        link.get("href") for link in heading.xpath("following::table[1]//td[4]/a")
    ]


def test_the_page_of_a_job_description_says_whom_it_reports_to_in_each_chart(client):
    district = make_chart(("Superintendent", [("Director", ["Network"])]))
    site = make_chart("Principal", slug="established-school-site", maturity="established", level="school-site")
    job = make_job("Network Specialist", reports_to="Somebody who is no box")
    place(job, at(district, "1.1.1"))
    place(job, at(site, "1"), "Specialist")
    positions.edit(at(district, "1.1"), {"is_derived": True})
    rows, links = rows_of(client, job)
    assert rows == [
        ["Emerging district", "1.1.1", "Network", "1.1 Director *, name worked out", "Network Specialist"],
        ["Established school site", "1", "Principal", "Nobody in this chart: this is its head", "Specialist"],
    ]
    assert links == ["/charts/emerging-district/1.1/"]
    positions.move(at(district, "1.1.1"), below=at(district, "1"))
    rows, links = rows_of(client, job)
    assert rows[0][1:4] == ["1.2", "Network", "1 Superintendent"] and links == ["/charts/emerging-district/1/"]
