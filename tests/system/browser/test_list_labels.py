"""The labels of lists on the public page: what Word shows, for eyes and in the accessibility tree."""

import pytest

from jobdescriptions.publishing import publish
from tests.system.browser.conftest import open_page
from tests.system.browser.sections import make_one

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

BODY = (
    '<ol><li>Networks<ol><li data-label="1.1">switches</li><li data-label="1.2">routers</li></ol></li>'
    '<li data-label="(2)">Servers</li></ol><ol data-format="none"><li>plain</li></ol>'
    '<ol data-format="ordinal"><li>first</li></ol><ol data-format="decimalZero"><li>zero</li></ol>'
)


def test_the_page_shows_the_labels_of_lists(browser, live_server):
    job = make_one(BODY)
    publish(job)
    page = open_page(browser, 1280)
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = {node.get("name", {}).get("value", "").strip() for node in tree if not node.get("ignored")}
    assert {"1.", "1.1", "1.2", "(2)", "1st.", "01."} <= {name.replace("\u00a0", "") for name in names}
    shown = page.evaluate(
        "[...document.querySelectorAll('main li')].filter(li => /plain|switches/.test(li.firstChild.data))"
        ".map(li => getComputedStyle(li).listStyleType)"
    )
    assert shown == ['""', '""']
