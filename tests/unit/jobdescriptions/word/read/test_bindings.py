"""Content controls that are bound to properties: stale texts are said, and the district's name is read back."""

import datetime

import pytest

from jobdescriptions.word.document import Document, Section
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write
from tests.unit.jobdescriptions.word.docx_parts import archive as zipped
from tests.unit.jobdescriptions.word.docx_parts import docx, p, parts_of, r, relationships

EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
COMPANY_STORE = "{6668398D-A668-4E3E-A5EB-62B293D839F1}"
COMPANY_PATH = "/ns0:Properties[1]/ns0:Company[1]"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def control(text, more="<w:text/>", *, store=COMPANY_STORE, path=COMPANY_PATH, prefixes=f"xmlns:ns0='{EXTENDED}'"):
    binding = f'<w:dataBinding w:prefixMappings="{prefixes}" w:xpath="{path}" w:storeItemID="{store}"/>'
    return f"<w:sdt><w:sdtPr>{binding}{more}</w:sdtPr><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>"


def read_file(body, company="", extra=None):
    parts = parts_of(body, extra=extra)
    parts["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "word/document.xml"), ("rId2", "extended-properties", "docProps/app.xml")
    )
    parts["docProps/app.xml"] = (
        company if company == "<damaged" else f"<Properties xmlns='{EXTENDED}'>{company}</Properties>"
    )
    result = read(zipped(parts))
    assert result.value.lost_words == ()
    return result


def stale(result) -> str:
    return "".join(message.text for message in result.messages if message.code == "bound-text-stale")


def test_a_stale_text_is_taken_and_said():
    result = read_file(p(control("Oak Grove Unified")), "<Company>Name of District</Company>")
    assert result.value.blocks[0].runs[0].text == "Oak Grove Unified"
    assert "“Oak Grove Unified (property: Name of District)”. The text was taken." in stale(result)


@pytest.mark.parametrize("company", ["<Company>Oak  Grove\nUnified</Company>", "<Company/>", "", "<damaged"])
def test_nothing_is_said_where_the_property_says_the_same_or_nothing(company):
    assert read_file(p(control("Oak Grove Unified")), company).messages == ()


@pytest.mark.parametrize("more", ["<w:date/>", "<w:picture/>", '<w14:checkbox xmlns:w14="urn:x"/>'])
def test_a_control_that_shows_its_value_in_another_form_is_not_stale(more):
    assert read_file(p(control("1/2/2026", more)), "<Company>2026-01-02T00:00:00</Company>").messages == ()


def test_a_list_shows_the_words_for_its_value():
    entries = '<w:dropDownList><w:listItem w:displayText="Exempt" w:value="E"/></w:dropDownList>'
    assert read_file(p(control("Exempt", entries)), "<Company>E</Company>").messages == ()
    assert "(property: Exempt)" in stale(read_file(p(control("Other", entries)), "<Company>E</Company>"))


@pytest.mark.parametrize(
    ("path", "prefixes"),
    [
        ("//ns0:Company", f"xmlns:ns0='{EXTENDED}'"),
        ("/ns0:Properties/ns0:Company[2]", f"xmlns:ns0='{EXTENDED}'"),
        ("/ns0:Properties/ns0:Company", ""),
        ("/ns0:Company", f"xmlns:ns0='{EXTENDED}'"),
        ("/ns0:Properties[count(//*) > 0]/ns0:Company", f"xmlns:ns0='{EXTENDED}'"),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_path_that_leads_nowhere_or_is_no_plain_one_says_nothing(path, prefixes):
    result = read_file(p(control("Typed", path=path, prefixes=prefixes)), "<Company>Other</Company>")
    assert stale(result) == ""


def test_a_control_bound_to_xml_data_of_the_file_is_compared_with_it():
    store = "{11111111-2222-3333-4444-555555555555}"
    body = p(control("Typed", store=store, path="/a:form[1]/a:name[2]", prefixes="xmlns:a=&quot;urn:form&quot;"))
    data = {
        "customXml/item1.xml": "<form xmlns='urn:form'><name>First</name><name>Second</name></form>",
        "customXml/_rels/item1.xml.rels": relationships(("rId1", "customXmlProps", "itemProps1.xml")),
        "customXml/itemProps1.xml": f"<ds:datastoreItem xmlns:ds='{CUSTOM}' ds:itemID='{store.lower()}'/>",
    }
    related = (("rId9", "customXml", "../customXml/item1.xml"),)
    assert "“Typed (property: Second)”" in stale(read(docx(body, extra=data, related=related)))


def our_file(district):
    document = Document("Network Technician", sections=(Section("definition", "Definition"),))
    return write(document, number="1.2", version=1, date=datetime.date(2026, 11, 30), district=district)


def test_the_name_of_the_district_in_our_own_files_is_read_back():
    found = read(our_file("Oak Grove"))
    assert (found.value.district, found.messages) == ("Oak Grove", ())
    parsed = parse(found.value)
    assert [section.heading for section in parsed.value.sections] == ["Definition"]
    assert [message.code for message in parsed.messages] == ["district-name"]
    assert read(our_file("Name of District")).value.district == "", "Nobody has named one."


def test_a_name_beside_other_lines_above_the_title_is_known_by_its_control():
    title = p("Network Technician", '<w:outlineLvl w:val="0"/>')
    found = read_file(p("Human Resources") + p(control("Oak Grove")) + title + p("Text."))
    assert found.value.district == "Oak Grove"
    assert [section.heading for section in parse(found.value).value.sections] == ["Introduction"]
    assert "Oak Grove" not in str(parse(found.value).value.sections)


def test_a_placeholder_names_no_district():
    assert read_file(p(control("Oak Grove", "<w:showingPlcHdr/><w:text/>"))).value.district == ""
