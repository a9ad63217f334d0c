"""Each part of a Word file is damaged in turn: it is refused in a sentence, or previewed, confirmed and discarded."""

import io
import zipfile
from functools import cache

import pytest
from lxml import html

from jobdescriptions.imports import steps
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.word.package.guard import FileRefused
from tests.factory import make_salary
from tests.pages import words_of
from tests.site.jobdescriptions.admin.test_imports import IMPORT, upload, word_file
from tests.unit.jobdescriptions.word.docx_parts import part, relationships

#: What only the check of accessibility reads, or only the look at what could do harm, besides what the writer writes.
FURTHER = {
    "word/_rels/footer1.xml.rels": relationships(),
    "word/comments.xml": part("comments"),
    "word/footnotes.xml": part("footnotes"),
    "word/endnotes.xml": part("endnotes"),
    "customXml/item9.xml": "<x/>",
    "docProps/custom.xml": "<x/>",
}
RELATED = (
    ("rIdC", "comments", "comments.xml"),
    ("rIdN", "footnotes", "footnotes.xml"),
    ("rIdE", "endnotes", "endnotes.xml"),
)

DAMAGES = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "no XML": lambda data: b"\xff\xfe\xfd Just words.",
    "another root": lambda data: b"<x/>",
    "a DOCTYPE": lambda data: b"<!DOCTYPE x><x/>",
    "a tag that is not closed": lambda data: b"<".join(data.rsplit(b"</", 1)),
}


@cache
def whole() -> dict[str, bytes]:
    """The parts of a Word file that has one of every kind."""
    with zipfile.ZipFile(io.BytesIO(word_file(salaries=(make_salary(),)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {name: content.encode() for name, content in FURTHER.items() if name not in parts}
    own = "word/_rels/document.xml.rels"
    added = relationships(*(one for one in RELATED if one[2].encode() not in parts[own]))
    links = added[added.index(">") + 1 : added.rindex("</")].encode()
    parts[own] = parts[own].replace(b"</Relationships>", links + b"</Relationships>")
    return parts


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def damaged(name: str, damage: str) -> bytes:
    return packed(whole() | {name: DAMAGES[damage](whole()[name])})


def test_the_whole_file_is_read_and_checked_in_all_its_parts():
    shown = steps.preview_with_check("A.docx", packed(whole()))
    assert shown.document.title == "Network Technician" and "Checked" in shown.findings_summary
    assert len(whole()) > 14


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_part_is_damaged_nothing_is_raised_but_a_refusal(damage):
    read, refused, unchecked = set(), set(), set()
    for name in whole():
        data = damaged(name, damage)
        steps._find_dangers(data)
        try:
            shown = steps.preview_with_check("A.docx", data)
        except FileRefused:
            refused.add(name)
            continue
        read.add(name)
        findings, sentence = shown.findings, shown.findings_summary
        assert sentence.endswith(".")
        if "could not be checked" in sentence:
            assert findings == ()
            unchecked.add(name)
    assert "word/document.xml" in refused and "customXml/item9.xml" in read
    if damage != "another root":  # Which has no colors and no fonts.
        assert "word/theme/theme1.xml" in unchecked


def errors_of(response) -> str:
    return "\n".join(html.fromstring(response.content).xpath("//ul/li[@class='error']/text()"))


@pytest.mark.django_db
def test_whatever_part_is_damaged_preview_confirm_and_discard_answer(admin_client):
    files = {f"{name.replace('/', ' ')}.docx": damaged(name, "cut off") for name in whole()}
    response = upload(admin_client, *files.items())
    waiting = {pending.name: f"{IMPORT}{pending.token}/" for pending in PendingImport.objects.all()}
    refused = set(files) - set(waiting)
    said = errors_of(response)
    assert [name for name in refused if f"{name}: a part of the file".lower() not in said.lower()] == []
    assert len(refused) >= 4 and len(waiting) >= 10
    assert all(name in words_of(admin_client.get(f"{IMPORT}together/")) for name in waiting)
    saved = 0
    for at, (name, address) in enumerate(waiting.items()):
        shown = admin_client.get(address)
        assert shown.status_code == 200 and "Network Technician" in words_of(shown), name
        values = {"discard": "1"} if at % 2 else {"confirm": "1", "title": f"Job {at}"}
        assert admin_client.post(address, values).status_code == 302, name
        assert not PendingImport.objects.filter(name=name).exists()
        saved += 1 - at % 2
        assert JobDescription.objects.count() == saved, name
    # Whoever has such a file waiting, from before the reader became stricter, is told and rid of it, or discards it.
    user = response.wsgi_request.user
    for at, name in enumerate(sorted(refused)):
        pending = PendingImport.objects.create(name=name, data=files[name], user=user)
        address = f"{IMPORT}{pending.token}/"
        assert (
            admin_client.post(address, {"discard": "1"}) if at % 2 else admin_client.get(address)
        ).status_code == 302
        assert not PendingImport.objects.exists()
