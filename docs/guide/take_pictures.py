"""Takes the pictures of the guide from a running site, into docs/guide/images/.

Prepare a site of its own, because this script makes drafts, edits and saves there:

1. ``TECHSETS_DATA=/tmp/guide PORT=8077 make run`` with an empty folder.
2. ``TECHSETS_DATA=/tmp/guide make staff`` in another window makes the account, for example ``jo.kim``. It has no second
   factor yet: one of the pictures shows how it is set up.
3. ``GUIDE_USER=jo.kim GUIDE_PASSWORD=... .venv/bin/python docs/guide/take_pictures.py http://127.0.0.1:8077``

It can be run again: what it made the first time, it finds and uses the next time. It needs what ``make test`` installs,
and a Chromium, at /usr/bin/chromium or where ``CHROMIUM`` says. Names of methods as further arguments take only their
pictures.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, Page, sync_playwright
from png_palette import smaller

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1100, 900
PLAN = "Plan for next year"
JOB = "Network Specialist"
WORD_NAME = "Device Repair Technician.docx"


class Walk:
    """A person's way through the site. Each method named after a picture takes it."""

    def __init__(self, page: Page, site: str):
        self.page, self.site = page, site

    # Ways

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}/admin/{path}")

    def press(self, name: str, role: str = "link", **options) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, **options).first.click()

    def sign_in(self, user: str, password: str) -> None:
        self.go("")
        self.page.get_by_label("User name").fill(user)
        self.page.locator("input[name=password]").fill(password)
        self.press("Sign in", "button")
        if not self.page.get_by_role("heading", name="What would you like to do?").count():
            said = self.page.locator("main").inner_text()
            raise SystemExit(f"Signing in as {user} did not lead to the first page. The page says:\n{said}")

    def to_chart(self) -> None:
        """Open the draft chart; make it from a public one where it is not there yet."""
        self.go(f"orgcharts/orgchart/?q={PLAN.replace(' ', '+')}")
        if self.page.locator("#result_list").count():
            self.press(PLAN)
        else:
            self.go("")
            self.press("Established District-level Support")
            self.press("Duplicate this chart")
            self.page.get_by_label("Title").fill(PLAN)
            self.press("Make the copy", "button")
        self.page.locator("#tree-hint").wait_for()

    def to_job(self, name: str = JOB) -> None:
        self.go(f"jobdescriptions/jobdescription/?q={name.replace(' ', '+')}")
        self.press(name, exact=True)

    def box(self, title: str) -> Locator:
        return self.page.locator(".pos-box", has=self.page.get_by_role("link", name=title, exact=True))

    def dialog(self) -> Locator:
        found = self.page.locator("dialog[open] .step")
        found.wait_for()
        return self.page.locator("dialog[open]")

    def save(self, name: str, top: Locator, bottom: Locator | None = None, *, whole=True, wide=True) -> None:
        """Keep the page from ``top`` to the end of ``bottom`` (without one: of ``top``).

        ``whole``: also what is out of sight. ``wide``: as wide as the page, else as wide as ``bottom``.
        """
        scrolled = self.page.evaluate("scrollY") if whole else 0
        first, last = top.bounding_box(), (bottom or top).bounding_box()
        start = max(0, first["y"] + scrolled - 10)
        clip = {"x": 0, "y": start, "width": WIDTH, "height": last["y"] + last["height"] + scrolled + 10 - start}
        if not wide:
            clip |= {"x": max(0, last["x"] - 10), "width": min(WIDTH, last["width"] + 20)}
        path = IMAGES / f"{name}.png"
        path.write_bytes(smaller(self.page.screenshot(clip=clip, full_page=whole)))
        print(f"{path.name}: {clip['width']:.0f} x {clip['height']:.0f} px, {path.stat().st_size / 1000:.0f} KB")

    # What must be there before the pictures

    def prepare(self) -> None:
        """Make the chart in draft with something in it, and a file that waits; edit a job description."""
        self.to_chart()
        self.press("Network and Telecommunications", exact=True)
        page = self.page
        page.get_by_label("Full-time equivalents (FTE)").fill("2.5")
        if not page.get_by_label("Title of the supervisor").count():
            page.get_by_role("button", name="Add a supervisor").click()
            page.get_by_label("Title of the supervisor").fill("County office, network services")
            page.get_by_label("What it covers").fill("the connection to the internet")
        self.press("Save", "button", exact=True)
        self.to_job()
        page.get_by_label("Work year").fill("11 months")
        self.write(" Plans the replacement of switches.")
        self.press("Save and continue editing", "button")
        self.go("jobdescriptions/jobdescription/import/")
        if not page.get_by_role("link", name=WORD_NAME).count():
            files = [{"name": WORD_NAME, "mimeType": "application/octet-stream", "buffer": word_file()}]
            page.get_by_label("Word files").set_input_files(files)
            self.press("Upload and look", "button")

    def write(self, words: str) -> None:
        """Write into the first section, unless the words stand there already; leave the section open."""
        card = self.page.locator("#sections-0")
        card.locator("summary").first.click()
        text = card.get_by_role("textbox", name="Text")
        text.wait_for()
        if words.strip() not in text.inner_text():
            text.click()
            self.page.keyboard.press("Control+End")
            self.page.keyboard.type(words)

    # The pictures

    def first_page(self) -> None:
        self.go("")
        self.save("first-page", self.page.locator("#header"), self.page.locator("[aria-labelledby=group-drafts]"))

    def second_factor(self) -> None:
        self.go("account/")
        self.press("Set up your second factor")
        self.save("second-factor", self.page.locator("h1"), self.page.locator("#content-main"), wide=False)

    def tree(self) -> None:
        self.to_chart()
        self.save("tree", self.page.locator("h1"), self.page.locator(".tree"))

    def move(self) -> None:
        self.to_chart()
        page, handle = self.page, self.box("Computer Repair and Cabling").locator(".pos-move")
        handle.scroll_into_view_if_needed()
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(300)
        start, aim = handle.bounding_box(), self.box("User Support and Web Services").bounding_box()
        page.mouse.move(start["x"] + 20, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(start["x"] + 10, start["y"] + 40, steps=4)
        page.mouse.move(aim["x"] + 400, aim["y"] + 5, steps=8)
        page.wait_for_timeout(300)
        self.save("move", self.box("Network and Telecommunications"), page.locator(".tree-said"), whole=False)
        page.mouse.up()
        self.save("move-confirm", self.dialog(), whole=False, wide=False)
        page.keyboard.press("Escape")

    def position(self) -> None:
        self.to_chart()
        self.press("Network and Telecommunications", exact=True)
        self.page.get_by_role("button", name="Add a supervisor").wait_for()
        end = self.page.get_by_role("button", name="Add a supervisor")
        self.save("position", self.page.locator("#job-descriptions"), end)

    def table(self) -> None:
        self.to_chart()
        self.press("Import from a spreadsheet")
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="as CSV").first.click()
        text = Path(download.value.path()).read_text("utf-8-sig")
        text = text.replace("Computer Repair and Cabling", "Device Repair") + "1.2.1,Learning Coach,1.2,3,,\n"
        file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": text.encode()}
        self.page.get_by_label("CSV file or spreadsheet").set_input_files(file)
        self.press("Show what would change", "button")
        self.save("table", self.page.locator("h1"), self.page.locator("#columns-form table"))

    def in_place(self) -> None:
        self.to_chart()
        if not self.box("Data Privacy Officer").count():
            self.box("Superintendent").get_by_role("link", name="Add below").click()
            self.dialog().get_by_label("Title").fill("Data Privacy Officer")
            self.dialog().get_by_role("button", name="Add the position").click()
            self.box("Data Privacy Officer").wait_for()
        self.press("Publish in place of another chart")
        self.press("Show what would change", "button")
        self.save("put-in-place", self.page.locator("h1"), self.page.get_by_role("button", name="Publish in place of"))

    def section(self) -> None:
        self.to_job()
        self.write("")
        self.page.evaluate("document.querySelector('.submit-row').remove()")  # It stays in view, over the section.
        self.save("section", self.page.locator("#sections-heading"), self.page.locator("#sections-1"))

    def salary(self) -> None:
        self.to_job()
        card = self.page.locator("#salaries-0")
        card.locator("summary").first.click()
        self.page.evaluate("document.querySelector('.submit-row').remove()")
        self.save("salary", self.page.locator("#salaries-heading"), card)

    def word(self) -> None:
        self.go("jobdescriptions/jobdescription/import/")
        self.press(WORD_NAME)
        self.save("word-import", self.page.locator("h1"), self.page.locator(".import-columns"))

    def publish(self) -> None:
        self.to_job()
        self.press("Publish…")
        self.save("publish", self.page.locator("h1"), self.page.locator(".submit-row"))

    def versions(self) -> None:
        self.to_job("Web Developer")
        if self.page.get_by_text("Version 1 is published.").count():
            self.page.get_by_label("Work year").fill("11 months")
            self.press("Save and continue editing", "button")
            self.press("Publish…")
            self.press("Publish version 2", "button")
            self.to_job("Web Developer")
        self.press("Versions")
        self.save("versions", self.page.locator("h1"), self.page.locator(".submit-row"))

    def conflict(self) -> None:
        self.to_job("Network Analyst")
        field = self.page.get_by_label("Work year")
        other = self.page.context.new_page()
        other.goto(self.page.url)
        now = field.input_value()
        other.get_by_label("Work year").fill("10 months" if now != "10 months" else "12 months")
        with other.expect_navigation():
            other.get_by_role("button", name="Save and continue editing").click()
        other.close()
        field.fill("11 months")
        self.press("Save and continue editing", "button")
        self.page.evaluate("document.querySelector('.submit-row').remove()")
        self.save("conflict", self.page.locator(".conflict").first)

    def account(self) -> None:
        self.go("auth/user/?q=pat.roe")
        if not self.page.locator("#result_list").count():
            self.go("auth/user/add/")
            self.page.get_by_label("User name").fill("pat.roe")
            for field in self.page.locator("input[type=password]").all():
                field.fill("orchard lantern fifty two")
            self.press("Save", "button", exact=True)
            self.go("auth/user/?q=pat.roe")
        self.press("pat.roe", exact=True)
        self.page.evaluate("document.querySelector('.submit-row').remove()")
        heading = self.page.get_by_role("heading", name="Signing in", exact=True)
        self.save("account", heading, self.page.locator(".field-groups"), wide=False)


#: The methods in this order: what one of them saves is seen in the next.
PICTURES = [
    *("first_page", "second_factor", "tree", "move", "position", "table", "in_place", "section", "salary"),
    *("word", "publish", "versions", "conflict", "account"),
]


def word_file() -> bytes:
    """Return a Word file as people write them: bold lines for headings, typed bullets, a figure in the text."""
    document = Document()
    document.add_paragraph().add_run("DEVICE REPAIR TECHNICIAN").bold = True
    document.add_paragraph().add_run("Definition").bold = True
    document.add_paragraph("Repairs and sets up the devices of students and staff. Salary: $24.10 - $29.30 per hour.")
    document.add_paragraph().add_run("Essential duties").bold = True
    for duty in ("Repairs notebooks, tablets and displays.", "Orders parts and keeps an inventory of them."):
        document.add_paragraph(f"•\t{duty}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def main(site: str, names: list[str]) -> None:
    """Take the pictures, or only those that are named."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=options
        )
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        context.set_default_timeout(10_000)
        walk = Walk(context.new_page(), site.rstrip("/"))
        walk.sign_in(os.environ["GUIDE_USER"], os.environ["GUIDE_PASSWORD"])
        walk.prepare()
        for name in names or PICTURES:
            getattr(walk, name)()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2 or not {"GUIDE_USER", "GUIDE_PASSWORD"} <= set(os.environ):
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2:])
