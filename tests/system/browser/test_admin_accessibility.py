"""Every page of the admin in a real browser: axe-core, the content security policy, no scrolling sideways.

What axe finds fails the test, unless it is in ``ALLOWED``: markup of Django's that we neither make nor can mend
cheaply. An entry that is no longer needed fails a test too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.system.browser.admin_pages import OUTSIDE, addresses, make_content
from tests.system.browser.axe import looks, violations
from tests.system.browser.conftest import open_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Allowed:
    """Something that axe finds and that may stay: the rule, what it is found at (a CSS selector), and why."""

    rule: str
    selector: str
    why: str


ALLOWED = (
    Allowed(
        "aria-prohibited-attr",
        ".selector-filter label > .search-label-icon",
        "Django’s script for choosing several of a long list (SelectFilter2.js) gives the name of the search box to a "
        "span inside its label. Only superusers see it, for the rights of a group or of one account.",
    ),
)

#: Tables to import into a chart with one position, by what their preview is called here.
TABLES = {
    "table previewed": "Index number,Title,Reports to\n1,Superintendent,\n1.1,Director,1\n",
    "table refused": "Index number,Title,Reports to\n1,Superintendent,\n1.2,Director,1.1\n",
}
_walked: dict[str, list] = {}


@pytest.fixture
def walked(browser, site, admin_client, settings):
    """Walk through all pages, once for this module; return what was found: problems (page, what), and entries used."""
    if not _walked:
        make_content(admin_client)
        cookie = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
        pages = [(name, address, True) for name, address in addresses().items()]
        pages += [(name, address, False) for name, address in OUTSIDE.items()]
        _walked.update({"axe": [], "said": [], "wide": [], "used": [], "pages": [name for name, _, _ in pages]})
        for inside in (True, False):
            page = open_page(browser, 1280)
            if inside:
                page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
            for name, address, is_inside in pages:
                if is_inside == inside:
                    _look(page, name, site + address)
            if inside:
                for name, text in TABLES.items():
                    _look(page, name, site + addresses()["import a table"], lambda page, text=text: _send(page, text))
                for action in ("publish_selected", "unpublish_selected", "mark_reviewed"):
                    _look(page, action, site + addresses()["jobs"], lambda page, action=action: _act(page, action))
            page.context.close()
    return _walked


def _look(page, name, address, and_then=None):
    """Open a page, do what is to be done there, and note what is wrong with where that leads."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    said = []

    def heard(message):
        if message.type == "error":
            said.append((name, message.text))

    def failed(error):
        said.append((name, str(error)))

    page.on("console", heard)
    page.on("pageerror", failed)
    answer = page.goto(address)
    assert answer.status == 200, (name, answer.status)
    if and_then:
        and_then(page)
        page.wait_for_load_state("load")
    # What modules say is said by then: they run before the page counts as loaded, and none loads more by itself.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    # Not what axe does to the page afterwards, which the policy refuses.
    page.remove_listener("console", heard)
    page.remove_listener("pageerror", failed)
    _walked["said"] += said
    _examine(page, name)


def _send(page, text):
    file = {"name": "chart.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("main input[type=file]").set_input_files(file)
    page.locator("main form").filter(has=page.locator("input[type=file]")).locator("[type=submit]").first.click()


def _act(page, action):
    """Tick every job description of the list and go on to the page that asks."""
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(action)
    page.get_by_role("button", name="Do it").click()


def _examine(page, name):
    for scheme, width, rules in looks(page):
        if overflow(page) > 0:
            _walked["wide"].append(f"{name} at {width}")
        for violation in violations(page, rules):
            for node in violation["nodes"]:
                element = page.locator(node["target"][-1]).first
                entry = next((one for one in ALLOWED if _is_allowed(one, violation["id"], element)), None)
                if entry:
                    _walked["used"].append(entry)
                else:
                    told = f"{name}, {scheme}, {width}: {violation['id']} at {node['target']}: {node['html'][:200]}"
                    _walked["axe"].append(f"{told} {node['failureSummary']}")


def _is_allowed(entry, rule, element):
    return entry.rule == rule and element.evaluate("(element, selector) => element.matches(selector)", entry.selector)


def test_axe_finds_nothing_that_is_not_allowed_on_any_page_of_the_admin(walked):
    assert len(walked["pages"]) >= 50
    assert walked["axe"] == [], "\n".join(walked["axe"])


def test_every_finding_that_is_allowed_is_still_there(walked):
    assert [entry for entry in ALLOWED if entry not in walked["used"]] == []


def test_no_page_of_the_admin_breaks_the_content_security_policy_or_logs_an_error(walked):
    assert walked["said"] == []


def test_no_page_of_the_admin_scrolls_sideways(walked):
    assert walked["wide"] == []
