"""Staff look at a draft, compare, publish and unpublish in a real browser; axe-core on each of these pages."""

import re

import pytest

from tests.system.browser.axe import findings_in_all_looks
from tests.system.browser.conftest import make_second_version, open_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff(admin_client, site):
    """Return a function that opens a page of somebody who is signed in, and the address of a job description."""
    from jobdescriptions.models import JobDescription

    make_second_version("network-specialist")
    job = JobDescription.objects.get(slug="network-specialist")
    cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": site}

    def opened(browser, width, **options):
        page = open_page(browser, width, **options)
        page.context.add_cookies([cookie])
        return page

    return opened, f"{site}/admin/jobdescriptions/jobdescription/{job.pk}/"


PAGES = ["preview/", "publish/", "unpublish/", "versions/", "compare/?from=1&to=draft", "versions/1/restore/"]


def test_the_pages_of_publishing_are_accessible_narrow_enough_and_keep_the_policy(browser, staff):
    opened, address = staff
    for width in (1280, 320):
        page = opened(browser, width)
        said = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        for name in PAGES:
            page.goto(address + name)
            assert overflow(page) <= 0, f"{name} at {width}"
        assert said == []
        page.context.close()
    # And with what axe needs to be put into the page.
    page = opened(browser, 1280, bypass_csp=True)
    for name in PAGES:
        page.goto(address + name)
        assert findings_in_all_looks(page) == []
    page.context.close()


def test_from_the_form_by_the_preview_to_the_public_and_back_without_javascript(browser, staff):
    opened, address = staff
    page = opened(browser, 1280, java_script_enabled=False)
    page.goto(f"{address}change/")
    page.get_by_label("Work year").fill("185 days")
    page.get_by_role("button", name="Save and preview").click()
    assert page.url == f"{address}preview/"
    assert page.get_by_text("Draft, not public.").is_visible()
    assert page.get_by_text("185 days").is_visible()
    page.get_by_role("link", name="Publish…").click()
    assert page.get_by_text("The work year changed from 11 months to 185 days.").is_visible()
    page.get_by_role("button", name="Publish version 3").click()
    assert page.get_by_text("version 3 is published").is_visible()
    page.get_by_role("link", name="The page that the public sees").click()
    assert page.get_by_text("185 days").is_visible()
    page.get_by_role("link", name="What changed").click()
    assert page.get_by_role("heading", name=re.compile("Version 3")).is_visible()
    page.goto(f"{address}versions/")
    page.get_by_role("link", name="Unpublish…").click()
    page.get_by_role("button", name="Unpublish").click()
    assert page.get_by_text("the public does not see it any more").is_visible()
    page.context.close()


def test_added_and_removed_words_are_told_apart_without_color(browser, staff):
    opened, address = staff
    page = opened(browser, 1280, forced_colors="active")
    page.goto(f"{address}compare/?from=1&to=2")
    lines = {
        name: page.locator(f".changes {name}").first.evaluate("element => getComputedStyle(element).textDecorationLine")
        for name in ("ins", "del")
    }
    assert lines == {"ins": "underline", "del": "line-through"}
    assert "[added: wireless" in page.locator(".change-text ins").first.text_content()
    page.context.close()
