"""The content controls of our Word files, after LibreOffice has saved them: the district's name, and clauses."""

import zipfile
from io import BytesIO

import pytest

from jobdescriptions.word.document import DISTRICT_PLACEHOLDER, Paragraph
from jobdescriptions.word.read.reader import read
from tests.system.jobdescriptions.word.libreoffice import convert
from tests.unit.jobdescriptions.word.demo_document import written

pytestmark = pytest.mark.any_database

#: How long LibreOffice may take for one file.
SECONDS = 90


def type_name(data: bytes, name: str) -> bytes:
    """Our file with a name typed into the control as LibreOffice does it: the text changes, the property does not."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            content = before.read(entry)
            if entry == "word/document.xml":
                assert content.count(DISTRICT_PLACEHOLDER.encode()) == 1
                content = content.replace(DISTRICT_PLACEHOLDER.encode(), name.encode())
            after.writestr(entry, content)
    return stream.getvalue()


def save_in_libreoffice(soffice: str, folder, data: bytes, name: str) -> bytes:
    """What LibreOffice makes of a .docx when it opens it and saves it as .docx, in a profile of its own."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.docx").write_bytes(data)
    said = convert(soffice, folder, [f"{name}.docx"], "docx:MS Word 2007 XML", folder / "out", SECONDS)
    path = folder / "out" / f"{name}.docx"
    assert path.exists(), said
    return path.read_bytes()


def test_a_typed_name_of_the_district_survives_libreoffice_twice_and_is_read_back(soffice, tmp_path):
    typed = type_name(written(), "Oak Grove")
    once = save_in_libreoffice(soffice, tmp_path, typed, "once")
    twice = save_in_libreoffice(soffice, tmp_path, once, "twice")
    for data in (once, twice):
        found = read(data)
        assert found.value.district == "Oak Grove"
        assert [message.code for message in found.messages if message.code == "bound-text-stale"] == []
        assert found.value.blocks[0].runs[0].text == "Oak Grove"


def test_clauses_survive_libreoffice_twice_with_their_paragraphs_and_formatting(soffice, tmp_path):
    def clauses(data: bytes) -> list[Paragraph]:
        return [block for block in read(data).value.blocks if isinstance(block, Paragraph) and block.clause]

    once = save_in_libreoffice(soffice, tmp_path, written(), "once")
    twice = save_in_libreoffice(soffice, tmp_path, once, "twice")
    assert {block.clause for block in clauses(written())} == {"tuberculosis", "drivers-license"}
    assert clauses(written()) == clauses(once) == clauses(twice)
