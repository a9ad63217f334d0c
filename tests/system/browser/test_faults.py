"""A form that comes back takes the focus to the list of its faults, and each fault leads to its field."""

import pytest

from tests.system.browser.conftest import overflow
from tests.system.browser.sections import address, make_one, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_list_of_faults_has_the_focus_and_leads_to_fields_and_to_texts(live_server, staff):
    job = make_one("<p>One.</p>")
    page = staff(320)
    page.goto(address(live_server, job))
    page.fill("#id_soc_code", "wrong")
    text_of(page)
    page.evaluate("document.querySelector('#id_sections-0-body').value = '<p>' + 'x'.repeat(200001) + '</p>'")
    page.locator("input[name=_save]").click()
    summary = page.get_by_role("alert").filter(has_text="2 things to mend")
    summary.wait_for()
    assert page.evaluate("document.activeElement.id") == "faults" and overflow(page) <= 0
    summary.get_by_role("link", name="SOC code").click()
    assert page.evaluate("document.activeElement.id") == "id_soc_code"
    summary.get_by_role("link", name="Text").click()
    assert page.evaluate("document.activeElement.closest('.section-text').id") == "id_sections-0-body-text"
    assert page.said == []
