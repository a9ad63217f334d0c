"""The table of federal figures on the page of a job description."""

import json

import pytest
from lxml import html

from jobdescriptions.oews.importing import import_figures
from jobdescriptions.oews.values import make_figure
from tests.factory import make_job
from tests.site.jobdescriptions.oews.workbooks import CALIFORNIA, OCCUPATION, SACRAMENTO, SCHOOLS

pytestmark = pytest.mark.django_db


def load(year: int, *rows: dict) -> None:
    import_figures(year, [make_figure(OCCUPATION | row) for row in rows], f"file of {year}")


def section_of(client, job):
    page = html.fromstring(client.get(job.get_absolute_url()).content)
    return page, next(iter(page.xpath("//section[h2[@id='occupation-pay']]")), None)


def rows_of(section):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in section.iter("tr")]


def test_schools_come_first_then_california_with_the_same_statistics_and_areas_are_folded(client):
    job = make_job("Network Specialist", soc_code="15-1244")
    load(2025, SACRAMENTO, CALIFORNIA, {**SACRAMENTO, "AREA": 23420, "AREA_TITLE": "Fresno, CA"}, SCHOOLS)
    page, section = section_of(client, job)
    wages = ["$61,410 a year $29.52 an hour", "$86,350 a year $41.52 an hour", "$129,940 a year $62.47 an hour"]
    areas = ["$61,410 a year", "$86,350 a year", "$129,940 a year", "13,360"]
    head = ["Where", "10th percentile", "Median", "90th percentile", "Jobs"]
    assert rows_of(section) == [
        head,
        ["Public elementary and secondary schools, United States", *wages, "13,360"],
        ["California, all industries", *wages, "13,360"],
        head,
        ["Fresno, CA", *areas],
        ["Sacramento-Roseville-Folsom, CA", *areas],
    ]
    assert len(section.xpath(".//details//table")) == 1
    assert section.xpath(".//a/@href") == ["https://www.bls.gov/oes/tables.htm"]
    text = " ".join(section.text_content().split())
    assert "Wage Statistics, May 2025 (file of 2025)" in text and "cannot vouch for data" in text
    assert "#occupation-pay" in page.xpath("//nav//@href")


def test_rows_of_two_releases_never_stand_side_by_side(client):
    job = make_job("Network Specialist", soc_code="15-1244")
    load(2025, SCHOOLS, CALIFORNIA)
    load(2026, {**SCHOOLS, "A_MEDIAN": 90_000})
    assert "May 2025" in section_of(client, job)[1].text_content()
    load(2026, {**CALIFORNIA, "A_MEDIAN": 110_000})
    text = section_of(client, job)[1].text_content()
    assert "May 2025" not in text and "$90,000 a year" in text and "$110,000 a year" in text


def test_what_was_not_released_is_said_in_a_sentence(client):
    job = make_job("Network Specialist", soc_code="15-1244")
    other = make_job("Compliance Officer", soc_code="13-1041")
    load(2025, CALIFORNIA, {**SCHOOLS, "OCC_CODE": "15-1232"})
    text = section_of(client, job)[1].text_content()
    assert "No figure of May 2025 was published for this occupation in: Public elementary and secondary schools" in text
    text = section_of(client, other)[1].text_content()
    assert "No figure of May 2025 was found for this occupation (13-1041)" in text and "$" not in text


def test_wages_of_part_of_a_year_and_at_the_top_are_said_to_be_so(client):
    job = make_job("Teaching Assistant", soc_code="15-1244")
    hours = dict.fromkeys(("H_PCT10", "H_MEDIAN", "H_PCT90"), "*")
    load(2025, {**SCHOOLS, **hours, "A_PCT90": "#", "A_PCT10": "*"}, {**CALIFORNIA, **hours})
    text = " ".join(section_of(client, job)[1].text_content().split())
    assert "an hour" not in text and "seldom work all year" in text
    assert "$239,200 or more a year" in text and "Not released" in text


def test_without_a_code_or_without_figures_there_is_no_section(client):
    job = make_job("Network Specialist", soc_code="15-1244")
    assert section_of(client, job)[1] is None
    load(2025, SCHOOLS, CALIFORNIA)
    assert section_of(client, make_job("Clerk"))[1] is None


def test_search_engines_get_the_same_figures(client):
    job = make_job("Network Specialist", soc_code="15-1244")
    load(2025, SCHOOLS, CALIFORNIA)
    page, _ = section_of(client, job)
    (data,) = [
        found
        for script in page.xpath("//script[@type='application/ld+json']")
        if (found := json.loads(script.text))["@type"] == "Occupation"
    ]
    assert data["estimatedSalary"][0] == {
        "@type": "MonetaryAmountDistribution",
        "name": "Public elementary and secondary schools, United States, May 2025",
        "currency": "USD",
        "duration": "P1Y",
        "percentile10": 61410,
        "median": 86350,
        "percentile90": 129940,
    }
    assert len(data["estimatedSalary"]) == 2
