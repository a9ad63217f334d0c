"""What an import of a table would change in a chart, and that it changes just that, as one change."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from orgcharts.changes import journal, positions, undo
from orgcharts.changes.positions import ChartError
from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.signals import chart_changed
from orgcharts.spreadsheet.database import (
    PUBLIC_COLUMNS,
    STAFF_COLUMNS,
    apply_plan,
    build_rows,
    read_catalogue,
    read_positions,
    validate_columns,
)
from orgcharts.spreadsheet.numbers import format_number
from orgcharts.spreadsheet.plan import longest_increasing_run, make_plan
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.values import Columns, Line
from orgcharts.spreadsheet.write import write_csv, write_workbook
from tests.factory import at, make_chart, make_job, make_wide_chart, place, share
from tests.profiles import examples

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Director", ["Network", ("Support", ["Field", "Desk"])]), "Curriculum"])
SOUND = ([], [], [], [], [])


def planned(chart, rows, columns=("number", "title")):
    """Return the plan for rows of text under those columns."""
    lines = [Line(at, dict(zip(columns, row, strict=True))) for at, row in enumerate(rows, start=2)]
    present, jobs = read_positions(chart), read_catalogue()
    table = validate_columns(Columns(tuple(columns), lines), present, jobs)
    assert table.errors == []
    return make_plan(present, table, jobs)


def outline_rows(chart, columns=("number", "title")):
    """Return the chart as rows of its own table, to be changed and sent back."""
    return build_rows(read_positions(chart), read_catalogue(), columns)


def imported(chart, rows, columns=("number", "title")):
    """Import the rows and return the steps of the one change that it is."""
    made = planned(chart, rows, columns)
    revision = OrgChart.objects.get(pk=chart.pk).revision
    with recorded() as told:
        apply_plan(chart, made, "Imported from a file.", revision=revision)
    assert [message for _, message in told] == ["Imported from a file."]
    assert Position.objects.find_problems() == SOUND
    assert planned(chart, rows, columns).is_empty
    return told[0][0]


class recorded:
    """What charts told of their changes, meanwhile: steps and sentence."""

    def __enter__(self):
        self.told = []
        chart_changed.connect(self.note)
        return self.told

    def __exit__(self, *error):
        chart_changed.disconnect(self.note)

    def note(self, steps, message, **kwargs):
        self.told.append((list(steps), message))


def outline(chart):
    return [str(row) for row in Position.objects.filter(chart=chart)]


def everything(chart):
    """Return all that staff have said in a chart, with keys, by place."""
    rows = list(Position.objects.filter(chart=chart))
    values = journal.read_values(rows)
    return [(row.pk, row.path, row.depth, row.numchild, values[row.pk]) for row in rows]


def words(made):
    return [(change.number or change.old, change.title, " ".join(change.sentences)) for change in made.changes]


@pytest.mark.parametrize("columns", [STAFF_COLUMNS, PUBLIC_COLUMNS])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_that_is_sent_back_changes_nothing(reference_content, columns, kind):
    jobs = read_catalogue()
    for chart in OrgChart.objects.all():
        present = read_positions(chart)
        rows = build_rows(present, jobs, columns)
        data = write_csv(columns, rows) if kind == "csv" else write_workbook(columns, rows, chart.title)
        table = validate_columns(recognize(read_table(f"chart.{kind}", data)), present, jobs)
        assert table.messages == []
        assert make_plan(present, table, jobs).is_empty


def test_odd_titles_and_duplicates_are_sent_back_unchanged():
    chart = make_chart(("=1+1", ["Tech", "Tech", ("a  b", ["Tech", "'=x"])]))
    odd = make_job("Lead; network")
    place(odd, at(chart, "1.1"), 'Lead; "network"')
    place(make_job("Other"), at(chart, "1.1"), "+Other  one")
    Position.objects.filter(pk=at(chart, "1.2").pk).update(fte="0.25", title=" Tech\u00a0 two ")
    present, jobs = read_positions(chart), read_catalogue()
    for columns in (STAFF_COLUMNS, PUBLIC_COLUMNS):
        rows = build_rows(present, jobs, columns)
        for name, data in (("a.csv", write_csv(columns, rows)), ("a.xlsx", write_workbook(columns, rows, "T"))):
            table = validate_columns(recognize(read_table(name, data)), present, jobs)
            assert table.messages == [] and make_plan(present, table, jobs).is_empty


def test_a_plan_tells_every_kind_of_change():
    chart = make_chart(DISTRICT)
    one, other, third = make_job("Analyst"), make_job("Builder"), make_job("Carer")
    place(one, at(chart, "1.1.1"), "Analyst I")
    place(other, at(chart, "1.1.1"))
    rows = [
        ["1", "Superintendent", "1", ""],
        ["1.1", "Director", "", ""],
        ["1.1.1", "Networks", "2,5", f"{other.document_number}; {one.document_number} Analyst II; Carer"],
        ["1.1.2", "Security", "", ""],
        ["1.1.3", "Desk", "", ""],
        ["1.1.4", "Support", "", ""],
    ]
    made = planned(chart, rows, ("number", "title", "fte", "jobs"))
    assert words(made) == [
        ("1", "Superintendent", "FTE: from none to 1."),
        (
            "1.1.1",
            "Networks",
            "Renamed from “Network”. FTE: from none to 2.5. Job description added: “Carer” (TS-0003). Job description "
            "TS-0001 listed as “Analyst II” instead of “Analyst I”. Job descriptions in another order.",
        ),
        ("1.1.2", "Security", "New position."),
        ("1.1.3", "Desk", "Moves: from 1.1.2.2 to 1.1.3."),
        ("1.1.4", "Support", "Gets another index number, because others come or go: from 1.1.2 to 1.1.4."),
        ("1.1.2.1", "Field", "Deleted, because it is not in the file."),
        ("1.2", "Curriculum", "Deleted, because it is not in the file."),
    ]
    assert made.summary() == "1 position added, 2 deleted, 1 moved, 1 renamed, 2 changed, 1 renumbered"
    assert made.required_permissions == {"add_position", "change_position", "delete_position"}
    assert third.pk in [job["job"] for job in dict(made.edits)[(1, 1, 1)]["placements"]]
    keys = {row.title: row.pk for row in Position.objects.filter(chart=chart)}
    imported(chart, rows, ("number", "title", "fte", "jobs"))
    assert outline(chart) == [f"{row[0]} {row[1]}" for row in rows]
    assert at(chart, "1.1.1").pk == keys["Network"] and at(chart, "1.1.3").pk == keys["Desk"]
    assert at(chart, "1.1.1").fte == Decimal("2.50")
    listed = at(chart, "1.1.1").placements.values_list("title", flat=True)
    assert list(listed) == ["Builder", "Analyst II", "Carer"]


def test_what_the_table_has_no_column_for_stays():
    chart = make_chart(DISTRICT)
    place(make_job("Analyst"), at(chart, "1.1"), "Analyst I")
    share(at(chart, "1.1"), "Principal", at(chart, "1.2"))
    positions.edit(at(chart, "1.1"), {"note": "A note.", "fte": "3", "is_derived": True})
    before = {values["title"]: values for *_, values in everything(chart)}
    rows = [["1", "Superintendent"], ["1.1", "Curriculum"], ["1.2", "Head of all"], ["1.2.1", "Director"]]
    made = planned(chart, rows)
    assert made.required_permissions == {"add_position", "change_position", "delete_position"}
    imported(chart, rows)
    after = {values["title"]: values for *_, values in everything(chart)}
    assert after["Director"] == before["Director"] and after["Curriculum"] == before["Curriculum"]


def test_kinds_dotted_lines_and_marks_go_out_and_come_back():
    chart = make_chart(DISTRICT)
    other = make_chart("Principal", slug="established-school-site")
    positions.edit(at(chart, "1.1"), {"is_derived": True, "kind": "team"})
    positions.rename(at(chart, "1.1"), "Director of all")
    share(at(chart, "1.1.1"), " Principal  one", at(other, "1"))
    share(at(chart, "1.1.1"), "Curriculum; and more", at(chart, "1.2"))
    columns = ("number", "title", "kind", "lines", "derived", "key")
    rows = outline_rows(chart, columns)
    assert [row[2:5] for row in rows[1:3]] == [
        ["team", "", "renamed"],
        ["", 'Principal one | established-school-site 1; "Curriculum; and more" | 1.2', ""],
    ]
    before = everything(chart)
    emptied = [[*row[:2], "", "", "", row[5]] for row in rows]
    made = planned(chart, emptied, columns)
    assert words(made)[0][2] == (
        "What its job descriptions are is not said. It was: team. No longer marked as derived."
    )
    steps = imported(chart, emptied, columns)
    assert not at(chart, "1.1").kind and not at(chart, "1.1.1").shared_lines.exists()
    undo.undo_steps(chart, steps)
    assert everything(chart) == before
    imported(chart, emptied, columns)
    imported(chart, rows, columns)
    cleaned = [values["title"] for *_, values in everything(chart)]
    assert cleaned == [values["title"] for *_, values in before]
    assert outline_rows(chart, columns) == rows


def test_a_dotted_line_of_a_table_may_lead_to_a_position_that_is_new_or_moves():
    chart = make_chart(("Head", ["One", "Two"]))
    columns = ("number", "title", "lines")
    rows = [["1", "Head", ""], ["1.1", "New", ""], ["1.2", "Two", "1.1 ; 1.3"], ["1.3", "One", ""]]
    two = at(chart, "1.2").pk
    imported(chart, rows, columns)
    lines = Position.objects.get(pk=two).shared_lines.order_by("order")
    assert [(line.title, line.supervisor) for line in lines] == [("New", at(chart, "1.1")), ("One", at(chart, "1.3"))]


def test_a_box_that_a_table_renames_keeps_the_title_that_was_worked_out():
    chart = make_chart(("Head", ["Network"]))
    positions.edit(at(chart, "1.1"), {"is_derived": True})
    imported(chart, [["1", "Head"], ["1.1", "Cables"]])
    assert at(chart, "1.1").derived_title == "Network" and at(chart, "1.1").is_renamed


def test_what_is_lost_with_a_deleted_position_is_told():
    chart, other = make_chart(DISTRICT), make_chart("Principal", slug="established-school-site")
    support = at(chart, "1.1.1")
    positions.edit(support, {"note": "A note."})
    share(support, "Principal")
    share(at(chart, "1.2"), "Network", support)
    share(at(other, "1"), "Network", support)
    rows = [row for row in outline_rows(chart) if row[1] != "Network"]
    rows = [
        [{"1.1.2": "1.1.1", "1.1.2.1": "1.1.1.1", "1.1.2.2": "1.1.1.2"}.get(row[0], row[0]), row[1]] for row in rows
    ]
    made = planned(chart, rows)
    assert words(made)[-1][2] == (
        "Deleted, because it is not in the file. Its note would be lost. Its shared supervision would be lost: "
        "“Principal”. The dotted lines of 1.2 “Curriculum”, 1 “Principal” in “Established school site” would not lead "
        "to it any more."
    )
    steps = imported(chart, rows)
    assert list(SharedSupervision.objects.filter(title="Network").values_list("supervisor", flat=True)) == [None, None]
    undo.undo_steps(chart, steps)
    assert SharedSupervision.objects.filter(title="Network", supervisor=support).count() == 2


def test_keys_make_sure_who_is_who():
    chart = make_chart(("S", ["Tech", "Tech", "Tech"]))
    first, second, third = (at(chart, f"1.{step}") for step in (1, 2, 3))
    head = at(chart, "1")
    columns = ("number", "title", "key")
    # The second is gone, the third comes first under another title, and a namesake of the second is new.
    rows = [
        ["1", "S", str(head.pk)],
        ["1.1", "Lead", str(third.pk)],
        ["1.2", "Tech", str(first.pk)],
        ["1.3", "New", ""],
    ]
    made = planned(chart, rows, columns)
    assert (made.counts["moved"], made.counts["renamed"], made.counts["added"], made.deleted) == (1, 1, 1, [second.pk])
    imported(chart, rows, columns)
    assert (at(chart, "1.1").pk, at(chart, "1.2").pk) == (third.pk, first.pk)
    assert at(chart, "1.3").pk not in {first.pk, second.pk, third.pk}


def test_without_keys_titles_and_then_index_numbers_tell_who_is_who():
    chart = make_chart(("S", [("A", ["Tech", "Tech"]), ("B", ["Tech"])]))
    keys = {row.index_number: row.pk for row in Position.objects.filter(chart=chart)}
    # A and B exchange their places with all below them; one Tech gets another name.
    rows = [["1", "Chief"], ["1.1", "B"], ["1.1.1", "Tech"], ["1.2", "A"], ["1.2.1", "Tech"], ["1.2.2", "Bench"]]
    made = planned(chart, rows)
    assert (
        made.matches[(1,)] == keys["1"] and made.matches[(1, 1)] == keys["1.2"] and made.matches[(1, 2)] == keys["1.1"]
    )
    assert made.matches[(1, 1, 1)] == keys["1.1.1"]  # Same index number and title: one Tech is like the other.
    imported(chart, rows)
    assert at(chart, "1").title == "Chief" and at(chart, "1").pk == keys["1"]


def test_a_chart_without_positions_is_filled():
    chart = OrgChart.objects.create(title="Ours", slug="ours")
    imported(chart, [["1", "Chief", "1.5"], ["1.1", "Tech", ""]], ("number", "title", "fte"))
    assert outline(chart) == ["1 Chief", "1.1 Tech"] and at(chart, "1").fte == Decimal("1.50")


def test_a_position_changes_places_with_the_one_it_reports_to():
    chart = make_chart(("S", [("A", [("B", ["C"])])]))
    keys = {row.title: row.pk for row in Position.objects.filter(chart=chart)}
    rows = [["1", "S"], ["1.1", "C"], ["1.1.1", "B"], ["1.1.1.1", "A"]]
    imported(chart, rows)
    assert outline(chart) == ["1 S", "1.1 C", "1.1.1 B", "1.1.1.1 A"]
    assert {row.title: row.pk for row in Position.objects.filter(chart=chart)} == keys


def test_only_what_really_moved_is_moved():
    chart = make_chart(("S", [f"P{step}" for step in range(1, 41)]))
    order = [40, *range(1, 20), *range(21, 40), 20]
    steps = imported(chart, [["1", "S"], *([f"1.{step}", f"P{one}"] for step, one in enumerate(order, start=1))])
    assert [step["op"] for step in steps] == ["arrange"]
    assert sorted(one["title"] for one in steps[0]["moved"]) == ["P20", "P40"]


def test_an_import_that_was_overtaken_changes_nothing():
    chart = make_chart(DISTRICT)
    revision = OrgChart.objects.get(pk=chart.pk).revision
    made = planned(chart, [["1", "Other"]])
    positions.rename(at(chart, "1.2"), "Curricula")
    before = everything(chart)
    with pytest.raises(ChartError) as caught:
        apply_plan(chart, made, "", revision=revision)
    assert caught.value.code == "stale-revision" and everything(chart) == before


def test_of_a_large_table_every_position_is_moved_at_most_once():
    chart = make_wide_chart(400)
    rows = outline_rows(chart)
    below = [title for _, title in rows[1:]]
    random.Random(1).shuffle(below)
    steps = imported(chart, [rows[0], *([row[0], title] for row, title in zip(rows[1:], below, strict=True))])
    assert len(steps) == 1 and len({one["id"] for one in steps[0]["moved"]}) == len(steps[0]["moved"]) <= 399


@given(st.permutations(range(12)))
def test_the_longest_run_grows_and_none_is_longer(steps):
    run = [steps[place] for place in longest_increasing_run(steps)]
    assert run == sorted(run)
    longest = [1] * len(steps)
    for at_, step in enumerate(steps):
        longest[at_] += max((longest[before] for before in range(at_) if steps[before] < step), default=0)
    assert len(run) == max(longest)


@st.composite
def trees(draw, most=14):
    """Index numbers of a tree in the order of the chart, each with a title of few, so that there are namesakes."""
    numbers, below = [(1,)], Counter()
    for _ in range(draw(st.integers(0, most))):
        above = draw(st.sampled_from(numbers))
        below[above] += 1
        numbers.append((*above, below[above]))
    titles = draw(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=len(numbers), max_size=len(numbers)))
    return list(zip(sorted(numbers), titles, strict=True))


@examples(0.25)
@given(trees(), trees(), st.booleans(), st.randoms(use_true_random=False), st.data())
def test_whatever_the_chart_and_the_file_the_chart_becomes_the_file_and_is_taken_back_as_one(
    old, new, keyed, chance, data
):
    with transaction.atomic():
        jobs = [make_job(f"Job {letter}", published=False) for letter in "XYZ"]
        chart = OrgChart.objects.create(title="Any", slug="any")
        imported(chart, [[format_number(number), title] for number, title in old])
        rows = list(Position.objects.filter(chart=chart))
        for row in rows:
            if data.draw(st.booleans()):
                place(chance.choice(jobs), row, f"Listed {chance.randint(1, 3)}")
                share(row, "Other", chance.choice([one for one in rows if one != row] or [None]))
        columns = ("number", "title", "fte", "jobs", *(["key"] if keyed else []))
        keys = [row.pk for row in rows[1:]]
        chance.shuffle(keys)
        wanted = []
        for number, title in new:
            listed = "; ".join(
                f"{job.document_number} Listed {chance.randint(1, 3)}"
                for job in chance.sample(jobs, chance.randint(0, 3))
            )
            row = [format_number(number), title, chance.choice(["", "1", "2.5"]), listed]
            if keyed:
                key = rows[0].pk if number == (1,) else keys.pop() if keys and chance.random() < 0.7 else ""
                row.append(str(key))
            wanted.append(row)
        before = everything(chart)
        steps = None
        if not planned(chart, wanted, columns).is_empty:
            steps = imported(chart, wanted, columns)
        found = build_rows(read_positions(chart), read_catalogue(), columns)
        assert [row[:4] for row in found] == [row[:4] for row in wanted]
        assert all(want[4] in ("", have[4]) for want, have in zip(wanted, found, strict=True)) if keyed else True
        if steps is not None:
            undo.undo_steps(chart, steps)
            assert everything(chart) == before
        transaction.set_rollback(True)
