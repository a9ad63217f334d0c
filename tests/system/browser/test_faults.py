"""A form that comes back takes the focus to the list of its faults, and each fault leads to its field."""

import pytest

from jobdescriptions.content import from_content, to_content, to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription
from orgcharts.changes import positions
from tests.factory import at, make_chart
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
    summary = page.get_by_role("alert").filter(has_text="2 problems")
    summary.wait_for()
    assert page.evaluate("document.activeElement.id") == "faults" and overflow(page) <= 0
    summary.get_by_role("link", name="SOC code").click()
    assert page.evaluate("document.activeElement.id") == "id_soc_code"
    summary.get_by_role("link", name="Text").click()
    assert page.evaluate("document.activeElement.closest('.section-text').id") == "id_sections-0-body-text"
    page.locator("input[name=_save]").click()
    page.locator("#faults:focus").wait_for()
    assert page.said == []


@pytest.mark.parametrize("with_script", [True, False])
def test_every_refusal_takes_the_focus_also_after_a_link_of_the_list_was_followed(live_server, staff, with_script):
    chart = make_chart(("Head", ["One", "Two"]))
    draft = positions.duplicate_chart(chart, "Draft", "draft")
    page = staff(1280, java_script_enabled=with_script)
    start = f"{live_server.url}/admin/orgcharts/orgchart/{draft.pk}"
    page.goto(f"{start}/position/{at(draft, '1.1').pk}/move/")
    page.get_by_label("Below or beside which position").select_option("1 Head")
    page.get_by_label("Right before it").check()
    refused_twice(page, "Go on", "Where, as seen from that position: Nothing stands beside the head of a chart.")
    page.goto(f"{start}/put-in-place/")
    page.get_by_label("In place of").select_option("Choose a chart")
    refused_twice(page, "Show what would change", "In place of: This field is required.")
    page.goto(f"{start}/import/")
    file = {"name": "chart.csv", "mimeType": "text/csv", "buffer": b"Index number,Title\n1,Head\n1.4,One\n"}
    for _ in range(2):
        page.get_by_label("CSV file or spreadsheet").set_input_files(file)
        send(page, "Show what would change")
        page.locator("#faults:focus").get_by_role("link", name="“chart.csv” cannot be imported").click()
        page.locator("#id_file:focus").wait_for()
    assert page.said == []


def send(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def refused_twice(page, button, fault):
    """Press ``button``; follow the link of the fault, which leads into the page; press again."""
    for _ in range(2):
        send(page, button)
        page.locator("#faults:focus").wait_for()
        page.get_by_role("link", name=fault).click()
        assert page.locator(":is(input, select):focus").count() == 1


def test_a_dialog_goes_to_the_list_of_faults_too(live_server, staff):
    chart = positions.duplicate_chart(make_chart(("Head", ["One"])), "Draft", "draft")
    page = staff(1280)
    page.goto(f"{live_server.url}/admin/orgcharts/orgchart/{chart.pk}/change/")
    page.get_by_role("link", name="Add below 1.1").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add the position").click()
    dialog.locator("#faults:focus").wait_for()
    dialog.get_by_role("link", name="The title is missing").click()
    dialog.locator("#step_title:focus").wait_for()
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
