"""Headings and titles that stand where none belongs, and lines that could be headings."""

from jobdescriptions.word.document import Document, Heading, ListItem, Paragraph, Run, Section
from jobdescriptions.word.read.reader import ReadDocument
from jobdescriptions.word.understand.fixes import FIX_KEYS, apply_fixes, suggest_fixes
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.titles import is_form_name


def heading(level: int, text: str) -> Heading:
    return Heading(level, (Run(text),))


def paragraph(text: str, marks: str = "") -> Paragraph:
    return Paragraph((Run(text, marks),))


def parse_blocks(*blocks) -> tuple[Document, list[str]]:
    result = parse(ReadDocument(tuple(blocks)))
    return result.value, [message.code for message in result.messages]


DEFINITION = (heading(1, "Definition"), paragraph("Keeps networks."))
TITLE = heading(0, "Network Technician")


def test_a_heading_above_the_title_is_a_paragraph_of_the_introduction():
    document, codes = parse_blocks(heading(1, "Technology Services"), paragraph("Class code 412."), TITLE, *DEFINITION)
    # The style Title may stand below one heading and its text only where that heading names an employer.
    assert all(not isinstance(block, Heading) for section in document.sections for block in section.blocks)
    document, codes = parse_blocks(
        paragraph("Class code 412."), heading(1, "Technology Services"), heading(0, "Network Technician"), *DEFINITION
    )
    assert document.title == "Network Technician"
    assert document.sections[0] == Section(
        "", "Introduction", (paragraph("Class code 412."), paragraph("Technology Services"))
    )
    assert codes == ["text-before-heading"]


def test_a_heading_above_the_first_of_a_higher_level_makes_a_section():
    document, _ = parse_blocks(TITLE, heading(3, "Purpose"), paragraph("Text."), heading(4, "Below"), *DEFINITION)
    assert [(section.heading, section.blocks) for section in document.sections] == [
        ("Purpose", (paragraph("Text."), heading(1, "Below"))),
        ("Definition", (paragraph("Keeps networks."),)),
    ]


def test_a_colon_behind_the_title_goes_without_a_message():
    document, codes = parse_blocks(heading(0, "Network Technician:"), *DEFINITION)
    assert (document.title, codes) == ("Network Technician", [])


def test_a_line_that_says_twice_what_the_file_is_is_no_title():
    assert is_form_name("Job posting: Job description")
    assert not is_form_name("Job posting: Network Technician")
    blocks = (paragraph("{{Job Description}}: Job Description"), paragraph("Duties", "b"), paragraph("Keeps networks."))
    assert [offer.key for offer in suggest_fixes(blocks, FIX_KEYS)] == ["heading-lines"]


def test_a_plain_line_roles_heads_a_section():
    blocks = (TITLE, paragraph("Roles"), paragraph("Keeps the networks of all schools running."), *DEFINITION)
    document, codes = parse_blocks(*apply_fixes(blocks, FIX_KEYS))
    assert [section.heading for section in document.sections] == ["Roles", "Definition"]
    assert codes == []


# Plain lines that could be headings


LONG = paragraph("Keeps the networks of all schools running, and tells others how they work.")


def plain_lines(*blocks) -> str:
    messages = parse(ReadDocument((TITLE, heading(1, "Salary"), LONG, *blocks))).messages
    return "".join(message.text for message in messages if message.code == "plain-lines")


def test_a_plain_line_that_makes_the_section_above_longer_is_named():
    text = plain_lines(
        paragraph("Why I Want This Job"), LONG, paragraph("Daily tools"), ListItem(0, "bullet", LONG.runs)
    )
    assert '"Why I Want This Job (in Salary)" and "Daily tools (in Salary)"' in text
    assert text.endswith("If one is a heading, give it the style Heading 1 in Word.")


def test_many_plain_lines_are_named_in_one_message():
    lines = [line for number in "ABCDEFG" for line in (paragraph(f"School Group {number}"), LONG)]
    text = plain_lines(*lines)
    assert text.count("in Salary") == 5
    assert "and others" in text


def test_what_is_no_heading_is_not_named():
    assert plain_lines(LONG, paragraph("Python"), paragraph("REST API"), paragraph("SQL"), LONG) == ""
    assert plain_lines(paragraph("Typical tasks are:"), ListItem(0, "bullet", LONG.runs)) == ""
    assert plain_lines(paragraph("Ends the text")) == ""
    assert '"Benefits (in Salary)"' in plain_lines(paragraph("Benefits"), LONG)
    assert plain_lines(paragraph("Our Values", "b"), LONG) == "", "It is offered, which says as much."


def test_a_line_that_says_what_the_file_is_is_not_said_to_be_kept_where_it_is_left_out():
    document, codes = parse_blocks(TITLE, paragraph("Job Description", "b"), LONG, *DEFINITION)
    assert document.sections[0] == Section("", "Introduction", (LONG,))
    assert codes == ["text-before-heading"]


# Headings among the lines of a text


def test_a_paragraph_with_empty_lines_is_offered_as_several_and_its_headings_are_found():
    text = "Keeps the networks of all schools running."
    runs = (Run(f"{text}\n \n"), Run("Duties\n\n", "b"), Run(f"{text}\nSecond line."))
    found = (TITLE, Paragraph(runs))
    (offer,) = suggest_fixes(found)
    assert (offer.key, offer.count) == ("broken-paragraphs", 1)
    assert apply_fixes(found, ["broken-paragraphs"]) == (
        TITLE,
        paragraph(text),
        paragraph("Duties", "b"),
        paragraph(f"{text}\nSecond line."),
    )
    document, _ = parse_blocks(*apply_fixes(found, FIX_KEYS))
    assert [section.heading for section in document.sections] == ["Introduction", "Duties"]


def test_a_paragraph_with_lines_and_none_of_them_empty_stays():
    found = (TITLE, paragraph("First line of the address\nSecond line of it\n"))
    assert suggest_fixes(found) == ()


def test_a_plain_line_above_a_date_is_a_heading_like_others():
    blocks = (
        TITLE,
        paragraph("Responsibilities"),
        LONG,
        paragraph("Application Deadline"),
        paragraph("May 16th, 2027"),
    )
    blocks += (paragraph("How To Apply"), LONG)
    document, _ = parse_blocks(*apply_fixes(blocks, FIX_KEYS))
    assert [section.heading for section in document.sections] == [
        "Responsibilities",
        "Application Deadline",
        "How To Apply",
    ]


def test_lines_with_the_number_signs_of_markdown_become_headings():
    found = (paragraph("# Network Technician"), paragraph("## Duties"), LONG, Paragraph((Run("## ", "b"), Run("Pay"))))
    (offer,) = [offer for offer in suggest_fixes((*found, LONG)) if offer.key == "typed-headings"]
    assert (offer.count, offer.examples) == (3, ("# Network Technician", "## Duties", "## Pay"))
    document, _ = parse_blocks(*apply_fixes((*found, LONG), FIX_KEYS))
    assert document.title == "Network Technician"
    assert [(section.kind, section.heading) for section in document.sections] == [
        ("duties", "Duties"),
        ("salary", "Pay"),
    ]


def test_a_number_sign_that_marks_no_heading_stays():
    for lines in (["# of students"], ["#1 Goal", "#2 Goal"], ["# A", "Text # B"], [f"# {LONG.runs[0].text * 3}"] * 2):
        assert "typed-headings" not in [offer.key for offer in suggest_fixes((TITLE, *map(paragraph, lines), LONG))]
