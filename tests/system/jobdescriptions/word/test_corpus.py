"""Real Word files that nobody here wrote, where they are at hand, with the text that LibreOffice reads in them."""

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jobdescriptions.word.accessibility import check
from jobdescriptions.word.document import BULLET, Document, Heading, ListItem, Table
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.read.reader import ReadDocument, read
from jobdescriptions.word.results import Result
from jobdescriptions.word.understand.fixes import FIX_KEYS, apply_fixes, suggest_fixes
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.recognize import recognize
from jobdescriptions.word.write.writer import write

CORPUS = Path(__file__).resolve().parents[4] / "../shared/corpus"
WORD = re.compile(r"[^\W\d_]{3,}")
DATE = datetime.date(2026, 11, 23)

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="The real Word files are not part of the project."),
]


@dataclass(frozen=True)
class RealFile:
    """A real file that can be read, and what LibreOffice reads in it (None where it shows more than Word would)."""

    name: str
    set: str
    result: Result[ReadDocument]
    expected: str | None


@pytest.fixture(scope="module")
def real_files() -> list[RealFile]:
    found = []
    for entry in json.loads((CORPUS / "manifest.json").read_text()):
        path = CORPUS / "files" / entry["file"]
        try:
            result = read(path.read_bytes())
        except FileRefused as refusal:
            assert not entry.get("readable", True), f"{path.name}: {refusal.code}"
            continue
        text = CORPUS / "expected" / path.with_suffix(".txt").name
        expected = text.read_text("utf-8-sig", "replace") if entry["clean"] else None
        found.append(RealFile(path.name, entry["set"], result, expected))
    return found


@pytest.fixture(scope="module")
def job_descriptions(real_files) -> list[RealFile]:
    """The files that are job descriptions; none of them is refused."""
    found = [file for file in real_files if file.set == "jd"]
    entries = json.loads((CORPUS / "manifest.json").read_text())
    assert sorted(file.name for file in found) == sorted(entry["file"] for entry in entries if entry["set"] == "jd")
    return found


def texts(blocks):
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from texts(cell.blocks)
        else:
            yield f"{getattr(block, 'label', '')} {''.join(run.text for run in block.runs)}"


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.replace("\u00ad", "").replace("\u200b", "")))


def numbered(blocks) -> Iterator[tuple[str, str]]:
    """The label and the first line of each numbered item."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from numbered(cell.blocks)
        elif isinstance(block, ListItem) and block.format != BULLET and block.label:
            line = "".join(run.text for run in block.runs).split("\n")[0]
            yield " ".join(block.label.split()), " ".join(line.split())


def round_trip(document: Document) -> Document:
    return parse(read(write(document, number="1.2", version=3, date=DATE)).value).value


def test_no_word_of_real_files_is_lost(real_files):
    assert [file.name for file in real_files if file.result.value.lost_words] == []
    losses = {"jd": [], "real": [], "fmt": []}
    for file in real_files:
        if file.expected is not None and words(file.expected) - words("\n".join(texts(file.result.value.blocks))):
            losses[file.set].append(file.name)
    clean = sum(1 for file in real_files if file.expected is not None)
    assert losses["jd"] == losses["real"] == []
    assert len(losses["fmt"]) <= 0.008 * clean, losses["fmt"]


def test_numbered_items_of_real_files_show_the_number_that_libreoffice_shows(real_files):
    right, wrong = 0, []
    for file in real_files:
        lines = [" ".join(line.split()) for line in (file.expected or "").splitlines()]
        for label, text in numbered(file.result.value.blocks):
            shown = {line.removesuffix(text).strip() for line in lines if line.endswith(text)} if len(text) > 1 else ()
            if label in shown:
                right += 1
            elif shown:
                wrong.append((file.name, label, shown))
    assert right >= 250, "enough items to say anything"
    assert right >= 0.997 * (right + len(wrong)), wrong


def test_every_real_file_comes_back_the_same_after_writing(real_files):
    different = []
    for file in real_files:
        document = parse(file.result.value).value
        if not document.title:
            document = replace(document, title="Title")
        if round_trip(document) != document:
            different.append(file.name)
    assert different == []


def test_real_files_are_checked_or_refused():
    checked = titled = 0
    for entry in json.loads((CORPUS / "manifest.json").read_text()):
        try:
            findings = check((CORPUS / "files" / entry["file"]).read_bytes())
        except FileRefused:
            assert not entry.get("readable", True), entry["file"]
            continue
        assert all(finding.text.endswith((".", "…")) and finding.where for finding in findings), entry["file"]
        if entry["set"] == "jd":
            checked += 1
            titled += "title-missing" not in {finding.code for finding in findings}
    assert titled <= 0.05 * checked  # in 2 of the 87 real job descriptions that were counted by hand


def test_pay_in_real_job_descriptions_is_found_and_nothing_else(job_descriptions):
    found = {
        (file.name[:8], int(one.low or 0), int(one.high or 0), one.unit)
        for file in job_descriptions
        for one in recognize(file.result.value.blocks).pay
    }
    assert found == {
        ("3a08c3ae", 65200, 75000, "year"),
        ("804c32ee", 160000, 226000, ""),
        ("8ba0dbb8", 92620, 103538, ""),
        ("f12f0ac2", 140000, 180000, ""),
    }


def test_most_real_job_descriptions_without_headings_get_an_offer(job_descriptions):
    bare = offered = 0
    for file in job_descriptions:
        blocks = file.result.value.blocks
        mended = apply_fixes(blocks, FIX_KEYS)
        assert suggest_fixes(mended) == (), file.name
        left = iter(mended)
        assert all(block in left for block in blocks if isinstance(block, Heading)), file.name
        if not any(isinstance(block, (Heading, Table)) for block in blocks):
            bare += 1
            offered += any(offer.key == "heading-lines" for offer in suggest_fixes(blocks))
            long = [block for block in mended if isinstance(block, Heading) and len(block.runs[0].text) > 90]
            assert long == [], file.name
    assert offered >= 0.75 * bare, f"{offered} of {bare}"
