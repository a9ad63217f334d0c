"""The appendix of a job description: what a board does not adopt stands last, in documents and in Word files."""

import datetime
import io
import itertools
from decimal import Decimal

import docx
import pytest

from jobdescriptions.word.accessibility import check
from jobdescriptions.word.appendix import HEADING, SENTENCE, split_appendix
from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Document, Heading, Paragraph, Run, SalaryRange, Section
from jobdescriptions.word.read.reader import ReadDocument, read
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write

PAY = SalaryRange(
    "Elm USD", "Network Analyst", Decimal(4000), Decimal(5000), "month", "2025-26", "Elm USD, board packet", "same"
)
TEXT = (Paragraph((Run("Words."),)),)


def section(kind: str, heading: str) -> Section:
    return Section(kind, heading, TEXT)


DUTIES, STATEMENTS = section("duties", "Essential duties"), section("statements", "Equal opportunity")
SALARY, TERMS, ADAPTING = (
    section("salary", "Salary information"),
    section("terms", "Notes on terms"),
    section("adapting", "Adapting this description"),
)


def written(document: Document) -> bytes:
    return write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 30))


def headings_of(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs if one.style.name == "Heading 1"]


@pytest.mark.parametrize("order", [*itertools.permutations((SALARY, DUTIES, TERMS, ADAPTING))])
def test_whatever_the_order_the_appendix_stands_last_and_each_part_keeps_its_order(order):
    order = (*order, STATEMENTS)
    adopted = [DUTIES, STATEMENTS]
    last = [one for one in order if one not in adopted]
    document = Document("Clerk", sections=order, salaries=(PAY,))
    assert document.sections == (*adopted, *last)


def test_a_districts_own_section_on_its_pay_stays_where_it_is():
    sections = (DUTIES, SALARY, STATEMENTS, TERMS)
    assert split_appendix(sections, has_figures=False) == ((DUTIES, SALARY, STATEMENTS), (TERMS,))
    assert split_appendix(sections, has_figures=True) == ((DUTIES, STATEMENTS), (SALARY, TERMS))
    assert split_appendix((*sections, ADAPTING), has_figures=False)[1] == (SALARY, TERMS, ADAPTING)


def test_the_word_file_has_a_divider_that_begins_a_page_and_is_read_back_without_it():
    document = Document("Clerk", sections=(SALARY, DUTIES, ADAPTING), salaries=(PAY,))
    data = written(document)
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    (at,) = [number for number, one in enumerate(paragraphs) if one.text == HEADING]
    assert [one.text for one in paragraphs if one.paragraph_format.page_break_before] == [HEADING]
    assert paragraphs[at + 1].text == SENTENCE
    assert headings_of(data) == ["Essential duties", HEADING, "Salary information", "Adapting this description"]
    assert check(data) == ()
    result = parse(read(data).value)
    assert (result.value, result.messages) == (document, ())


def test_there_is_no_divider_where_nothing_stands_below_it():
    assert headings_of(written(Document("Clerk", sections=(DUTIES, STATEMENTS)))) == [
        "Essential duties",
        "Equal opportunity",
    ]


def test_what_somebody_has_written_below_the_divider_is_kept():
    lines = [(1, "Essential duties"), "Types.", (1, HEADING), SENTENCE, "We kept this for the union."]
    lines += [(1, "Notes on terms"), "None."]
    blocks = [Paragraph((Run(line),)) if isinstance(line, str) else Heading(line[0], (Run(line[1]),)) for line in lines]
    document = parse(ReadDocument((Heading(0, (Run("Clerk"),)), *blocks))).value
    assert [(one.heading, [block_line(block) for block in one.blocks]) for one in document.sections] == [
        ("Essential duties", ["Types."]),
        ("Appendix", ["We kept this for the union."]),
        ("Notes on terms", ["None."]),
    ]


def test_an_appendix_of_somebody_else_is_a_section_like_any_other():
    blocks = [Heading(0, (Run("Clerk"),)), Heading(1, (Run("Appendix"),)), *TEXT, Heading(1, (Run("Duties"),)), *TEXT]
    document = parse(ReadDocument(tuple(blocks))).value
    assert [one.heading for one in document.sections] == ["Appendix", "Duties"]
