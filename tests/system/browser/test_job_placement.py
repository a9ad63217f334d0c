"""Where a job description stands, with the script running: a choice changes only what it is about."""

import pytest

from orgcharts.models import Placement
from tests.factory import at, make_chart, make_job, place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def chart(db):
    return make_chart(("Superintendent", ["Network and Telecommunications", "Help desk"]))


def choose(page, label, text, option):
    page.get_by_role("combobox", name=label, exact=True).press_sequentially(text)
    page.get_by_role("option", name=option).click()


def test_choosing_a_position_leaves_the_title_as_listed_alone(live_server, staff, chart):
    job = make_job("Data Engineer")
    page = staff()
    page.goto(f"{live_server.url}/admin/orgcharts/position/placements/{job.pk}/")
    choose(page, "Chart and position", "network", "1.1 Network and Telecommunications, Emerging district")
    assert page.get_by_label("Title as listed").input_value() == ""
    page.get_by_role("button", name="Place it there").click()
    page.get_by_text("listed as “Data Engineer”").wait_for()
    assert Placement.objects.get().title == "Data Engineer"
    assert page.said == []


def test_choosing_a_job_description_at_a_position_fills_its_title_in(live_server, staff, chart):
    place(make_job("Data Engineer"), at(chart, "1.2"))
    make_job("Web Master")
    page = staff()
    page.goto(f"{live_server.url}/admin/orgcharts/position/{at(chart, '1.1').pk}/change/")
    page.get_by_role("button", name="Add a job description").click()
    choose(page, "Job description", "web", "Web Master")
    title = page.locator("input[name=placements-0-title]")
    assert title.input_value() == "Web Master"
    # One that somebody has written stays.
    title.fill("Webmaster")
    page.get_by_role("combobox", name="Job description", exact=True).fill("")
    choose(page, "Job description", "data eng", "Data Engineer")
    assert title.input_value() == "Webmaster"
    # The title of a supervisor follows its position.
    page.get_by_role("button", name="Add a supervisor").click()
    choose(page, "Position of the supervisor", "help", "1.2 Help desk, Emerging district")
    assert page.get_by_label("Title of the supervisor").input_value() == "Help desk"
    assert page.said == []
