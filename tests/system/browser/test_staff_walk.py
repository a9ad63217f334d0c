"""One day of somebody in the office, in a real browser, from signing in to what the public sees.

The chart is reorganized by mouse and by keyboard, a section edited, a Word file with problems imported, mended and
published. Not once does the browser report a breach of the content security policy or any other error.
"""

import re

import pytest

from jobdescriptions.models import JobDescription
from orgcharts.models import Position
from techsets.history.models import Change
from tests.site.techsets.accounts.people import PASSWORD, make_person
from tests.system.browser.conftest import open_page
from tests.system.browser.sections import press, save, text_of
from tests.system.browser.test_chart_editor import drag, handle, told
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: As people write Word files: headings that are only bold, bullets that are typed, the title in the first line.
WORD_FILE = docx(
    "<w:p><w:r><w:rPr><w:b/><w:sz w:val='36'/></w:rPr><w:t>Drone Pilot</w:t></w:r></w:p>"
    "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>DEFINITION</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Flies the drones of the district over its roofs.</w:t></w:r></w:p>"
    "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>ESSENTIAL DUTIES</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>• Inspects roofs.</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>• Charges batteries.</w:t></w:r></w:p>"
)


def test_a_day_in_the_office(browser, site, tmp_path):
    make_person("maria", group="Publishers")
    page = open_page(browser, 1280)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(f"{site}/admin/")
    page.fill("#id_username", "maria")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()

    # The chart: by mouse, then by keyboard.
    page.get_by_role("link", name="Established District-level Support").first.click()
    dialog = page.get_by_role("dialog")
    drag(page, "1.1.1.3 Computer Repair and Cabling", "Network and Telecommunications", 0.1)
    dialog.get_by_text("1.1.1.1 Network and Telecommunications becomes 1.1.1.2").wait_for()
    dialog.get_by_role("button", name="Move").click()
    told(page, "Moved “Computer Repair and Cabling” from 1.1.1.3 to 1.1.1.1.")
    handle(page, "1.1.1.3 Information Systems and Programming").focus()
    press(page, "Enter", "ArrowUp", "Enter")
    dialog.get_by_text("moves from 1.1.1.3 to 1.1.1.2").wait_for()
    dialog.get_by_role("button", name="Move").press("Enter")
    told(page, "Moved “Information Systems and Programming” from 1.1.1.3 to 1.1.1.2.")

    # A section of a job description.
    job = JobDescription.objects.get(slug="network-specialist")
    page.goto(f"{site}/admin/jobdescriptions/jobdescription/{job.pk}/change/")
    text_of(page)
    press(page, "Control+End")
    page.keyboard.type(" Keeps the drones connected.")
    save(page)

    # A Word file with problems.
    path = tmp_path / "drone pilot.docx"
    path.write_bytes(WORD_FILE)
    page.goto(f"{site}/admin/jobdescriptions/jobdescription/import/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Upload and look").click()
    offers = page.locator("input[name=offers]")
    assert offers.count() >= 2
    for number in range(offers.count()):
        offers.nth(number).check()
    page.get_by_role("button", name="Apply the ticked fixes").click()
    page.get_by_role("heading", name=re.compile("duties", re.IGNORECASE)).first.wait_for()
    assert page.locator(".import-document li").all_inner_texts() == ["Inspects roofs.", "Charges batteries."]
    page.get_by_role("textbox", name="Title").fill("Drone Pilot")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_text("was saved as a draft").first.wait_for()

    # Both are published, each after a page that says what the public will see.
    for address in (page.url, f"{site}/admin/jobdescriptions/jobdescription/{job.pk}/change/"):
        page.goto(address)
        page.get_by_role("link", name=re.compile("^Publish")).click()
        page.get_by_role("button", name=re.compile("^Publish")).click()
        page.get_by_text(re.compile(r"version \d is published", re.IGNORECASE)).first.wait_for()

    page.goto(f"{site}/job-descriptions/drone-pilot/")
    assert page.get_by_text("Flies the drones of the district over its roofs.").first.is_visible()
    page.goto(f"{site}/job-descriptions/network-specialist/")
    assert page.get_by_text("Keeps the drones connected.").first.is_visible()
    page.goto(f"{site}/charts/established-district/")
    assert page.get_by_role("link", name="1.1.1.2 Information Systems and Programming").is_visible()

    assert said == []
    # And the history knows who did all of it.
    done = [change.message for change in Change.objects.filter(who="maria").order_by("pk")]
    assert [one.split(".")[0].split(" from")[0] for one in done] == [
        "Moved “Computer Repair and Cabling”",
        "Moved “Information Systems and Programming”",
        "Edited the draft",
        "Imported the Word file drone pilot",
        "Published version 1",
        "Published version 2",
    ]
    assert Position.objects.find_problems() == ([], [], [], [], [])
    page.context.close()
