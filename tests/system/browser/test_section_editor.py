"""Writing in the rich-text editor of a section, in a real browser, by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

from jobdescriptions.word.html.subset import from_html
from tests.system.browser.sections import address, button, click, html_of, make_one, press, save, stored, text_of

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


def test_text_is_formatted_by_keyboard_and_saved(live_server, staff):
    job = make_one("")
    page = staff()
    page.goto(address(live_server, job))
    text_of(page)
    page.keyboard.type("Plain ")
    press(page, "Control+b")
    page.keyboard.type("bold")
    press(page, "Control+b", "Shift+Enter")
    page.keyboard.type("H")
    press(page, "Control+,")
    page.keyboard.type("2")
    press(page, "Control+,")
    page.keyboard.type("O")
    press(page, "Enter", "Control+Alt+2")
    page.keyboard.type("Tools")
    press(page, "Enter", "Control+Shift+7")
    page.keyboard.type("First")
    press(page, "Enter")
    page.keyboard.type("Second")
    press(page, "Enter", "Tab")
    page.keyboard.type("Below")
    press(page, "Enter", "Enter", "Enter")
    page.keyboard.type("After")
    written = (
        "<p>Plain <strong>bold</strong><br>H<sub>2</sub>O</p><h4>Tools</h4>"
        "<ol><li>First</li><li>Second<ol><li>Below</li></ol></li></ol><p>After</p>"
    )
    assert html_of(page) == written
    save(page)
    # No heading is above it, so that it is saved as one of the first level (normal.closed_levels), which is said.
    assert stored() == written.replace("h4>", "h3>")
    expect(page.locator(".messagelist")).to_contain_text('stands above "Tools", so the level was raised')
    assert page.said == []


def test_buttons_say_what_is_on_and_what_cannot_be_done(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("<p>One <strong>two</strong></p><ul><li>x</li><li>y</li></ul>")))
    text = text_of(page)
    press(page, "Control+Home")
    expect(button(page, "Bold")).to_have_attribute("aria-pressed", "false")
    expect(button(page, "Indent the item")).to_have_attribute("aria-disabled", "true")
    press(page, "End")
    expect(button(page, "Bold")).to_have_attribute("aria-pressed", "true")
    press(page, "Control+End")
    expect(button(page, "Bulleted list")).to_have_attribute("aria-pressed", "true")
    button(page, "Indent the item").click()
    assert html_of(page).endswith("<ul><li>x<ul><li>y</li></ul></li></ul>")
    button(page, "Outdent the item").click()
    button(page, "Numbered list").click()
    assert html_of(page).endswith("<ol><li>x</li><li>y</li></ol>")
    button(page, "Numbered list").click()
    assert html_of(page).endswith("<ol><li>x</li></ol><p>y</p>")
    press(page, "Control+a")
    button(page, "Clear formatting").click()
    assert "<strong>" not in html_of(page)
    assert text.get_attribute("aria-multiline") == "true"


def test_lists_with_labels_go_on_counting_when_items_are_added_and_removed(live_server, staff):
    body = '<ol start="3" type="a"><li data-label="(c)">x</li><li data-label="(d)">y</li></ol>'
    body = body.replace('start="3" type="a"', 'type="a" start="3"')
    page = staff()
    page.goto(address(live_server, make_one(body)))
    text_of(page)
    press(page, "Control+Home", "End", "Enter")
    page.keyboard.type("new")
    assert html_of(page) == (
        '<ol type="a" start="3"><li data-label="(c)">x</li><li data-label="(d)">new</li>'
        '<li data-label="(e)">y</li></ol>'
    )
    shown = page.locator("#sections-0 .section-text li").evaluate_all("all => all.map(one => one.dataset.shown)")
    assert shown == ["(c)", "(d)", "(e)"]
    button(page, "Numbering of the list").click()
    dialog = page.get_by_role("dialog", name="Numbering of this list")
    dialog.get_by_label("Numbers", exact=True).select_option("upperRoman")
    dialog.get_by_label("First number of the list").fill("70000")
    dialog.get_by_role("button", name="Save").click()
    assert "Write a whole number from 0 to 32,767." in dialog.inner_text()
    dialog.get_by_label("First number of the list").fill("2")
    dialog.get_by_label("Signs around the number").select_option("%.")
    dialog.get_by_role("button", name="Save").click()
    assert html_of(page) == '<ol type="I" start="2"><li>x</li><li>new</li><li>y</li></ol>'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a b?c=1&d=2", "https://example.org/a%20b?c=1&amp;d=2"),
        ("hr@example.org", "mailto:hr@example.org"),
        ("www.example.org", "https://www.example.org"),
    ],
)
def test_links_are_added_changed_and_removed_in_a_dialog_that_checks_them(live_server, staff, typed, kept):
    page = staff()
    page.goto(address(live_server, make_one("<p>See here</p>")))
    text_of(page)
    press(page, "Control+Home", "Control+Shift+End", "Control+k")
    dialog = page.get_by_role("dialog", name="Add a link")
    field = dialog.get_by_label("Address")
    assert field.evaluate("one => one === document.activeElement")
    for wrong in ("javascript:alert(1)", "", "report.docx?", "ftp://example.org/"):
        field.fill(wrong)
        press(page, "Enter")
        assert "Write a whole address" in dialog.inner_text()
        assert field.get_attribute("aria-invalid") == "true"
    field.fill(typed)
    press(page, "Enter")
    assert html_of(page) == f'<p><a href="{kept}">See here</a></p>'
    assert from_html(html_of(page))[0].runs[0].href
    press(page, "ArrowRight", "ArrowLeft", "Control+k")
    page.get_by_role("dialog", name="Change the link").get_by_role("button", name="Remove the link").click()
    assert html_of(page) == "<p>See here</p>"


def test_tables_are_made_and_changed(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("<p>Before</p>")))
    text_of(page)
    button(page, "Add a table").click()
    dialog = page.get_by_role("dialog", name="Add a table")
    dialog.get_by_label("Rows").fill("0")
    dialog.get_by_role("button", name="Add").click()
    assert "Write a number from 1 to 200." in dialog.inner_text()
    dialog.get_by_label("Rows").fill("2")
    dialog.get_by_label("Description").fill("What each   step pays")
    dialog.get_by_role("button", name="Add").click()
    page.keyboard.type("Step")
    press(page, "Tab")
    page.keyboard.type("Pay")
    press(page, "Tab")
    page.keyboard.type("A")
    press(page, "Tab")
    page.keyboard.type("$20")
    start = "<p>Before</p><table><caption>What each step pays</caption>"
    head = '<thead><tr><th scope="col">Step</th><th scope="col">Pay</th></tr></thead>'
    assert html_of(page) == f"{start}{head}<tbody><tr><td>A</td><td>$20</td></tr></tbody></table>"
    button(page, "Header column").click()
    assert '<th scope="row">A</th><td>$20</td>' in html_of(page)
    button(page, "Add a row below").click()
    assert html_of(page).endswith('<tr><th scope="row"></th><td></td></tr></tbody></table>')
    button(page, "Remove the row").click()
    button(page, "Add a column on the right").click()
    assert html_of(page).count('<th scope="col"></th>') == 1
    press(page, "Control+z")
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    click(page, page.locator("#sections-0 .section-text th").first)
    button(page, "Add a row above").click()
    assert html_of(page).count('scope="col"') == 4, "A row above a header row is a header row."
    press(page, "Control+z")
    button(page, "Header row").click()
    assert "<thead>" not in html_of(page)
    button(page, "Header row").click()
    assert head in html_of(page)
    press(page, "End", "Shift+ArrowRight")
    button(page, "Merge cells").click()
    assert '<th scope="colgroup" colspan="2">' in html_of(page)
    button(page, "Split cell").click()
    assert html_of(page).count('scope="col"') == 2
    save(page)
    assert from_html(stored())[1].header_rows == 1
    text_of(page)
    page.locator("#sections-0 .section-text td").first.click()
    button(page, "Remove the table").click()
    assert html_of(page) == "<p>Before</p>"
    assert page.said == []


def test_tab_never_traps_and_arrow_keys_move_in_the_toolbar(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("<p>One</p><ul><li>x</li><li>y</li></ul>")))
    text_of(page)
    inside = "document.activeElement.matches('#sections-0 [role=textbox]')"
    press(page, "Control+Home", "Tab")
    assert not page.evaluate(inside), "Tab in a paragraph leaves."
    text_of(page)
    press(page, "Control+End", "Tab")
    assert page.evaluate(inside), "Tab nests a list item."
    press(page, "Escape", "Tab")
    assert not page.evaluate(inside), "Escape and Tab leave, from everywhere."
    text_of(page)
    press(page, "Control+Home", "Shift+Tab")
    assert page.evaluate("document.activeElement.closest('[role=toolbar]') !== null"), "The toolbar is one stop."
    text_of(page)
    kind = page.locator("#sections-0").get_by_label("Kind of paragraph")
    press(page, "Control+End")
    expect(kind).to_be_disabled()
    press(page, "Alt+F10")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bold", "Lists have no headings."
    press(page, "Escape")
    press(page, "Control+Home")
    expect(kind).to_be_enabled()
    press(page, "Alt+F10")
    names = []
    for _ in range(4):
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        press(page, "ArrowRight")
    assert len(set(names)) == 4
    assert page.locator("#sections-0 [role=toolbar] [tabindex='0']").count() == 1
    press(page, "Home")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    press(page, "End")
    assert page.evaluate("document.activeElement.textContent") == "Redo"
    press(page, "Escape")
    assert page.evaluate(inside)


def test_lists_in_the_editor_show_bullets_and_numbers_and_an_indent(live_server, staff):
    """Django's own style sheet takes the bullets of all lists in forms away, with a weightier selector."""
    nested = "<ul><li>One<ul><li>Two<ul><li>Three</li></ul></li></ul></li></ul>"
    page = staff()
    page.goto(address(live_server, make_one(f"{nested}<ol><li>First</li></ol>")))
    text_of(page)
    items = page.locator("#sections-0 .section-text li")
    looks = "found => found.map((one) => getComputedStyle(one).listStyleType)"
    assert items.evaluate_all(looks) == ["disc", "circle", "square", "none"]
    indents = "found => found.map((one) => parseFloat(getComputedStyle(one.parentElement).paddingLeft))"
    assert min(items.evaluate_all(indents)) >= 30
    before = "one => getComputedStyle(one, '::before').content"
    assert page.locator("#sections-0 .section-text ol > li").evaluate(before) == '"1."'
