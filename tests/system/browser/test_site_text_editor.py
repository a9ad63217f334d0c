"""A text of the site with headings and lists is edited like a section, in a real browser."""

import pytest
from playwright.sync_api import expect

from orgcharts.models import SiteText
from tests.system.browser.axe import findings
from tests.system.browser.sections import click, press, save

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


def test_the_editor_starts_and_what_is_written_is_saved(live_server, staff):
    text = SiteText.objects.create(key="roles-added", heading="Roles", body="<p>First.</p>", is_html=True)
    page = staff()
    page.goto(f"{live_server.url}/admin/orgcharts/sitetext/{text.pk}/change/")
    editor = page.locator(".field-body [role=textbox]")
    expect(page.get_by_role("button", name="Bold", exact=True)).to_be_visible()
    click(page, editor)
    press(page, "Control+End", "Enter")
    page.keyboard.type("Second.")
    assert findings(page) == []
    save(page)
    text.refresh_from_db()
    assert text.body == "<p>First.</p><p>Second.</p>"
    assert page.said == []
