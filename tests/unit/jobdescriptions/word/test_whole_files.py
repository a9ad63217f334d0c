"""Whole files: those of the reference content, and a document with everything."""

import datetime
from pathlib import Path

import pytest

from jobdescriptions.word.document import Document
from jobdescriptions.word.footer import PERMISSION, format_document_line
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write
from tests.unit.jobdescriptions.word.demo_document import DEMO, written
from tests.unit.jobdescriptions.word.docx_parts import docx, p, part, r

FIXTURES = sorted((Path(__file__).resolve().parents[4] / "fixtures/word").glob("**/*.docx"))
DATE = datetime.date(2026, 11, 23)


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


OWN_LINE = format_document_line("1.2", 3, DATE)


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
        p("Words"),
        related=(("rId1", "footer", "footer1.xml"),),
        extra={"word/footer1.xml": part("ftr", p(footer))},
    )
    assert [message.code for message in read(data).messages] == codes
