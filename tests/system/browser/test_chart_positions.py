"""From the tree of a chart to the form of a position and back, in a real browser with its script."""

import pytest

from tests.factory import make_chart

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree(live_server, staff):
    """The tree of a chart, opened by staff."""
    chart = make_chart(("Superintendent", [("Director", [("Network", [])])]))
    page = staff()
    page.goto(f"{live_server.url}/admin/orgcharts/orgchart/{chart.pk}/change/")
    page.locator("#tree-hint").wait_for()  # The script is ready.
    return page


def test_the_title_of_a_position_leads_to_its_form_and_saving_back_to_the_tree(tree):
    tree.get_by_role("link", name="Network", exact=True).click()
    tree.get_by_role("heading", level=1, name="1.1.1 Network").wait_for()
    assert "/admin/orgcharts/position/" in tree.url
    tree.get_by_label("Full-time equivalents (FTE)").fill("2.5")
    tree.get_by_role("button", name="Save", exact=True).click()
    tree.get_by_text("Saved “Network”.").wait_for()
    assert tree.get_by_text("2.5 full-time equivalents").is_visible()
    assert tree.said == []


def test_the_choices_of_a_position_lead_to_its_form_too(tree):
    tree.locator(".pos-box", has_text="Network").get_by_role("link", name="More").click()
    tree.get_by_role("dialog").get_by_role("link", name="Edit job descriptions, FTE, note").click()
    tree.get_by_role("heading", level=1, name="1.1.1 Network").wait_for()
    assert tree.said == []
