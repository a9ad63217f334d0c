"""The plain SQL of public pages about charts gives what the ORM gives."""

from decimal import Decimal

import pytest
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.forms.models import model_to_dict

from jobdescriptions.models import Publication
from orgcharts.changes import positions as position_changes
from orgcharts.models import Characteristic, OrgChart, Placement, Position, SiteText, SupportModel
from orgcharts.queries import (
    select_boxes,
    select_catalogue,
    select_chart,
    select_chart_names,
    select_site_text,
    select_support_models,
)
from tests.factory import at, make_chart, make_job, place, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def charts():
    """Two public charts and one of staff, with job descriptions, dotted lines and odd values."""
    district = make_chart(("Head", ["Network", ("Support", ["Desk"])]))
    site = make_chart(
        ("Principal", ["Technician"]),
        slug="established-school-site",
        maturity="established",
        level="school-site",
        order=0,
    )
    draft = position_changes.create_chart("Draft", "draft", "Nobody")
    Position.objects.filter(title="Network").update(fte=Decimal("2.5000"), is_derived=True)
    Position.objects.filter(title="Network").update(kind="team", derived_title="Cables")
    Position.objects.filter(title="Desk").update(fte=Decimal("0.4375"))
    Position.objects.filter(title="Support").update(fte=Decimal("9999.9999"))
    jobs = [
        make_job("Network Specialist"),
        make_job("Draft of a job", published=False),
        make_job("Analyst", added_year="2026, new"),
    ]
    for job in jobs:
        place(job, at(district, "1.1"), f"{job.title} as listed")
    place(jobs[0], at(site, "1.1"))
    Placement.objects.filter(title__startswith="Analyst").update(order=0)
    share(at(district, "1.1"), "Somebody else")
    share(at(district, "1.1"), "Principal", at(site, "1"))
    share(at(site, "1.1"), "Staff alone know", Position.objects.get(chart=draft))
    for order, text in ((2, "Second"), (1, "First"), (2, "Third")):
        Characteristic.objects.create(support_model=district.support_model, order=order, text=text, note=text[:1])
    return [district, site, draft]


def values(thing):
    return model_to_dict(thing) | {"revision": thing.revision, "pk": thing.pk, "adding": thing._state.adding}


def test_a_chart_and_its_characteristics_are_what_the_orm_finds(charts, django_assert_num_queries):
    for chart in charts[:2]:
        with django_assert_num_queries(1):
            found, characteristics = select_chart(chart.slug)
            model = found.support_model
        assert values(found) == values(OrgChart.objects.get(pk=chart.pk))
        assert values(model) == values(SupportModel.objects.get(pk=chart.support_model_id))
        assert characteristics == list(model.characteristics.values_list("text", "note", "sources"))
    assert len(select_chart(charts[0].slug)[1]) >= 3
    assert select_chart("draft") is None
    assert select_chart("nothing") is None


def test_the_boxes_of_a_chart_are_what_the_orm_finds(charts, django_assert_num_queries):
    published = Publication.objects.filter(
        job_description=OuterRef("placements__job_description"),
        version=OuterRef("placements__job_description__published_version"),
    )
    for chart in charts:
        expected = (
            Position.objects.filter(chart=chart)
            .annotate(added=Subquery(published.values("added_year")))
            .order_by("path", "placements__order", "placements__pk", "shared_lines__order", "shared_lines__pk")
            .values_list(
                *("pk", "path", "title", "is_derived", "derived_title", "kind", "fte"),
                *("placements__pk", "placements__title"),
                *("placements__job_description__slug", "placements__job_description__published_version"),
                "added",
                *("shared_lines__pk", "shared_lines__title", "shared_lines__covers", "shared_lines__is_derived"),
                *("shared_lines__supervisor__path", "shared_lines__supervisor__chart__slug"),
                *("shared_lines__supervisor__chart__title", "shared_lines__supervisor__chart__support_model"),
            )
        )
        with django_assert_num_queries(1):
            rows = select_boxes(chart.pk)
        assert rows == list(expected)
        for row in rows:
            assert type(row.is_derived) is bool
            assert row.fte is None or type(row.fte) is Decimal
    assert len(select_boxes(charts[0].pk)) == 4 - 1 + 3 * 2


def test_the_support_models_are_what_the_orm_finds(charts, django_assert_num_queries):
    SupportModel.objects.create(name="Without a chart", maturity="x", level="y", lead="-", summary="-")
    with django_assert_num_queries(1):
        found = select_support_models()
        pairs = [(values(model), values(model.chart)) for model in found]
    assert pairs == [(values(model), values(model.chart)) for model in SupportModel.objects.on_the_site()]
    assert len(pairs) == 2
    assert [model.size_in_words for model in found] == ["4 positions with at least 5 jobs", "2 positions"]


def test_the_catalogue_is_what_the_orm_finds_with_any_filters(charts, django_assert_num_queries):
    make_job(
        "a job of certificated staff", employment_class="Certificated", soc_code="15-1244", flsa="Exempt (teacher)"
    )
    for chart in ("", "emerging-district", "established-school-site", "draft", "nothing"):
        for maturity in ("", "emerging", "established"):
            for level in ("", "district", "school-site"):
                for group in ("", "classified", "certificated"):
                    filters = {"chart": chart, "maturity": maturity, "level": level, "group": group}
                    with django_assert_num_queries(1):
                        rows = select_catalogue(**filters)
                    assert rows == catalogue_by_orm(**filters), filters
    for filters in (
        {"flsa": "non-exempt"}, {"flsa": "either"}, {"soc": "15-1244"}, {"soc": "15-1241", "group": "classified"},
        {"has_figure": True}, {"added": "2026"}, {"added": "original", "flsa": "exempt"}, {"added": "2025"},
    ):  # fmt: skip
        assert select_catalogue(**filters) == catalogue_by_orm(**filters), filters
    assert [row.title for row in select_catalogue()] == [
        "a job of certificated staff",
        "Analyst",
        "Network Specialist",
        "Network Specialist",
    ]


def catalogue_by_orm(chart="", maturity="", level="", group="", flsa="", soc="", has_figure=False, added=""):
    found = Publication.objects.current().order_by(Lower("title"), "pk")
    if flsa:
        found = found.filter(flsa_group=flsa)
    if soc:
        found = found.filter(soc_code=soc)
    if has_figure:
        found = found.with_district_figure()
    if added:
        found = found.filter(added_year__startswith=added) if added != "original" else found.filter(added_year="")
    if group:
        found = found.filter(employment_group=group)
    names = {"chart__slug": chart, "chart__support_model__maturity": maturity, "chart__support_model__level": level}
    wanted = {name: value for name, value in names.items() if value}
    if wanted:
        positions = Position.objects.filter(chart__support_model__isnull=False, **wanted)
        found = found.filter(
            job_description__in=Placement.objects.filter(position__in=positions).values("job_description")
        )
    rows = []
    for one in found:
        job = one.job_description
        places = Placement.objects.filter(job_description=job, position__chart__support_model__isnull=False)
        places = places.order_by("order", "pk").values_list(
            *("position__path", "position__chart__slug", "position__chart__title"),
            *("position__chart__support_model__maturity", "position__chart__support_model__level"),
        )
        for place_ in places or [(None,) * 5]:
            facts = (one.employment_group, one.flsa_group, one.soc_code, one.has_district_figure, one.added_year)
            rows.append((job.slug, one.title, one.summary, *facts, *place_))
    return rows


def test_the_names_of_charts_are_what_the_orm_finds(charts):
    assert select_chart_names() == list(OrgChart.objects.published().values_list("slug", "title"))


def test_a_text_of_the_site_is_what_the_orm_finds(django_assert_num_queries):
    SiteText.objects.create(key="another", heading="Other", body="Body")
    text = SiteText.objects.create(key="greeting", heading="“Hello”", body="One\n\nTwo", note="Today", revision=3)
    with django_assert_num_queries(1):
        found = select_site_text("greeting")
        both = values(found), found.paragraphs
    assert both == (values(text) | {"adding": False}, ["One", "Two"])
    assert select_site_text("nothing") is None
