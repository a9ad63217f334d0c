"""Tables as people and other programs make them: which column is which, who reports to whom, and one true message."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import list_headings, recognize
from orgcharts.spreadsheet.values import MergedRange, RawRows
from tests.profiles import examples
from tests.unit.orgcharts.spreadsheet.reading import outline, read, refusal, said

SMALL = ["1 Superintendent", "1.1 Director", "1.1.1 Technician"]


# Which column is which.


@pytest.mark.parametrize(
    "rows",
    [
        "Position Number,Title,Reports To\n100234,Superintendent,\n100235,Director,100234\n100240,Technician,100235\n",
        "Position #,Job Title,Supervisor Position #\n00234,Superintendent,\n00235,Director,234\n240,Technician,00235\n",
        "Title,Reports to\nSuperintendent,\nDirector,superintendent\nTechnician, Director \n",
        "Unique_ID,Name,Reports_To,Title\n7,Ann,,Superintendent\n8,Bob,7,Director\n9,Cy,8,Technician\n",
        "Name,Reports_To,Title\nAnn,,Superintendent\nBob,Ann,Director\nCy,Bob,Technician\n",
        "Employee ID,Name,Job Title,Manager\n1,Ann,Superintendent,\n2,Bob,Director,Ann\n3,Cy,Technician,Bob\n",
        "PCN,Job Title,Supervisor PCN\nP1,Superintendent,\nP2,Director,P1\nP3,Technician,P2\n",
        "PersonID,SupervisorID,Name,Title\n7,,Ann,Superintendent\n8,7,Bob,Director\n9,8,Cy,Technician\n",
        "ID,First Name,Last Name,Boss ID,Role\n1,A,B,,Superintendent\n2,C,D,1,Director\n3,E,F,2,Technician\n",
        ",Title,Reports to\n0,Superintendent,\n1,Director,0.0\n2,Technician,1.0\n",
        "Unnamed: 0,ID,Title,Manager ID\n0,70,Superintendent,\n1,80,Director,70.0\n2,90,Technician,80.0\n",
        "index,ID,Title,Manager ID\n0,70.0,Superintendent,\n1,80.0,Director,70.0\n2,90.0,Technician,80.0\n",
        "Post Unique Reference,Title,Reports to Senior Post\nA1,Superintendent,XX\nB2,Director,A1\nC3,Technician,B2\n",
        "Email,Title,Manager Email\na@x,Superintendent,\nb@x,Director,A@x\nc@x,Technician,b@x\n",
        "Title,Reports to\nSuperintendent,Board of Education\nDirector,Superintendent\nTechnician,Director\n",
        "ID;Title;Manager ID\n7;Superintendent;7\n8;Director;7\n9;Technician;8\n",
        "No.,Title,Reports to\n1,Superintendent,\n2,Director,1\n3,Technician,2\n",
        "Position,Title,Supervisor\n100,Superintendent,\n101,Director,100\n102,Technician,101\n",
        "Index number,Title,Reports to\n,Superintendent,\n,Director,Superintendent\n,Technician,Director\n",
        "Title,Key,Reports to\nSuperintendent,5,\nDirector,6,5\nTechnician,7,6\n",
    ],
)
def test_who_reports_to_whom_makes_a_chart_and_index_numbers_follow(rows):
    assert outline(read(rows)) == SMALL


def test_siblings_come_in_the_order_of_the_rows():
    table = read("ID,Title,Boss ID\n9,Desk,8\n8,Director,7\n7,Head,\n6,Network,8\n5,Aide,7\n")
    assert outline(table) == ["1 Head", "1.1 Director", "1.1.1 Desk", "1.1.2 Network", "1.2 Aide"]


@pytest.mark.parametrize("other", ["Position Number", "No.", "ID", "Number"])
def test_the_own_name_of_a_column_is_that_column_whatever_stands_beside_it(other):
    table = read(f"{other},Index number,Title\n100234,1,Superintendent\n100235,1.1,Director\n")
    assert outline(table) == SMALL[:2] and said(table) == [f"The column “{other}” was not used."]


@pytest.mark.parametrize("heading", ["No.", "Position Number", "Index", "#"])
def test_a_column_with_a_vague_heading_holds_index_numbers_where_it_does(heading):
    assert outline(read(f"{heading},Title\n1,Superintendent\n1.1,Director\n1.1.1,Technician\n")) == SMALL
    code, text = refusal(f"{heading},Title\n100234,Superintendent\n100235,Director\n")
    assert code == "columns-missing" and "numbers of HR or of another program are none" in text


def test_which_column_was_used_for_what_is_said():
    table = read("ID,Title,Boss ID,Phone\n7,A,,1\n8,B,7,1\n")
    assert said(table) == [
        "The column “Phone” is not known and was not used.",
        "“Boss ID” says who reports to whom, by what stands in “ID”.",
    ]


def test_several_columns_that_say_the_same_are_no_trouble_and_others_are_asked_about():
    same = "Position ID,Title,Supervisor Title,Supervisor ID\n7,A,,\n8,B,A,7\n9,C,B,8\n"
    assert outline(read(same)) == ["1 A", "1.1 B", "1.1.1 C"]
    code, text = refusal(same.replace("9,C,B,8", "9,C,B,7"))
    assert code == "column-twice" and "“Supervisor Title” and “Supervisor ID”" in text
    code, text = refusal("ID,Employee ID,Title,Manager ID\n1,2,A,\n2,1,B,1\n3,3,C,2\n")
    assert code == "column-ambiguous" and "could refer to “ID” and “Employee ID”" in text


def test_staff_say_which_column_is_which():
    odd = "Stelle,Bezeichnung,Chef\n1,Superintendent,\n2,Director,1\n3,Technician,2\n"
    assert refusal(odd)[0] == "columns-missing"
    assert outline(read(odd, columns={0: "ident", 1: "title", 2: "above"})) == SMALL
    assert refusal(odd, columns={0: "title", 1: "title", 2: "above"})[0] == "column-twice"
    assert refusal(odd, columns={1: "title"})[0] == "columns-missing"
    twice = "Index number,Title,Position\n1,Superintendent,x\n1.1,Director,y\n"
    assert outline(read(twice, columns={0: "number", 1: "title", 2: ""})) == SMALL[:2]
    shown = [(one.text, one.examples) for one in list_headings(read_table("a.csv", odd.encode()))]
    assert shown == [
        ("Stelle", ("1", "2", "3")),
        ("Bezeichnung", ("Superintendent", "Director", "Technician")),
        ("Chef", ("1", "2")),
    ]


# One true message, and what is no part of the table.


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ("Title,Reports to\nA,\nB,\nC,A\n", "Rows 2, 3 report to nobody: “A”, “B”. A chart has one head"),
        ("Title,Reports to\nA,\nB,C\nC,B\n", "in a ring: “B” (row 3), which reports to “C” (row 4)"),
        ("Title,Reports to\nA,\nTech,A\nTech,A\nAide,Tech\n", "“Tech”, which is what rows 3, 4 are called"),
        ("ID,Title,Manager ID\n1,A,\n2,B,9\n3,C,2\n", "Row 3: “Reports to” says “9”, which names no row"),
        (
            "Title,Supervisor\nA,\n" + "".join(f"P{at},Jane Doe {at}\n" for at in range(20)),
            "“Jane Doe 0”, “Jane Doe 1”, “Jane Doe 2” and so on, which names no row of this table",
        ),
        (
            "Index number,Title,Reports to\n100234,A,\n100235,B,100234\n100236,C,100235\n",
            "The column of index numbers holds numbers such as 100234, 100235, 100236. Those of HR",
        ),
        (
            "Index number,Title\n1,S\n" + "".join(f"1.4.{at},P{at}\n" for at in range(1, 9)),
            "1.4.1 and 7 more would report to 1.4, which is not in the file",
        ),
        ("Index number,Title,Key,Reports to\n1,A,3,\n1.1,B,4,\n1.2,C,,9\n", "“Reports to” says 9"),
    ],
)
def test_what_cannot_be_understood_is_told_in_one_sentence(rows, part):
    if "9" in part and "Key" in rows:
        part = "In “Reports to”: The index number 9 does not begin with 1"
    table = read(rows)
    assert len(table.errors) == 1, said(table)
    assert part in said(table)[0]


def test_settings_of_draw_io_above_the_headings_are_passed_over_with_a_word():
    text = (
        '## Org chart\n# label: %name%\n# connect: {"from":"manager","to":"id"}\n'
        "id,name,manager\n1,Superintendent,\n2,Director,1\n3,Technician,2\n"
    )
    table = read(text)
    assert outline(table) == SMALL and table.rows[0].row == 5
    assert said(table)[0].startswith("The first 3 lines begin with #, as the settings of draw.io do")
    assert outline(read("#,Title\n1,Superintendent\n1.1,Director\n")) == SMALL[:2]


@pytest.mark.parametrize("total", [",Total,3", "Total,,3", ",Grand Total:,3", ",,3", ",Subtotal,1"])
def test_a_sum_is_no_position(total):
    table = read(f"Index number,Title,FTE\n1,Superintendent,1\n1.1,Director,2\n{total}\n")
    assert outline(table) == SMALL[:2]
    assert said(table) == ["Row 4: a sum is no position and was passed over."]


def test_a_position_called_total_stays_one():
    table = read("Index number,Title,FTE\n1,Head,1\n1.1,Total,2\n")
    assert outline(table) == ["1 Head", "1.1 Total"] and said(table) == []
    assert "1.5" in said(read("Index number,Title,FTE\n1,Head,1\n1.5,Total,2\n"))[0]


def test_notes_captions_and_headings_that_come_again_are_passed_over_with_a_word():
    table = read(
        "Staff of the district,,\nas of July,,\nIndex number,Title,FTE\n1,Superintendent,1\n"
        "Index number,Title,FTE\n1.1,Director,2\nSource: human resources,,\n"
    )
    assert outline(table) == SMALL[:2]
    assert said(table) == [
        "Row 5: the headings once more were passed over.",
        "Row 7: only a text stands there (“Source: human resources”), no position. It was passed over.",
    ]


def test_merged_cells_matter_only_from_the_headings_on_and_hidden_rows_are_told():
    rows = [["Our chart"], ["Index number", "Title"], ["1", "Superintendent"], ["1.1", "Director"]]
    note = RawRows(
        list(enumerate([*rows[1:], ["", "", "Printed by HR"]], start=1)), merged=[MergedRange("C4:F4", 4, 4)]
    )
    said_of_note = [str(message) for message in recognize(note).messages]
    assert not any("merged" in text for text in said_of_note), "a note is no part of the table either"
    grid = RawRows(list(enumerate(rows, start=1)), merged=[MergedRange("A1:D1", 1, 1)])
    assert recognize(grid).messages == []
    grid.merged.append(MergedRange("A3:A4", 3, 4))
    grid.hidden = [1, 4]
    texts = [str(message) for message in recognize(grid).messages]
    assert texts[0].startswith("Row 4: hidden in the spreadsheet, but read like all others")
    assert texts[1].startswith("Cells are merged (A3:A4)") and len(texts) == 2


def test_a_head_that_a_program_made_a_decimal_number_of_is_the_head():
    rows = "Index number,Title,Reports to\n1.0,Superintendent,\n1.1,Director,1.0\n1.2,Technician,1.0\n"
    assert outline(read(rows)) == ["1 Superintendent", "1.1 Director", "1.2 Technician"]
    twice = said(read("Index number,Title\n1,Superintendent\n1.0,Director\n"))
    assert "its steps begin with 1" in twice[0], "there is one head"


def test_full_time_equivalents_in_percent_are_read():
    table = read("Index number,Title,FTE\n1,Superintendent,100%\n1.1,Technician,43.75 %\n1.2,Clerk,%\n")
    assert [row.fte for row in table.rows] == [Decimal("1"), Decimal("0.4375"), None]
    assert "is not a number" in said(table)[0]


@st.composite
def hierarchies(draw):
    """Titles of rows, and for each row but the first the row that it reports to; some titles are there twice."""
    above = [draw(st.integers(0, row - 1)) for row in range(1, draw(st.integers(1, 15)))]
    titles = draw(st.lists(st.sampled_from("ABCDEFG"), min_size=len(above) + 1, max_size=len(above) + 1))
    return titles, above


@examples()
@given(hierarchies(), st.randoms(use_true_random=False), st.sampled_from(["", ".0"]))
def test_any_hierarchy_in_any_order_of_rows_becomes_the_chart_that_it_is(hierarchy, chance, decimals):
    titles, above = hierarchy
    names = chance.sample(range(100, 999), len(titles))
    rows = [
        f"{names[row]},{title},{f'{names[above[row - 1]]}{decimals}' if row else ''}"
        for row, title in enumerate(titles)
    ]
    order = list(range(len(rows)))
    chance.shuffle(order)
    if len(rows) == 1:
        return
    table = read("\n".join(["Staff ID,Title,Manager ID", *(rows[at] for at in order)]))
    assert table.errors == []
    at_number = {row.number: order[row.row - 2] for row in table.rows}
    assert sorted(at_number.values()) == list(range(len(titles)))
    for number, row in at_number.items():
        assert (at_number[number[:-1]] == above[row - 1]) if row else number == (1,)
