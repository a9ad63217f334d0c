"""Clauses in the editor of a section: one piece each, added from the page's list, moved, made text, removed."""

import re

import pytest
from playwright.sync_api import expect

from tests.factory import make_clause
from tests.system.browser.axe import COLORS, findings
from tests.system.browser.conftest import overflow
from tests.system.browser.sections import address, button, click, html_of, make_one, press, save, stored, text_of

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

CLAUSE = '<p data-clause="tuberculosis">Assessed.</p><p data-clause="tuberculosis">Every  four years.</p>'
OTHER = '<p data-clause="drivers-license">As the law <a href="https://example.org/">says</a>.</p>'


@pytest.fixture
def library():
    for name, html in (("Tuberculosis", CLAUSE), ("Driver's license", OTHER)):
        key = re.search('data-clause="(.*?)"', html)[1]
        make_clause(key, html.replace(f' data-clause="{key}"', ""), name=name)


def test_a_clause_is_added_at_the_cursor_by_keyboard_and_saved(live_server, staff, library):
    page = staff()
    page.goto(address(live_server, make_one("<p>One</p><ul><li>Two</li></ul><p>Three</p>")))
    text_of(page)
    press(page, "Control+Home", "Alt+F10")
    button(page, "Add a clause").focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Add a clause")
    expect(dialog.get_by_label("Clause")).to_be_focused()
    dialog.get_by_label("Clause").select_option(label="Tuberculosis")
    press(page, "Tab", "Enter")
    expect(page.locator("#form-status")).to_contain_text("The clause “Tuberculosis” is added.")
    assert html_of(page) == f"<p>One</p>{CLAUSE}<ul><li>Two</li></ul><p>Three</p>"
    button(page, "Add a clause").click()
    offered = page.get_by_role("dialog", name="Add a clause").get_by_label("Clause").locator("option").all_inner_texts()
    assert offered == ["Driver's license", "Tuberculosis (in this text already)"]
    press(page, "Escape")
    save(page)
    assert stored() == f"<p>One</p>{CLAUSE}<ul><li>Two</li></ul><p>Three</p>"
    assert page.said == []


def test_a_clause_is_selected_with_arrow_keys_named_moved_made_text_and_removed(live_server, staff, library):
    page = staff()
    page.goto(address(live_server, make_one(f"<p>One</p>{CLAUSE}<ul><li>Two</li></ul>")))
    text_of(page)
    block = page.locator("#sections-0 .section-clause")
    expect(block).to_have_attribute("aria-label", "Clause: Tuberculosis")
    press(page, "Control+Home")
    expect(page.get_by_role("group", name="Clause", exact=True)).to_be_hidden()
    press(page, "ArrowDown")
    said = page.locator("#form-status")
    expect(said).to_contain_text("Clause “Tuberculosis” selected: Assessed.")
    page.keyboard.type("x")
    expect(said).to_contain_text("cannot be written in")
    press(page, "Shift+Enter")
    assert html_of(page) == f"<p>One</p>{CLAUSE}<ul><li>Two</li></ul>"
    press(page, "Alt+F10")
    button(page, "Move the clause down").focus()
    press(page, "Enter")
    assert html_of(page) == f"<p>One</p><ul><li>Two</li></ul>{CLAUSE}"
    expect(button(page, "Move the clause down")).to_have_attribute("aria-disabled", "true")
    button(page, "Move the clause up").click()
    button(page, "Move the clause up").click()
    assert html_of(page) == f"{CLAUSE}<p>One</p><ul><li>Two</li></ul>"
    button(page, "Make the clause ordinary text").click()
    plain = CLAUSE.replace(' data-clause="tuberculosis"', "")
    assert html_of(page) == f"{plain}<p>One</p><ul><li>Two</li></ul>"
    press(page, "Control+z")
    click(page, block)
    button(page, "Remove the clause").click()
    assert html_of(page) == "<p>One</p><ul><li>Two</li></ul>"
    expect(said).to_contain_text("The clause “Tuberculosis” is removed.")
    assert page.said == []


def test_without_clauses_in_the_library_there_is_no_button_for_them(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("<p>One</p>")))
    text_of(page)
    expect(button(page, "Add a table")).to_be_visible()
    expect(button(page, "Add a clause")).to_have_count(0)


def test_text_is_written_before_between_and_after_clauses(live_server, staff, library):
    page = staff()
    page.goto(address(live_server, make_one(f"{CLAUSE}{OTHER}")))
    text_of(page)
    click(page, page.locator("#sections-0 .section-clause a"))
    assert page.url.endswith("/change/")
    press(page, "Control+Home")
    page.keyboard.type("First")
    press(page, "Control+End")
    page.keyboard.type("Last")
    assert html_of(page) == f"<p>First</p>{CLAUSE}{OTHER}<p>Last</p>"
    assert page.said == []


def test_what_is_copied_with_a_clause_comes_back_the_same_and_in_a_table_as_text(live_server, staff, library):
    table = "<table><tbody><tr><td>cell</td></tr></tbody></table>"
    page = staff(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address(live_server, make_one(f"<p>One</p>{CLAUSE}{table}")))
    text_of(page)
    click(page, page.locator("#sections-0 .section-clause"))
    press(page, "Control+c", "Control+Home", "Control+v")
    field = page.locator("#id_sections-0-body")
    expect(field).to_have_value(f"{CLAUSE}<p>One</p>{CLAUSE}{table}")
    click(page, page.locator("#sections-0 td"))
    press(page, "Control+v")
    expect(field).to_have_value(re.compile(r".*</p><table>(?!.*data-clause).*Every  four years\."))


def test_axe_finds_nothing_in_a_text_with_a_clause_that_is_selected(live_server, staff, library):
    page = staff(320, bypass_csp=True)
    page.goto(address(live_server, make_one(f"<p>One</p>{CLAUSE}")))
    text_of(page)
    click(page, page.locator("#sections-0 .section-clause"))
    expect(button(page, "Remove the clause")).to_be_visible()
    assert overflow(page) <= 0
    assert findings(page, context={"include": [[".cards"]]}) == []
    page.emulate_media(color_scheme="dark")
    assert findings(page, "dark", COLORS, {"include": [[".cards"]]}) == []


def test_without_javascript_a_clause_in_the_text_is_kept(live_server, staff, library):
    page = staff(java_script_enabled=False)
    page.goto(address(live_server, make_one(CLAUSE)))
    page.locator("#sections-0 summary").first.click()
    page.locator("#id_sections-0-body").fill(f"<p>Before</p>{CLAUSE}")
    save(page)
    assert stored() == f"<p>Before</p>{CLAUSE}"
