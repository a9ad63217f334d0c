import contextlib
import io
import re
import struct
import zipfile

import pytest

from jobdescriptions.word.package import guard
from jobdescriptions.word.package import parts as package_parts
from jobdescriptions.word.package.guard import FileRefused, open_package
from jobdescriptions.word.read import body
from jobdescriptions.word.read.reader import read
from tests.unit.jobdescriptions.word.docx_parts import archive, docx, p, part, parts_of, relationships


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.text == str(caught.value)
    assert re.search(r": .*\w.*\.$", caught.value.text), "one sentence that says what to do"
    return caught.value.code


def words(data: bytes) -> list[str]:
    return [run.text for block in read(data).value.blocks for run in block.runs]


def test_a_minimal_file_is_opened_and_its_main_document_found():
    assert open_package(docx(p("Text"))).main == "word/document.xml"


def test_an_empty_file_is_refused():
    assert refusal(b"") == "empty"


def test_a_file_over_the_limit_is_refused(monkeypatch):
    data = docx(p("Text"))
    monkeypatch.setattr(guard, "MAX_FILE_SIZE", len(data))
    assert words(data) == ["Text"]
    assert refusal(data + b"\0") == "too-large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Just some text", "not-word"),
        (b"{\\rtf1\\ansi Text}", "rtf"),
        (b"%PDF-1.7\n", "pdf"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\xef\xbb\xbf<html><body>Text</body></html>", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "word-xml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old-word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "other-office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not-word"),
        (b"\xdb\xa5-\x00", "old-word"),
        (b"PK\x05\x06" + b"\0" * 18, "damaged-zip"),
    ],
)
def test_files_of_other_kinds_are_refused_by_name(data, code):
    assert refusal(data) == code


def test_an_opendocument_file_is_refused():
    assert refusal(archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})) == (
        "opendocument"
    )


def test_a_zip_archive_of_something_else_is_refused():
    assert refusal(archive({"readme.txt": "Text"})) == "not-word"


@pytest.mark.parametrize("main", ["xl/workbook.xml", "ppt/presentation.xml"])
def test_other_office_files_are_refused(main):
    parts = parts_of() | {"_rels/.rels": relationships(("rId1", "officeDocument", main)), main: "<x/>"}
    assert refusal(archive(parts)) == "other-office"


def test_a_main_part_that_is_no_word_document_is_refused():
    assert refusal(archive(parts_of() | {"word/document.xml": "<html/>"})) == "not-word"


@pytest.mark.parametrize("missing", ["word/document.xml", "_rels/.rels"])
def test_a_file_without_main_document_is_refused(missing):
    parts = parts_of()
    del parts[missing]
    assert refusal(archive(parts)) == "no-main-document"


def test_a_file_without_content_types_is_refused():
    parts = parts_of()
    del parts["[Content_Types].xml"]
    assert refusal(archive(parts)) == "not-word"


def test_a_truncated_file_is_refused():
    data = docx(p("Text"))
    assert refusal(data[: len(data) // 2]) == "damaged-zip"


def test_every_truncation_and_every_changed_byte_is_read_or_refused_and_never_breaks():
    data = docx(p("Text"))
    for place in range(0, len(data), 7):
        for damaged in (data[:place], data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]):
            with contextlib.suppress(FileRefused):
                read(damaged)


def test_damaged_contents_are_refused():
    data = bytearray(archive(parts_of(p("Text" * 100)), zipfile.ZIP_STORED))
    place = data.index(b"TextText")
    data[place : place + 4] = b"Tent"
    assert refusal(bytes(data)) == "damaged-zip"


def test_an_entry_that_unpacks_to_more_than_it_declares_is_refused():
    data = bytearray(docx(p("Text" * 1000)))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo("word/document.xml").file_size
    for place in (match.start() for match in re.finditer(re.escape(struct.pack("<I", size)), bytes(data))):
        data[place : place + 4] = struct.pack("<I", size - 1000)
    assert refusal(bytes(data)) == "damaged-zip"


def test_a_packing_method_that_word_does_not_use_is_refused():
    assert refusal(archive(parts_of(p("Text")), zipfile.ZIP_BZIP2)) == "damaged-zip"


def test_a_zip_password_is_refused():
    data = bytearray(docx(p("Text")))
    for place in (match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))):
        data[place + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize("second", ["word/document.xml", "WORD\\Document.xml", "/word/document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(second):
    stream = io.BytesIO(docx(p("Text")))
    with zipfile.ZipFile(stream, "a") as file:
        info = zipfile.ZipInfo("x")
        info.filename = second
        file.writestr(info, part("document"))
    assert refusal(stream.getvalue()) == "two-of-one-name"


def test_too_many_entries_are_refused(monkeypatch):
    parts = parts_of(p("Text"))
    monkeypatch.setattr(guard, "MAX_ENTRIES", len(parts))
    assert words(archive(parts)) == ["Text"]
    assert refusal(archive(parts | {"word/1.xml": ""})) == "too-many-entries"


def test_entries_are_counted_before_the_directory_is_read(monkeypatch):
    data = docx(p("Text"))
    monkeypatch.setattr(guard, "MAX_ENTRIES", 3)
    monkeypatch.setattr(guard.zipfile, "ZipFile", None)
    assert refusal(data) == "too-many-entries"


@pytest.fixture
def low_ratio(monkeypatch):
    monkeypatch.setattr(package_parts, "MAX_RATIO", 5)
    monkeypatch.setattr(package_parts, "MIN_SIZE_FOR_RATIO", 2_000)


def test_a_ratio_that_no_text_has_is_refused(low_ratio):
    assert refusal(docx(p("a" * 3_000))) == "ratio-too-high"
    assert words(docx(p("a" * 500))) == ["a" * 500]


def test_a_part_of_xml_that_is_not_read_is_refused_for_its_ratio_too(low_ratio):
    assert refusal(docx(p("Text"), extra={"word/unknown.xml": b" " * 3_000})) == "ratio-too-high"


def test_a_white_picture_and_other_parts_that_nobody_opens_may_have_any_ratio(low_ratio):
    extra = {"word/media/image1.bmp": b"\xff" * 3_000, "word/junk.bin": b"\0" * 3_000}
    assert read(docx(p("Text"), extra=extra)).value.lost_words == ()


def test_a_part_without_an_ending_that_is_read_is_refused_for_its_ratio(low_ratio):
    parts = parts_of()
    parts["word/body"] = part("document", f"<w:body>{p('a' * 3_000)}</w:body>")
    parts["_rels/.rels"] = relationships(("rId1", "officeDocument", "word/body"))
    assert refusal(archive(parts)) == "ratio-too-high"


#: What does not get smaller when it is packed.
NOISE = bytes(range(256)) * 4


def test_a_part_that_is_too_large_is_refused_by_what_the_directory_declares(monkeypatch):
    """The part itself is small: nothing is unpacked to find out."""
    monkeypatch.setattr(guard, "MAX_XML_PART_SIZE", 2_000)
    data = docx(p("Text"), extra={"word/comments.xml": NOISE})
    assert words(data) == ["Text"]
    assert refusal(_declare(data, len(NOISE), 2_001)) == "part-too-large"


def test_more_than_can_be_unpacked_in_all_is_refused_by_what_the_directory_declares(monkeypatch):
    monkeypatch.setattr(guard, "MAX_DECLARED_SIZE", 6_000)
    data = docx(p("Text"), extra={"word/media/image.png": NOISE})
    assert words(data) == ["Text"]
    assert refusal(_declare(data, len(NOISE), 6_001)) == "total-too-large"


def _declare(data: bytes, size: int, new_size: int) -> bytes:
    changed = bytearray(data)
    for match in re.finditer(b"PK\x01\x02", data):
        place = match.start()
        if struct.unpack_from("<I", data, place + 24)[0] == size:
            struct.pack_into("<I", changed, place + 24, new_size)
    return bytes(changed)


def test_too_many_paragraphs_are_refused(monkeypatch):
    monkeypatch.setattr(body, "MAX_BLOCKS", 20)
    assert len(words(docx("".join(p(f"{n}") for n in range(20))))) == 20
    assert refusal(docx("".join(p(f"{n}") for n in range(21)))) == "too-many-blocks"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE w>",
        "<!DOCTYPE w [<!ELEMENT w ANY>]>",
        '<!DOCTYPE w SYSTEM "none.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(doctype, encoding):
    document = part("document").replace('<?xml version="1.0" encoding="UTF-8"?>', doctype)
    assert refusal(archive(parts_of() | {"word/document.xml": document.encode(encoding)})) == "doctype"


def test_broken_xml_is_refused():
    assert refusal(archive(parts_of() | {"word/document.xml": part("document")[:-5]})) == "damaged-xml"


@pytest.mark.parametrize("name", ["smartTag", "sdtContent", "hyperlink", "txbxContent"])
def test_xml_nested_without_end_is_refused(name, monkeypatch):
    monkeypatch.setattr(package_parts, "MAX_DEPTH", 20)
    # The document, its body and the paragraph stand around them.
    for count, found in ((17, None), (18, "nested-too-deep")):
        data = docx(p(f"<w:{name}>" * count + f"</w:{name}>" * count))
        assert (found and refusal(data)) == found
        assert found or read(data)


def test_more_markup_than_any_document_has_is_refused(monkeypatch):
    monkeypatch.setattr(package_parts, "MAX_MARKUP", 300)
    monkeypatch.setattr(package_parts, "MIN_SIZE_FOR_MARKUP", 500)
    attributes = " ".join(f'w:a{n}="{n}"' for n in range(301))
    assert refusal(docx(f"<w:p {attributes}/>")) == "too-much-markup"


def test_part_names_differ_neither_by_case_nor_by_kind_of_slash():
    parts = {name.replace("/", "\\").upper(): content for name, content in parts_of(p("Text")).items()}
    assert words(archive(parts)) == ["Text"]


@pytest.mark.parametrize("target", ["/word/document.xml", "word\\document.xml", "./word/../word/Document.xml"])
def test_targets_may_be_absolute_or_roundabout(target):
    parts = parts_of(p("Text")) | {"_rels/.rels": relationships(("rId1", "officeDocument", target))}
    assert words(archive(parts)) == ["Text"]


def test_the_main_document_may_have_another_name():
    parts = parts_of(p("Text")) | {"_rels/.rels": relationships(("rId1", "officeDocument", "word/document2.xml"))}
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    assert words(archive(parts)) == ["Text"]


def test_relationships_that_lead_nowhere_do_no_harm():
    related = (("rId1", "styles", "styles.xml"), ("rId2", "numbering", "NULL"), ("rId3", "footnotes", ""))
    assert words(docx(p("Text"), related=related)) == ["Text"]


def test_strict_namespaces_are_read():
    parts = {
        name: content.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")
        for name, content in parts_of(p("Text")).items()
        if isinstance(content, str)
    }  # fmt: skip
    assert words(archive(parts)) == ["Text"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(encoding):
    document = str(parts_of(p("Größe"))["word/document.xml"]).replace("UTF-8", "UTF-16")
    assert words(archive(parts_of() | {"word/document.xml": document.encode(encoding)})) == ["Größe"]


def test_names_that_lead_out_of_the_file_are_ignored_with_a_message():
    result = read(docx(p("Text"), extra={"../../outside.txt": "Text"}))
    assert [message.code for message in result.messages] == ["strange-names"]
    assert "../../outside.txt" in result.messages[0].text
