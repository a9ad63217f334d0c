"""Every figure of pay on the pages of the reference, traced to the row that it comes from."""

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Q
from lxml import html

from jobdescriptions.models import JobDescription, OewsFigure, Publication, SalaryRange
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("reference_content")

_DOLLARS = re.compile(r"\$(\d[\d,]*(?:\.\d+)?)")


def dollars_of(text: str) -> set[Decimal]:
    return {Decimal(amount.replace(",", "")) for amount in _DOLLARS.findall(text)}


def times_a_year(salary) -> Decimal | None:
    """Return how often a unit counts in a year, by the rule that the page states."""
    if salary.unit == "day":
        named = re.search(r"(\d+)(?:-day| paid days)", salary.remarks)
        return Decimal(named[1]) if named else None
    assert not re.search(r"\d months|hours a year", salary.remarks), "Count these months or hours here, too."
    return {"hour": Decimal(2080), "month": Decimal(12), "year": Decimal(1)}[salary.unit]


def expected_of(job: JobDescription) -> set[Decimal]:
    found = set()
    for salary in job.salaries.all():
        figures = {salary.low, salary.high, *([salary.median] if salary.median else [])}
        found |= figures | dollars_of(salary.remarks)
        times = times_a_year(salary)
        if times and salary.unit != "year":
            found |= {(one * times).quantize(Decimal(1), ROUND_HALF_UP) for one in (salary.low, salary.high)}
    return found


def test_every_figure_of_an_employer_on_a_page_is_one_of_its_rows_and_every_row_is_shown(client):
    for job in JobDescription.objects.all():
        (section,) = html.fromstring(client.get(job.get_absolute_url()).content).xpath("//div[@class='pay']/..")
        shown = set().union(*(dollars_of(cell.text_content()) for cell in section.iter("td")))
        assert shown == expected_of(job), job.slug


def test_every_federal_figure_on_a_page_is_that_of_the_release_for_its_occupation(client):
    with (ROOT / "fixtures/oews_may_2025.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for job in JobDescription.objects.exclude(soc_code=""):
        (section,) = html.fromstring(client.get(job.get_absolute_url()).content).xpath(
            "//section[h2[@id='occupation-pay']]"
        )
        own = [row for row in rows if row["soc_code"] == job.soc_code]
        assert bool(own) == (job.soc_code not in {"13-1041"}), job.soc_code
        shown = {}
        for cells in section.xpath(".//tbody/tr"):
            name, *figures, jobs = (" ".join(cell.text_content().split()) for cell in cells)
            shown[name] = [dollars_of(one) for one in figures], jobs
        assert len(shown) == len(own)
        for row in own:
            name = {
                "1": "Public elementary and secondary schools, United States",
                "2": "California, all industries",
            }.get(row["area_type"], row["area_title"])
            kinds = ("annual", "hourly") if row["area_type"] in "12" else ("annual",)
            wages = [
                {Decimal(row[f"{kind}_{key}"]) for kind in kinds if row[f"{kind}_{key}"]}
                for key in ("p10", "median", "p90")
            ]
            assert shown[name] == (wages, f"{int(row['jobs']):,}" if row["jobs"] else "Not released"), name


def test_the_release_has_the_figures_that_the_bureau_gives_for_public_schools():
    """From the bureau's table for industry 611103, May 2025."""
    schools = OewsFigure.objects.filter(year=2025, area_type=1, industry="611103")
    assert set(
        schools.filter(soc_code__in=("15-1232", "15-1244", "15-1231", "11-3021")).values_list(
            "soc_code", "jobs", "annual_median"
        )
    ) == {
        ("15-1232", 37_570, 57_740),
        ("15-1244", 13_360, 86_350),
        ("15-1231", 7_520, 64_710),
        ("11-3021", 6_900, 122_050),
    }
    assert set(OewsFigure.objects.values_list("industry", flat=True)) == {"611103", "000000"}


def test_no_document_has_rows_of_the_federal_survey_and_each_figure_says_when_it_was_read():
    salaries = SalaryRange.objects.all()
    assert salaries.count() > 60
    assert not salaries.filter(closeness="occupation").exists()
    assert not salaries.filter(Q(read_at="") | Q(seen=None) | Q(publisher__icontains="edjoin")).exists()
    assert salaries.values("employer").distinct().count() >= 3


def test_no_figure_is_close_to_two_job_descriptions_of_different_levels():
    """One row that serves two jobs as close would hide that they are different levels."""
    close = SalaryRange.objects.filter(closeness__in=("same", "close"))
    places = {}
    for row in close.select_related("job_description"):
        places.setdefault((row.employer, row.class_title, row.year), set()).add(row.job_description.slug)
    assert {place: slugs for place, slugs in places.items() if len(slugs) > 1} == {}


def test_a_page_says_at_most_once_that_no_figure_of_a_district_was_found(client):
    for job in JobDescription.objects.all():
        text = html.fromstring(client.get(job.get_absolute_url()).content).text_content()
        assert text.count("No district's figure") == (0 if has_own_figure(job) else 1), job.slug


def has_own_figure(job: JobDescription) -> bool:
    return job.publications.get(version=job.published_version).has_district_figure


def test_whether_a_district_has_a_figure_is_kept_with_each_publication():
    own = {job.pk for job in JobDescription.objects.filter(salaries__closeness__in=("same", "close"))}
    assert own == {job.pk for job in JobDescription.objects.all() if has_own_figure(job)}
    assert 0 < len(own) < JobDescription.objects.count()


def test_publications_of_earlier_releases_are_marked_by_the_migration():
    before = set(Publication.objects.with_district_figure().values_list("pk", flat=True))
    Publication.objects.update(has_district_figure=False)
    import_module("jobdescriptions.migrations.0005_clauses_pay_and_filters").fill_publications(apps, None)
    assert before and set(Publication.objects.with_district_figure().values_list("pk", flat=True)) == before
