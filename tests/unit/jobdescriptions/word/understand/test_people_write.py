"""Word files as people write them: forms made of tables, titles with labels, headings that are none by their style.

Each is tried with every fix applied, as a person would who ticks them all.
"""

from dataclasses import dataclass, replace

import pytest

from jobdescriptions.word.document import Document, Table
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.fixes import FIX_KEYS, apply_fixes, suggest_fixes
from jobdescriptions.word.understand.parser import parse
from tests.unit.jobdescriptions.word.docx_parts import definition, docx, item, level, num, p, r, style, styled

STYLES = style("Title", "Title") + "".join(style(f"H{n}", f"heading {n}") for n in range(1, 5))
NUMBERING = definition(0, level(0, "upperRoman")) + definition(1, level(0, "bullet", "\u2022")) + num(1, 0) + num(2, 1)


@dataclass(frozen=True)
class ImportedFile:
    """A file with all fixes applied: the job description, the keys of the fixes, the codes of the messages."""

    document: Document
    keys: list[str]
    codes: list[str]

    @property
    def sections(self) -> list[tuple[str, str]]:
        return [(section.kind, section.heading) for section in self.document.sections]


def import_with_fixes(*body: str) -> ImportedFile:
    found = read(docx("".join(body), styles=STYLES, numbering=NUMBERING)).value
    assert found.lost_words == ()
    parsed = parse(replace(found, blocks=apply_fixes(found.blocks, FIX_KEYS)))
    keys = [offer.key for offer in suggest_fixes(found.blocks, FIX_KEYS)]
    return ImportedFile(parsed.value, keys, [message.code for message in parsed.messages])


def bold(text: str) -> str:
    return p(r(text, "<w:b/>"))


def lines(*texts: str) -> str:
    return "<w:p>" + "<w:r><w:br/></w:r>".join(map(r, texts)) + "</w:p>"


def row(*cells: str | tuple[str, int]) -> str:
    made = []
    for cell in cells:
        content, span = cell if isinstance(cell, tuple) else (cell, 1)
        content = content if content.startswith("<") else p(content)
        made.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{content}</w:tc>')
    return f"<w:tr>{''.join(made)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


DUTIES = bold("Duties") + item("Installs cable.", 2) + item("Repairs switches.", 2)
TITLE = styled("Network Technician", "Title")


# Tables that only arrange the page


def test_a_table_of_one_column_is_unfolded():
    found = import_with_fixes(
        table(row(styled("Network Technician", "H1")), row(styled("Definition", "H1") + p("Keeps networks.")))
    )
    assert found.document.title == "Network Technician"
    assert found.sections == [("definition", "Definition")]
    assert found.keys == ["layout-tables"]


def test_a_form_with_labels_values_and_empty_columns_between_gives_its_facts_and_sections():
    found = import_with_fixes(
        table(
            row("Title:", "Network Technician", "Job category:", "Technical", ""),
            row("Group:", "Information Services", "", "", ""),
            row("Reports to:", "Director of Technology", "", "Work year:", "12 months"),
            row(("Job Description", 5)),
            row((DUTIES + bold("Qualifications") + item("Two years of work.", 2), 5)),
        )
    )
    assert (found.document.title, found.document.reports_to) == ("Network Technician", "Director of Technology")
    assert found.document.work_year == "12 months"
    assert found.sections == [("", "Introduction"), ("duties", "Duties"), ("education", "Qualifications")]
    (rest,) = found.document.sections[0].blocks
    assert isinstance(rest, Table)
    assert rest.header_column, "what is left can be published: its labels are header cells"
    assert len(rest.rows) == 2


def test_a_form_with_banners_gives_its_facts_and_a_heading():
    found = import_with_fixes(
        table(
            row((bold("JOB DESCRIPTION"), 2)),
            row("Job Title:", "Network Technician"),
            row("Reports To:", "Director of Technology"),
            row("FLSA Status:", "Non-Exempt"),
            row(("ESSENTIAL DUTIES", 2)),
            row((item("Installs.", 2) + item("Repairs.", 2), 2)),
        )
    )
    assert (found.document.title, found.document.flsa) == ("Network Technician", "Non-Exempt")
    assert found.sections == [("duties", "ESSENTIAL DUTIES")]


def test_headings_beside_their_text_become_sections():
    found = import_with_fixes(
        TITLE,
        table(
            row(bold("Purpose"), p("Keeps the networks running.") + p("Trains staff.")),
            row(bold("Duties"), item("Installs.", 2) + item("Repairs.", 2)),
        ),
    )
    assert found.sections == [("definition", "Purpose"), ("duties", "Duties")]


def test_known_headings_beside_short_texts_become_sections_too():
    found = import_with_fixes(
        table(
            row(("Position Description", 2)),
            row("Position Title", "Network Technician"),
            row("Supervisor", "Director of Technology"),
            row("Position Summary", "Keeps the networks running."),
            row("Qualifications", "Diploma."),
        )
    )
    assert (found.document.title, found.document.reports_to) == ("Network Technician", "Director of Technology")
    assert found.sections == [("definition", "Position Summary"), ("education", "Qualifications")]


def test_a_table_of_data_is_no_layout():
    data = table(
        row(("Physical demands", 3)),
        row("Demand", "Often", "Seldom"),
        row("Lifting", "x", ""),
        row("Walking far", "", "x"),
        row("Climbing ladders", "", "x"),
    )
    assert "layout-tables" not in import_with_fixes(TITLE, styled("Physical demands", "H1"), data).keys
    pay = table(row("Step", "Rate"), row("1", "$20"), row("2", "$22"))
    assert import_with_fixes(TITLE, styled("Salary", "H1"), pay).keys == ["header-rows", "table-texts"]


def test_no_heading_was_found_is_not_said_of_headings_in_a_layout_table():
    body = table(row(styled("Definition", "H1") + p("Keeps networks.")))
    codes = [message.code for message in parse(read(docx(TITLE + body, styles=STYLES)).value).messages]
    assert codes == ["headings-in-table"]


def test_offers_that_a_table_hides_come_once_it_is_unfolded():
    found = read(docx(table(row(bold("Network Technician")), row(DUTIES)), numbering=NUMBERING)).value.blocks
    assert [offer.key for offer in suggest_fixes(found)] == ["layout-tables"]
    assert [offer.key for offer in suggest_fixes(found, ["layout-tables"])] == [
        "layout-tables",
        "title-line",
        "heading-lines",
    ]


def test_a_header_row_that_mostly_has_known_names_is_offered():
    data = table(row("Role", "Responsibilities", "Abilities"), row("Owner", "Decides", "Create"), row("A", "B", "C"))
    assert import_with_fixes(TITLE, styled("Tools", "H1"), data).keys == ["header-rows", "table-texts"]


# Titles


@pytest.mark.parametrize(
    "body",
    [
        styled("Job Title: Network Technician", "Title"),
        styled("Position:- Network Technician", "Title"),
        p("Position:- Network Technician"),
        styled("JOB DESCRIPTION", "Title") + bold("Network Technician"),
        styled("Position Description", "Title") + styled("Network Technician", "H1"),
        styled("Network Technician Job Description", "Title"),
        bold("Job Description: Network Technician"),
        lines("Title: Network Technician", "Location: District office"),
        lines("Springfield Unified School District", "Position Description", "Network Technician"),
        bold("Springfield Unified School District") + bold("JOB DESCRIPTION") + bold("NETWORK TECHNICIAN"),
        p("Name of District") + p("Network Technician"),
        TITLE + styled("Network Technician", "H1"),
        styled("Network Technician", "H1"),
        styled("Job Title | Network Technician", "Title"),
        styled("Title/Position: Network Technician", "Title"),
        styled("Job Description for the Network Technician", "Title"),
        styled("Network Technician (Job Description)", "Title"),
        p(r("Job Title") + "<w:r><w:tab/></w:r>" + r("Network Technician"), '<w:pStyle w:val="Title"/>'),
        lines("Position Title:", "Network Technician").replace(
            "<w:p>", '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>'
        ),
        bold("Classified Job Description") + bold("Network Technician"),
        styled("JOB DESCRIPTION \u2013 CLASSIFIED", "Title") + styled("Network Technician", "H1"),
        styled("Job Description / Class Specification", "Title") + styled("Network Technician", "H1"),
        bold("Example USD") + bold("Human Resources") + bold("Network Technician"),
        p("Example Charter Academy")
        + p("12 Main Street, Anytown, CA 90000")
        + p("(555) 555-0100")
        + bold("Network Technician"),
    ],
)
def test_the_title_is_found_however_it_is_written(body):
    found = import_with_fixes(
        body, styled("Definition", "H1"), p("Keeps networks."), styled("Duties", "H1"), p("Installs.")
    )
    assert found.document.title.casefold() == "network technician"
    assert found.sections[-2:] == [("definition", "Definition"), ("duties", "Duties")]


def test_a_line_of_other_facts_beside_the_title_stays():
    found = import_with_fixes(
        lines("Title: Network Technician", "Location: District office"), styled("Duties", "H1"), p("Installs.")
    )
    assert found.document.sections[0].blocks[0].runs[0].text == "Location: District office"


def test_a_title_style_among_the_sections_is_no_title():
    found = import_with_fixes(
        styled("Network Technician", "H1"),
        styled("Definition", "H1"),
        p("Text."),
        styled("Physical Demands", "Title"),
        p("Lifts."),
        styled("Licenses", "H1"),
        p("License."),
    )
    assert found.document.title == "Network Technician"
    assert [kind for kind, _ in found.sections] == ["definition", "physical", "licenses"]
    assert found.codes == ["title-in-the-middle"]


def test_sections_in_the_style_title_are_no_titles():
    found = import_with_fixes(styled("Definition", "Title"), p("Text."), styled("Duties", "Title"), p("Installs."))
    assert (found.document.title, found.sections) == ("", [("definition", "Definition"), ("duties", "Duties")])
    assert found.codes[:2] == ["title-as-heading"] * 2


def test_a_title_style_below_the_levels_of_the_sections_is_no_title():
    found = import_with_fixes(
        styled("Network Technician", "H1"), styled("Definition", "H2"), p("Text."), styled("Physical Demands", "Title"),
        p("Lifts."), styled("Licenses", "H2"), p("License."),
    )  # fmt: skip
    assert found.document.title == "Network Technician"
    assert [kind for kind, _ in found.sections] == ["definition", "physical", "licenses"]


def test_a_class_whose_title_names_schools_is_no_employer():
    found = import_with_fixes(styled("Superintendent of Schools", "Title"), styled("Our community", "H1"), p("Text."))
    assert (found.document.title, found.sections) == ("Superintendent of Schools", [("", "Our community")])


def test_a_section_heading_with_an_article_is_no_title():
    found = import_with_fixes(
        p("The Job Overview"), p("We look for a technician who keeps the networks of all schools running."),
        p("Responsibilities"), p("Install cables and switches."),
        p("Job Qualifications and Skill Sets"), p("Two years of experience with networks."),
    )  # fmt: skip
    assert found.document.title == ""
    assert [kind for kind, _ in found.sections] == ["definition", "duties", "education"]


def test_two_job_descriptions_in_one_file_are_said():
    one = styled("Duties", "H1") + p("Installs.") + styled("Requirements", "H1") + p("A diploma.")
    assert (
        "several-job-descriptions"
        in import_with_fixes(p("Job title: Analyst"), one, p("Job title: Technician"), one).codes
    )
    assert "several-job-descriptions" not in import_with_fixes(p("Job title: Analyst"), one).codes


# Headings


def test_titles_of_sections_in_a_list_are_offered_as_headings():
    heading = [
        item(text, 1).replace("<w:t ", "<w:rPr><w:b/></w:rPr><w:t ") for text in ("DEFINITION", "EXAMPLES OF DUTIES")
    ]
    found = import_with_fixes(
        TITLE, heading[0], p("Keeps networks."), heading[1], item("Installs.", 2), item("Repairs.", 2)
    )
    assert (found.keys, [kind for kind, _ in found.sections]) == (["heading-items"], ["definition", "duties"])


def test_known_words_in_front_of_their_text_are_offered_as_headings():
    definition_line = p(r("DEFINITION:", "<w:b/>") + r(" Keeps networks running."))
    license_line = p(r("LICENSES", "<w:b/>") + "<w:r><w:br/></w:r>" + r("Driver license."))
    found = import_with_fixes(TITLE, definition_line, license_line)
    assert found.keys == ["run-in-headings"]
    assert found.sections == [("definition", "DEFINITION"), ("licenses", "LICENSES")]
    assert found.document.sections[0].blocks[0].runs[0].text == "Keeps networks running."


@pytest.mark.parametrize("between", [" \u2013 ", ". ", "<w:r><w:tab/></w:r>"])
def test_a_dash_a_period_or_a_tab_behind_known_words_ends_them_as_a_colon_does(between):
    def line(words: str, text: str) -> str:
        sign = between if between.startswith("<") else r(between)
        return p(r(words, "<w:b/>") + sign + r(text))

    found = import_with_fixes(TITLE, line("Definition", "Keeps networks running."), line("Licenses", "Driver license."))
    assert found.keys == ["run-in-headings"]
    assert found.sections == [("definition", "Definition"), ("licenses", "Licenses")]
    assert found.document.sections[0].blocks[0].runs[0].text == "Keeps networks running."


def test_a_label_in_a_section_and_a_fact_are_no_run_in_headings():
    label = p(r("Education: ", "<w:b/>") + r("Bachelor of Science"))
    fact = p(r("Reports to: ", "<w:b/>") + r("Director of Technology"))
    assert import_with_fixes(TITLE, styled("Qualifications", "H1"), label, fact).keys == []


def test_a_plain_line_like_known_headings_is_offered():
    found = import_with_fixes(
        TITLE, p("Overview"), p("Keeps the networks."), p("Core Requirements"), item("Linux", 2),
        p("Why I Want This Job"), p("It is a good one."),
    )  # fmt: skip
    assert [heading for _, heading in found.sections] == ["Overview", "Core Requirements", "Why I Want This Job"]


def test_entries_of_a_list_of_plain_lines_are_no_headings():
    skills = [p(text) for text in ("Python", "REST API", "SQL", "Git", "Docker")]
    found = import_with_fixes(TITLE, p("Responsibilities"), p("Keeps networks."), p("Required Skills"), *skills)
    assert [heading for _, heading in found.sections] == ["Responsibilities", "Required Skills"]


@pytest.mark.parametrize("numeral", ["III", "VII", "VIII", "XIII"])
def test_a_roman_number_of_a_heading_is_left_out(numeral):
    start = {"III": 3, "VII": 7, "VIII": 8, "XIII": 13}[numeral]
    numbering = definition(0, level(0, "upperRoman", start=start)) + num(1, 0)
    numbered = p("Duties", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    found = parse(read(docx(TITLE + numbered + p("Installs."), styles=STYLES, numbering=numbering)).value).value
    assert found.sections[0].heading == "Duties"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Required Skills and Qualifications", "knowledge"),
        ("Certificates, Licenses, Registrations", "licenses"),
        ("Must Have Skills:", "knowledge"),
        ("Certifications (Desirable)", "licenses"),
        ("Network Technician Responsibilities", "duties"),
        ("Requirements for Network Technician", "education"),
        ("Favorite colors", ""),
        ("Section 2: Licenses", "licenses"),
        ("Article IV \u2013 Knowledge", "knowledge"),
        ("VIII Licenses", "licenses"),
        ("3.1 Physical Demands", "physical"),
        ("Part C - Essential Duties", "duties"),
        ("Second Supervision Received", "supervision"),
        ("Section 8 vouchers", ""),
        ("Duties of the Network Technician", "duties"),
        ("Computer Skills", "knowledge"),
    ],
)
def test_wordings_of_headings(heading, kind):
    found = import_with_fixes(TITLE, styled(heading, "H1"), p("Text."))
    assert found.sections == [(kind, heading.rstrip(":"))]


def test_skipped_levels_give_the_next_level():
    found = import_with_fixes(TITLE, styled("Duties", "H1"), styled("Networks", "H4"), p("Text."))
    assert found.document.sections[0].blocks[0].level == 1


# Facts


def test_two_facts_on_a_line_are_two():
    tabbed = p(r("Reports to: Director of Technology") + "<w:r><w:tab/></w:r>" + r("Classification: Classified"))
    spaced = p("FLSA: Non-Exempt     Work Year: 12 months")
    found = import_with_fixes(TITLE, tabbed, spaced, styled("Duties", "H1"), p("Installs.")).document
    assert (found.reports_to, found.employment_class) == ("Director of Technology", "Classified")
    assert (found.flsa, found.work_year) == ("Non-Exempt", "12 months")


@pytest.mark.parametrize("sign", [" | ", "; ", "  \u2022  "])
def test_facts_with_a_sign_between_them_are_several(sign):
    found = import_with_fixes(
        TITLE, p(f"Reports to: Director{sign}FLSA: Exempt"), styled("Duties", "H1"), p("Installs.")
    ).document
    assert (found.reports_to, found.flsa) == ("Director", "Exempt")


def test_a_semicolon_inside_a_fact_stays():
    found = import_with_fixes(
        TITLE, p("Reports to: Director; Principal"), styled("Duties", "H1"), p("Installs.")
    ).document
    assert found.reports_to == "Director; Principal"


def test_another_fact_behind_one_space_leaves_the_line_as_text():
    found = import_with_fixes(
        TITLE, p("Reports to: Director Classification: Classified"), styled("Duties", "H1"), p("Installs.")
    )
    assert found.document.reports_to == ""
    assert found.sections[0] == ("", "Introduction")


@pytest.mark.parametrize(
    ("line", "flsa"),
    [
        ("FLSA: \u2610 Exempt \u2612 Non-Exempt", "Non-Exempt"),
        ("FLSA: Exempt [ ] Non-Exempt [x]", "Non-Exempt"),
        ("FLSA: \u2610 Exempt \u2610 Non-Exempt", ""),
        ("FLSA: ____ Exempt  __X__ Non-Exempt", "Non-Exempt"),
        ("FLSA: X Exempt _ Non-Exempt", "Exempt"),
        ("FLSA: ____ Exempt ____ Non-Exempt", ""),
        ("FLSA: Exempt / Non-Exempt", ""),
        ("FLSA: Choose an item.", ""),
        ("FLSA: Exempt, Range: 32", ""),
        ("FLSA Status (check one): \u2610 Exempt \u2612 Non-Exempt", "Non-Exempt"),
    ],
)
def test_what_is_ticked_is_the_fact(line, flsa):
    assert import_with_fixes(TITLE, p(line), styled("Duties", "H1"), p("Installs.")).document.flsa == flsa


def test_a_note_mark_inside_a_word_stands_behind_it():
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{p("A note.")}</w:footnote>'
    result = read(docx(p(r("Net") + mark + r("work cables")), footnotes=notes))
    assert "".join(run.text for run in result.value.blocks[0].runs) == "Network[1] cables"
    assert [message.code for message in result.messages] == ["notes-moved"]
