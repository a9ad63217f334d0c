"""Written Word files, reopened with python-docx and as raw XML."""

from __future__ import annotations

import datetime
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from lxml import etree

from jobdescriptions.word.appendix import HEADING, SENTENCE
from jobdescriptions.word.blanks import BLANKS
from jobdescriptions.word.document import Cell, Document, Heading, ListItem, Paragraph, Run, SalaryRange, Section, Table
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.normal import normalize
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write import make_template, writer
from jobdescriptions.word.write.writer import PERMISSION, write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
NOVEMBER = datetime.date(2026, 11, 23)


def paragraph(text: str, marks: str = "", href: str = "") -> Paragraph:
    return Paragraph((Run(text, marks, href),))


def bullet(text: str, level: int = 0) -> ListItem:
    return ListItem(level, "bullet", (Run(text),))


def numbered(text: str, number: int, level: int = 0, style: str = "decimal", label: str = "") -> ListItem:
    return ListItem(level, style, (Run(text),), number, label or f"{number}.")


def salary(**changes) -> SalaryRange:
    fields = {
        "employer": "San Juan Unified School District",
        "class_title": "Data Networking Specialist",
        "low": Decimal(5924),
        "high": Decimal(7516),
        "unit": "month",
        "year": "2022-23",
        "publisher": "San Juan USD board packet, April 25, 2023",
        "closeness": "close",
    }
    return SalaryRange(**{**fields, **changes})


def make(*blocks, **fields) -> Document:
    return Document(
        **{"title": "Network Specialist", "sections": (Section("duties", "Essential duties", blocks),), **fields}
    )


def written(document: Document, **changes) -> bytes:
    return write(document, **{"number": "TS-0014", "version": 1, "date": NOVEMBER, **changes})


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")[0]


def styled_text(data: bytes) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in docx.Document(BytesIO(data)).paragraphs]


#: The labels of the blanks for the district: python-docx does not see into content controls.
BLANK_LABELS = [f"{blank.label}: " for blank in BLANKS]


def test_paragraphs_have_named_styles_and_nothing_is_empty():
    document = make(Heading(1, (Run("Tools"),)), paragraph("Text."), bullet("Point."), numbered("First.", 1))
    assert styled_text(written(document)) == [
        ("District", ""),  # python-docx does not see into content controls
        ("Title", "Network Specialist"),
        *(("Normal", label) for label in BLANK_LABELS),
        ("Heading 1", "Essential duties"),
        ("Heading 2", "Tools"),
        ("Normal", "Text."),
        ("List Bullet", "Point."),
        ("List Number", "First."),
    ]


def test_the_same_document_gives_the_same_bytes():
    document = make(paragraph("Text.", "", "https://example.org/"), bullet("Point."), salaries=())
    assert written(document) == written(document)


def test_the_entries_of_the_file_bear_the_given_date():
    with zipfile.ZipFile(BytesIO(written(make()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 23, 0, 0, 0)}
        assert archive.testzip() is None


def test_the_properties_name_the_document_and_no_foreign_program():
    data = written(make())
    core = docx.Document(BytesIO(data)).core_properties
    assert (core.title, core.author, core.subject, core.language, core.identifier, core.version, core.comments) == (
        "Network Specialist",
        "TechSETS",
        "Sample job description",
        "en-US",
        "TS-0014",
        "1",
        "",
    )
    assert core.created == core.modified == datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    properties = part(data, "docProps/app.xml")
    assert [(etree.QName(child).localname, child.text) for child in properties] == [("Company", None)]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not any("thumbnail" in name for name in archive.namelist())
    assert not re.search(rb"python-docx|Microsoft (?:Macintosh|Office) Word|latentStyles", everything)


def test_the_language_is_set_for_the_whole_document():
    assert read(written(make())).value.language == "en-US"
    assert (
        part(written(make()), "word/styles.xml").xpath("string(//w:docDefaults//w:lang/@w:val)", namespaces=NS)
        == "en-US"
    )


def test_the_district_is_a_content_control_bound_to_the_company_property():
    data = written(make(), district="R&D Unified School District")
    control = body(data).find(f".//{W}sdt")
    binding = control.find(f".//{W}dataBinding")
    assert binding.get(f"{W}storeItemID") == "{6668398D-A668-4E3E-A5EB-62B293D839F1}"
    assert binding.get(f"{W}xpath") == "/ns0:Properties[1]/ns0:Company[1]"
    assert "extended-properties" in binding.get(f"{W}prefixMappings")
    assert "".join(control.itertext()) == "R&D Unified School District"
    assert "".join(part(data, "docProps/app.xml").itertext()) == "R&D Unified School District"


def test_the_footer_has_number_version_date_page_fields_and_permission():
    data = written(make(), number="TS-0014", version=3, date=datetime.date(2027, 1, 5))
    footer = docx.Document(BytesIO(data)).sections[0].footer
    assert "Sample job description TS-0014, version 3, January 5, 2027\t" in footer.paragraphs[0].text
    assert footer.paragraphs[0].text.endswith(f"\n{PERMISSION}")
    fields = [element.get(f"{W}instr").strip() for element in footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert (
        PERMISSION
        == "TechSETS grants permission for educational institutions to adapt and modify this job description."
    )


def test_the_page_is_us_letter_and_the_text_as_wide_as_the_writer_thinks():
    section = docx.Document(BytesIO(written(make()))).sections[0]
    assert (round(section.page_width.inches, 2), round(section.page_height.inches, 2)) == (8.5, 11)
    assert (section.page_width - section.left_margin - section.right_margin) / 635 == writer._TEXT_WIDTH


def test_the_checked_in_template_is_what_its_script_makes():
    buffer = BytesIO()
    make_template.make().save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(make_template.TEMPLATE) as kept:
        assert made.namelist() == kept.namelist()
        for name in made.namelist():
            assert made.read(name) == kept.read(name), name


def test_the_class_information_is_a_table_of_the_facts_that_are_known():
    document = make(
        also_called=("Network Administrator", "Network Engineer"), flsa="Non-exempt", soc_code="15-1244", soc_title="N"
    )
    (table,) = docx.Document(BytesIO(written(document))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Class information", "Detail"],
        ["Also called", "Network Administrator; Network Engineer"],
        ["FLSA status", "Non-exempt"],
        ["Occupation (SOC)", "15-1244 N"],
    ]
    (link,) = table.rows[3].cells[1].paragraphs[0].hyperlinks
    assert (link.text, link.address) == ("15-1244 N", "https://www.onetonline.org/link/summary/15-1244.00")
    assert docx.Document(BytesIO(written(make()))).tables == []


def test_tables_repeat_their_header_rows_split_no_row_and_have_alternative_text():
    rows = (
        (Cell((paragraph("A"),), colspan=2), Cell((paragraph("B"),))),
        (Cell((paragraph("1"),), rowspan=2), Cell((paragraph("2"),)), Cell((paragraph("3"),))),
        (Cell((bullet("4"),)), Cell(())),
    )
    data = written(make(Table(rows, 1, False, "Parts: What belongs together")))
    (table,) = body(data).iter(f"{W}tbl")
    lines = table.findall(f"{W}tr")
    assert [line.find(f".//{W}tblHeader") is not None for line in lines] == [True, False, False]
    assert all(line.find(f"{W}trPr/{W}cantSplit") is not None for line in lines)
    assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "Parts"
    assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val") == "What belongs together"
    assert [e.get(f"{W}val") for e in table.iter(f"{W}gridSpan")] == ["2"]
    assert [e.get(f"{W}val") for e in table.iter(f"{W}vMerge")] == ["restart", "continue"]
    widths = [int(e.get(f"{W}w")) for e in table.iter(f"{W}gridCol")]
    assert len(widths) == 3 and sum(widths) == writer._TEXT_WIDTH
    assert all(cell[-1].tag == f"{W}p" for cell in table.iter(f"{W}tc"))


def test_two_tables_stay_two_tables_and_the_body_does_not_end_with_one():
    table = Table(((Cell((paragraph("x"),)),),))
    data = written(make(table, table))
    tags = [etree.QName(element).localname for element in body(data)]
    assert tags[-5:] == ["tbl", "p", "tbl", "p", "sectPr"]
    assert [block for block in read(data).value.blocks if isinstance(block, Table)] == [table, table]


def test_each_list_has_a_numbering_of_its_own_with_a_start():
    document = make(
        numbered("one", 1),
        numbered("two", 2),
        paragraph("Text between."),
        numbered("three", 3),
        Heading(1, (Run("Another list"),)),
        numbered("one again", 1),
        bullet("point"),
        numbered("two again", 2),
    )
    data = written(document)
    used = [e.get(f"{W}val") for e in body(data).iter(f"{W}numId")]
    assert used == ["1", "1", "1", "2", "3", "2"]
    numbering = part(data, "word/numbering.xml")
    starts = {
        num.get(f"{W}numId"): [e.get(f"{W}val") for e in num.iter(f"{W}startOverride")]
        for num in numbering.iter(f"{W}num")
    }
    assert starts == {"1": ["1"], "2": ["1"], "3": []}
    # Lists that look alike share a definition; definitions stand before lists.
    tags = [etree.QName(element).localname for element in numbering]
    assert tags == ["abstractNum", "abstractNum", "num", "num", "num"]


@pytest.mark.parametrize(
    "items",
    [
        (numbered("a", 5), numbered("b", 6), numbered("c", 2)),
        (numbered("a", 1), numbered("b", 1, 1, label="1.1"), numbered("c", 2, 1, label="1.2"), numbered("d", 2)),
        (numbered("a", 3, 0, "lowerLetter", "(c)"), numbered("b", 4, 0, "lowerLetter", "(d)")),
        (numbered("a", 1, 0, "upperRoman", "Part I:"), numbered("b", 3, 2, "decimalZero", "I-03")),
        (numbered("a", 1, 1), numbered("b", 1), numbered("c", 1, 1), numbered("d", 2), numbered("e", 4, 1)),
        (numbered("a", 0), numbered("b", 1), bullet("c", 1), numbered("d", 2), numbered("e", 1, 1), numbered("f", 3)),
        (ListItem(0, "none", (Run("a"),), None, "Note:"), ListItem(0, "none", (Run("b"),), None, "")),
    ],
)
def test_word_shows_the_numbers_and_labels_that_the_items_have(items):
    document = normalize(make(*items))
    assert parse(read(written(document)).value).value.sections[0].blocks == document.sections[0].blocks == items


def test_links_have_a_style_and_each_address_one_relationship():
    data = written(
        make(Paragraph((Run("a", "b", "https://example.org/?a=1&b=2"), Run("b", "", "https://example.org/?a=1&b=2"))))
    )
    (link,) = body(data).iter(f"{W}hyperlink")
    assert [e.get(f"{W}val") for e in link.iter(f"{W}rStyle")] == ["Hyperlink", "Hyperlink"]
    targets = [e.get("Target") for e in part(data, "word/_rels/document.xml.rels") if e.get("TargetMode") == "External"]
    assert targets == ["https://example.org/?a=1&b=2"]
    assert docx.Document(BytesIO(data)).styles["Hyperlink"].type == WD_STYLE_TYPE.CHARACTER


def test_formatting_comes_from_styles():
    document = make(
        paragraph("Plain."), bullet("Point."), Table(((Cell((paragraph("x"),)),),), 0), reports_to="Principal"
    )
    data = written(document)
    assert list(body(data).iter(f"{W}rPr")) == []
    paragraph_properties = {etree.QName(e).localname for p in body(data).iter(f"{W}pPr") for e in p}
    assert paragraph_properties == {"pStyle", "numPr"}


def test_headings_stay_with_their_text_and_single_lines_are_not_left_over():
    styles = docx.Document(BytesIO(written(make()))).styles
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 5"):
        assert styles[name].paragraph_format.keep_with_next, name
    assert styles["Normal"].paragraph_format.widow_control


def test_every_color_of_the_styles_can_be_read_on_white():
    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    styles = part(written(make()), "word/styles.xml")
    colors = {e.get(f"{W}val") for e in styles.iter(f"{W}color")}
    backgrounds = {"FFFFFF"} | {e.get(f"{W}fill") for e in styles.iter(f"{W}shd")}
    assert make_template.NAVY in colors
    for color in colors:
        for background in backgrounds:
            assert (luminance(background) + 0.05) / (luminance(color) + 0.05) >= 4.5, (color, background)


def test_salaries_stand_in_their_section_a_table_for_each_group_that_has_figures():
    document = Document(
        title="Network Specialist",
        sections=(
            Section("salary", "Salary information", (paragraph("Where they come from."),)),
            Section("terms", "Notes on terms"),
        ),
        salaries=(
            salary(remarks="Range 50"),
            salary(
                closeness="occupation",
                low=Decimal(58600),
                high=Decimal(124800),
                unit="year",
                measure="percentiles",
                median=Decimal(83620),
            ),
        ),
    )
    data = written(document)
    assert [text for style, text in styled_text(data) if style.startswith(("Heading", "Normal"))] == [
        *BLANK_LABELS,
        HEADING,
        SENTENCE,
        "Salary information",
        "Where they come from.",
        "Same or close class",
        "Federal figures for the occupation",
        "Notes on terms",
    ]
    first, second = docx.Document(BytesIO(data)).tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        [
            *("Employer", "Pay", "In a year", "Class title matched", "How close", "Year", "Publisher and document"),
            "Remarks",
        ],
        [
            "San Juan Unified School District",
            "$5,924 to $7,516 a month",
            "$71,088 to $90,192",
            "Data Networking Specialist",
            "Close class",
            "2022-23",
            "San Juan USD board packet, April 25, 2023",
            "Range 50",
        ],
    ]
    assert [cell.text for cell in second.rows[0].cells][
        -1
    ] == "Publisher and document"  # no remarks, no column for them
    # Nothing to compute of pay for a year, no column for it.
    assert [cell.text for cell in second.rows[0].cells][:3] == ["Employer", "Pay", "Class title matched"]
    assert second.rows[1].cells[3].text == "Whole occupation"
    assert second.rows[1].cells[1].text == "$58,600 to $124,800 a year (10th to 90th percentile; median $83,620)"


def test_columns_of_pay_have_room_for_their_figures_in_a_wider_font_too():
    salaries = (
        salary(closeness="comparable", remarks="Steps 1 to 10. What San Francisco Unified pays was not seen."),
        salary(closeness="comparable", low=Decimal(99658), high=Decimal(123578), unit="year", year="effective 2024-25"),
    )
    data = written(Document(title="Network Specialist", sections=(Section("salary", "Salary"),), salaries=salaries))
    (table,) = docx.Document(BytesIO(data)).tables
    widths = [int(column.get(f"{W}w")) for column in table._tbl.iter(f"{W}gridCol")]
    assert sum(widths) == writer._TEXT_WIDTH
    # Digits of DejaVu Sans, which stands in where Calibri is missing, are .636 of the size of 9 points.
    digit = 0.636 * 9 * 20
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            figures = [word for word in cell.text.split() if any(map(str.isdigit, word))]
            assert all(len(figure) * digit <= width - 130 for figure in figures), (cell.text, width)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (make(paragraph("a\x00b")), 'the section "Essential duties"'),
        (make(paragraph("a\ud800b")), 'the section "Essential duties"'),
        (make(bullet("\uffff")), 'the section "Essential duties"'),
        (make(paragraph("a", "", "https://example.org/\x02")), 'the section "Essential duties"'),
        (make(Table(((Cell(()),),), 0, False, "\x01")), 'the section "Essential duties"'),
        (make(title="\x01"), "the title"),
        (make(reports_to="\x01"), "the class information"),
        (
            Document("T", sections=(Section("salary", "Salary"),), salaries=(salary(employer="\x01"),)),
            "the salary figures",
        ),
    ],
)
def test_characters_that_no_word_file_can_hold_are_refused_with_their_place(document, place):
    with pytest.raises(ValueError, match=re.escape(f"which is in {place}. Delete it there")):
        written(document)


def test_the_paragraphs_of_a_clause_are_in_one_content_control_with_an_id_of_its_own():
    license_ = tuple(Paragraph((Run(text),), "drivers-license") for text in ("A valid license.", "Kept valid."))
    other = Paragraph((Run("Risk assessment."),), "tuberculosis")
    controls = body(written(make(*license_, paragraph("Between."), *license_, other))).findall(f".//{W}sdt")
    named = [[control.find(f"{W}sdtPr/{W}{name}").get(f"{W}val") for name in ("tag", "alias")] for control in controls]
    of_license = ["clause:drivers-license", "Clause: drivers license"]
    others = 1 + len(BLANKS)  # The name of the district, and the blanks.
    assert named[others:] == [of_license, of_license, ["clause:tuberculosis", "Clause: tuberculosis"]]
    assert [len(control.findall(f"{W}sdtContent/{W}p")) for control in controls[others:]] == [2, 2, 1]
    assert len({control.find(f"{W}sdtPr/{W}id").get(f"{W}val") for control in controls}) == len(controls)
    assert not any(control.findall(f".//{W}lock") for control in controls)


def test_a_carriage_return_is_a_line_break():
    document = docx.Document(BytesIO(written(make(paragraph("a\r\nb\rc\n\td")))))
    assert document.paragraphs[-1].text == "a\nb\nc\n\td"
