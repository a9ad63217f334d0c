"""A chart's own table with something changed: what moves, what is closed up, what is read back, what is asked."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgcharts.spreadsheet.job_cell import Catalogue
from orgcharts.spreadsheet.parsed_table import CurrentPosition
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.validate import validate
from orgcharts.spreadsheet.values import RawRows, TableError
from tests.profiles import examples
from tests.unit.orgcharts.spreadsheet.reading import outline, read, said

NOW = [
    CurrentPosition(1, (1,), "Head"),
    CurrentPosition(2, (1, 1), "Director"),
    CurrentPosition(3, (1, 1, 1), "Network"),
    CurrentPosition(4, (1, 1, 2), "Support"),
    CurrentPosition(5, (1, 2), "Curriculum"),
    CurrentPosition(6, (1, 3), "Facilities"),
]
OWN = [
    ["1", "Head", "", "1"],
    ["1.1", "Director", "1", "2"],
    ["1.1.1", "Network", "1.1", "3"],
    ["1.1.2", "Support", "1.1", "4"],
    ["1.2", "Curriculum", "1", "5"],
    ["1.3", "Facilities", "1", "6"],
]


def changed(changes=None, *, drop=(), add=(), keys=True, present=None, **options):
    """Return the chart's own table with cells changed by (key, column), rows dropped by key and rows added."""
    rows = [list(row) for row in OWN if int(row[3]) not in drop]
    for (key, column), text in (changes or {}).items():
        next(row for row in rows if row[3] == str(key))[column] = text
    for place, row in add:
        rows.insert(place, row)
    text = "\n".join(
        ",".join(row if keys else row[:3]) for row in [["Index number", "Title", "Reports to", "Key"], *rows]
    )
    return read(text, NOW if present is None else present, **options)


@pytest.mark.parametrize("supervisor", ["1.2", "Curriculum", "1.2 Curriculum"])
@pytest.mark.parametrize("keys", [True, False])
def test_a_changed_reports_to_moves_the_position_with_all_below_it(supervisor, keys):
    table = changed({(2, 2): supervisor}, keys=keys)
    assert outline(table) == [
        "1 Head",
        "1.1 Curriculum",
        "1.1.1 Director",
        "1.1.1.1 Network",
        "1.1.1.2 Support",
        "1.2 Facilities",
    ]
    assert "Row 3: “Reports to” was changed, so 1.1 moves below 1.2" in " ".join(said(table))


def test_a_changed_index_number_moves_it_although_reports_to_says_what_it_did():
    table = changed({(4, 0): "1.2.1"})
    assert "1.2.1 Support" in outline(table)
    assert said(table)[0].startswith("Row 5: the index number was changed and “Reports to” was not.")


def test_both_changed_in_different_ways_is_asked_about():
    assert "“Reports to” says 1.3, but by its index number 1.2.1" in said(changed({(4, 0): "1.2.1", (4, 2): "1.3"}))[0]


def test_a_position_does_not_move_below_itself():
    assert "below nobody that reports to the head: rows 3, 4, 5" in said(changed({(2, 2): "1.1.1", (3, 2): ""}))[0]
    assert "in a ring" in said(changed({(2, 2): "1.1.1"}))[0]


def test_a_row_that_was_deleted_leaves_a_gap_which_is_closed_only_when_asked():
    table = changed(drop=[5])
    assert table.can_renumber and "1.3 follows a gap" in said(table)[0]
    table = changed(drop=[5], renumber=True)
    assert outline(table)[-1] == "1.2 Facilities" and table.rows[-1].stated == (1, 3)


def test_a_row_that_was_inserted_shifts_those_that_follow_only_when_asked():
    for place in (1, 6):
        table = changed(add=[(place, ["1.1", "Deputy", "1", ""])])
        assert table.can_renumber and "stands in row" in said(table)[0] and len(table.errors) == 1
        table = changed(add=[(place, ["1.1", "Deputy", "1", ""])], renumber=True)
        assert outline(table) == [
            "1 Head",
            "1.1 Deputy",
            "1.2 Director",
            "1.2.1 Network",
            "1.2.2 Support",
            "1.3 Curriculum",
            "1.4 Facilities",
        ]


def test_what_contiguous_numbers_do_not_mend_is_not_offered():
    assert not changed(drop=[2]).can_renumber
    assert not changed({(5, 1): ""}, drop=[6]).can_renumber
    assert not changed({(5, 0): "x"}).can_renumber
    assert not changed(add=[(1, ["1", "Other", "", ""])]).can_renumber
    assert not changed().can_renumber
    table = changed(add=[(1, ["1.1", "Deputy", "1", ""]), (6, ["1.1.3", "Aide", "1.1", ""])], renumber=True)
    assert "1.1.3 could report to rows 3, 4, which both say 1.1" in said(table)[0]


def test_a_new_row_without_an_index_number_comes_last_below_its_supervisor():
    table = changed(add=[(2, ["", "Aide", "Director", ""])])
    assert "1.1.3 Aide" in outline(table)
    assert "The index number is missing" in said(changed(add=[(2, ["", "Aide", "", ""])]))[0]


def test_keys_of_another_chart_are_passed_over_and_single_wrong_ones_are_not():
    copy = [CurrentPosition(one.pk + 100, one.number, one.title) for one in NOW]
    table = changed(present=copy)
    assert table.errors == [] and [row.key for row in table.rows] == [None] * 6
    assert said(table)[0].startswith("The keys in this table are not those of this chart")
    assert "The key “77” is not that of a position" in said(changed({(3, 3): "77"}))[0]


@pytest.mark.parametrize("keys", [True, False])
def test_dates_made_of_index_numbers_are_read_back_where_the_chart_tells_them(keys):
    dates = {
        (2, 0): "1-Jan",
        (3, 0): "2001-01-01",
        (3, 2): "1. Jan",
        (5, 0): "Feb 1",
        (6, 0): "1.3.2026",
        (4, 2): "1/1",
    }
    table = changed(dates, keys=keys)
    assert outline(table) == [f"{row[0]} {row[1]}" for row in OWN]
    assert "Rows 3, 4, 6, 7: a spreadsheet program had made a date" in " ".join(said(table))


def test_a_date_that_the_chart_does_not_tell_is_refused():
    assert "seems to have turned it into a date" in said(changed({(2, 0): "1-Apr"}))[0]
    assert "seems to have turned it into a date" in said(changed(add=[(6, ["1-Apr", "New", "", ""])]))[0]


def test_dates_in_a_workbook_are_read_back_too():
    rows = [
        ["Index number", "Title"],
        ["1", "Head"],
        [datetime(2026, 1, 1), "Director"],
        [datetime(2001, 1, 1), "Network"],
    ]
    sheet = recognize(RawRows(list(enumerate(rows, start=1))))
    table = validate(sheet, Catalogue([]), {one.pk: one.number for one in NOW}, NOW)
    assert outline(table) == ["1 Head", "1.1 Director", "1.1.1 Network"]
    assert "into a date" in said(validate(sheet, Catalogue([]), {}))[0]


TEN = [
    CurrentPosition(1, (1,), "H"),
    *(CurrentPosition(at + 1, (1, at), f"P{at}") for at in range(1, 11)),
    CurrentPosition(20, (1, 10, 1), "Kid"),
]


def ten(tenth="1.1", above="1.1", form=str):
    rows = [["1", "H", "", "1"], *([f"1.{at}", f"P{at}", "1", str(at + 1)] for at in range(1, 10))]
    rows += [[tenth, "P10", "1", "11"], ["1.10.1", "Kid", above, "20"]]
    grid = RawRows([(1, ["Index number", "Title", "Reports to", "Key"]), *enumerate(rows, start=2)])
    return validate(recognize(grid), Catalogue([]), {one.pk: one.number for one in TEN}, TEN)


def test_a_tenth_position_that_became_a_shorter_number_is_read_back_where_the_chart_tells_it():
    table = ten()
    assert [row.index_number for row in table.rows][-2:] == ["1.10", "1.10.1"] and table.errors == []
    assert ten(tenth=1.1, above=1.1).errors == []


def test_a_supervisor_of_1_1_instead_of_1_10_is_asked_about_where_nothing_shows_a_program_did_it():
    text = str(ten(tenth="1.10").errors[0])
    assert "“Reports to” says 1.1, but by its index number 1.10.1" in text
    assert ten(tenth="1.10", above=1.1).errors == []


def test_supervisors_that_pandas_has_made_numbers_of_are_what_the_index_numbers_say():
    rows = ["Index number,Title,Reports to", "1,H,", *(f"1.{at},P{at},1.0" for at in range(1, 11)), "1.10.1,Kid,1.1"]
    table = read("\n".join(rows))
    assert outline(table)[-1] == "1.10.1 Kid"
    assert len(said(table)) == 1 and "Row 13: a program had made a number such as 1.1 of 1.10" in said(table)[0]


CELLS = st.sampled_from(
    ["", "1", "1.1", "1.10", "1.2", "2", "1.0", "A", "B", "x", "1-Jan", "Total", "7", "none", "Board"]
)


@examples()
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=8), st.booleans(), st.booleans())
def test_whatever_stands_in_a_table_it_is_refused_or_makes_one_sound_tree(rows, numbered, renumber):
    headings = ["Index number" if numbered else "ID", "Title", "Reports to", "Key"]
    text = "\n".join(",".join(row) for row in [headings, *rows])
    try:
        table = read(text, NOW, renumber=renumber)
    except TableError as error:
        assert str(error)
        return
    if not table.errors:
        numbers = [row.number for row in table.rows]
        assert numbers[0] == (1,) and len(set(numbers)) == len(numbers)
        assert all(number[:-1] in numbers for number in numbers[1:])
        assert all(number[-1] == 1 or (*number[:-1], number[-1] - 1) in numbers for number in numbers)
        assert all(row.title for row in table.rows)
