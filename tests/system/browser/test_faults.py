"""A form that comes back takes the focus to the list of its faults, and each fault leads to its field."""

import pytest

from jobdescriptions.models import JobDescription
from jobdescriptions.records import from_content, save, to_content, to_document
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


@pytest.mark.parametrize("width", [1280, 320])
def test_both_versions_are_accessible_and_the_answer_is_saved(live_server, staff, width):
    from axe_playwright_python.sync_playwright import Axe

    job = make_one("<p>One network.</p>", "<p>Untouched.</p>")
    page = staff(width)
    page.goto(address(live_server, job))
    content = to_content(to_document(job))
    content["sections"][0]["body"] = "<p>Two networks.</p>"
    content["sections"][1]["body"] = "<p>Theirs.</p>"
    save(from_content(content), JobDescription.objects.get(pk=job.pk))
    text_of(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Mine.")
    page.locator("input[name=_continue]").click()
    page.get_by_role("heading", name="Both versions").wait_for()
    assert page.get_by_text("Please read this first").is_visible() and overflow(page) <= 0
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.get_by_role("radio", name="Theirs").check()
    page.locator("input[name=_continue]").click()
    page.locator("li.success").wait_for()
    assert [one.body for one in job.sections.order_by("order")][:2] == ["<p>Two networks.</p>", "<p>Theirs.</p>"]
