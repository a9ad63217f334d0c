"""From blocks to a job description, with the messages that the author of the file gets."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given

from jobdescriptions.word.document import Cell, Document, Heading, ListItem, Paragraph, Run, SalaryRange, Section, Table
from jobdescriptions.word.read.reader import ReadDocument, read
from jobdescriptions.word.understand.normal import normalize
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write
from tests.profiles import examples
from tests.unit.jobdescriptions.word.normal_values import NORMAL_DOCUMENTS

NOVEMBER = datetime.date(2026, 11, 23)


def heading(level: int, text: str) -> Heading:
    return Heading(level, (Run(text),))


def paragraph(text: str, marks: str = "") -> Paragraph:
    return Paragraph((Run(text, marks),))


def table(*rows: tuple[str, ...], header_rows: int = 0) -> Table:
    return Table(tuple(tuple(Cell((paragraph(text),) if text else ()) for text in row) for row in rows), header_rows)


def parse_blocks(*blocks, title: str = "") -> tuple[Document, list[str]]:
    result = parse(ReadDocument(tuple(blocks), title))
    return result.value, [message.code for message in result.messages]


COLUMNS = ("Employer", "Class title matched", "How close", "Pay", "Year", "Publisher and document")
ROW = (
    "Some USD",
    "Network Technician",
    "Same class",
    "$4,000 to $5,000 a month",
    "2025-26",
    "Some USD salary schedule",
)


@examples(0.5, suppress_health_check=list(HealthCheck))
@given(NORMAL_DOCUMENTS)
def test_a_written_document_reads_back_as_it_was(document):
    assert normalize(document) == document
    data = write(document, number="TS-0001", version=1, date=NOVEMBER)
    assert parse(read(data).value).value == document


def test_a_whole_job_description_reads_back_without_a_message():
    document = normalize(
        Document(
            title="Network Specialist",
            also_called=("Network Administrator",),
            employment_class="Classified",
            reports_to="Director Info Systems",
            flsa="Non-exempt",
            work_year="12 months",
            soc_code="15-1244",
            soc_title="Network and Computer Systems Administrators",
            sections=(
                Section("definition", "Definition", (paragraph("Runs the network."),)),
                Section("duties", "Essential duties", (heading(1, "Tools"), ListItem(0, "bullet", (Run("Labels."),)))),
                Section("salary", "Salary information", (paragraph("Published by one district."),)),
            ),
            salaries=(
                SalaryRange("A", "B", Decimal(1), Decimal(2), "hour", "2022-23", "C", "comparable", remarks="Range 50"),
                SalaryRange("A", "B", Decimal(9), Decimal(9), "year", "May 2023", "C", "occupation", "mean"),
            ),
        )
    )
    result = parse(read(write(document, number="TS-0014", version=1, date=NOVEMBER)).value)
    assert (result.value, result.messages) == (document, ())


def test_the_title_is_the_heading_in_the_title_style():
    document, codes = parse_blocks(
        heading(0, "Network Specialist"), heading(1, "Definition"), paragraph("x"), title="Document1"
    )
    assert (document.title, codes) == ("Network Specialist", [])


def test_a_single_first_heading_of_level_one_is_the_title_and_level_two_makes_the_sections():
    document, codes = parse_blocks(
        heading(1, "Network Specialist"), heading(2, "Definition"), paragraph("x"), heading(3, "Y")
    )
    assert (document.title, codes) == ("Network Specialist", [])
    assert document.sections == (Section("definition", "Definition", (paragraph("x"), heading(1, "Y"))),)


def test_a_single_known_heading_is_not_the_title():
    document, codes = parse_blocks(heading(1, "Essential duties"), paragraph("x"), title="Network Specialist")
    assert (document.title, codes) == ("Network Specialist", ["title-from-properties"])
    assert [section.kind for section in document.sections] == ["duties"]


def test_without_any_title_there_is_a_message():
    document, codes = parse_blocks(heading(1, "Definition"), paragraph("x"), heading(1, "Essential duties"))
    assert (document.title, codes) == ("", ["title-missing"])


def test_a_title_that_only_says_what_the_file_is_gives_way_to_the_next():
    document, _ = parse_blocks(
        heading(0, "JOB DESCRIPTION"), heading(0, "Network Specialist"), heading(1, "Definition")
    )
    assert (document.title, [section.heading for section in document.sections]) == (
        "Network Specialist",
        ["Definition"],
    )


def test_a_second_title_is_a_section_with_a_message():
    document, codes = parse_blocks(
        heading(0, "Network Specialist"), heading(1, "Definition"), heading(0, "Essential duties")
    )
    assert [section.kind for section in document.sections] == ["definition", "duties"]
    assert codes == ["second-title"]


def test_the_name_of_the_district_above_the_title_is_left_out():
    blocks = (heading(0, "Network Specialist"), heading(1, "Definition"), paragraph("x"))
    assert parse_blocks(paragraph("Name of District"), *blocks)[1] == []
    document, codes = parse_blocks(paragraph("Some Unified School District"), *blocks)
    assert ([section.heading for section in document.sections], codes) == (["Definition"], ["district-name"])


def test_text_before_the_first_heading_is_kept_as_an_introduction():
    document, codes = parse_blocks(heading(0, "T"), paragraph("Some text."), heading(1, "Definition"), paragraph("x"))
    assert document.sections[0] == Section("", "Introduction", (paragraph("Some text."),))
    assert codes == ["text-before-heading"]


def test_class_information_is_read_from_a_table_whatever_its_labels_are_called():
    document, codes = parse_blocks(
        heading(0, "Network Specialist"),
        table(
            ("Job title:", "Network Specialist"),
            ("Classification:", "Classified"),
            ("SUPERVISOR", "Director"),
            ("FLSA", "Non-exempt"),
            ("Work calendar", "12 months"),
            ("SOC code", "15-1244 Network and Computer Systems Administrators"),
            ("Alternative titles", "A; B"),
        ),
        heading(1, "Definition"),
    )
    assert document == Document(
        title="Network Specialist",
        also_called=("A", "B"),
        employment_class="Classified",
        reports_to="Director",
        flsa="Non-exempt",
        work_year="12 months",
        soc_code="15-1244",
        soc_title="Network and Computer Systems Administrators",
        sections=(Section("definition", "Definition"),),
    )
    assert codes == []


def test_class_information_is_read_from_four_columns_and_from_lines_and_can_name_the_title():
    document, codes = parse_blocks(
        table(
            ("Position title", "Web Developer", "FLSA", "Exempt"), ("Reports to", "Director", "Work year", "12 months")
        ),
        paragraph("Class: Classified\nUnit: CSEA\nProbation: Six months\nSOC: 15-1254 Web Developers"),
        heading(1, "Definition"),
        paragraph("x"),
        heading(1, "Essential duties"),
    )
    assert (document.title, document.flsa, document.reports_to) == ("Web Developer", "Exempt", "Director")
    assert (document.work_year, document.employment_class, document.soc_code) == ("12 months", "Classified", "15-1254")
    assert (document.bargaining_unit, document.probation) == ("CSEA", "Six months")
    assert codes == []


def test_rows_that_are_no_class_information_stay_in_their_table():
    document, codes = parse_blocks(
        heading(0, "T"),
        table(("Reports to", "Director"), ("Color", "Blue"), ("FLSA", "Exempt")),
        heading(1, "Definition"),
    )
    assert (document.reports_to, document.flsa) == ("Director", "Exempt")
    assert document.sections[0] == Section("", "Introduction", (table(("Color", "Blue")),))
    assert codes == ["text-before-heading"]


def test_a_fact_that_contradicts_another_is_kept_as_text():
    document, _ = parse_blocks(
        heading(0, "T"), paragraph("Reports to: Director"), paragraph("Supervisor: Principal"), heading(1, "Definition")
    )
    assert document.reports_to == "Director"
    assert document.sections[0].blocks == (paragraph("Supervisor: Principal"),)


def test_an_unknown_heading_is_kept_as_it_is_with_a_notice_that_says_how_to_mend_it():
    result = parse(
        ReadDocument((heading(0, "T"), heading(1, "Favorite colors"), paragraph("Blue."), heading(1, "Duties")))
    )
    assert result.value.sections[0] == Section("", "Favorite colors", (paragraph("Blue."),))
    (message,) = result.messages
    assert (message.level, message.code) == ("notice", "unknown-heading")
    assert '"Favorite colors"' in message.text and "in Word" in message.text


def test_lines_that_only_look_like_headings_stay_text_and_are_named():
    lines = (paragraph("Definition", "b"), paragraph("Runs it."), paragraph("EXAMPLES OF DUTIES:"), paragraph("Duties"))
    document, codes = parse_blocks(heading(0, "T"), *lines)
    assert document.sections == (Section("", "Introduction", lines),)
    assert codes == ["heading-without-style", "heading-without-style", "no-headings"]


def test_beside_real_headings_such_lines_stay_text():
    document, codes = parse_blocks(
        heading(0, "T"), heading(1, "Definition"), paragraph("Essential duties", "b"), paragraph("x")
    )
    assert document.sections == (
        Section("definition", "Definition", (paragraph("Essential duties", "b"), paragraph("x"))),
    )
    assert codes == ["heading-without-style"]


def test_a_document_without_any_heading_is_one_section():
    document, codes = parse_blocks(heading(0, "T"), paragraph("All of it."))
    assert document.sections == (Section("", "Introduction", (paragraph("All of it."),)),)
    assert codes == ["no-headings"]


def test_an_empty_document_gives_an_empty_job_description():
    assert parse_blocks() == (Document(title=""), ["title-missing"])


def test_headings_that_are_too_deep_are_kept_as_deep_as_can_be():
    deeper = [heading(level, f"Level {level}") for level in range(2, 7)]
    document, codes = parse_blocks(heading(0, "T"), heading(1, "Duties"), *deeper)
    assert document.sections[0].blocks == (
        *(heading(level - 1, f"Level {level}") for level in range(2, 6)),
        heading(4, "Level 6"),
    )
    assert codes == ["deep-heading"]


def test_salary_tables_become_figures_and_other_blocks_stay():
    document, codes = parse_blocks(
        heading(0, "T"),
        heading(1, "Salary range"),
        paragraph("As published."),
        heading(2, "Same or close class"),
        table(COLUMNS, ROW, header_rows=1),
        table(("Step", "Rate"), ("1", "$20")),
    )
    (section,) = document.sections
    assert section == Section(
        "salary", "Salary range", (paragraph("As published."), table(("Step", "Rate"), ("1", "$20")))
    )
    assert document.salaries == (
        SalaryRange(
            "Some USD",
            "Network Technician",
            Decimal(4000),
            Decimal(5000),
            "month",
            "2025-26",
            "Some USD salary schedule",
            "same",
        ),
    )
    assert codes == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (3, "Range 50", 'says "Range 50" under "Pay"'),
        (2, "Nearly", 'says "Nearly" under "How close"'),
        (5, "", 'has nothing under "Publisher and document"'),
    ],
)
def test_a_salary_table_that_is_not_understood_stays_a_table_with_a_message(column, value, words):
    row = tuple(value if place == column else text for place, text in enumerate(ROW))
    given_table = table(COLUMNS, ROW, row, header_rows=1)
    result = parse(ReadDocument((heading(0, "T"), heading(1, "Salary"), given_table)))
    assert (result.value.salaries, result.value.sections[0].blocks) == ((), (given_table,))
    (message,) = result.messages
    assert message.code == "salary-row" and message.text.startswith(f"Row 2 of a salary table {words}")


def test_a_salary_table_outside_the_salary_section_is_a_table():
    document, _ = parse_blocks(heading(0, "T"), heading(1, "Definition"), table(COLUMNS, ROW, header_rows=1))
    assert document.salaries == ()
    assert document.sections[0].blocks == (table(COLUMNS, ROW, header_rows=1),)


def test_headings_inside_table_cells_count_from_their_section_too():
    blocks = (Table(((Cell((heading(2, "x"),)),),)),)
    document, _ = parse_blocks(heading(0, "T"), heading(1, "Duties"), *blocks)
    assert document.sections[0].blocks == (Table(((Cell((heading(1, "x"),)),),)),)


def test_a_text_of_more_than_two_hundred_characters_in_a_heading_style_is_kept_as_a_paragraph():
    long = "Provides support of every kind to everybody. " * 5
    document, codes = parse_blocks(heading(0, "T"), heading(1, "Definition"), heading(1, long), paragraph("x"))
    assert document.sections == (Section("definition", "Definition", (paragraph(long.strip()), paragraph("x"))),)
    assert codes == []
