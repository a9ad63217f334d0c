"""The rich-text editor of sections and the cards around it, in a real browser, by keyboard and by mouse."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from jobdescriptions.models import JobDescription, Section
from jobdescriptions.word.html import from_html, to_html
from tests.browser.conftest import overflow
from tests.factory import make_job, make_salary, make_section
from tests.jobdescriptions.word.demo_document import DEMO
from tests.jobdescriptions.word.normal_values import NORMAL_BLOCKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDITOR = "/static/admin/section-editor"

#: Makes the smallest edit in each editor of the page, takes it back, and writes the text anew.
EDIT_EVERY_SECTION = """async () => {
  const {editorOf} = await import('/static/admin/section-editor/editor.js');
  const {write} = await import('/static/admin/section-editor/writing.js');
  return [...document.querySelectorAll('.card-saved textarea[data-section-editor]')].map((area) => {
    const view = editorOf(area);
    if (!view) return [area.dataset.editor];
    const stored = area.value;
    let place = 1;
    view.state.doc.descendants((node, pos) => {
      if (place === 1 && node.isTextblock) place = pos + 1;
    });
    view.dispatch(view.state.tr.insertText('Q', place));
    const edited = area.value;
    view.dispatch(view.state.tr.delete(place, place + 1));
    return ['started', stored, edited, write(view.state.doc), area.value];
  });
}"""

#: The same for texts that are given, each in a text area of its own.
EDIT_EVERY_TEXT = """async (texts) => {
  const {start} = await import('/static/admin/section-editor/editor.js');
  const {write} = await import('/static/admin/section-editor/writing.js');
  return texts.map((text, number) => {
    const area = document.createElement('textarea');
    area.id = `text-${number}`;
    const holder = document.createElement('div');
    holder.append(area);
    document.body.append(holder);
    area.value = text;
    const view = start(area);
    if (!view) return ['refused'];
    let place = 1;
    view.state.doc.descendants((node, pos) => {
      if (place === 1 && node.isTextblock) place = pos + 1;
    });
    view.dispatch(view.state.tr.insertText('Q', place));
    view.dispatch(view.state.tr.delete(place, place + 1));
    const answer = ['started', write(view.state.doc), area.value];
    view.destroy();
    holder.remove();
    return answer;
  });
}"""


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
    """Click into a text. ProseMirror takes 20 ms to settle in a text that gets the focus; people take longer too."""
    place.click()
    page.wait_for_timeout(60)


def html_of(page, number=0):
    return page.locator(f"#id_sections-{number}-body").input_value()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(20)  # The browser tells of a moved cursor a little later than of the key.


def button(page, name, number=0):
    return page.locator(f"#sections-{number} .section-toolbar").get_by_role("button", name=name, exact=True)


def save(page):
    with page.expect_navigation():
        page.locator("input[name=_continue]").click()


def stored(number=0):
    return Section.objects.order_by("order")[number].body


def test_every_section_of_every_reference_job_description_is_kept_to_the_letter(site, live_server, staff):
    page = staff()
    count = 0
    for job in JobDescription.objects.all():
        page.goto(address(live_server, job))
        page.locator("#sections-group").get_by_role("button", name="Open all").click()
        page.locator(".card-saved [role=textbox]").nth(job.sections.count() - 1).wait_for()
        for section, answer in zip(job.sections.all(), page.evaluate(EDIT_EVERY_SECTION), strict=True):
            state, before, edited, written, after = answer
            assert state == "started", (job.title, section.heading)
            assert before == section.body and edited != before, (job.title, section.heading)
            assert written == after == section.body, (job.title, section.heading)
            assert from_html(written) == from_html(section.body)
            count += 1
    assert JobDescription.objects.count() == 29 and count > 300
    assert page.said == []


def test_generated_texts_that_cover_the_subset_are_kept_to_the_letter(live_server, staff):
    page = staff()
    page.goto(f"{live_server.url}/admin/jobdescriptions/jobdescription/add/")
    texts = [*(to_html(section.blocks) for section in DEMO.sections), LEAPS]

    @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(NORMAL_BLOCKS, min_size=25, max_size=25))
    def draw(documents):
        texts.extend(to_html(blocks) for blocks in documents)

    draw()
    covered = " ".join(texts)
    for part in ("<thead>", "<caption>", "rowspan=", "colspan=", 'scope="row', "data-label=", "data-level=", "value="):
        assert part in covered
    answers = page.evaluate(EDIT_EVERY_TEXT, texts)
    for text, answer in zip(texts, answers, strict=True):
        assert answer == ["started", text, text]
        assert from_html(answer[1]) == from_html(text)


#: Numbers that leap, in formats that HTML lacks, and lists that skip levels or alternate.
LEAPS = (
    '<ol data-format="ordinal" start="0"><li>a</li><li value="7" data-label="Step 7">b<ul data-level="3"><li>c</li>'
    "</ul>"
    '<ol type="i"><li>d</li></ol></li></ol><ol data-format="none"><li data-label="*a">e</li></ol>'
)
ODD = [
    "<p>A <mark>marked</mark> word</p>",
    '<p class="x">Classed</p>',
    "<p>One</p>loose",
    "<blockquote><p>Quoted</p></blockquote>",
    "<ul><li><p>One</p><p>Two</p></li></ul>",
    "<table><tbody><tr><td>a</td></tr></tbody><tfoot><tr><td>b</td></tr></tfoot></table>",
    '<ol start="x"><li>One</li></ol>',
    "<p>A &nbsp;<b>bold</b></p>",
    "<!-- note --><p>One</p>",
]


def test_what_the_editor_would_not_keep_stays_a_text_area_that_says_why(live_server, staff):
    job = make_one(*ODD)
    page = staff()
    page.goto(address(live_server, job))
    page.locator("#sections-group").get_by_role("button", name="Open all").click()
    for number, body in enumerate(ODD):
        card = page.locator(f"#sections-{number}")
        area = card.locator("textarea")
        assert area.is_visible() and not card.locator("[role=textbox]").count(), body
        said = card.locator(".section-refused").inner_text()
        assert said.startswith("The editor is off for this text, because it would not keep everything in it: ")
        assert card.locator(".section-refused").get_attribute("id") in area.get_attribute("aria-describedby")
        assert area.input_value() == body
    page.locator("#id_work_year").fill("11 months")
    save(page)
    assert [section.body for section in job.sections.all()][: len(ODD)] == ODD
    assert page.said == []


def test_opening_and_saving_writes_nothing_and_undoing_everything_gives_the_first_text_back(live_server, staff):
    body = '<p>One</p><ol type="a"><li data-label="(a)">x</li><li data-label="(b)">y</li></ol>'
    job = make_one(body)
    page = staff()
    page.goto(address(live_server, job))
    text_of(page)
    press(page, "Control+Home")
    page.keyboard.type("Typed ")
    assert html_of(page).startswith("<p>Typed One</p>")
    for _ in range(3):
        press(page, "Control+z")
    assert html_of(page) == body
    page.locator("#id_work_year").fill("11 months")
    save(page)
    assert stored() == body
    assert JobDescription.objects.get().work_year == "11 months"


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
    save(page)
    assert stored() == (
        "<p>Plain <strong>bold</strong><br>H<sub>2</sub>O</p><h4>Tools</h4>"
        "<ol><li>First</li><li>Second<ol><li>Below</li></ol></li></ol><p>After</p>"
    )
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
    press(page, "Control+End", "Alt+F10")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bold", "Lists have no headings."
    press(page, "Escape", "Control+Home", "Alt+F10")
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


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<p class=MsoNormal style='margin-left:1in'><b style='mso-bidi-font-weight:normal'><span
style='color:red'>Bold</span></b>
and <span style='font-style:italic'>slanted</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Bullet one</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>Bullet below</p>
<p class=MsoNormal>Between</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>3)<span>&nbsp;</span></span>Three</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>4)<span>&nbsp;</span></span>Four</p>
<h1>Heading</h1>
<img src="file:///c:/x.png" alt=""><a href="file:///c:/x.docx">a file</a>
<script>alert(1)</script>
<!--EndFragment--></body></html>"""

WEB = """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p style="line-height:1.38"><span
style="font-weight:700;color:#f00">Bold</span><span style="font-weight:400"> plain</span></p><ul><li><p>one</p>
<p>two</p></li></ul><table style="border:1px solid"><tbody><tr><th onclick="x()">a</th></tr><tr><td
colspan="1">b</td></tr></tbody></table></b>"""

PASTE = """([html]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', 'plain');
  document.activeElement.dispatchEvent(new ClipboardEvent(
    'paste', {clipboardData: data, bubbles: true, cancelable: true}
  ));
}"""


def test_text_from_word_comes_in_without_its_styles_and_with_its_lists(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("")))
    text_of(page)
    page.evaluate(PASTE, [WORD])
    page.locator("#form-status", has_text="Pasted without a picture and a link").wait_for(state="attached")
    pasted = html_of(page)
    assert to_html(from_html(pasted)) == (
        "<p><strong>Bold</strong> and <em>slanted</em></p>"
        "<ul><li>Bullet one<ul><li>Bullet below</li></ul></li></ul><p>Between</p>"
        '<ol start="3"><li data-label="3)">Three</li><li data-label="4)">Four</li></ol>'
        "<h3>Heading</h3><p>a file</p>"
    )
    assert not re.search("style|class|script|span", pasted)
    assert page.said == [], "Pasting breaks no content security policy."


def test_text_from_a_web_page_comes_in_without_its_styles(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("")))
    text_of(page)
    page.evaluate(PASTE, [WEB])
    assert to_html(from_html(html_of(page))) == (
        "<p><strong>Bold</strong> plain</p><ul><li>one<br>two</li></ul>"
        '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>'
    )
    assert page.said == []


def test_what_is_copied_in_the_editor_comes_back_the_same(live_server, staff):
    body = (
        '<p>One</p><ol type="i" start="2"><li data-label="(ii)">x</li><li data-label="(iii)">y</li></ol>'
        '<table><caption>Pay</caption><thead><tr><th scope="col">a</th></tr></thead>'
        "<tbody><tr><td>b</td></tr></tbody></table>"
    )
    page = staff(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address(live_server, make_one(body, "")))
    text_of(page)
    press(page, "Control+a", "Control+c")
    text_of(page, 1)
    press(page, "Control+v")
    page.wait_for_function("document.querySelector('#id_sections-1-body').value !== ''")
    assert html_of(page, 1) == body


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
    assert page.get_by_text("“Section 2” goes away when you save.").is_visible()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_cards_the_editor_and_the_dialogs(live_server, staff, scheme):
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    table = "<table><thead><tr><th scope='col'>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    body = f'<p>A <a href="https://example.org">link</a></p><ol type="a"><li>x</li></ol>{table}'.replace("'", '"')
    job = make_one(body, "<p class='x'>Refused</p>")
    for width in (1280, 320):
        page = staff(width, color_scheme=scheme, bypass_csp=True)
        page.goto(address(live_server, job))
        text_of(page)
        page.locator("#sections-1 summary").click()
        page.get_by_role("button", name="Remove: Salary information").click()
        page.locator("#sections-0 .section-text td").click()
        found = axe.run(page, context={"include": [[".cards"]]})
        assert found.violations_count == 0, f"{width}:\n{found.generate_report()}"
        button(page, "Add a table").click()
        found = axe.run(page, context={"include": [["dialog"]]})
        assert found.violations_count == 0, f"{width}:\n{found.generate_report()}"
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
