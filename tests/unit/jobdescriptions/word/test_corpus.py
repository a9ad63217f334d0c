"""Whole files: those of the reference content, and, where they are at hand, real ones that nobody here wrote.

The real files come with the text that LibreOffice reads in them.
"""

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jobdescriptions.word.document import BULLET, Document, ListItem, Table
from jobdescriptions.word.footer import PERMISSION, document_line
from jobdescriptions.word.guard import Refused
from jobdescriptions.word.parser import parse
from jobdescriptions.word.reader import ReadDocument, read
from jobdescriptions.word.results import Result
from jobdescriptions.word.writer import write
from tests.unit.jobdescriptions.word.demo_document import DEMO, written
from tests.unit.jobdescriptions.word.docx_parts import docx, p, part, r

ROOT = Path(__file__).resolve().parents[4]
FIXTURES = sorted((ROOT / "fixtures/word").glob("*.docx"))
CORPUS = ROOT / "../shared/corpus"
WORD = re.compile(r"[^\W\d_]{3,}")
DATE = datetime.date(2026, 11, 23)

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="The real Word files are not part of the project.")


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
        except Refused as refusal:
            assert not entry.get("readable", True), f"{path.name}: {refusal.code}"
            continue
        text = CORPUS / "expected" / path.with_suffix(".txt").name
        expected = text.read_text("utf-8-sig", "replace") if entry["clean"] else None
        found.append(RealFile(path.name, entry["set"], result, expected))
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


def round_trip(document: Document) -> tuple[Document, list[str]]:
    """What comes back from a written file, and the codes of all messages."""
    result = read(write(document, number="1.2", version=3, date=DATE))
    parsed = parse(result.value)
    return parsed.value, [message.code for message in (*result.messages, *parsed.messages)]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_file_of_the_reference_content_reads_without_a_message_and_comes_back_the_same(path):
    result = read(path.read_bytes())
    parsed = parse(result.value)
    assert result.messages == parsed.messages == ()
    assert round_trip(parsed.value) == (parsed.value, [])


def test_a_document_with_everything_reads_without_a_message_and_comes_back_the_same():
    result = read(written())
    parsed = parse(result.value)
    assert (parsed.value, result.messages, parsed.messages) == (DEMO, (), ())


OWN_LINE = document_line("1.2", 3, DATE)


@pytest.mark.parametrize(
    ("footer", "codes"),
    [
        (r(f"{OWN_LINE} ") + r("Page 2 of 4 ") + r(PERMISSION), []),
        (r(f"{OWN_LINE} Page 2 of 4 {PERMISSION} Range 50"), ["header-footer-dropped"]),
        (r(f"Range 50 {OWN_LINE} Page 2 of 4 {PERMISSION}"), ["header-footer-dropped"]),
        (r(f"{OWN_LINE} Page 2 of 4"), ["header-footer-dropped"]),
        (r(PERMISSION), ["header-footer-dropped"]),
    ],
)
def test_our_own_footer_is_worth_no_message_and_any_other_is(footer, codes):
    data = docx(
        p("Words"), related=(("rId1", "footer", "footer1.xml"),), extra={"word/footer1.xml": part("ftr", p(footer))}
    )
    assert [message.code for message in read(data).messages] == codes


@needs_corpus
def test_no_word_of_real_files_is_lost(real_files):
    assert [file.name for file in real_files if file.result.value.lost_words] == []
    losses = {"jd": [], "real": [], "fmt": []}
    for file in real_files:
        if file.expected is not None and words(file.expected) - words("\n".join(texts(file.result.value.blocks))):
            losses[file.set].append(file.name)
    clean = sum(1 for file in real_files if file.expected is not None)
    assert losses["jd"] == losses["real"] == []
    assert len(losses["fmt"]) <= 0.008 * clean, losses["fmt"]


@needs_corpus
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


@needs_corpus
def test_every_real_file_comes_back_the_same_after_writing(real_files):
    different = []
    for file in real_files:
        document = parse(file.result.value).value
        if not document.title:
            document = replace(document, title="Title")
        if round_trip(document)[0] != document:
            different.append(file.name)
    assert different == []
