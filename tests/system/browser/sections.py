"""What tests of the form of a job description do in the browser, as people do it."""

from jobdescriptions.models import Section
from tests.factory import make_job, make_section


def address(live_server, job):
    return f"{live_server.url}/admin/jobdescriptions/jobdescription/{job.pk}/change/"


def make_one(*bodies):
    """Make a job description whose sections have these texts; the last section is the one for its figure."""
    sections = [make_section("", f"Section {number}", "x") for number in range(1, len(bodies) + 1)]
    job = make_job("Network Technician", sections=(*sections, make_section("salary", "Salary information", "Figures.")))
    for section, body in zip(job.sections.all(), bodies, strict=False):
        Section.objects.filter(pk=section.pk).update(body=body)
    return job


def text_of(page, number=0):
    """Open a section and put the cursor into its text."""
    card = page.locator(f"#sections-{number}")
    if card.locator(":scope > details").get_attribute("open") is None:
        card.locator("summary").first.click()
    text = card.locator("[role=textbox]")
    click(page, text)
    return text


def click(page, place):
    """Click into a text, and let ProseMirror settle in it: with the focus it takes 20 ms of the browser's time."""
    place.click()
    page.evaluate("new Promise((done) => setTimeout(done, 60))")


def html_of(page, number=0):
    return page.locator(f"#id_sections-{number}-body").input_value()


def press(page, *keys):
    for key in keys:
        if key == "Control+Home":
            # ProseMirror takes back a move to the very beginning within 200 ms of the focus: some browsers make one
            # themselves.
            page.wait_for_timeout(250)
        page.keyboard.press(key)
        # The browser tells of a moved cursor a little later than of the key; people take longer for the next one.
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 25)))")


def button(page, name, number=0):
    return page.locator(f"#sections-{number} .section-toolbar").get_by_role("button", name=name, exact=True)


def save(page):
    with page.expect_navigation():
        page.locator("input[name=_continue]").click()


def stored(number=0):
    return Section.objects.order_by("order")[number].body
