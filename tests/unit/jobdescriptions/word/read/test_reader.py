from dataclasses import FrozenInstanceError

import pytest

from jobdescriptions.word.document import Heading, ListItem, Paragraph, Run
from jobdescriptions.word.read.reader import ReadDocument, read
from tests.recursion import fewer_calls
from tests.unit.jobdescriptions.word.docx_parts import (
    blocks,
    blocks_and_codes,
    definition,
    docx,
    field,
    item,
    level,
    num,
    p,
    part,
    r,
    relationships,
    style,
    styled,
    tbl,
    tc,
    tr,
)

HEADINGS = style("H1", "heading 1") + style("H2", "Heading 2") + style("T", "Title")


def paragraph(text: str, marks: str = "", href: str = "") -> Paragraph:
    return Paragraph((Run(text, marks, href),))


def heading(level_: int, text: str) -> Heading:
    return Heading(level_, (Run(text),))


def test_an_empty_document_has_no_blocks():
    assert read(docx()).value == ReadDocument(())
    assert read(docx()).messages == ()


def test_what_was_read_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        read(docx()).value.title = "Another"


def test_title_and_language_come_from_the_properties():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Help Desk\n Manager</dc:title>'
        "<dc:language>en-US</dc:language></cp:coreProperties>"
    )
    rels = relationships(("rId1", "officeDocument", "word/document.xml"), ("rId2", "core-properties", "docProps/c.xml"))
    value = read(docx(p("Text"), extra={"_rels/.rels": rels, "docProps/c.xml": core})).value
    assert (value.title, value.language) == ("Help Desk Manager", "en-US")


def test_language_comes_from_the_styles_if_the_properties_do_not_give_it():
    defaults = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>'
    assert read(docx(p("Text"), styles=defaults)).value.language == "en-GB"


def test_paragraphs_come_in_order_and_empty_ones_are_dropped():
    body = p("One") + p() + p(" \u00a0\u2003 ") + p('<w:r><w:br w:type="page"/></w:r>') + p("Two")
    assert blocks(body) == [paragraph("One"), paragraph("Two")]


def test_white_space_at_the_ends_of_a_paragraph_is_dropped():
    assert blocks(p(r("  One", "<w:b/>") + r(" two ") + r(" "))) == [Paragraph((Run("One", "b"), Run(" two")))]


def test_equal_neighbors_are_one_run():
    assert blocks(p(r("Help ") + "<w:proofErr/>" + r("") + r("Desk"))) == [paragraph("Help Desk")]


def test_tabs_and_breaks_and_hyphens_are_characters():
    run = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:ptab/><w:t>e</w:t>"
        "<w:noBreakHyphen/><w:t>f</w:t><w:softHyphen/><w:t>g</w:t></w:r>"
    )
    assert blocks(p(run)) == [paragraph("a\tb\nc\nd\te\u2011f\u00adg")]


def test_a_line_end_in_the_xml_is_a_space():
    assert blocks(p(r("one\ntwo"))) == [paragraph("one two")]


# Headings


def test_headings_by_style_name():
    body = styled("Title", "T") + styled("One", "H1") + styled("Two", "H2") + styled("Text", "unknown")
    assert blocks(body, styles=HEADINGS) == [
        heading(0, "Title"),
        heading(1, "One"),
        heading(2, "Two"),
        paragraph("Text"),
    ]


def test_headings_by_outline_level_of_a_style_and_of_those_that_rest_on_it():
    styles = style("A", "District", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>') + style("B", "Deep", based_on="A")
    assert blocks(styled("One", "B"), styles=styles) == [heading(3, "One")]


def test_headings_by_direct_outline_level():
    assert blocks(p("One", '<w:outlineLvl w:val="0"/>')) == [heading(1, "One")]


def test_outline_level_of_body_text_makes_no_heading():
    toc = style("TOC", "TOC Heading", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>', based_on="H1")
    body = styled("Contents", "TOC") + p("Text", '<w:pStyle w:val="H1"/><w:outlineLvl w:val="9"/>')
    assert blocks(body, styles=HEADINGS + toc) == [paragraph("Contents"), paragraph("Text")]


def test_a_style_that_rests_on_itself_does_no_harm():
    styles = style("A", "One", based_on="B") + style("B", "Two", based_on="A")
    assert blocks(styled("Text", "A"), styles=styles) == [paragraph("Text")]


def test_an_empty_heading_is_dropped():
    assert blocks(styled("", "H1"), styles=HEADINGS) == []


def test_a_long_heading_is_kept_with_a_message():
    result = read(docx(styled("word " * 30, "H1"), styles=HEADINGS))
    assert isinstance(result.value.blocks[0], Heading)
    assert [(m.level, m.code) for m in result.messages] == [("warning", "long-heading")]


# Links and fields


def test_a_link_is_kept_with_its_text():
    body = p(r("See ") + f'<w:hyperlink r:id="x">{r("the ")}{r("site", "<w:b/>")}</w:hyperlink>' + r("."))
    assert blocks(body, links={"x": "https://a.example/?q=1"}) == [
        Paragraph(
            (
                Run("See "),
                Run("the ", "", "https://a.example/?q=1"),
                Run("site", "b", "https://a.example/?q=1"),
                Run("."),
            )
        )
    ]


def test_the_place_in_a_page_belongs_to_its_link():
    body = p(f'<w:hyperlink r:id="x" w:anchor="duties">{r("site")}</w:hyperlink>')
    assert blocks(body, links={"x": "https://a.example/"}) == [paragraph("site", "", "https://a.example/#duties")]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "file:///c:/x.doc", "ftp://a.example/", "https://", "mailto:"],
)
def test_links_that_are_not_web_or_mail_are_dropped_and_said(address):
    body = p(f'<w:hyperlink r:id="x">{r("site")}</w:hyperlink>')
    found, codes = blocks_and_codes(body, links={"x": address})
    assert (found, codes) == ([paragraph("site")], ["links-dropped"])


def test_a_link_inside_the_document_is_dropped_and_said():
    body = p(f'<w:hyperlink w:anchor="_Toc1">{r("Duties")}</w:hyperlink>')
    assert blocks_and_codes(body) == ([paragraph("Duties")], ["inner-links-dropped"])


def test_a_link_that_leads_nowhere_keeps_its_text():
    assert blocks_and_codes(p(f'<w:hyperlink r:id="none">{r("site")}</w:hyperlink>'))[0] == [paragraph("site")]


def test_a_web_address_is_external_even_where_the_file_does_not_say_so():
    rels = relationships(("x", "hyperlink", "https://a.example/")).replace(' TargetMode="External"', "")
    body = p(f'<w:hyperlink r:id="x">{r("site")}</w:hyperlink>')
    assert blocks(body, extra={"word/_rels/document.xml.rels": rels}) == [paragraph("site", "", "https://a.example/")]


def test_a_link_by_field_is_a_link():
    body = p(field(' HYPERLINK "mailto:hr@a.example" ', r("HR")) + r(" office"))
    assert blocks(body) == [Paragraph((Run("HR", "", "mailto:hr@a.example"), Run(" office")))]


def test_a_link_by_simple_field_is_a_link():
    body = p(f'<w:fldSimple w:instr="HYPERLINK &quot;https://a.example/&quot;">{r("site")}</w:fldSimple>')
    assert blocks(body) == [paragraph("site", "", "https://a.example/")]


def test_a_field_inside_a_link_belongs_to_it():
    body = p(field('HYPERLINK "https://a.example/"', r("page ") + field("PAGEREF x", r("3"))) + r(" ends"))
    assert blocks(body) == [Paragraph((Run("page 3", "", "https://a.example/"), Run(" ends")))]


def test_simple_fields_inside_each_other_close_one_by_one():
    inner = f'<w:fldSimple w:instr="A">{r("two")}</w:fldSimple>'
    link = 'HYPERLINK "https://a.example/"'
    body = p(field(link, f'<w:fldSimple w:instr="A">{r("one ")}{inner}</w:fldSimple>' + r(" three")) + r(" four"))
    assert blocks(body) == [Paragraph((Run("one two three", "", "https://a.example/"), Run(" four")))]


def test_results_of_fields_are_text():
    body = p(field("DATE", r("May 1")) + f'<w:fldSimple w:instr="MERGEFIELD x">{r(" merged")}</w:fldSimple>')
    assert blocks(body) == [paragraph("May 1 merged")]


def test_a_field_that_never_ends_loses_nothing():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert blocks(p(begin + r("One")) + p("Two")) == [paragraph("One"), paragraph("Two")]
    assert blocks(p(end + r("One"))) == [paragraph("One")]


def test_old_form_fields_show_their_state():
    def box(data: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    body = p(
        box('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
        + r(" Exempt ")
        + box("<w:checkBox/>")
        + r(" Other ")
        + box('<w:ddList><w:result w:val="1"/><w:listEntry w:val="10"/><w:listEntry w:val="12"/></w:ddList>')
    )
    assert blocks(body) == [paragraph("☒ Exempt ☐ Other 12")]


def test_fields_that_fetch_are_said():
    found, codes = blocks_and_codes(p(field('INCLUDETEXT "c:\\x.doc"', r("Text"))))
    assert (found, codes) == ([paragraph("Text")], ["fetching-fields"])


# Wrappers


@pytest.mark.parametrize(
    "wrapper",
    [
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:bdo>{}</w:bdo>",
        "<w:dir>{}</w:dir>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:unknown>{}</w:unknown>",
    ],
)
def test_wrappers_are_transparent_around_runs_and_around_paragraphs(wrapper):
    assert blocks(p(wrapper.format(r("Text")))) == [paragraph("Text")]
    assert blocks(wrapper.format(p("Text"))) == [paragraph("Text")]


def test_nested_wrappers_are_read_with_few_calls_for_each_level():
    """A hundred controls or two hundred tags in each other would be read with the calls that Python allows."""
    opening, closing = "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"
    for body in (opening * 20 + p("Text") + closing * 20, p("<w:smartTag>" * 40 + r("Text") + "</w:smartTag>" * 40)):
        assert blocks(body) == [paragraph("Text")]
        with fewer_calls(100):
            assert blocks(body) == [paragraph("Text")]


def test_a_placeholder_is_kept_and_said():
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Enter text')}</w:sdtContent></w:sdt>"
    assert blocks_and_codes(p(control)) == ([paragraph("Enter text")], ["placeholders-kept"])


def test_paragraphs_in_a_content_control_that_names_a_clause_state_it():
    inner = p("Risk assessment.")
    control = "<w:sdt><w:sdtPr><w:tag w:val='{}'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = p("Before.") + control.format("clause:tuberculosis", inner * 2) + control.format("clause:No key", inner)
    blocks = read(docx(body)).value.blocks
    assert [block.clause for block in blocks] == ["", "tuberculosis", "tuberculosis", ""]
    nested = control.format("clause:outer", p("Outer.") + control.format("clause:inner", inner))
    assert [block.clause for block in read(docx(nested)).value.blocks] == ["outer", "inner"]
    without_tag = control.format("", inner).replace("w:tag w:val=''", "w:alias w:val='Clause: drivers license'")
    assert [block.clause for block in read(docx(without_tag)).value.blocks] == ["drivers-license"]


def test_a_run_without_paragraph_makes_one():
    assert blocks(r("Text") + p("More")) == [paragraph("Text"), paragraph("More")]


# Tracked changes


def test_tracked_changes_are_read_as_if_accepted():
    body = p(
        f"<w:ins>{r('new ')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        f"<w:moveTo>{r('here')}</w:moveTo><w:moveFrom>{r('there')}</w:moveFrom>"
    )
    assert blocks_and_codes(body) == ([paragraph("new here")], ["tracked-changes-accepted"])


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    first = p("One ", "<w:rPr><w:del/></w:rPr>")
    assert blocks_and_codes(first + styled("two", "H1"), styles=HEADINGS) == (
        [heading(1, "One two")],
        ["tracked-changes-accepted"],
    )


def test_a_deleted_paragraph_mark_at_the_end_loses_nothing():
    last = p("One", "<w:rPr><w:del/></w:rPr>")
    assert blocks_and_codes(last)[0] == [paragraph("One")]
    assert blocks_and_codes(last + tbl(tr(tc("Two"))))[0][0] == paragraph("One")


def test_a_deleted_row_is_dropped():
    body = tbl(tr(tc("One")), tr(tc("Two"), properties="<w:del/>"))
    found, codes = blocks_and_codes(body)
    assert [[cell.blocks for cell in row] for row in found[0].rows] == [[(paragraph("One"),)]]
    assert codes == ["tracked-changes-accepted"]


def test_tracked_changes_of_formatting_are_said():
    body = p(r("Text", "<w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>"))
    assert blocks_and_codes(body) == ([paragraph("Text", "b")], ["tracked-changes-accepted"])


def test_several_changes_give_one_message_with_their_number():
    (message,) = read(docx(p(f"<w:ins>{r('a')}</w:ins><w:ins>{r('b')}</w:ins>"))).messages
    assert message.text == (
        "The document has 2 tracked changes; they were read as if accepted. To decide otherwise, accept or reject them "
        "in Word under Review > Changes, and send the file again."
    )


# Text boxes, notes, symbols and the rest

BOX = f"<w:txbxContent>{p('Box')}</w:txbxContent>"
CHOICE = (
    f'<mc:Choice Requires="wps"><w:drawing><a:graphic><wps:txbx>{BOX}</wps:txbx></a:graphic></w:drawing></mc:Choice>'
)
OLD_BOX = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"


@pytest.mark.parametrize(
    "box",
    [
        OLD_BOX,
        f"<mc:AlternateContent>{CHOICE}<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent>{CHOICE}</mc:AlternateContent>",
        f'<mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>',
    ],
)
def test_a_text_box_is_read_once_and_after_its_paragraph(box):
    found, codes = blocks_and_codes(p(r("One ") + f"<w:r>{box}</w:r>" + r("paragraph")) + p("Two"))
    assert found == [paragraph("One paragraph"), paragraph("Box"), paragraph("Two")]
    assert codes == ["text-boxes-moved"]


def test_a_text_box_waits_for_the_end_of_a_joined_paragraph():
    first = p(r("One ") + f"<w:r>{OLD_BOX}</w:r>", "<w:rPr><w:del/></w:rPr>")
    assert blocks_and_codes(first + p("two"))[0] == [paragraph("One two"), paragraph("Box")]
    assert blocks_and_codes(first + tbl(tr(tc("two"))))[0][:2] == [paragraph("One"), paragraph("Box")]


def test_a_text_box_in_a_text_box_is_read_once():
    inner = f"<w:txbxContent>{p(r('Outer') + f'<w:r>{OLD_BOX}</w:r>')}</w:txbxContent>"
    body = p(f"<w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>")
    assert blocks_and_codes(body) == ([paragraph("Outer"), paragraph("Box")], ["text-boxes-moved"])


def test_alternate_content_is_read_once_around_paragraphs_too():
    body = f'<mc:AlternateContent><mc:Choice Requires="x">{p("New")}</mc:Choice><mc:Fallback>{p("Old")}</mc:Fallback>'
    assert blocks(f"{body}</mc:AlternateContent>") == [paragraph("New")]


def test_a_footnote_stands_after_its_paragraph():
    footnotes = (
        '<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>" + r(" See the law."))}</w:footnote>'
    )
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    found, codes = blocks_and_codes(p(r("Text") + reference + r(".")) + p("Next"), footnotes=footnotes)
    assert found == [paragraph("Text[1]."), paragraph("[1] See the law."), paragraph("Next")]
    assert codes == ["notes-moved"]


def test_endnotes_are_numbered_in_roman_and_links_in_notes_are_their_own():
    link = f'<w:hyperlink r:id="x">{r("site")}</w:hyperlink>'
    found, _ = blocks_and_codes(
        p(r("Text") + '<w:r><w:endnoteReference w:id="1"/></w:r>'),
        endnotes=f'<w:endnote w:id="1">{p(link)}</w:endnote>',
        links={"x": "https://wrong.example/"},
        extra={"word/_rels/endnotes.xml.rels": relationships(("x", "hyperlink", "https://right.example/"))},
    )
    assert found == [paragraph("Text[i]"), Paragraph((Run("[i] "), Run("site", "", "https://right.example/")))]


def test_a_note_that_does_not_exist_does_no_harm():
    body = p(r("Text") + '<w:r><w:footnoteReference w:id="7"/></w:r>')
    assert blocks_and_codes(body) == ([paragraph("Text[1]")], [])


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [("Symbol", "F0B7", "•"), ("Wingdings", "F0FC", "✓"), ("Symbol", "F062", "β"), ("Arial", "00E9", "é")],
)
def test_signs_of_symbol_fonts_become_ordinary_characters(font, code, sign):
    assert blocks(p(f'<w:r><w:sym w:font="{font}" w:char="{code}"/><w:t> text</w:t></w:r>')) == [
        paragraph(f"{sign} text")
    ]
    if code.startswith("F0"):
        text = r(f"{chr(int(code, 16))} text", f'<w:rFonts w:ascii="{font}"/>')
        assert blocks(p(text)) == [paragraph(f"{sign} text")]


def test_unknown_signs_are_said():
    body = p('<w:r><w:sym w:font="Webdings" w:char="F099"/><w:t> text</w:t></w:r>')
    assert blocks_and_codes(body) == ([paragraph("\ufffd text")], ["unknown-symbols"])


def test_ruby_keeps_its_base_and_its_reading():
    ruby = f"<w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby>"
    assert blocks(p(f"<w:r>{ruby}</w:r>")) == [paragraph("漢(kan)")]


def test_ruby_belongs_to_the_words_around_it():
    ruby = f"<w:r><w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby></w:r>"
    assert blocks(p(r("前") + ruby + r("後"))) == [paragraph("前漢(kan)後")]


def test_a_formula_is_a_line_of_text():
    def mr(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{mr('a')}</m:num><m:den>{mr('b+c')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{mr('x')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{mr('y')}</m:e></m:rad>"
    assert blocks(p(r("Pay") + f"<m:oMath>{power}{mr('=')}{fraction}{root}{mr('p')}{mr('r')}</m:oMath>")) == [
        paragraph("Pay x^2=a/(b+c)√(y)p r")
    ]


def test_a_dropped_capital_belongs_to_its_word():
    body = p(r("T"), '<w:framePr w:dropCap="drop"/>') + p("he manager")
    assert blocks(body) == [paragraph("The manager")]


# Around the text


def test_hidden_text_is_left_out_and_said():
    styles = style("Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    styles += style("Note", "Note", "<w:rPr><w:vanish/></w:rPr>")
    body = p(
        r("Open ")
        + r("direct words ", "<w:vanish/>")
        + r("style ", '<w:rStyle w:val="Secret"/>')
        + r("shown", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>')
    ) + styled("Whole paragraph", "Note")
    result = read(docx(body, styles=styles))
    assert list(result.value.blocks) == [paragraph("Open shown")]
    assert result.value.lost_words == ()
    (message,) = result.messages
    assert (message.level, message.code) == ("warning", "hidden-text-dropped")
    assert "5 words" in message.text


def test_comments_are_left_out_and_said():
    body = p(r("Text") + '<w:r><w:commentReference w:id="0"/></w:r>')
    assert blocks_and_codes(body) == ([paragraph("Text")], ["comments-dropped"])


def test_text_of_headers_is_said_once_and_page_numbers_are_not():
    extra = {
        "word/header1.xml": part("hdr", p("Example District")),
        "word/header2.xml": part("hdr", p("Example District")),
        "word/footer1.xml": part("ftr", p("Page 1 of 3")),
    }
    related = (("h1", "header", "header1.xml"), ("h2", "header", "header2.xml"), ("f1", "footer", "footer1.xml"))
    result = read(docx(p("Text"), related=related, extra=extra))
    assert [message.text for message in result.messages] == [
        "The header or footer has text that was left out: “Example District”. "
        "If it belongs to the job description, type it into the text of the document in Word."
    ]


def test_pictures_are_said_with_their_alternative_text():
    picture = '<wp:docPr id="1" name="x" descr="Our seal"/><a:blip r:embed="i"/>'
    drawing = f"<w:drawing><wp:inline>{picture}</wp:inline></w:drawing>"
    found, codes = blocks_and_codes(p(r("Text") + f"<w:r>{drawing}</w:r>"))
    assert (found, codes) == ([paragraph("Text")], ["pictures-dropped", "picture-texts"])
    assert "“Our seal”" in read(docx(p(f"<w:r>{drawing}</w:r>"))).messages[1].text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet"/></w:object></w:r></w:p>', "objects-dropped"),
        (
            '<w:p><w:r><w:drawing><a:graphicData uri="http://a.example/2006/chart"/></w:drawing></w:r></w:p>',
            "charts-dropped",
        ),
        ('<w:altChunk r:id="x"/>', "other-document-dropped"),
        ('<w:p><w:subDoc r:id="x"/></w:p>', "other-document-dropped"),
    ],
)
def test_what_cannot_be_read_is_said(body, code):
    assert blocks_and_codes(body) == ([], [code])


def test_macros_templates_and_content_from_elsewhere_are_said():
    related = (("p", "image", "https://tracker.example/x.png"), ("s", "settings", "settings.xml"))
    extra = {
        "word/settings.xml": part("settings"),
        "word/_rels/settings.xml.rels": relationships(("t", "attachedTemplate", "file:///c:/x.dot")),
        "word/vbaProject.bin": b"x",
    }
    result = read(docx(p("Text"), related=related, extra=extra))
    assert {message.code for message in result.messages} == {"external-content", "external-template", "macros-ignored"}


def test_a_numbered_heading_loses_its_number_with_a_message_but_not_its_words():
    numbering = definition(0, level(0), level(1, text="Section %2:")) + num(1, 0)
    first = p("Duties", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    second = p("Pay", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
    found, codes = blocks_and_codes(first + second + item("One"), styles=HEADINGS, numbering=numbering)
    assert found == [
        heading(1, "Duties"),
        heading(1, "Section 1: Pay"),
        ListItem(0, "decimal", (Run("One"),), 2, "2."),
    ]
    assert codes == ["heading-numbers-dropped"]
