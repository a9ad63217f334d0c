"""The blanks at the head of a Word file: prompts as long as they are empty, facts and text once they are filled in."""

import datetime
import io
import re
import zipfile
from dataclasses import replace

import pytest

from jobdescriptions.word.accessibility import check
from jobdescriptions.word.blanks import BLANKS, list_blanks
from jobdescriptions.word.document import Document, Heading, Paragraph, Run, Section
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.recognize import recognize
from jobdescriptions.word.write.writer import write

DUTIES = Section("duties", "Essential duties", (Paragraph((Run("Types."),)),))
CLERK = Document("Clerk", flsa="Non-exempt", sections=(DUTIES,))


def written(document: Document = CLERK) -> bytes:
    return write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 30))


def document_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def filled_in(data: bytes, key: str, text: str) -> bytes:
    """The file after somebody has typed into a blank in Word, which takes the mark of a placeholder away."""
    blank = next(one for one in BLANKS if one.key == key)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as changed:
        for entry in archive.infolist():
            xml = archive.read(entry)
            if entry.filename == "word/document.xml":
                control = rf'(<w:tag w:val="blank:{key}"/><w:id w:val="\d+"/>)<w:showingPlcHdr/>'
                new, count = re.subn(control, r"\1", xml.decode())
                assert count == 1 and new.count(blank.prompt) == 1
                xml = new.replace(blank.prompt, text).encode()
            changed.writestr(entry, xml)
    return stream.getvalue()


def test_each_blank_is_a_control_with_a_title_that_displays_a_prompt():
    xml = document_xml(written())
    assert re.findall(r'<w:alias w:val="([^"]*)"/><w:tag w:val="blank:', xml) == [
        "Immediate supervisor",
        "Salary range",
        "Bargaining unit",
        "Adopted by the board on",
    ]
    for blank in BLANKS:
        assert f"{blank.label}: </w:t>" in xml and f"<w:t>{blank.prompt}</w:t>" in xml
    assert xml.count("<w:showingPlcHdr/>") == len(BLANKS)
    assert check(written()) == ()


def test_blanks_that_are_empty_say_nothing_when_the_file_is_read():
    found = read(written())
    result = parse(found.value)
    assert (result.value, found.messages, result.messages) == (CLERK, (), ())
    recognized = recognize(found.value.blocks)
    assert recognized.reports_to == recognized.bargaining_unit == recognized.pay == ()


@pytest.mark.parametrize("prompt", ["Click or tap here to enter text.", ""])
def test_a_blank_that_was_filled_in_and_emptied_again_says_nothing(prompt):
    assert parse(read(filled_in(written(), "salary-range", prompt)).value).value == CLERK


def test_a_label_whose_value_stands_on_the_next_line_is_the_authors_own():
    lines = ("Salary range:", "Range 32", "Adopted by the board on:", "May 4, 2027")
    blocks = tuple(Paragraph((Run(line),)) for line in lines)
    found = read(written()).value
    heading = next(place for place, block in enumerate(found.blocks) if block == Heading(1, (Run("Essential duties"),)))
    other = replace(found, blocks=(*found.blocks[:1], *blocks, *found.blocks[heading:]))
    assert parse(other).value.sections == (Section("", "Introduction", blocks), DUTIES)


@pytest.mark.parametrize(
    ("key", "fact", "text"),
    [("supervisor", "reports_to", "Director of Technology"), ("bargaining-unit", "bargaining_unit", "CSEA, Chapter 7")],
)
def test_a_blank_that_names_a_fact_is_read_as_that_fact(key, fact, text):
    document = parse(read(filled_in(written(), key, text)).value).value
    assert getattr(document, fact) == text
    assert document.sections == CLERK.sections
    assert key not in {blank.key for blank in list_blanks(document)}


@pytest.mark.parametrize(
    ("key", "label", "text"),
    [("salary-range", "Salary range", "Range 32, steps A to E"), ("adopted", "Adopted by the board on", "May 4, 2027")],
)
def test_the_words_of_other_blanks_stay_a_line_and_a_message_says_where(key, label, text):
    result = parse(read(filled_in(written(), key, text)).value)
    assert result.value.sections == (Section("", "Introduction", (Paragraph((Run(f"{label}: {text}"),)),)), DUTIES)
    assert [message.code for message in result.messages] == ["text-before-heading"]
    assert key not in {blank.key for blank in list_blanks(result.value)}
    assert parse(read(written(result.value)).value).value == result.value


def test_what_is_known_is_no_blank():
    known = Document("Clerk", reports_to="Principal", bargaining_unit="CSEA", sections=(DUTIES,))
    assert [blank.key for blank in list_blanks(known)] == ["salary-range", "adopted"]
    approved = Document("Clerk", sections=(DUTIES, Section("approval", "Approval", DUTIES.blocks)))
    assert [blank.key for blank in list_blanks(approved)] == ["supervisor", "salary-range", "bargaining-unit"]
