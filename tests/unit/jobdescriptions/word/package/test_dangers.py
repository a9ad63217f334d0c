"""Which uploads the public may be offered as they came."""

import datetime

import pytest

from jobdescriptions.word.package.dangers import find_dangers
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.write.writer import write
from tests.factory import make_document
from tests.unit.jobdescriptions.word.docx_parts import docx, p, r, relationships

TEXT = p("Just text.")


def field(instruction):
    return p(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("Result")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_what_we_write_ourselves_and_plain_files_are_harmless():
    assert find_dangers(docx(TEXT)) == ()
    ours = write(make_document(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23))
    assert find_dangers(ours) == ()


def test_a_hyperlink_fetches_nothing_and_is_harmless():
    body = f'<w:p><w:hyperlink r:id="rId5">{r("our site")}</w:hyperlink></w:p>' + field(
        'HYPERLINK "http://a.example/LINK"'
    )
    assert find_dangers(docx(body, links={"rId5": "https://example.org/DDE"})) == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("word/vbaProject.bin", "macros"),
        ("word/embeddings/oleObject1.bin", "embedded objects"),
        ("word/activeX/activeX1.xml", "ActiveX controls"),
    ],
)
def test_code_and_embedded_objects_are_found_by_the_names_of_their_parts(name, found):
    assert find_dangers(docx(TEXT, extra={name: b"x" if name.endswith("bin") else "<x/>"})) == (found,)


@pytest.mark.parametrize("kind", ["image", "oleObject", "frame", "subDocument"])
def test_anything_fetched_from_elsewhere_is_found(kind):
    found = find_dangers(docx(TEXT, related=(("rId9", kind, "https://tracker.example/x"),)))
    assert found == ("content from elsewhere",)


def test_a_template_elsewhere_is_found():
    template = relationships(("rId1", "attachedTemplate", "https://a.example/template.dotm"))
    extra = {"word/settings.xml": "<x/>", "word/_rels/settings.xml.rels": template}
    assert find_dangers(docx(TEXT, extra=extra)) == ("a template elsewhere",)


@pytest.mark.parametrize(
    "instruction",
    ["DDEAUTO none none", " dde none x", "INCLUDEPICTURE http://x/y.png", "LINK Excel"],
)
def test_fields_that_fetch_or_start_programs_are_found(instruction):
    assert find_dangers(docx(field(instruction))) == ("fields that fetch from other files or programs",)


def test_a_field_whose_name_is_split_over_runs_is_found():
    body = p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r>'
        '<w:r><w:instrText>EAUTO x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert find_dangers(docx(body)) == ("fields that fetch from other files or programs",)


def test_page_numbers_and_other_plain_fields_are_harmless():
    assert find_dangers(docx(field(" PAGE ") + field("REF rd \\h") + field("TOC \\o"))) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_in_a_part_that_nobody_reads_is_found(encoding):
    for name in ("customXml/item1.xml", "word/theme/theme1.xml", "docProps/custom.xml"):
        data = docx(TEXT, extra={name: "<!DOCTYPE x><x/>".encode(encoding)})
        assert find_dangers(data) == ("a document type declaration",), name
        assert read(data).value.blocks
