"""The HTML subset: what blocks become, what editors' HTML becomes, and that nothing is lost on the way."""

from __future__ import annotations

import random
from functools import partial
from types import SimpleNamespace

import nh3
import pytest
from hypothesis import HealthCheck, given
from lxml import etree

from jobdescriptions.word.document import Cell, Heading, ListItem, Paragraph, Run, Table
from jobdescriptions.word.grids import count_unbroken_rows
from jobdescriptions.word.html import reader
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from jobdescriptions.word.understand.normal import normalize_blocks
from tests.profiles import examples
from tests.unit.jobdescriptions.word.normal_values import BLOCKS, NORMAL_BLOCKS

FEW = examples(0.5, suppress_health_check=list(HealthCheck))


def paragraph(text: str, marks: str = "", href: str = "") -> Paragraph:
    return Paragraph((Run(text, marks, href),))


def bullet(text: str, level: int = 0) -> ListItem:
    return ListItem(level, "bullet", (Run(text),))


def numbered(text: str, number: int, level: int = 0, style: str = "decimal", label: str = "") -> ListItem:
    return ListItem(level, style, (Run(text),), number, label or f"{number}.")


@FEW
@given(NORMAL_BLOCKS)
def test_html_gives_back_the_blocks_that_it_was_made_of(blocks):
    assert from_html(to_html(blocks)) == blocks


@FEW
@given(BLOCKS)
def test_the_normal_form_of_a_normal_form_is_itself(blocks):
    once = normalize_blocks(blocks)
    assert normalize_blocks(once) == once


@FEW
@given(NORMAL_BLOCKS)
def test_the_second_wall_lets_our_html_through_unchanged(blocks):
    allowed = {
        "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td",
        "strong", "em", "u", "s", "sup", "sub", "a", "br", "span",
    }  # fmt: skip
    attributes = {
        "ol": {"type", "start", "data-format", "data-level"},
        "p": {"data-clause"},
        "ul": {"data-level"},
        "li": {"value", "data-label"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "a": {"href"},
        "span": {"lang"},
    }
    html = to_html(blocks)
    cleaned = nh3.clean(
        html,
        tags=allowed,
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    assert from_html(cleaned) == blocks


def test_headings_below_a_section_start_at_the_third_level():
    blocks = tuple(Heading(level, (Run("Heading"),)) for level in (1, 2, 3, 4))
    assert to_html(blocks) == "<h3>Heading</h3><h4>Heading</h4><h5>Heading</h5><h6>Heading</h6>"


def test_all_text_is_escaped():
    blocks = (paragraph('<script>alert("1")</script> & "x"'), paragraph("x", "", 'https://example.org/?a="><script>'))
    html = to_html(blocks)
    assert "<script" not in html
    assert from_html(html) == blocks


def test_marks_and_links_nest_in_one_order():
    blocks = (Paragraph((Run("all", "bius"), Run("2", "r"), Run("link", "b", "https://example.org/?a=1&b=2"))),)
    assert to_html(blocks) == (
        "<p><strong><em><u><s>all</s></u></em></strong><sup>2</sup>"
        '<a href="https://example.org/?a=1&amp;b=2"><strong>link</strong></a></p>'
    )


def test_lists_nest_by_level_and_say_their_numbers():
    blocks = (
        numbered("three", 3),
        numbered("a", 1, 1, "lowerLetter", "(a)"),
        bullet("deep", 3),
        numbered("four", 4),
        numbered("seven", 7),
        bullet("other"),
    )
    html = to_html(blocks)
    assert html == (
        '<ol start="3"><li>three<ol type="a"><li data-label="(a)">a<ul data-level="3"><li>deep</li></ul></li></ol></li>'
        '<li>four</li><li value="7">seven</li></ol><ul><li>other</li></ul>'
    )
    assert from_html(html) == blocks


def test_number_formats_that_html_lacks_are_named():
    blocks = (numbered("first", 1, style="ordinal", label="1st."), numbered("zero", 1, 1, "decimalZero", "01."))
    html = to_html(blocks)
    assert html == ('<ol data-format="ordinal"><li>first<ol data-format="decimalZero"><li>zero</li></ol></li></ol>')
    assert from_html(html) == blocks


def test_a_table_has_a_caption_a_head_scopes_and_spans():
    blocks = (
        Table(
            (
                (Cell((paragraph("Both"),), colspan=2), Cell((paragraph("C"),))),
                (Cell((paragraph("label"),), rowspan=2), Cell((paragraph("1"), paragraph("2"))), Cell(())),
                (Cell((bullet("x"),)), Cell(())),
            ),
            header_rows=1,
            header_column=True,
            summary="What it shows",
        ),
    )
    html = to_html(blocks)
    assert html == (
        "<table><caption>What it shows</caption>"
        '<thead><tr><th scope="colgroup" colspan="2">Both</th><th scope="col">C</th></tr></thead>'
        '<tbody><tr><th scope="rowgroup" rowspan="2">label</th><td><p>1</p><p>2</p></td><td></td></tr>'
        "<tr><td><ul><li>x</li></ul></td><td></td></tr></tbody></table>"
    )
    assert from_html(html) == blocks


def test_the_paragraphs_of_a_clause_carry_its_key():
    blocks = (
        Paragraph((Run("Tuberculosis.", "b"), Run(" A risk assessment.")), "tuberculosis"),
        Paragraph((Run("Repeated every four years."),), "tuberculosis"),
        paragraph("Plain."),
    )
    html = to_html(blocks)
    assert html == (
        '<p data-clause="tuberculosis"><strong>Tuberculosis.</strong> A risk assessment.</p>'
        '<p data-clause="tuberculosis">Repeated every four years.</p><p>Plain.</p>'
    )
    assert from_html(html) == blocks


@pytest.mark.parametrize(
    "html",
    [
        '<p data-clause="Two Words">Words</p>',
        '<p data-clause="-x">Words</p>',
        f'<p data-clause="{"x" * 51}">Words</p>',
        '<div data-clause="tuberculosis">Words</div>',
        '<ul><li><p data-clause="tuberculosis">Words</p></li></ul>',
        '<table><tr><td><p data-clause="tuberculosis">Words</p></td><td></td></tr></table>',
        '<p>a</p><p data-clause="tuberculosis"></p><p>Words</p>',
    ],
)
def test_only_a_paragraph_of_the_text_with_a_wellformed_key_is_a_clause(html):
    blocks = from_html(html)
    assert "Words" in to_text(blocks) and "data-clause" not in to_html(blocks)


def test_text_keeps_its_breaks_tabs_and_spaces():
    blocks = (paragraph("one\ntwo\tthree  four \u00a0 five"),)
    assert to_html(blocks) == "<p>one<br>two\tthree  four \u00a0 five</p>"
    assert from_html(to_html(blocks)) == blocks


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", ()),
        ("just words", (paragraph("just words"),)),
        ("<div>one</div><div>two<br></div><div><br></div>", (paragraph("one"), paragraph("two"))),
        ("<p>one\n  two</p>\n\n<p>&nbsp;</p>", (paragraph("one two"),)),
        ("<p>one<br>\n  two</p>", (paragraph("one\ntwo"),)),
        ("<b>x</b><i>y</i>", (Paragraph((Run("x", "b"), Run("y", "i"))),)),
        ('<span style="font-weight: 700; color: red">x</span>', (paragraph("x", "b"),)),
        ('<b style="font-weight:normal"><p>x</p></b>', (paragraph("x"),)),
        ("<h1>Big</h1><h2><strong>Bold</strong></h2>", (Heading(1, (Run("Big"),)), Heading(1, (Run("Bold"),)))),
        ("<ul><li><p>a</p><p>b</p></li></ul>", (bullet("a\nb"),)),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", (bullet("a"), bullet("b", 1), bullet("c"))),
        ("<ul><li>a<ul><li>b</li></ul>after</li></ul>", (bullet("a"), bullet("b", 1), paragraph("after"))),
        ("<ul><li></li><li>a</li></ul>", (bullet("a"),)),
        (
            '<ol type="I" start="4"><li>a<li>b</ol>',
            (numbered("a", 4, 0, "upperRoman", "IV."), numbered("b", 5, 0, "upperRoman", "V.")),
        ),
        ("<dl><dt>term</dt><dd>meaning</dd></dl>", (paragraph("term"), paragraph("meaning"))),
        ("<blockquote><p>said</p></blockquote><hr><pre>one\ntwo</pre>", (paragraph("said"), paragraph("one two"))),
        ('<p><img src="x.png" alt="A chart"> <font color="red">red</font></p>', (paragraph("A chart red"),)),
        ("<p>a<!-- b --><?php c ?>d</p>", (paragraph("ad"),)),
    ],
)  # fmt: skip
def test_what_editors_write_is_understood(html, blocks):
    assert from_html(html) == blocks


def test_an_editors_table_without_a_head_has_its_header_cells_understood():
    html = "<table><tr><th>A</th><th>B</th></tr><tr><th>1</th><td>2</td></tr><tr><th>3</th></tr></table>"
    (table,) = from_html(html)
    assert (table.header_rows, table.header_column) == (1, True)
    assert [[to_text(cell.blocks) for cell in row] for row in table.rows] == [["A", "B"], ["1", "2"], ["3", ""]]


def test_a_table_of_nothing_but_header_cells_has_no_header_rows():
    (table,) = from_html("<table><tr><th>A</th></tr><tr><th>B</th></tr></table>")
    assert table.header_rows == 0


def test_words_in_odd_places_of_a_table_are_kept():
    blocks = from_html("<table>stray<tr><td>in</td>more</tr></table>")
    assert "stray" in to_text(blocks) and "more" in to_text(blocks) and "in" in to_text(blocks)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java\nscript:alert(1)">x</a>',
        '<a href="data:text/html,<script>">x</a>',
        "<style>p{}</style><iframe src=x></iframe><svg><script>alert(1)</script></svg>",
        '<img src=x onerror="alert(1)">',
        "<p>&lt;script&gt;</p>",
    ],
)
def test_nothing_that_runs_comes_through(html):
    clean = to_html(from_html(html))
    assert "<script" not in clean and "javascript" not in clean and "data:" not in clean
    assert "onclick" not in clean and "onerror" not in clean and "alert" not in clean


@pytest.mark.parametrize("tags", [("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>")])
def test_absurd_nesting_loses_no_words(tags, monkeypatch):
    monkeypatch.setattr(reader, "_MAX_DEPTH", 5)
    for depth in (4, 6, 12):
        assert "deep" in to_text(from_html(f"{tags[0] * depth}deep{tags[1] * depth}"))


def test_nesting_deeper_than_the_parser_follows_loses_no_words(monkeypatch):
    """With the 256 levels that libxml2 follows usually instead of the 2,048 that it can be made to."""
    parser = partial(etree.HTMLParser, encoding="utf-8")
    monkeypatch.setattr(
        reader, "etree", SimpleNamespace(fromstring=etree.fromstring, HTMLParser=lambda **options: parser())
    )
    assert "deep" in to_text(from_html("<div>" * 270 + "deep" + "</div>" * 270))


def test_plain_text_has_a_line_for_each_block():
    blocks = (
        Heading(1, (Run("Tools"),)),
        paragraph("Some\ntext"),
        numbered("first", 1),
        bullet("point"),
        Table(((Cell((paragraph("a"), paragraph("b"))), Cell((paragraph("c"),))),)),
    )
    assert to_text(blocks) == "Tools\nSome\ntext\n1. first\npoint\na b\tc"


def test_the_last_of_a_text_in_a_style_attribute_counts_and_only_of_known_properties():
    style = "mso-bidi-font-weight:bold;FONT-STYLE : Italic;text-decoration-line:overline underline"
    styled = f'<p><span style="{style}">a</span>'
    (text,) = from_html(f'{styled}<b style="font-weight: normal">b</b><i style="vertical-align:sub">c</i></p>')
    assert [(run.text, run.marks) for run in text.runs] == [("a", "iu"), ("b", ""), ("c", "il")]


def test_spaces_around_a_line_end_of_the_source_are_one_space_and_others_stay():
    (text,) = from_html("<p>a  b \t \r\n\f c   </p>")
    assert text.runs[0].text == "a  b c"


def test_an_item_of_nothing_but_breaks_is_none_and_its_words_begin_no_new_line():
    html = "<ul><li><br><p> </p><p></p></li><li><p> </p><p>a</p><p> </p><p>b</p></li></ul>"
    assert [item.runs[0].text for item in from_html(html)] == ["a\nb"]


def test_header_rows_end_where_no_cell_reaches_across():
    draw = random.Random(1)
    for _ in range(500):
        rows = [[Cell((), 1, draw.randint(1, 3)) for _ in range(draw.randint(0, 2))] for _ in range(draw.randint(1, 6))]
        for wanted in range(len(rows) + 1):
            whole = [
                height
                for height in range(wanted + 1)
                if all(y + cell.rowspan <= height for y in range(height) for cell in rows[y])
            ]
            assert count_unbroken_rows(rows, wanted) == max(whole)
