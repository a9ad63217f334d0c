"""Suggested fixes, what they say to the author, and that fixing never loses a word."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobdescriptions.word.document import BULLET, Cell, Heading, ListItem, Paragraph, Run, Table
from jobdescriptions.word.understand.fixes import FIX_KEYS, SuggestedFix, apply_fixes, suggest_fixes
from tests.profiles import examples
from tests.unit.jobdescriptions.word.normal_values import BLOCKS


def p(text: str, marks: str = "") -> Paragraph:
    return Paragraph((Run(text, marks),))


def item(
    text: str, level: int = 0, number_format: str = BULLET, number: int | None = None, label: str = ""
) -> ListItem:
    return ListItem(level, number_format, (Run(text),), number, label)


def table(*rows: tuple[str, ...], bold_row: bool = False, bold_column: bool = False, **options) -> Table:
    """A table; text in bold where its row or column is."""

    def cell(text: str, y: int, x: int) -> Cell:
        bold = (bold_row and y == 0) or (bold_column and x == 0)
        return Cell((p(text, "b" if bold else ""),) if text else ())

    return Table(tuple(tuple(cell(text, y, x) for x, text in enumerate(row)) for y, row in enumerate(rows)), **options)


def keys(*blocks) -> list[str]:
    return [offer.key for offer in suggest_fixes(blocks)]


def headings(*blocks) -> list[tuple[int, str]]:
    mended = apply_fixes(blocks, ["heading-lines"])
    return [(block.level, block.runs[0].text) for block in mended if isinstance(block, Heading)]


def lists(*lines: str) -> list:
    """Return lines after fixing: (level, label) of items, the text of what stayed a paragraph."""
    mended = apply_fixes([p(line) for line in lines], ["typed-lists"])
    return [
        (block.level, block.label or block.format) if isinstance(block, ListItem) else block.runs[0].text
        for block in mended
    ]


# Offers


def test_a_clause_with_typed_numbers_stays_a_clause():
    blocks = [Paragraph((Run(line),), "probation") for line in ("1. Serves six months.", "2. Is told the result.")]
    assert suggest_fixes(blocks) == ()
    assert keys(*(Paragraph(block.runs) for block in blocks)) == ["typed-lists"]


def test_a_document_with_nothing_to_mend_gets_no_offer():
    blocks = (Heading(0, (Run("Network Analyst"),)), Heading(1, (Run("Duties"),)), item("Keeps records"), p("A text."))
    assert suggest_fixes(blocks) == ()
    assert apply_fixes(blocks, FIX_KEYS) == blocks


def test_an_offer_says_what_was_found_and_what_mending_would_do():
    blocks = (p("Duties:", "b"), p("Keeps records of all equipment."), p("Skills:", "b"), p("Knows networks."))
    assert suggest_fixes(blocks) == (
        SuggestedFix(
            key="heading-lines",
            text='2 lines look like headings but have no heading style: "Duties:" and "Skills:". The fix makes them '
            "headings, so that the text below each becomes its section; their words stay as they are.",
            count=2,
            examples=("Duties:", "Skills:"),
        ),
    )


def test_an_offer_about_one_line_speaks_of_one_line():
    (offer,) = suggest_fixes((p("Duties", "b"), p("Keeps records of all equipment.")))
    assert offer.text == (
        'One line looks like a heading but has no heading style: "Duties". The fix makes it a heading, so that the '
        "text below becomes its section; its words stay as they are."
    )


def test_an_offer_shows_the_first_lines_and_shortens_long_ones():
    (offer,) = suggest_fixes([p(f"- Number {number} {'of many ' * 12}") for number in range(6)])
    assert offer.count == 6
    assert offer.examples == tuple(f"- Number {number} {'of many ' * 7}of…" for number in range(4))
    assert offer.text.startswith('6 lines begin with typed bullets or numbers instead of being list items of Word: "')
    assert offer.text.endswith(
        'of…" and 2 more. The fix makes them items of lists, with the numbers that they have now; '
        "their words stay as they are."
    )


def test_all_other_offers_are_sentences_too():
    blocks = (
        p("Network Analyst", "b"),
        p("Duties", "b"),
        p("Keeps records."),
        table(("Reports to:", "Principal"), ("Work year:", "12 months")),
        table(("Task", "Frequency"), ("Lifting", "Often"), ("Walking", "Seldom")),
    )
    assert {offer.key: offer.text for offer in suggest_fixes(blocks)} == {
        "title-line": 'The line "Network Analyst" reads like the title but does not have the style Title. The fix '
        "makes it the title of the job description.",
        "heading-lines": 'One line looks like a heading but has no heading style: "Duties". The fix makes it a '
        "heading, so that the text below becomes its section; its words stay as they are.",
        "header-columns": "One table has labels beside values, but the labels are not marked as such: "
        '"Reports to: / Work year:". The fix makes them the header cells of their rows, which screen readers announce '
        "with each value.",
        "header-rows": "The first row of one table names its columns but is not marked as a header row: "
        '"Task | Frequency". The fix marks it, so that screen readers announce the name of the column with each cell.',
    }


def test_only_what_was_chosen_is_mended():
    blocks = (p("Duties", "b"), p("- Keeps records"), p("- Answers calls"))
    assert apply_fixes(blocks, []) == blocks
    assert apply_fixes(blocks, ["typed-lists"]) == (blocks[0], item("Keeps records"), item("Answers calls"))
    assert apply_fixes(blocks, ["heading-lines"]) == (Heading(1, (Run("Duties", "b"),)), *blocks[1:])


def test_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match=r"^There is no fix named colors, fonts\.$"):
        apply_fixes((), ["fonts", "colors", "typed-lists"])


# Headings


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("What you bring to the role", "b"),
        ("What you bring to the role", "bu"),
        ("KEYS TO YOUR SUCCESS:", "b"),
        ("Why should you join us?", "b"),
        ("Essential duties", ""),
        ("II. LICENSES", ""),
        ("Examples of duties:", ""),
        ("EDUCATION and/or EXPERIENCE:", "bu"),
    ],
)
def test_a_line_that_looks_like_a_heading_becomes_one(text, marks):
    assert headings(p("A text before."), p(text, marks), p("A text below.")) == [(1, text)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("We hire great people and give them room.", "b"),
        ("7 of 10 skills match your profile - you may be a good fit", "b"),
        ("Job title: Network Analyst", "b"),
        ("Typical duties include, but are not limited to, the following:", ""),
        ("The incumbent must be able to:", ""),
        ("Keeps records", ""),
        ("Req. 472 & 473", "b"),
        ("Signature:\tDate:", "b"),
        ("hr@example.org", "b"),
        ("https://example.org", "b"),
        ("Line one\nLine two", "b"),
        ("{{JobTitle}}", "b"),
        ("Table of Contents", "b"),
        ("• Duties", "b"),
        ("and so on ".strip() * 20, "b"),
    ],
)
def test_a_sentence_a_label_or_a_form_field_is_no_heading(text, marks):
    assert headings(p("A text before."), p(text, marks), p("A text below.")) == []


def test_a_bold_label_at_the_start_of_a_paragraph_is_no_heading():
    blocks = (Paragraph((Run("Reports to: ", "b"), Run("Director of Technology"))), p("A text."))
    assert suggest_fixes(blocks) == ()


def test_the_last_line_heads_nothing():
    assert headings(p("A text."), p("Thank you", "b")) == []


def test_form_fields_below_each_other_are_no_headings():
    assert headings(p("A text."), p("Name:", "b"), p("Title:", "b"), p("Email:", "b"), p("End.")) == []
    assert headings(p("A text."), p("Name:", "b"), p("Title:", "b")) == []


def test_three_lookalikes_below_each_other_are_an_address():
    lines = [p(text, "b") for text in ("Human Resources", "Main Street", "Springfield")]
    assert headings(p("A text."), *lines, p("A text.")) == []


def test_a_weak_look_counts_only_if_it_is_used_again():
    text = p("A text below.")
    assert headings(p("A text."), p("REFERAPPLY"), text) == []
    assert headings(p("A text."), p("OUR TEAM"), text, p("OUR OFFICE"), text) == [(1, "OUR TEAM"), (1, "OUR OFFICE")]


def test_known_headings_and_the_usual_look_are_sections_and_weaker_looks_lie_below():
    text = p("A text below.")
    lines = (p("DUTIES", "b"), text, p("On weekdays", "b"), text, p("SKILLS", "b"), text, p("OUR TEAM", "b"), text)
    assert headings(*lines) == [(1, "DUTIES"), (2, "On weekdays"), (1, "SKILLS"), (1, "OUR TEAM")]


def test_levels_go_with_the_headings_that_are_there():
    text = p("A text below.")
    title, section = Heading(1, (Run("Network Analyst"),)), Heading(2, (Run("Responsibilities"),))
    assert headings(title, p("Lifestyle", "b"), text, section, text)[1:] == [(2, "Lifestyle"), (2, "Responsibilities")]
    assert headings(title, p("Lifestyle", "b"), text)[1:] == [(2, "Lifestyle")]


def test_lines_of_a_typed_list_are_no_headings():
    blocks = (p("1. Experience", "b"), p("2. Education", "b"), p("A text."))
    assert keys(*blocks) == ["typed-lists"]


# The title


@pytest.mark.parametrize(
    "above",
    [(), (p("JOB DESCRIPTION", "b"),), (p("Springfield Unified School District"), p("Position Description", "b"))],
)
def test_the_line_that_reads_like_the_title_becomes_the_title(above):
    blocks = (*above, p("NETWORK ANALYST", "b"), p("Duties", "b"), p("Keeps records."))
    mended = apply_fixes(blocks, FIX_KEYS)
    assert mended[len(above)] == Heading(0, (Run("NETWORK ANALYST", "b"),))
    assert mended[: len(above)] == above
    assert suggest_fixes(mended) == ()


def test_a_plain_first_line_in_title_case_reads_like_the_title():
    blocks = (p("Sr. Data Engineer"), p("Duties"), p("Keeps records."))
    assert apply_fixes(blocks, ["title-line"])[0] == Heading(0, blocks[0].runs)
    assert "title-line" not in keys(p("We hire engineers"), p("Duties"), p("Keeps records."))


def test_a_document_with_a_title_gets_no_offer_of_one():
    line, text = p("NETWORK ANALYST", "b"), p("Keeps records.")
    assert "title-line" not in keys(line, Heading(0, (Run("Analyst"),)), text)
    assert "title-line" not in keys(line, Heading(1, (Run("Analyst"),)), Heading(2, (Run("Duties"),)), text)
    assert "title-line" not in keys(p("Duties", "b"), text)


# Lists


@pytest.mark.parametrize("sign", ["•", "-", "–", "—", "*", "o", "·", "▪", "\uf0b7", "§", "➢", "✓"])
@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0\u00a0 "])
def test_typed_bullets_become_list_items(sign, gap):
    blocks = (p(f"{sign}{gap}Keeps records"), p(f"{sign}{gap}Answers calls"))
    assert apply_fixes(blocks, ["typed-lists"]) == (item("Keeps records"), item("Answers calls"))


def test_a_round_bullet_needs_no_space():
    assert lists("•Keeps records", "•Answers calls") == [(0, "bullet"), (0, "bullet")]
    for lines in (["-5 degrees", "-6 degrees"], ["omit", "other"], ["*)", "*)"], ["§ 45103", "§ 45104"]):
        assert lists(*lines) == lines


@pytest.mark.parametrize(
    ("first", "second", "number_format", "numbers"),
    [
        ("1.", "2.", "decimal", (1, 2)),
        ("3)", "4)", "decimal", (3, 4)),
        ("(1)", "(2)", "decimal", (1, 2)),
        ("01.", "02.", "decimalZero", (1, 2)),
        ("a.", "b.", "lowerLetter", (1, 2)),
        ("(a)", "(b)", "lowerLetter", (1, 2)),
        ("A)", "B)", "upperLetter", (1, 2)),
        ("h.", "i.", "lowerLetter", (8, 9)),
        ("i.", "ii.", "lowerRoman", (1, 2)),
        ("i.", "j.", "lowerLetter", (9, 10)),
        ("IV.", "V.", "upperRoman", (4, 5)),
        ("v)", "vi)", "lowerRoman", (5, 6)),
    ],
)
def test_typed_numbers_and_letters_keep_their_numbers(first, second, number_format, numbers):
    blocks = (p(f"{first} Keeps records"), p(f"{second}\tAnswers calls"))
    assert apply_fixes(blocks, ["typed-lists"]) == (
        item("Keeps records", 0, number_format, numbers[0], first),
        item("Answers calls", 0, number_format, numbers[1], second),
    )


def test_one_line_with_a_mark_is_no_list():
    for line in ("- Keeps records", "1. Keeps records", "A. Smith"):
        assert lists(line, "A text.") == [line, "A text."]


def test_numbers_that_do_not_follow_each_other_stay_as_they_are():
    assert lists("1. one", "3. three") == ["1. one", "3. three"]
    assert lists("1.5 years", "2.5 years") == ["1.5 years", "2.5 years"]
    assert lists("12 months", "13 months") == ["12 months", "13 months"]
    assert lists("1. one", "2. two", "5. five") == [(0, "1."), (0, "2."), "5. five"]


def test_a_list_goes_on_after_a_text_with_its_own_number():
    assert lists("1. one", "2. two", "A text.", "3. three", "4. four") == [
        (0, "1."), (0, "2."), "A text.", (0, "3."), (0, "4."),
    ]  # fmt: skip


def test_a_number_without_a_space_goes_on_with_a_list_and_does_not_begin_one():
    assert lists("1. one", "2. two", "3.three") == [(0, "1."), (0, "2."), (0, "3.")]
    assert lists("B.Sc or", "C.Sc") == ["B.Sc or", "C.Sc"]


def test_another_mark_below_is_a_list_inside():
    assert lists("1. one", "a. first", "b. second", "2. two", "- dash", "- dash", "3. three") == [
        (0, "1."), (1, "a."), (1, "b."), (0, "2."), (1, "bullet"), (1, "bullet"), (0, "3."),
    ]  # fmt: skip
    assert lists("1. one", "1.1 first", "1.2 second", "2. two", "2.1 first") == [
        (0, "1."), (1, "1.1"), (1, "1.2"), (0, "2."), (1, "2.1"),
    ]  # fmt: skip


def test_indentation_shows_levels():
    assert lists("- one", "    - first", "\t- second", "- two") == [
        (0, "bullet"),
        (1, "bullet"),
        (1, "bullet"),
        (0, "bullet"),
    ]


def test_lines_inside_a_paragraph_become_items():
    blocks = (p("Duties include\n- Keeps records\n- Answers calls\n  and letters\n\nA text.\nMore text."),)
    assert apply_fixes(blocks, ["typed-lists"]) == (
        p("Duties include"),
        item("Keeps records"),
        ListItem(0, BULLET, (Run("Answers calls"), Run("\n"), Run("  and letters"))),
        Paragraph((Run("A text."), Run("\n"), Run("More text."))),
    )


def test_marks_of_text_stay():
    blocks = (Paragraph((Run("• Keeps ", "b"), Run("records", "i"))), p("• Answers calls"))
    assert apply_fixes(blocks, ["typed-lists"])[0] == ListItem(0, BULLET, (Run("Keeps ", "b"), Run("records", "i")))


def test_a_numbered_line_above_a_list_is_rather_a_heading():
    blocks = (p("1. Duties", "b"), p("- one"), p("- two"), p("2. Skills", "b"), p("- three"), p("- four"))
    mended = apply_fixes(blocks, FIX_KEYS)
    assert [type(block).__name__ for block in mended] == ["Heading", "ListItem", "ListItem"] * 2
    assert mended[0] == Heading(1, (Run("1. Duties", "b"),))


def test_lists_in_table_cells_are_mended():
    cell = Cell((p("- one"), p("- two")))
    (mended,) = apply_fixes((Table(((cell, Cell((p("A text."),))),)),), FIX_KEYS)
    assert mended.rows[0][0].blocks == (item("one"), item("two"))


# Tables


@pytest.mark.parametrize(
    "found",
    [
        table(("Duty group", "Weekly share"), ("Repair", "much"), ("Calls", "little"), bold_row=True),
        table(("Task", "Frequency"), ("Lifting", "Often")),
        table(("District", "Class title", "Pay"), ("A", "B", "C")),
        table(("School", "Staff"), ("North", "12"), ("South", "7")),
        table(("Activity", "Never", "Occasionally", "Frequently"), ("Sitting", "", "", "X")),
        table(("Range", "Minimum", "Maximum"), ("32", "$24.10", "$29.35")),
        table(("", "Low", "High"), ("Hourly", "$24.10", "$29.35"), ("Annual", "$50,128", "$61,048")),
        table(("Step 1", "Step 2"), ("$24.10", "$25.30")),
        table(("Reports to", "FLSA", "Work year"), ("Director", "Exempt", "12 months")),
    ],
)
def test_a_first_row_that_names_the_columns_becomes_a_header_row(found):
    assert keys(found) == ["header-rows"]
    assert apply_fixes((found,), FIX_KEYS)[0].header_rows == 1


@pytest.mark.parametrize(
    "found",
    [
        table(("Agency", "Department of Finance", "Unit of work", "Data"), ("Kind", "Analyst", "Type", "Full time")),
        table(("Scope", "Ensures services"), ("Level", "Manages self")),
        table(("Task", ""), ("Lifting", "Often"), bold_row=True),
        table(("Step 1", "Step 2"), ("one", "two"), bold_row=True),
        table(
            ("Task", "Frequency"),
        ),
        replace(table(("Task", "Frequency"), ("Lifting", "Often"), header_rows=1), summary="How often"),
        table(("A long text that tells a story of what people do here", "B"), ("c", "d"), bold_row=True),
    ],
)
def test_other_first_rows_are_left_alone(found):
    assert keys(found) == []


@pytest.mark.parametrize(
    "found",
    [
        table(("Reports to:", "Principal"), ("Team:", "Networks"), ("Site:", "")),
        table(("Scope", "Ensures services"), ("Level", "Manages self"), bold_column=True),
        table(("Reports to", "Principal"), ("FLSA status", "Exempt"), ("Team", "Networks")),
    ],
)
def test_labels_beside_values_become_header_cells(found):
    assert keys(found) == ["header-columns"]
    assert apply_fixes((found,), FIX_KEYS)[0].header_column is True


def test_a_table_inside_a_cell_is_mended():
    inner = table(("Reports to:", "Principal"), ("Team:", "Networks"))
    (mended,) = apply_fixes((Table(((Cell((inner,)), Cell((p("A text."),))),)),), FIX_KEYS)
    assert mended.rows[0][0].blocks[0].header_column is True


# What always holds

MARKED = st.builds(
    lambda mark, gap, text, marks: Paragraph((Run(mark + gap + text, marks),)),
    st.sampled_from(["-", "•", "o", "1.", "2.", "3.", "a)", "b)", "i.", "ii.", "(1)", "1.1", "\uf0b7", "Duties", ""]),
    st.sampled_from([" ", "\t", "", "  ", "\n"]),
    st.sampled_from(["Keeps records", "Skills:", "1. x", "SKILLS", "x\n- y", "a. b", "", "Job description"]),
    st.sampled_from(["", "b", "bu"]),
)
DOCUMENTS = st.one_of(BLOCKS, st.lists(MARKED, max_size=9).map(tuple), st.tuples(BLOCKS, st.lists(MARKED)).map(
    lambda both: (*both[0], *both[1])
))  # fmt: skip


def words(blocks) -> Counter[str]:
    """Letters and figures of all blocks, labels of items too; typed bullets that are letters are counted as signs."""
    found: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    found += words(cell.blocks)
        else:
            text = getattr(block, "label", "") + "".join(run.text for run in block.runs)
            found.update(sign for sign in text if sign.isalnum())
    return found


@examples()
@given(DOCUMENTS, st.sets(st.sampled_from(FIX_KEYS)))
@example((p("1. a"), p("• b\n2. c"), p("o d")), set(FIX_KEYS))
def test_mending_never_loses_a_word_and_mends_all_at_once(blocks, chosen):
    mended = apply_fixes(blocks, chosen)
    lost, added = words(blocks) - words(mended), words(mended) - words(blocks)
    assert not added
    assert set(lost) <= {"o", "ü", "Ø"}
    assert apply_fixes(mended, chosen) == mended
    assert not {offer.key for offer in suggest_fixes(mended)} & chosen


# Alternative texts of tables


def test_a_table_with_header_cells_gets_an_alternative_text_from_what_it_says():
    steps = table(("Year", "Pay"), ("2024", "$20"), header_rows=1)
    facts = replace(table(("Reports to", "Principal"), ("Hours", "Eight")), header_column=True)
    blocks = (steps, Heading(1, (Run("Pay steps:"),)), steps, facts)
    (offer,) = suggest_fixes(blocks)
    assert (offer.key, offer.count) == ("table-texts", 3)
    assert "Pay steps: Table of labels and values" in offer.examples
    assert [block.summary for block in apply_fixes(blocks, FIX_KEYS) if isinstance(block, Table)] == [
        "Table with the columns Year, Pay",
        "Pay steps: Table with the columns Year, Pay",
        "Pay steps: Table of labels and values",
    ]


def test_an_alternative_text_names_a_few_columns_and_is_never_replaced():
    wide = table(tuple("ABCDEFGH"), tuple("12345678"), header_rows=1)
    assert apply_fixes((wide,), FIX_KEYS)[0].summary == "Table with the columns A, B, C, D, E, F and others"
    assert apply_fixes((replace(wide, summary="Mine"),), FIX_KEYS)[0].summary == "Mine"


def test_a_table_without_header_cells_gets_them_first_and_then_its_text():
    found = table(("Task", "Frequency"), ("Lifting", "Often"))
    assert keys(found) == ["header-rows"]
    assert apply_fixes((found,), ["table-texts"]) == (found,)
    assert apply_fixes((found,), FIX_KEYS)[0].summary == "Table with the columns Task, Frequency"
