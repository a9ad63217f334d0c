"""What is pasted into a section: from Word, from the web, from another section."""

import re

import pytest

from jobdescriptions.word.html.subset import from_html, to_html
from tests.system.browser.sections import address, html_of, make_one, press, text_of

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

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


def in_a_box(tag: str, level: int, text: str, number: int = 1) -> str:
    """An item as Word for the web copies it."""
    return (
        f'<div class="ListContainerWrapper"><{tag} role="list"><li role="listitem" data-aria-posinset="{number}" '
        f'data-aria-level="{level}"><p>{text}</p></li></{tag}></div>'
    )


def test_items_of_word_for_the_web_are_nested_by_their_level(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("")))
    text_of(page)
    bullets = in_a_box("ul", 1, "Networks") + in_a_box("ul", 2, "switches") + in_a_box("ul", 2, "routers", 2)
    page.evaluate(PASTE, [bullets + in_a_box("ul", 1, "Servers", 2) + "<p>Then</p>" + in_a_box("ol", 1, "Five", 5)])
    page.wait_for_function("document.activeElement.textContent.includes('Five')")
    assert to_html(from_html(html_of(page))) == (
        "<ul><li>Networks<ul><li>switches</li><li>routers</li></ul></li><li>Servers</li></ul>"
        '<p>Then</p><ol start="5"><li>Five</li></ol>'
    )


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
