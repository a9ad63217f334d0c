"""A job description that the original lists do not have says so wherever its title is listed."""

import csv
import io

import pytest
from django.test import Client

from jobdescriptions.drafts import save
from jobdescriptions.models import Publication
from orgcharts.spreadsheet.database import build_rows, read_catalogue, read_positions
from orgcharts.spreadsheet.job_cell import JobEntry, parse_jobs
from tests.factory import at, make_chart, make_document, make_job, place
from tests.pages import page, words

pytestmark = pytest.mark.django_db

YEAR = "2026, not on the original lists"


@pytest.fixture
def job():
    job = make_job("Cybersecurity Analyst", added_year=YEAR)
    position = at(make_chart(("Superintendent", ["Security"])), "1.1")
    place(job, position)
    place(make_job("Network Specialist"), position)
    return job


def lines(client, address, tag, text):
    """The words of the elements of that name that mention ``text``."""
    return [found for one in page(client, address).iter(tag) if text in (found := words(one))]


def test_pages_say_it_behind_its_title_and_of_no_other(client, job):
    chart = "/charts/emerging-district/"
    assert "Cybersecurity Analyst (added in 2026)" in lines(client, chart, "li", "Cybersecurity")
    assert lines(client, chart, "li", "Network Specialist")[-1].endswith("Network Specialist")
    drawn, listed = (page(client, chart).find_class(name)[0] for name in ("box-jobs", "listing"))
    for element in (drawn, listed):
        assert words(element).count("(added in 2026)") == 1
    assert lines(client, f"{chart}1.1/", "h3", "Cybersecurity") == ["Cybersecurity Analyst (added in 2026)"]
    for address, tag in (("/job-descriptions/", "h3"), ("/job-descriptions/cybersecurity-analyst/", "h1")):
        assert lines(client, address, tag, "Cybersecurity") == ["Cybersecurity Analyst (added in 2026)"]
    (context, *_) = page(client, "/search/?q=cybersecurity").find_class("result-context")
    assert "Added in 2026" in words(context)


def test_the_tree_of_staff_says_it(admin_client, job):
    chart = job.placements.get().position.chart
    (jobs,) = page(admin_client, f"/admin/orgcharts/orgchart/{chart.pk}/change/").find_class("pos-jobs")
    assert list(map(words, jobs)) == ["Cybersecurity Analyst (added in 2026)", "Network Specialist"]


def test_pages_say_what_is_published_and_not_what_the_draft_says(client, job):
    save(make_document("Cybersecurity Analyst"), job)
    assert Publication.objects.get(job_description=job).addition == "added in 2026"
    assert "(added in 2026)" in words(page(client, "/charts/emerging-district/"))


def test_a_spreadsheet_says_it_and_is_read_back_without_a_change(job):
    chart = job.placements.get().position.chart
    jobs, present = read_catalogue(), read_positions(chart)
    (cell,) = build_rows(present[1:], jobs, ["jobs"])[0]
    assert cell == "TS-0001 Cybersecurity Analyst (added in 2026); TS-0002 Network Specialist"
    assert parse_jobs(cell, jobs) == (present[1].jobs, [])
    for title in ("Cybersecurity Analyst", "Cybersecurity Analyst (added in 2026)"):
        assert parse_jobs(title, jobs) == ((JobEntry(job.pk, "Cybersecurity Analyst"),), [])
    assert parse_jobs("Network Specialist (added in 2026)", jobs)[1]
    response = Client().get("/charts/emerging-district/chart.csv")
    assert "Cybersecurity Analyst (added in 2026)" in str([*csv.reader(io.StringIO(response.content.decode()))])
