import pytest

from jobdescriptions.word.document import Heading, Paragraph, Run
from tests.unit.jobdescriptions.word.docx_parts import blocks, p, r, style

STYLES = (
    style("Plain", "Normal")
    + style("BoldText", "Bold Text", "<w:rPr><w:b/></w:rPr>")
    + style("Child", "Child", based_on="BoldText")
    + style("H1", "heading 1", "<w:rPr><w:b/><w:i/><w:u w:val='single'/></w:rPr>")
    + style("Strong", "Strong", "<w:rPr><w:b/></w:rPr>", kind="character")
    + style("Not", "Not Bold", "<w:rPr><w:b w:val='0'/></w:rPr>", kind="character")
    + style("Hyperlink", "Hyperlink", "<w:rPr><w:u w:val='single'/></w:rPr>", kind="character")
    + style("Line", "Line", "<w:rPr><w:u w:val='single'/></w:rPr>", kind="character")
)


def marks(run_properties: str, paragraph_style: str = "Plain") -> str:
    (block,) = blocks(p(r("Text", run_properties), f'<w:pStyle w:val="{paragraph_style}"/>'), styles=STYLES)
    return block.runs[0].marks


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("<w:b/>", "b"),
        ('<w:b w:val="1"/><w:i w:val="true"/>', "bi"),
        ('<w:b w:val="0"/><w:i w:val="off"/>', ""),
        ('<w:u w:val="double"/>', "u"),
        ('<w:u w:val="none"/>', ""),
        ("<w:strike/>", "s"),
        ('<w:dstrike/><w:strike w:val="0"/>', "s"),
        ('<w:vertAlign w:val="superscript"/>', "r"),
        ('<w:vertAlign w:val="subscript"/>', "l"),
        ('<w:vertAlign w:val="baseline"/>', ""),
        ('<w:vertAlign w:val="superscript"/><w:strike/><w:u w:val="single"/><w:i/><w:b/>', "biusr"),
        ("<w:caps/><w:smallCaps/><w:color/>", ""),
    ],
)
def test_direct_marks(properties, expected):
    assert marks(properties) == expected


@pytest.mark.parametrize(
    ("properties", "paragraph_style", "expected"),
    [
        ("", "BoldText", "b"),
        ("", "Child", "b"),
        ('<w:b w:val="0"/>', "BoldText", ""),
        ('<w:rStyle w:val="Strong"/>', "Plain", "b"),
        ('<w:rStyle w:val="Strong"/>', "BoldText", ""),
        ('<w:rStyle w:val="Strong"/><w:b/>', "BoldText", "b"),
        ('<w:rStyle w:val="Not"/>', "BoldText", "b"),
        ('<w:rStyle w:val="Line"/>', "Plain", "u"),
        ('<w:rStyle w:val="Line"/><w:u w:val="none"/>', "Plain", ""),
        ('<w:rStyle w:val="Hyperlink"/>', "Plain", ""),
        ('<w:rStyle w:val="Missing"/>', "BoldText", "b"),
    ],
)
def test_marks_by_style_combine_as_in_word(properties, paragraph_style, expected):
    assert marks(properties, paragraph_style) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [("", ""), ("<w:b/>", "b"), ('<w:b w:val="0"/>', ""), ("<w:strike/>", "s"), ('<w:rStyle w:val="Strong"/>', "")],
)
def test_the_look_of_a_heading_style_is_no_mark(properties, expected):
    assert marks(properties, "H1") == expected


def test_a_character_style_marks_words_in_a_heading_that_is_not_bold():
    styles = style("H1", "heading 1") + style("Strong", "Strong", "<w:rPr><w:b/></w:rPr>", kind="character")
    body = p(r("One ") + r("two", '<w:rStyle w:val="Strong"/>'), '<w:pStyle w:val="H1"/>')
    assert blocks(body, styles=styles) == [Heading(1, (Run("One "), Run("two", "b")))]


def test_document_defaults_and_the_default_style_apply_where_nothing_else_is_said():
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert blocks(p("Text"), styles=defaults) == [Paragraph((Run("Text", "b"),))]
    default = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:i/></w:rPr></w:style>'
    assert blocks(p("Text"), styles=default) == [Paragraph((Run("Text", "i"),))]
