"""The form of a job description: sections and salary ranges as cards, in a real browser, and its accessibility."""

import re

import pytest

from tests.factory import make_job, make_salary
from tests.system.browser.axe import COLORS, findings
from tests.system.browser.conftest import overflow
from tests.system.browser.sections import address, button, make_one, press, save, stored, text_of

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


def test_sections_are_moved_added_and_removed_by_keyboard(live_server, staff):
    job = make_one("<p>a</p>", "<p>b</p>", "<p>c</p>")
    page = staff()
    page.goto(address(live_server, job))
    status = page.locator("#form-status")
    down = page.get_by_role("button", name="Move down: Section 1")
    down.focus()
    press(page, "Enter")
    status.get_by_text("“Section 1” is now number 2 of 4.").wait_for(state="attached")
    assert down.evaluate("one => one === document.activeElement"), "The focus stays on the section that moves."
    press(page, "Enter", "Enter", "Enter")
    status.get_by_text("is the last already").wait_for(state="attached")
    page.get_by_role("button", name="Remove: Section 2").focus()
    press(page, "Enter")
    assert page.locator(".card-removed", has_text="“Section 2” goes away when you save.").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Keep it"
    page.get_by_role("button", name="Remove: Section 3").click()
    page.get_by_role("button", name="Keep it: Section 3").click()
    page.get_by_role("button", name="Add a section below: Section 3").focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Add a section")
    dialog.get_by_label("Heading", exact=True).select_option("Essential duties")
    dialog.get_by_role("button", name="Add").click()
    page.keyboard.type("Typed at once.")
    page.get_by_role("button", name="Add a section at the end").click()
    dialog.get_by_label("Or a heading of your own").fill("Our own")
    press(page, "Enter")
    save(page)
    assert [(one.order, one.heading, one.body) for one in job.sections.all()] == [
        (0, "Section 3", "<p>c</p>"),
        (1, "Essential duties", "<p>Typed at once.</p>"),
        (2, "Salary information", "<p>Figures.</p>"),
        (3, "Section 1", "<p>a</p>"),
        (4, "Our own", ""),
    ]
    assert page.said == []


def test_salary_ranges_are_added_as_cards(live_server, staff):
    job = make_job("Clerk", salaries=(make_salary(),))
    page = staff()
    page.goto(address(live_server, job))
    page.get_by_role("button", name=re.compile("^Add a salary range below")).click()
    card = page.locator("#salaries-group .card").last
    assert card.get_by_label("Employer").evaluate("one => one === document.activeElement")
    for label, value in {
        "Employer": "Other USD",
        "Title of the paid job": "Clerk II",
        "Low figure in dollars": "20",
        "High figure in dollars": "19",
        "Year": "2024-25",
        "Publisher and document": "Schedule",
    }.items():
        card.get_by_label(label).fill(value)
    card.get_by_label("Closeness").select_option("same")
    card.get_by_label("Paid for").select_option("hour")
    assert card.locator(".card-title").inner_text() == "Other USD · Clerk II"
    save(page)
    wrong = page.locator(".card:has(.card-wrong)")
    assert wrong.count() == 1 and "Exchange them or correct them." in wrong.inner_text()
    wrong.get_by_label("High figure in dollars").fill("25")
    save(page)
    assert [(one.employer, one.order) for one in job.salaries.all()] == [
        ("Example Unified School District", 0),
        ("Other USD", 1),
    ]


def test_leaving_with_unsaved_changes_is_asked_about_and_saving_is_not(live_server, staff):
    page = staff()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    where = address(live_server, make_one("<p>a</p>"))
    page.goto(where)
    text_of(page)
    page.reload()
    assert asked == [], "Nothing was changed yet."
    text_of(page)
    page.keyboard.type("Typed")
    page.locator("#site-name a").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and page.url == where
    save(page)
    assert asked == ["beforeunload"]
    assert "Typed" in stored()


def test_without_javascript_everything_can_be_edited_in_plain_fields(live_server, staff):
    job = make_one("<p>a</p>", "<p>b</p>")
    page = staff(java_script_enabled=False)
    page.goto(address(live_server, job))
    for summary in page.locator("#sections-group summary").all():
        summary.click()
    assert page.locator("#id_sections-0-body").input_value() == "<p>a</p>"
    page.locator("#id_sections-0-body").fill("<p>Edited <b>here</b></p>")
    page.locator("#id_sections-1-order").fill("1")
    page.locator("#id_sections-3-heading").fill("New")
    page.locator("#sections-2 input[name$=DELETE]").check()
    save(page)
    assert [(one.heading, one.body) for one in job.sections.all()] == [
        ("Section 2", "<p>b</p>"),
        ("Section 1", "<p>Edited <strong>here</strong></p>"),
        ("New", ""),
    ]


def test_axe_finds_nothing_in_the_cards_the_editor_and_the_dialogs(live_server, staff):
    table = "<table><thead><tr><th scope='col'>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    body = f'<p>A <a href="https://example.org">link</a></p><ol type="a"><li>x</li></ol>{table}'.replace("'", '"')
    job = make_one(body, "<p class='x'>Refused</p>")
    for width in (1280, 320):
        page = staff(width, color_scheme="light", bypass_csp=True)

        def look(inside, page=page, width=width):
            for scheme, rules in (("light", None), ("dark", COLORS)):
                page.emulate_media(color_scheme=scheme)
                assert findings(page, f"{scheme}, {width}", rules, {"include": [[inside]]}) == []

        page.goto(address(live_server, job))
        text_of(page)
        page.locator("#sections-1 summary").click()
        page.get_by_role("button", name="Remove: Salary information").click()
        page.locator("#sections-0 .section-text td").click()
        look(".cards")
        button(page, "Add a table").click()
        look("dialog")
        press(page, "Escape")
        page.wait_for_function("!document.querySelector('dialog')")


def test_targets_are_large_enough_and_nothing_scrolls_sideways_at_320_pixels(live_server, staff):
    page = staff(320)
    table = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    page.goto(address(live_server, make_one(f"<p>{'long' * 40}</p>{table}")))
    text_of(page)
    page.locator("#sections-0 .section-text td").first.click()
    assert overflow(page) <= 0
    small = page.locator(".cards button:visible, .cards summary:visible, .cards select:visible").evaluate_all(
        """all => all.map(one => [one.textContent, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24).map(([name]) => name)"""
    )
    assert small == []


def test_pressed_buttons_can_be_told_in_forced_colors(live_server, staff):
    page = staff(forced_colors="active")
    page.goto(address(live_server, make_one("<p><strong>a</strong></p>")))
    text_of(page)
    look = "one => getComputedStyle(one).backgroundColor"
    assert button(page, "Bold").evaluate(look) != button(page, "Italic").evaluate(look)
