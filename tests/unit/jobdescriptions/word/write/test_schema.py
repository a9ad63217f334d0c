"""Written files against the schemas of Word's file format, as the Open XML SDK has them (package openxml-audit).

Word's own check on opening is of this kind: a property in the wrong order is a "file is damaged" there, while every
other reader shows the text as if nothing were wrong.
"""

import copy
import io
import itertools
import os
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from lxml import etree

from jobdescriptions.word.document import Document
from tests.conftest import ROOT
from tests.profiles import examples
from tests.unit.jobdescriptions.word.demo_document import written
from tests.unit.jobdescriptions.word.normal_values import NORMAL_DOCUMENTS

FIXTURES = sorted((ROOT / "fixtures/word").glob("**/*.docx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: Elements whose children have an order that is not that of text.
ORDERED = [
    f"{W}body",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}numPr",
    f"{W}tbl",
    f"{W}tblPr",
    f"{W}tr",
    f"{W}tc",
    f"{W}tcPr",
    f"{W}tblBorders",
    f"{W}tblCellMar",
    f"{W}sectPr",
    f"{W}sdt",
    f"{W}numbering",
    f"{W}abstractNum",
    f"{W}num",
    f"{W}lvl",
    f"{W}lvlOverride",
    f"{W}styles",
    f"{W}docDefaults",
    f"{W}style",
    f"{W}tblStylePr",
    f"{W}pBdr",
    f"{W}settings",
    f"{W}p",
]
PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/settings.xml", "word/footer1.xml")


@pytest.fixture(scope="module")
def errors_of(tmp_path_factory):
    """Says what is wrong with the bytes of a file."""
    try:
        from openxml_audit import OpenXmlValidator
    except ModuleNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip("openxml-audit is not installed.")
    validator = OpenXmlValidator()
    path = tmp_path_factory.mktemp("schema") / "file.docx"

    def errors(data: bytes) -> list[str]:
        path.write_bytes(data)
        return [f"{error.part_uri}: {error.description}" for error in validator.validate(path).errors]

    return errors


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def swap_neighbors(xml: bytes) -> Iterator[tuple[str, bytes]]:
    """Every kind of two neighbors in an ordered element once, the other way round, with what was changed."""
    root = etree.fromstring(xml)
    seen = set()
    for place, element in enumerate(root.iter(*ORDERED)):
        for first, (one, two) in enumerate(itertools.pairwise(element)):
            kind = tuple(etree.QName(e).localname for e in (element, one, two))
            free = one.tag == two.tag or kind in seen
            # Paragraphs and tables, runs and fields come in any order.
            if free or (kind[0] in ("body", "tc", "p") and not {"pPr", "tcPr", "sectPr"} & set(kind)):
                continue
            seen.add(kind)
            changed = copy.deepcopy(root)
            parent = list(changed.iter(*ORDERED))[place]
            parent.insert(first, parent[first + 1])
            yield " ".join(kind), etree.tostring(changed)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_files_of_the_reference_content_are_valid(path, errors_of):
    assert errors_of(path.read_bytes()) == []


def test_a_document_with_everything_is_valid(errors_of):
    assert errors_of(written()) == []


def test_an_empty_document_is_valid(errors_of):
    assert errors_of(written(Document(title="Title"))) == []


@examples(0.25, suppress_health_check=list(HealthCheck))
@given(document=NORMAL_DOCUMENTS)
def test_every_document_is_valid(document, errors_of):
    assert errors_of(written(document)) == []


@pytest.mark.parametrize("name", PARTS)
def test_any_other_order_of_properties_is_found_to_be_wrong(name, errors_of):
    parts = parts_of(written())
    found_right = [kind for kind, xml in swap_neighbors(parts[name]) if not errors_of(archive_of(parts | {name: xml}))]
    assert found_right == []


def test_enough_kinds_of_order_are_tried():
    parts = parts_of(written())
    assert sum(1 for name in PARTS for _ in swap_neighbors(parts[name])) >= 60


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<w:ilvl w:val="0"/>', '<w:ilvl w:val="x"/>'),
        ('<w:u w:val="single"/>', '<w:u w:val="simple"/>'),
        ("<w:tblGrid>", "<w:grid>"),
        ('w:type="dxa"', 'w:type="cm"'),
        ('<w:vMerge w:val="restart"/>', '<w:vMerge w:val="begin"/>'),
        ("<w:cantSplit/>", "<w:b/>"),
        ('r:id="link1"', 'r:id="link99"'),
    ],
)
def test_wrong_values_and_elements_are_found(right, wrong, errors_of):
    parts = parts_of(written())
    xml = parts["word/document.xml"].decode()
    assert right in xml
    xml = xml.replace("</w:tblGrid>", "</w:grid>") if wrong == "<w:grid>" else xml
    assert errors_of(archive_of(parts | {"word/document.xml": xml.replace(right, wrong).encode()}))


def test_the_properties_of_content_controls_have_the_order_of_the_standard():
    """The SDK takes any order here; ECMA-376, 17.5.2.38 does not."""
    order = ["rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "dataBinding"]
    order += ["docPartObj", "date", "text"]  # One of these.
    root = etree.fromstring(parts_of(written())["word/document.xml"])
    controls = list(root.iter(f"{W}sdtPr"))
    assert controls
    for control in controls:
        names = [etree.QName(child).localname for child in control]
        assert names == sorted(names, key=order.index)
