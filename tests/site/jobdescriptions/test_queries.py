"""The plain SQL of public pages about job descriptions gives what the ORM gives."""

import pytest

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.publishing import publish
from jobdescriptions.queries import count_published, select_placements, select_published
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Placement, Position
from tests.factory import at, make_chart, make_document, make_job, make_salary, place

pytestmark = pytest.mark.django_db

SHOWN = (
    *("pk", "version", "title", "employment_group", "summary", "published_at", "size", "sha256", "accessibility"),
    *("original_id", "download_name", "addition"),
)


@pytest.fixture
def jobs():
    """One published twice, with an original; one published with odd characters; one not published."""
    twice = make_job("Network Specialist", also_called=("“Net” & <Work>",), salaries=(make_salary(),))
    save(make_document("Network Specialist II", soc_code="15-1244"), twice)
    publish(twice)
    source = SourceFile.objects.create(sha256="0" * 64, name="Für alle.docx", size=2048, file="x")
    Publication.objects.filter(version=2).update(original=source)
    return [twice, make_job("Ärztin", added_year="2026, new"), make_job("Draft", published=False)]


def test_what_is_published_is_what_the_orm_finds(jobs, django_assert_num_queries):
    for slug in JobDescription.objects.published().values_list("slug", flat=True):
        expected = Publication.objects.current().select_related("original").get(job_description__slug=slug)
        with django_assert_num_queries(1):
            found = select_published(slug)
            values = {name: getattr(found, name) for name in SHOWN}
            job = found.job_description
            addresses = (job.pk, job.document_number, job.get_absolute_url(), job.get_download_url())
            text = found.text.content
        assert values == {name: getattr(expected, name) for name in SHOWN}
        assert text == expected.content
        job = expected.job_description
        assert addresses == (job.pk, job.document_number, job.get_absolute_url(), job.get_download_url())
        if expected.original:
            assert (found.original.name, found.original.size) == (expected.original.name, expected.original.size)
    assert select_published("network-specialist").version == 2
    assert select_published("network-specialist").original is not None
    assert select_published("draft") is None
    assert select_published("nothing") is None


def test_the_number_of_published_ones_is_what_the_orm_counts(jobs):
    assert count_published().total == Publication.objects.current().count() == 2
    assert count_published().added == Publication.objects.current().added().count()


def test_where_a_job_description_stands_is_what_the_orm_finds(jobs, django_assert_num_queries):
    district = make_chart(("Head", ["Network", "Support"]))
    site = make_chart("Principal", slug="established-school-site", maturity="established", level="school-site")
    OrgChart.objects.filter(pk=district.pk).update(order=9)
    draft = positions.create_chart("Draft", "draft-chart", "Nobody")
    for position in (at(district, "1.2"), at(district, "1.1"), at(site, "1"), Position.objects.get(chart=draft)):
        place(jobs[0], position, f"As listed at {position}")
    place(jobs[1], at(site, "1"))
    for job in jobs:
        expected = (
            Placement.objects.filter(job_description=job, position__chart__support_model__isnull=False)
            .select_related("position__chart")
            .order_by("position__chart__order", "position__path", "order", "pk")
        )
        with django_assert_num_queries(1):
            found = [shown(placement) for placement in select_placements(job)]
        assert found == [shown(placement) for placement in expected]
    assert [(one.title, one.position.above and str(one.position.above)) for one in select_placements(jobs[0])] == [
        ("As listed at 1 Principal", None),
        ("As listed at 1.1 Network", "1 Head"),
        ("As listed at 1.2 Support", "1 Head"),
    ]


def shown(placement):
    position = placement.position
    return (
        *(placement.pk, placement.title, position.pk, position.index_number, position.title),
        *(position.get_absolute_url(), position.chart.title, position.chart.get_absolute_url()),
        position.chart.is_public,
    )
