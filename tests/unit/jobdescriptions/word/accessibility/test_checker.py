"""The checker: for each rule a tiny file that breaks it, and one that does not."""

import datetime
from decimal import Decimal

import pytest

from jobdescriptions.word.accessibility import Finding, check, summarize, walker
from jobdescriptions.word.accessibility.rules import ERROR, RULES, WARNING
from jobdescriptions.word.document import Cell, Document, ListItem, Paragraph, Run, SalaryRange, Section, Table
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.write.writer import write
from tests.conftest import ROOT
from tests.recursion import fewer_calls
from tests.unit.jobdescriptions.word.docx_parts import (
    archive,
    definition,
    docx,
    field,
    item,
    level,
    num,
    p,
    part,
    parts_of,
    r,
    relationships,
    style,
    styled,
    tbl,
    tc,
    tr,
)

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
LANGUAGE = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
HEADINGS = "".join(style(f"Heading{n}", f"heading {n}") for n in range(1, 5)) + style("Title", "Title")
BULLETS = definition(0, level(0, "bullet", "•")) + num(1, 0)
HEADER_ROW = "<w:tblHeader/>"
ALTERNATIVE = '<w:tblDescription w:val="What each range pays"/>'
WORDS = "The technician keeps the network of the schools working for teachers and students. "


def file(
    body: str,
    *,
    title: str = "Network Technician",
    styles: str = "",
    defaults: str = LANGUAGE,
    settings: str = "",
    theme: str = "",
    header: str = "",
    footer: str = "",
    background: str = "",
    **options,
) -> bytes:
    """A Word file that is right in everything but its body, unless told otherwise."""
    related, extra = [], {}
    if settings:
        related.append(("rIdS", "settings", "settings.xml"))
        extra["word/settings.xml"] = part("settings", settings)
    if theme:
        related.append(("rIdT", "theme", "theme.xml"))
        extra["word/theme.xml"] = theme
    for name, content in (("header", header), ("footer", footer)):
        if content:
            related.append((f"rId-{name}", name, f"{name}.xml"))
            extra[f"word/{name}.xml"] = part("hdr" if name == "header" else "ftr", content)
            body += f'<w:sectPr><w:{name}Reference w:type="default" r:id="rId-{name}"/></w:sectPr>'
    parts = parts_of(body, styles=defaults + HEADINGS + styles, related=tuple(related), extra=extra, **options)
    parts["docProps/core.xml"] = CORE.format(title)
    parts["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "word/document.xml"), ("rId2", "core-properties", "docProps/core.xml")
    )
    if background:
        document = parts["word/document.xml"]
        assert isinstance(document, str)
        parts["word/document.xml"] = document.replace("<w:body>", f"{background}<w:body>")
    return archive(parts)


def find_all(body: str, **options) -> list[Finding]:
    return list(check(file(body, **options)))


def codes(body: str, **options) -> list[str]:
    return [finding.code for finding in find_all(body, **options)]


def only(body: str, **options) -> Finding:
    (finding,) = find_all(body, **options)
    return finding


def heading(text: str, depth: int = 1) -> str:
    return styled(text, f"Heading{depth}")


def color(value: str, more: str = "") -> str:
    return f'<w:color w:val="{value}"/>{more}'


def shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def drawing(
    attributes: str = "",
    *,
    kind: str = "picture",
    frame: str = "inline",
    properties: str = "",
    content: str = "",
    frame_attributes: str = "",
) -> str:
    uri = {
        "picture": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "shape": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }[kind]
    return p(
        f'<w:r><w:drawing><wp:{frame} {frame_attributes}><wp:docPr id="1" name="Picture 1" {attributes}>{properties}'
        f'</wp:docPr><a:graphic><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic></wp:{frame}>'
        "</w:drawing></w:r>"
    )


def text_box(content: str, look: str = "", warp: str = "") -> str:
    shape = (
        f"<wps:wsp><wps:spPr>{look}</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        f"<wps:bodyPr>{warp}</wps:bodyPr></wps:wsp>"
    )
    return drawing(kind="shape", frame="anchor", content=shape)


def link(text: str, target: str = "rIdA") -> str:
    return f'<w:hyperlink r:id="{target}">{r(text)}</w:hyperlink>'


A, B = "https://example.org/a", "https://example.org/b"


# The whole


def test_a_good_file_has_no_findings():
    body = heading("Duties") + p(WORDS) + item("Repairs cables", 1) + item("Answers calls", 1)
    assert find_all(body, numbering=BULLETS) == []


def test_a_finding_says_what_where_and_what_to_do():
    finding = only(heading("Duties") + p("white", "") + p(r("pale words", color("999999"))))
    assert finding == Finding(
        code="contrast",
        level="error",
        criterion="1.4.3 Contrast (Minimum)",
        where="“pale words”",
        text="Text in the color #999999 on #FFFFFF has a contrast of 2.8 to 1; it needs 4.5 to 1.",
        remedy=RULES["contrast"].remedy,
    )


def test_what_is_no_word_file_is_refused():
    with pytest.raises(FileRefused, match="PDF"):
        check(b"%PDF-1.7")


def test_deep_nesting_is_refused_and_not_an_error_of_ours():
    nested = p("deep")
    for _ in range(10):
        nested = tbl(tr(tc(nested + p())))
    data = file(nested)
    check(data)
    with fewer_calls(60):
        check(data)
    with fewer_calls(25), pytest.raises(FileRefused) as caught:
        check(data)
    assert caught.value.code == "nested-too-deep"


def test_a_file_with_more_paragraphs_than_any_job_description_is_refused(monkeypatch):
    assert walker.MAX_PARAGRAPHS == 10_000
    monkeypatch.setattr(walker, "MAX_PARAGRAPHS", 20)
    check(file(p("Text") * 20))
    with pytest.raises(FileRefused, match="20 paragraphs"):
        check(file(p("Text") * 21))


def test_only_twenty_five_findings_of_one_code_are_listed_and_the_rest_counted():
    findings = find_all("".join(heading("") + heading(f"Part {n}") for n in range(40)))
    empty = [finding for finding in findings if finding.code == "heading-empty"]
    assert len(empty) == 26
    assert (empty[-1].where, empty[-1].text, empty[-1].count) == (
        "Further on",
        "There are 15 more of this kind.",
        15,
    )
    assert summarize(empty) == "Checked for accessibility: 40 errors."


def test_errors_come_before_warnings():
    levels = [one.level for one in find_all(p("a") + p() + p() + p("b"), title="", defaults="")]
    assert levels == ["error", "error", "warning"]


@pytest.mark.parametrize(
    ("errors", "warnings", "sentence"),
    [
        (0, 0, "Checked for accessibility: no problems found."),
        (2, 1, "Checked for accessibility: 2 errors and 1 warning."),
        (1, 0, "Checked for accessibility: 1 error."),
        (0, 3, "Checked for accessibility: 3 warnings."),
    ],
)
def test_the_summary_counts_errors_and_warnings(errors, warnings, sentence):
    error = Finding("contrast", ERROR, "", "", "", "")
    warning = Finding("text-small", WARNING, "", "", "", "")
    assert summarize([error] * errors + [warning] * warnings) == sentence


# Properties, language, protection


def test_a_title_is_asked_for():
    assert codes(p("Text"), title="") == ["title-missing"]
    assert codes(p("Text"), title="  ") == ["title-missing"]


def test_a_file_without_properties_has_no_title():
    assert "title-missing" in [one.code for one in check(docx(p("Text")))]


def test_a_language_is_asked_for():
    assert codes(p("Text"), defaults="") == ["language-missing"]


@pytest.mark.parametrize(
    "options",
    [
        {"defaults": "", "settings": '<w:themeFontLang w:val="en-US"/>'},
        {
            "defaults": '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/>'
            '<w:rPr><w:lang w:val="en-US"/></w:rPr></w:style>'
        },
    ],
)
def test_the_language_can_stand_in_settings_or_in_a_style(options):
    assert codes(p("Text"), **options) == []


def test_the_language_can_stand_at_the_text_itself():
    assert codes(p(r("Text", '<w:lang w:val="en-US"/>')), defaults="") == []


def test_a_language_must_be_one():
    assert codes(p(r("Text", '<w:lang w:val="en_US"/>'))) == ["language-invalid"]
    assert codes(p(r("Texto", '<w:lang w:val="es-MX"/>'))) == []


def test_english_marked_as_another_language_is_told():
    german = '<w:lang w:val="de-DE"/>'
    english = (
        "The technician is responsible to the director for the work of the team and will help with all of it. " * 2
    )
    assert codes(p(r(english, german))) == ["language-mismatch"]
    assert (
        codes(p(r("Der Techniker hält das Netz der Schulen für alle am Laufen und berichtet dem Leiter. " * 3, german)))
        == []
    )


def test_cyrillic_marked_as_english_is_told():
    assert codes(p("Технический специалист школьного округа")) == ["language-mismatch"]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [("forms", ["protected-forms"]), ("readOnly", ["protected-reading"]), ("trackedChanges", [])],
)
def test_protection_that_hinders_is_told(edit, expected):
    on = f'<w:documentProtection w:edit="{edit}" w:enforcement="1"/>'
    off = f'<w:documentProtection w:edit="{edit}" w:enforcement="0"/>'
    assert codes(p("Text"), settings=on) == expected
    assert codes(p("Text"), settings=off) == []


# Headings


def test_a_long_text_needs_headings_and_a_short_one_does_not():
    assert codes(p(WORDS * 25)) == ["headings-none"]
    assert codes(p(WORDS * 5)) == []
    assert codes(heading("Duties") + p(WORDS * 25)) == []


def test_an_outline_level_makes_a_heading_too():
    assert codes(p("Duties", '<w:outlineLvl w:val="0"/>') + p(WORDS * 25)) == []


def test_the_first_heading_is_of_level_1():
    assert codes(heading("Duties", 2)) == ["heading-first"]


def test_no_level_is_skipped_on_the_way_down():
    assert codes(heading("A", 1) + heading("B", 3)) == ["heading-skipped"]
    assert codes(heading("A", 1) + heading("B", 2) + heading("C", 3) + heading("D", 1)) == []


def test_several_headings_of_level_1_need_a_title_above_them():
    tops = heading("A") + heading("B")
    assert codes(tops, title="") == ["title-missing", "heading-many-tops"]
    assert codes(styled("Technician", "Title") + tops, title="") == ["title-missing"]
    assert codes(tops) == []


def test_a_heading_style_must_be_defined():
    finding = only(styled("Duties", "Heading7"))
    assert (finding.code, finding.where) == ("heading-undefined", "“Duties”")
    assert "“Heading7”, which is not defined" in finding.text


def test_a_style_that_is_only_called_a_heading_is_none():
    body = style("Heading9", "My look", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    assert codes(styled("Duties", "Heading9"), styles=body) == ["heading-undefined"]


def test_a_heading_must_have_text():
    assert codes(heading("A") + heading("") + p("text")) == ["heading-empty"]
    page_break = p('<w:r><w:br w:type="page"/></w:r>', '<w:pStyle w:val="Heading1"/>')
    assert codes(heading("A") + page_break + p("text")) == []


def test_a_heading_is_not_a_paragraph():
    assert codes(heading("word " * 30)) == ["heading-long"]
    assert codes(heading("word " * 20)) == []


def test_a_bold_line_above_text_looks_like_a_heading():
    assert codes(p(r("Duties", "<w:b/>")) + p(WORDS)) == ["heading-look"]


@pytest.mark.parametrize(
    "line",
    [
        p(r("This sentence is bold.", "<w:b/>")),
        p(r("Location: Sacramento", "<w:b/>")),
        p(r("Duties", "<w:b/>") + r(" and more")),
        p(r("bold " * 20, "<w:b/>")),
        item("Duties"),
        heading("Duties"),
    ],
)
def test_other_bold_text_does_not(line):
    assert codes(line + p(WORDS * 3), numbering=BULLETS) == []


def test_bold_cells_of_a_table_are_no_headings():
    bold = tc(p(r("Range", "<w:b/>")))
    table = tbl(tr(bold, bold, properties=HEADER_ROW), tr(tc("1"), tc("2")), properties=ALTERNATIVE)
    assert codes(table + p(WORDS)) == []


# Lists, blank lines, spaces


@pytest.mark.parametrize("sign", ["• ", "- ", "* ", "– ", "o\t", "\uf0b7", "➢ "])
def test_typed_bullets_are_no_list(sign):
    assert codes(p(f"{sign}Repairs cables") + p(f"{sign}Answers calls")) == ["list-bullets"]


def test_bullets_typed_in_one_paragraph_are_no_list():
    assert codes(p(r("• Cables") + "<w:r><w:br/></w:r>" + r("• Calls"))) == ["list-bullets"]


@pytest.mark.parametrize(
    "lines", [("1. A", "2. B"), ("a) A", "b) B"), ("(1) A", "(2) B"), ("i. A", "ii. B"), ("1.1 A", "1.2 B")]
)
def test_typed_numbers_are_no_list(lines):
    assert codes("".join(map(p, lines))) == ["list-numbers"]


@pytest.mark.parametrize(
    "lines",
    [
        ("- one dash",),
        ("2019. A year", "2021. Another"),
        ("1. Alone", "text between", "2. Not next to it"),
        ("J. Smith wrote it", "A. Jones read it"),
        ("-5 degrees", "-3 degrees"),
        ("☐ Full time", "☐ Part time"),
        ("§ 44970 of the code", "§ 45101 of the code"),
    ],
)
def test_other_signs_and_numbers_are_text(lines):
    assert codes("".join(map(p, lines))) == []


def test_real_lists_are_lists():
    assert codes(item("• twice") + item("• twice"), numbering=BULLETS) == []


def test_the_numbers_of_a_table_of_contents_are_not_typed():
    toc = style("TOC1", "toc 1")
    assert codes(styled("1. Duties\t1", "TOC1") + styled("2. Pay\t3", "TOC1"), styles=toc) == []


def test_repeated_blank_paragraphs_make_space():
    assert codes(p("a") + p() + p() + p("b")) == ["blank-paragraphs"]
    assert only(p("a") + p() * 3 + p("b")).text == "3 blank paragraphs in a row are there to make space."


@pytest.mark.parametrize(
    "body",
    [
        p("a") + p() + p("b"),
        p("a") + p() + p(),
        p("a") + p() + p('<w:r><w:br w:type="page"/></w:r>') + p("b"),
        p("a") + p() + p("", '<w:pBdr><w:bottom w:val="single"/></w:pBdr>') + p("b"),
    ],
)
def test_one_blank_paragraph_or_a_break_or_a_rule_is_no_layout(body):
    assert codes(body) == []


@pytest.mark.parametrize("text", ["Name:     Date:", "Name:\t\tDate:", "      indented", "\t\tindented"])
def test_runs_of_spaces_and_tabs_are_layout(text):
    assert codes(p(r(text.replace("\t", "¤")).replace("¤", "</w:t><w:tab/><w:t>"))) == ["spacing-typed"]


def test_columns_of_tabs_are_a_table():
    row = p(r("Step¤One¤Two").replace("¤", "</w:t><w:tab/><w:t>"))
    assert codes(row * 3) == ["spacing-typed"]
    assert codes(row) == []


@pytest.mark.parametrize("text", ["Two.  Spaces", "Title:\tClerk", "\tFirst line"])
def test_single_tabs_and_double_spaces_are_not(text):
    assert codes(p(r(text.replace("\t", "¤")).replace("¤", "</w:t><w:tab/><w:t>"))) == []


# Tables


def rows(*headers: bool, width: int = 2) -> str:
    made = [
        tr(*[tc(f"{y}{x}") for x in range(width)], properties=HEADER_ROW if h else "") for y, h in enumerate(headers)
    ]
    return tbl(*made, properties=ALTERNATIVE)


def test_a_table_marks_its_header_row():
    assert codes(rows(False, False)) == ["table-header-missing"]
    assert codes(rows(True, False)) == []


def test_a_table_may_mark_its_first_column_instead():
    labels = style(
        "Labels", "Labels", '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>', kind="table"
    )
    look = f'<w:tblStyle w:val="Labels"/><w:tblLook w:val="0680" w:firstColumn="1"/>{ALTERNATIVE}'
    assert codes(tbl(tr(tc("Title"), tc("Clerk")), tr(tc("Pay"), tc("20")), properties=look), styles=labels) == []


def test_not_every_row_is_a_header_row():
    assert codes(rows(True, True)) == ["table-header-all"]


def test_a_header_row_is_at_the_top():
    finding = only(rows(False, True, False))
    assert (finding.code, finding.text) == (
        "table-header-place",
        "Row 2 is marked as a header row and is not at the top of the table.",
    )


def test_the_cells_of_a_header_row_have_text():
    def table(*heads: str) -> str:
        return tbl(tr(*map(tc, heads), properties=HEADER_ROW), tr(tc("1"), tc("2"), tc("3")), properties=ALTERNATIVE)

    assert only(table("Step", "", "Pay")).text == "Cell 2 of the header row is empty."
    assert codes(table("", "Low", "High")) == []


def test_merged_cells_hide_the_structure():
    wide = tc("both", '<w:gridSpan w:val="2"/>')
    table = tbl(tr(tc("a"), tc("b"), properties=HEADER_ROW), tr(wide), properties=ALTERNATIVE)
    assert codes(table) == ["table-merged"]
    down = [tc("a", '<w:vMerge w:val="restart"/>'), tc("", "<w:vMerge/>")]
    table = tbl(
        tr(tc("h"), tc("h"), properties=HEADER_ROW), *(tr(one, tc("b")) for one in down), properties=ALTERNATIVE
    )
    assert codes(table) == ["table-merged"]


def test_cells_that_are_only_of_different_width_are_not_merged():
    wide = tc("a", '<w:gridSpan w:val="3"/>')
    table = tbl(tr(wide, tc("b"), properties=HEADER_ROW), tr(wide, tc("c")), properties=ALTERNATIVE)
    assert codes(table) == []


def test_a_table_in_a_table_is_told():
    table = tbl(
        tr(tc("a"), tc("b"), properties=HEADER_ROW), tr(tc(rows(True, False) + p()), tc("c")), properties=ALTERNATIVE
    )
    assert codes(table) == ["table-nested"]


@pytest.mark.parametrize("table", [tbl(tr(tc("a"))), tbl(tr(tc("a")), tr(tc("b"))), tbl(tr(tc("a"), tc("b")))])
def test_a_table_of_one_cell_row_or_column_is_layout_and_nothing_else(table):
    assert codes(table) == ["table-layout"]


def test_a_table_says_what_it_holds():
    assert codes(rows(True, False).replace(ALTERNATIVE, "")) == ["table-alt-missing"]
    assert codes(rows(True, False).replace(ALTERNATIVE, '<w:tblCaption w:val="Pay"/>')) == []


# Pictures


@pytest.mark.parametrize("kind", ["picture", "chart", "shape"])
def test_what_is_drawn_has_alternative_text(kind):
    assert codes(drawing(kind=kind)) == ["alt-missing"]
    assert codes(drawing('descr="The organization of the department"', kind=kind)) == []


def test_a_decorative_picture_needs_none():
    mark = (
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
    )
    assert codes(drawing(properties=mark)) == []
    assert codes(drawing(properties=mark.replace('val="1"', 'val="0"'))) == ["alt-missing"]


@pytest.mark.parametrize("text", ["logo.png", "C:\\My pictures\\a b.JPG", "image", "Picture 1", "Image1"])
def test_a_file_name_is_no_alternative_text(text):
    assert codes(drawing(f'descr="{text}"')) == ["alt-poor"]


def test_a_text_made_by_word_is_to_be_checked():
    assert codes(drawing('descr="A blue sign&#10;&#10;Description automatically generated"')) == ["alt-automatic"]


def test_old_pictures_are_looked_at_too():
    picture = '<w:r><w:pict><v:shape {}><v:imagedata r:id="x"/></v:shape></w:pict></w:r>'
    assert codes(p(picture.format(""))) == ["alt-missing"]
    assert codes(p(picture.format('alt="The seal of the district"'))) == []
    assert codes(p('<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>') + p("text")) == []


def test_a_hidden_or_deleted_picture_is_not_looked_at():
    picture = drawing()
    assert codes(picture.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")) == []
    assert codes(p("<w:del>" + picture[5:-6] + "</w:del>")) == ["changes-tracked"]


def test_the_unused_branch_of_alternate_content_is_not_looked_at():
    picture = drawing('descr="A map"')[5:-6]
    inner = picture[len("<w:r>") : -len("</w:r>")]
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback><w:pict>'
        '<v:shape><v:imagedata r:id="x"/></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    )
    assert codes(p(both)) == []


def test_a_floating_picture_is_told():
    assert codes(drawing('descr="A map"', frame="anchor")) == ["object-floating"]
    old = '<w:r><w:pict><v:shape alt="A map" style="position:absolute"><v:imagedata r:id="x"/></v:shape></w:pict></w:r>'
    assert codes(p(old)) == ["object-floating"]


def test_a_text_frame_is_told_and_a_dropped_capital_is_not():
    assert codes(p("beside", '<w:framePr w:w="2000" w:wrap="around"/>') + p("text")) == ["object-floating"]
    assert codes(p("T", '<w:framePr w:dropCap="drop"/>') + p("ext")) == []


def test_a_text_box_is_told_and_needs_no_alternative_text():
    assert codes(text_box(p("Apply now"))) == ["text-box"]
    assert only(text_box(p("Apply now"))).where == "Text box"


def test_word_art_is_told():
    warp = '<a:prstTxWarp prst="textArchUp"/>'
    assert codes(text_box(p("Apply now"), warp=warp)) == ["text-box", "word-art"]
    old = '<w:r><w:pict><v:shape><v:textpath string="Apply now"/></v:shape></w:pict></w:r>'
    assert codes(p(old)) == ["word-art"]


# Links


@pytest.mark.parametrize("text", ["here", "Click here", "Read more…", "LINK", "more information"])
def test_a_link_says_where_it_leads(text):
    assert codes(p(link(text)), links={"rIdA": A}) == ["link-vague"]
    assert codes(p(field(f'HYPERLINK "{A}"', r(text)))) == ["link-vague"]


def test_good_links_are_good():
    body = p(link("Job board of the district")) + p(link("hr@example.org", "rIdB"))
    assert codes(body, links={"rIdA": A, "rIdB": "mailto:hr@example.org"}) == []


@pytest.mark.parametrize("text", [A, "www.example.org"])
def test_a_bare_address_is_no_text(text):
    assert codes(p(link(text)), links={"rIdA": A}) == ["link-address"]


def test_the_same_words_lead_to_the_same_place():
    body = p(link("Salary schedule")) + p(link("Salary schedule", "rIdB"))
    assert codes(body, links={"rIdA": A, "rIdB": B}) == ["link-same-text"]
    assert codes(body, links={"rIdA": A, "rIdB": f"{A}/"}) == []


def test_links_inside_the_document_may_share_their_words():
    body = p(f'<w:hyperlink w:anchor="a">{r("Page two")}</w:hyperlink>') * 2
    assert codes(body.replace('"a"', '"b"', 1)) == []


# Looks


def test_pale_text_is_hard_to_read():
    assert codes(p(r("text", color("777777")))) == ["contrast"]
    assert codes(p(r("text", color("767676")))) == []


def test_large_text_may_be_paler():
    assert codes(p(r("text", color("888888", '<w:sz w:val="36"/>')))) == []
    assert codes(p(r("text", color("888888", '<w:sz w:val="28"/>')))) == ["contrast"]
    assert codes(p(r("text", "<w:b/>" + color("888888", '<w:sz w:val="28"/>'))) + p(WORDS)) == ["heading-look"]
    assert codes(p(r("text", color("999999", '<w:sz w:val="36"/>')))) == ["contrast"]


@pytest.mark.parametrize(
    "body",
    [
        p(r("text", color("FFFFFF", shade("FFFF00")))),
        p(r("text", color("FFFFFF", '<w:highlight w:val="yellow"/>'))),
        p(r("text", color("FFFFFF")), shade("CCCCCC")),
        p(r("text", color("000000", '<w:shd w:val="solid" w:color="333333" w:fill="FFFFFF"/>'))),
        p(r("text", color("777777", '<w:shd w:val="pct10" w:color="000000" w:fill="FFFFFF"/>'))),
    ],
)
def test_the_ground_counts(body):
    assert codes(body) == ["contrast"]


@pytest.mark.parametrize(
    "body",
    [
        p(r("text", color("FFFFFF", shade("17365D")))),
        p(r("text", color("FFFFFF")), shade("17365D")),
        p(r("text", color("auto", shade("17365D")))),
        p(r("text", shade("17365D"))),
        p(r("   ", color("FFFFFF")) + r("text")),
        p(r("hidden", color("FFFFFF", "<w:vanish/>")) + r("text")),
    ],
)
def test_white_on_dark_automatic_and_invisible_text_are_fine(body):
    assert codes(body) == []


def test_the_shading_of_a_cell_counts():
    def table(fill: str) -> str:
        head = tc(p(r("Pay", color("FFFFFF"))), shade(fill))
        return tbl(tr(head, head, properties=HEADER_ROW), tr(tc("1"), tc("2")), properties=ALTERNATIVE)

    assert codes(table("17365D")) == []
    assert codes(table("B8C4D4")) == ["contrast"]
    assert only(table("B8C4D4")).where == "Table 1: “Pay”"
    assert "in 2 paragraphs" in only(table("B8C4D4")).text


def test_the_look_of_a_header_row_comes_from_the_table_style():
    def table(fill: str, bits: str) -> list[str]:
        looks = f"<w:rPr>{color('FFFFFF')}</w:rPr><w:tcPr>{shade(fill)}</w:tcPr>"
        first = f'<w:tblStylePr w:type="firstRow">{looks}</w:tblStylePr>'
        look = f'<w:tblStyle w:val="T"/><w:tblLook w:val="{bits}"/>{ALTERNATIVE}'
        body = tbl(tr(tc("Low"), tc("High"), properties=HEADER_ROW), tr(tc("1"), tc("2")), properties=look)
        return codes(body, styles=style("T", "T", first, kind="table"))

    assert table("17365D", "0620") == []
    assert table("B8C4D4", "0620") == ["contrast"]
    assert table("B8C4D4", "0600") == []


def test_colors_of_styles_count_along_their_chain():
    pale = style("Pale", "Pale", f"<w:rPr>{color('999999')}</w:rPr>")
    derived = style("Derived", "Derived", "<w:rPr><w:i/></w:rPr>", based_on="Pale")
    loop = style("A", "A", based_on="B") + style("B", "B", based_on="A")
    assert codes(styled("text", "Derived"), styles=pale + derived) == ["contrast"]
    assert codes(styled("text", "A"), styles=loop) == []
    dark = style("Dark", "Dark", f"<w:rPr>{color('333333')}</w:rPr>", kind="character")
    body = p(r("text", '<w:rStyle w:val="Dark"/>'), '<w:pStyle w:val="Pale"/>')
    assert codes(body, styles=pale + dark) == []


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1>'
    '<a:accent1><a:srgbClr val="4F81BD"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('w:val="000000" w:themeColor="accent1"', ["contrast"]),
        ('w:val="FFFFFF" w:themeColor="accent1" w:themeShade="BF"', []),
        ('w:val="000000" w:themeColor="accent1" w:themeTint="99"', ["contrast"]),
        ('w:val="365F91" w:themeColor="accent6"', []),
        ('w:val="000000" w:themeColor="background1"', ["contrast"]),
    ],
)
def test_theme_colors_are_resolved_with_tint_and_shade(attributes, expected):
    assert codes(p(r("text", f"<w:color {attributes}/>")), theme=THEME) == expected


def test_the_fill_of_a_text_box_counts_if_it_is_known():
    white = p(r("Apply", color("FFFFFF")))
    solid = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
    assert codes(text_box(white, solid.format("17365D"))) == ["text-box"]
    assert codes(text_box(white, solid.format("FFFF00"))) == ["contrast", "text-box"]
    assert codes(text_box(white, "<a:noFill/>")) == ["text-box"]
    assert codes(text_box(white, "<a:gradFill/>")) == ["text-box"]


def test_a_page_color_counts_where_it_is_shown():
    shown = "<w:displayBackgroundShape/>"
    dark, white = '<w:background w:color="17365D"/>', p(r("text", color("FFFFFF")))
    assert codes(white, background=dark, settings=shown) == []
    assert codes(white, background=dark) == ["contrast"]


def test_headers_are_looked_at_for_contrast():
    assert codes(p("text"), header=p(r("Page 1", color("CCCCCC")))) == ["contrast"]


def test_small_text_is_hard_to_read():
    assert codes(p(r("small text", '<w:sz w:val="17"/>'))) == ["text-small"]
    assert codes(p(r("small text", '<w:sz w:val="18"/>'))) == []
    assert codes(p(r("text") + r("raised", '<w:sz w:val="12"/><w:vertAlign w:val="superscript"/>'))) == []


def test_a_style_without_an_id_is_the_style_of_nothing():
    nameless = style("", "Empty", '<w:rPr><w:sz w:val="2"/></w:rPr>').replace(' w:styleId=""', "")
    assert codes(p("small text"), styles=nameless) == []


def test_justified_text_is_hard_to_read():
    assert codes(p(WORDS * 3, '<w:jc w:val="both"/>') * 3) == ["text-justified"]
    assert codes(p("One line", '<w:jc w:val="both"/>')) == []
    assert codes(p(WORDS * 3, '<w:jc w:val="center"/>')) == []


def test_animated_text_is_told():
    assert codes(p(r("Apply now", '<w:effect w:val="blinkBackground"/>'))) == ["text-effect"]
    assert codes(p(r("Apply now", '<w:effect w:val="none"/>'))) == []


# Around the text


def test_tracked_changes_are_told():
    body = p(
        f'{r("old ")}<w:ins w:id="1">{r("new")}</w:ins><w:del w:id="2"><w:r><w:delText>x</w:delText></w:r></w:del>'
    )
    assert only(body).text == "The document still has 2 tracked changes."


def test_comments_are_told():
    assert codes(p(r("text") + '<w:r><w:commentReference w:id="0"/></w:r>')) == ["comments-left"]


def test_a_header_must_not_say_alone_what_matters():
    assert codes(p("text"), header=p("Sutter Unified School District")) == ["header-footer-only"]
    assert codes(p("Sutter Unified School District"), header=p("Sutter Unified School District")) == []
    assert codes(p("text"), header=p("Network Technician, page 2 of 3, revised May 2024")) == []


def test_a_footer_must_not_say_alone_how_to_reach_somebody():
    assert codes(p("text"), footer=p("Apply to hr@example.org")) == ["header-footer-only"]
    assert codes(p("Apply to hr@example.org"), footer=p("Apply to hr@example.org")) == []
    assert codes(p("text"), footer=p("Sample job description TS-0001, version 1. May be adapted by schools.")) == []


# Notes


def test_notes_are_checked():
    notes = f'<w:footnote w:id="1">{p(r("pale note", color("BBBBBB")))}</w:footnote>'
    body = p(r("text") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    assert only(body, footnotes=notes).where == "“pale note”"


# The rules and their documentation


def test_every_rule_is_documented_with_its_criterion_and_remedy():
    text = (ROOT / "docs/word-accessibility.md").read_text()
    for code, rule in RULES.items():
        line = next(line for line in text.splitlines() if f"`{code}`" in line)
        assert (rule.requirement in line, rule.level in line, rule.criterion in line, rule.remedy in line) == (
            True,
        ) * 4, code


def test_every_remedy_is_a_sentence():
    for code, rule in RULES.items():
        assert rule.remedy[0].isupper() and rule.remedy.endswith("."), code
        assert rule.level in (ERROR, WARNING), code


# Our own files


def job() -> Document:
    table = Table(
        (
            (Cell((Paragraph((Run("Step"),)),)), Cell((Paragraph((Run("Pay"),)),))),
            (Cell((Paragraph((Run("1"),)),)), Cell((Paragraph((Run("$20"),)),))),
        ),
        header_rows=1,
        summary="Steps: What each step pays.",
    )
    salary = SalaryRange(
        "Example Unified School District",
        "Network Technician",
        Decimal(4000),
        Decimal(5000),
        "month",
        "2024-25",
        "Salary schedule",
        "close",
    )
    duties = (
        Paragraph(
            (Run("Keeps the "), Run("network", "b"), Run(" working; see the "), Run("schedule", "", A), Run("."))
        ),
        ListItem(0, "bullet", (Run("Repairs cables"),)),
        ListItem(1, "bullet", (Run("of copper"),)),
        ListItem(0, "decimal", (Run("Answers calls"),), 1, "1."),
        table,
    )
    sections = (Section("duties", "Duties", duties), Section("salary", "Salary information"))
    return Document(
        "Network Technician",
        employment_class="Classified",
        reports_to="Network manager",
        flsa="Non-exempt",
        work_year="12 months",
        sections=sections,
        salaries=(salary,),
    )


def test_what_the_writer_writes_has_no_findings():
    data = write(job(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23))
    assert check(data) == ()


def test_the_files_of_the_site_have_no_findings():
    files = sorted((ROOT / "fixtures/word").glob("**/*.docx"))
    assert {path.name: check(path.read_bytes()) for path in files} == {path.name: () for path in files}


def test_a_relationship_to_a_missing_part_is_no_error():
    body = p(f'<w:hyperlink r:id="none">{r("A link to nowhere")}</w:hyperlink>')
    assert codes(body) == []
