"""Addresses of positions that people have kept lead on after a reorganization."""

import pytest

from orgcharts.changes import former_numbers, positions
from orgcharts.changes.replacement import publish_in_place
from orgcharts.models import FormerNumber, OrgChart, Position
from techsets.history import undo
from tests.factory import at, make_chart
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chart():
    return make_chart(("Head", ["One", ("Two", ["Two A"]), "Three"]))


def leads_to(client, number, slug="emerging-district"):
    response = client.get(f"/charts/{slug}/{number}/")
    return response.url if response.status_code == 302 else response.status_code


def test_a_number_that_nothing_has_any_more_leads_to_who_had_it_last(chart, client):
    positions.move(at(chart, "1.3"), below=at(chart, "1.1"))
    assert leads_to(client, "1.3") == "/charts/emerging-district/1.1.1/"
    assert "Until " in words_of(client.get("/charts/emerging-district/1.1.1/"))
    assert "the number of this position was 1.3." in words_of(client.get("/charts/emerging-district/1.1.1/"))
    positions.move(at(chart, "1.1.1"), below=at(chart, "1.2"))  # And on, wherever it goes.
    assert leads_to(client, "1.3") == "/charts/emerging-district/1.2.2/"


def test_the_page_of_who_has_the_number_now_says_who_had_it(chart, client):
    positions.move(at(chart, "1.1"), after=at(chart, "1.3"))
    text = words_of(client.get("/charts/emerging-district/1.1/"))
    assert "1.1 was the number of another position: “One”, which is 1.3 in Emerging district now." in text
    assert leads_to(client, "1.2.1") == "/charts/emerging-district/1.1.1/"
    undo.undo(undo.next_undo(chart.pk))
    text = words_of(client.get("/charts/emerging-district/1.1/"))
    assert "“Two”, which is 1.2 in Emerging district now." in text


def test_nothing_is_said_where_nothing_has_moved(chart, client, django_assert_num_queries):
    with django_assert_num_queries(5):
        text = words_of(client.get("/charts/emerging-district/1.2/"))
    assert "Until" not in text and leads_to(client, "1.9") == 404 and leads_to(client, "1.0") == 404


def test_what_was_deleted_leads_nowhere_until_it_is_back(chart, client):
    positions.delete(at(chart, "1.3"))
    assert leads_to(client, "1.3") == 404
    undo.undo(undo.next_undo(chart.pk))
    assert leads_to(client, "1.3") == 200


def test_a_draft_tells_nobody_of_its_numbers(client):
    draft = positions.create_chart("A plan", "a-plan", "Head")
    for title in ("One", "Two"):
        positions.add_below(at(draft, "1"), title)
    positions.move(at(draft, "1.1"), after=at(draft, "1.2"))
    assert not FormerNumber.objects.exists()


def test_a_chart_in_place_of_another_leads_to_the_copies(chart, client):
    draft = positions.duplicate_chart(chart, "A plan", "a-plan")
    positions.move(at(draft, "1.2"), below=at(draft, "1.1"))
    publish_in_place(OrgChart.objects.get(pk=draft.pk), chart)
    assert leads_to(client, "1.2.1") == "/charts/emerging-district/1.1.1.1/"
    assert leads_to(client, "1.3") == "/charts/emerging-district/1.2/"
    undo.undo(undo.next_undo(draft.pk))
    assert OrgChart.objects.get(pk=chart.pk).is_public
    assert leads_to(client, "1.1.1.1") == "/charts/emerging-district/1.2.1/"


def test_an_import_is_noted_as_moves_are(chart, client):
    from tests.site.orgcharts.spreadsheet.test_plan import imported

    keys = {row.title: row.pk for row in Position.objects.filter(chart=chart)}
    imported(chart, [["1", "Head"], ["1.1", "Three"], ["1.1.1", "Two"], ["1.1.1.1", "Two A"], ["1.1.2", "One"]])
    assert leads_to(client, "1.2") == "/charts/emerging-district/1.1.1/"
    assert former_numbers.find_successor("emerging-district", "1.2.1").pk == keys["Two A"]
