"""What the operations on a chart's tree do, and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from orgcharts.changes import path_updates, positions
from orgcharts.changes.positions import ChartError, Delete, Move
from orgcharts.changes.validation import MAX_DEPTH
from orgcharts.models import OrgChart, Position, SupportModel
from orgcharts.signals import chart_changed
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import index_number
from tests.factory import at, make_chart, make_job, place, share
from tests.profiles import examples

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Director", ["Network", ("Support", ["Field", "Desk"])]), "Curriculum"])
SOUND = ([], [], [], [], [])


def another_chart(tree="Principal"):
    return make_chart(tree, slug="established-school-site", maturity="established", level="school-site")


def outline(chart):
    """Return index number and title of all positions of ``chart``, and make sure that the whole tree is sound."""
    assert Position.objects.find_problems() == SOUND
    rows = list(Position.objects.filter(chart=chart).order_by("path"))
    assert [row for row in rows if not row.path.startswith(rows[0].path)] == []
    for above in rows:
        below = [row.index_number for row in Position.objects.get_children(above)]
        assert below == [f"{above.index_number}.{step}" for step in range(1, len(below) + 1)]
    return [f"{row.index_number} {row.title}" for row in rows]


def carry_out(change):
    """Do what was planned and return which index numbers it changed, as ``renumbering`` should tell beforehand."""
    before = list(Position.objects.filter(chart=change.position.chart_id).order_by("path"))
    if isinstance(change, Move):
        done = positions.move(change.position, below=change.below, before=change.before, after=change.after)
        assert done.pk == change.position.pk
    else:
        positions.delete(change.position)
    after = dict(Position.objects.filter(chart=change.position.chart_id).values_list("pk", "path"))
    pairs = [(row.title, row.path, after[row.pk]) for row in before if row.pk in after]
    return [(title, index_number(old), index_number(new)) for title, old, new in pairs if old != new]


@pytest.fixture
def told():
    """The addresses of the charts of which the site was told that they changed, in order."""
    seen = []

    def note(chart, **kwargs):
        assert connection.in_atomic_block
        seen.append(chart.slug)

    chart_changed.connect(note)
    yield seen
    chart_changed.disconnect(note)


def refusal(code, operation, *arguments, **named):
    """Return the sentence with which the operation is refused; it must leave everything as it was."""
    before = list(Position.objects.order_by("pk").values())
    with pytest.raises(ChartError) as caught:
        operation(*arguments, **named)
    assert caught.value.code == code
    assert list(Position.objects.order_by("pk").values()) == before
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_a_position_is_added_as_the_last_one_below(told):
    chart = make_chart(DISTRICT)
    told.clear()
    new = positions.add_below(at(chart, "1.1"), title="Security", note="New this year.")
    assert (new.index_number, new.chart, new.note) == ("1.1.3", chart, "New this year.")
    assert positions.add_below(new, "Analyst").index_number == "1.1.3.1"
    assert outline(chart) == [
        "1 Superintendent",
        "1.1 Director",
        "1.1.1 Network",
        "1.1.2 Support",
        "1.1.2.1 Field",
        "1.1.2.2 Desk",
        "1.1.3 Security",
        "1.1.3.1 Analyst",
        "1.2 Curriculum",
    ]
    assert told == [chart.slug, chart.slug]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (True, ["1.1.1 Cabling", "1.1.2 Network", "1.1.3 Support", "1.1.3.1 Field"]),
        (False, ["1.1.1 Network", "1.1.2 Cabling", "1.1.3 Support", "1.1.3.1 Field"]),
    ],
)
def test_a_position_is_added_right_beside_another(told, before, expected):
    chart = make_chart(DISTRICT)
    told.clear()
    assert str(positions.add_beside(at(chart, "1.1.1"), title="Cabling", before=before)) in expected
    assert outline(chart)[2:6] == expected
    assert told == [chart.slug]


def test_a_chart_without_positions_gets_one_head(told):
    make_chart(DISTRICT)
    told.clear()
    chart = OrgChart.objects.create(title="Ours", slug="ours")
    assert positions.add_head(chart, "Chief technology officer").index_number == "1"
    assert outline(chart) == ["1 Chief technology officer"]
    assert told == ["ours"]
    assert "“Chief technology officer”" in refusal("has-head", positions.add_head, chart, "Another")


@pytest.mark.parametrize(
    ("moved", "how", "target", "expected"),
    [
        ("1.3", "before", "1.1", ["1 S", "1.1 C", "1.2 A", "1.2.1 a", "1.3 B", "1.3.1 b"]),
        ("1.1", "after", "1.3", ["1 S", "1.1 B", "1.1.1 b", "1.2 C", "1.3 A", "1.3.1 a"]),
        ("1.1", "after", "1.2", ["1 S", "1.1 B", "1.1.1 b", "1.2 A", "1.2.1 a", "1.3 C"]),
        ("1.1", "before", "1.2", ["1 S", "1.1 A", "1.1.1 a", "1.2 B", "1.2.1 b", "1.3 C"]),
        ("1.1", "after", "1.1", ["1 S", "1.1 A", "1.1.1 a", "1.2 B", "1.2.1 b", "1.3 C"]),
        ("1.1", "below", "1", ["1 S", "1.1 B", "1.1.1 b", "1.2 C", "1.3 A", "1.3.1 a"]),
        ("1.1", "below", "1.2.1", ["1 S", "1.1 B", "1.1.1 b", "1.1.1.1 A", "1.1.1.1.1 a", "1.2 C"]),
        ("1.2.1", "before", "1.1", ["1 S", "1.1 b", "1.2 A", "1.2.1 a", "1.3 B", "1.4 C"]),
        ("1.2", "before", "1.1.1", ["1 S", "1.1 A", "1.1.1 B", "1.1.1.1 b", "1.1.2 a", "1.2 C"]),
    ],
)
def test_a_branch_moves_and_the_numbers_close_up_as_announced(told, moved, how, target, expected):
    chart = make_chart(("S", [("A", ["a"]), ("B", ["b"]), "C"]))
    told.clear()
    change = Move(at(chart, moved), **{how: at(chart, target)})
    announced = positions.preview_renumbering(change)
    assert told == []
    assert carry_out(change) == announced
    assert outline(chart) == expected
    assert told == [chart.slug]


def test_the_changed_index_numbers_are_told_in_the_order_of_the_chart():
    chart = make_chart(DISTRICT)
    assert positions.preview_renumbering(Move(at(chart, "1.1.2"), before=at(chart, "1.1"))) == [
        ("Director", "1.1", "1.2"),
        ("Network", "1.1.1", "1.2.1"),
        ("Support", "1.1.2", "1.1"),
        ("Field", "1.1.2.1", "1.1.1"),
        ("Desk", "1.1.2.2", "1.1.2"),
        ("Curriculum", "1.2", "1.3"),
    ]
    assert positions.preview_renumbering(Delete(at(chart, "1.1.1"))) == [
        ("Support", "1.1.2", "1.1.1"),
        ("Field", "1.1.2.1", "1.1.1.1"),
        ("Desk", "1.1.2.2", "1.1.1.2"),
    ]
    assert positions.preview_renumbering(Delete(at(chart, "1.2"))) == []


def test_a_deletion_closes_the_gap_and_is_told(told):
    chart = make_chart(DISTRICT)
    told.clear()
    positions.delete(at(chart, "1.1.1"))
    assert outline(chart)[2:] == ["1.1.1 Support", "1.1.1.1 Field", "1.1.1.2 Desk", "1.2 Curriculum"]
    assert told == [chart.slug]


def test_a_head_without_positions_below_it_can_be_deleted_and_there_can_be_another():
    chart = make_chart("Superintendent")
    assert positions.preview_renumbering(Delete(at(chart, "1"))) == []
    positions.delete(at(chart, "1"))
    assert outline(chart) == []
    positions.add_head(chart, "President")
    assert outline(chart) == ["1 President"]


def test_a_renamed_position_keeps_everything_else_as_it_is_now(told):
    chart = make_chart(DISTRICT)
    told.clear()
    position = at(chart, "1.2")
    Position.objects.filter(pk=position.pk).update(note="Written meanwhile.")
    positions.move(at(chart, "1.2"), before=at(chart, "1.1"))
    renamed = positions.rename(position, " Learning ")
    assert (renamed.title, renamed.note, renamed.index_number) == ("Learning", "Written meanwhile.", "1.1")
    assert at(chart, "1.1").title == "Learning"
    assert told == [chart.slug, chart.slug]


def test_old_rows_may_be_given_because_they_are_read_again():
    chart = make_chart(DISTRICT)
    network, curriculum, head = at(chart, "1.1.1"), at(chart, "1.2"), at(chart, "1")
    positions.move(curriculum, before=at(chart, "1.1"))
    positions.move(network, after=curriculum)
    positions.add_below(head, "Records")
    positions.move(curriculum, below=network)
    assert outline(chart)[:4] == ["1 Superintendent", "1.1 Network", "1.1.1 Curriculum", "1.2 Director"]


def test_a_position_with_positions_below_it_is_not_deleted_and_it_is_said_what_to_do(told):
    chart = make_chart(DISTRICT)
    told.clear()
    sentence = refusal("positions-below", positions.delete, at(chart, "1.1"))
    assert sentence == (
        "“Director” cannot be deleted because 2 positions stand directly below it. "
        "Move or delete what stands below it first, then delete “Director”."
    )
    assert refusal("positions-below", positions.preview_renumbering, Delete(at(chart, "1.1"))) == sentence
    assert told == []


def test_what_treebeard_would_take_along_is_not_deleted_by_row_or_query_either():
    chart = make_chart(DISTRICT)
    refusal("positions-below", at(chart, "1.1").delete)
    refusal("positions-below", Position.objects.filter(title="Support").delete)
    refusal("positions-below", Position.objects.filter(title__in=["Support", "Desk"]).delete)


def test_rows_and_queries_that_delete_leave_no_gap(told):
    chart, other = make_chart(("S", ["A", ("B", ["b"]), "C", "D"])), another_chart(("P", ["A", ("Z", ["z", "y"])]))
    told.clear()
    assert at(chart, "1.3").delete() == (1, {"orgcharts.Position": 1})
    assert outline(chart) == ["1 S", "1.1 A", "1.2 B", "1.2.1 b", "1.3 D"]
    assert Position.objects.filter(title__in=["A", "B", "b", "z"]).delete()[0] == 5
    assert (outline(chart), outline(other)) == (["1 S", "1.1 D"], ["1 P", "1.1 Z", "1.1.1 y"])
    assert (told[0], sorted(told[1:])) == (chart.slug, [chart.slug, other.slug])
    assert Position.objects.none().delete()[0] == 0


def test_a_dotted_line_that_led_to_a_deleted_position_keeps_its_title():
    chart, other = make_chart(DISTRICT), another_chart(("Principal", ["Technician"]))
    line = share(at(other, "1.1"), "Support desk", at(chart, "1.1.2.2"))
    positions.delete(at(chart, "1.1.2.2"))
    line.refresh_from_db()
    assert (line.supervisor, line.title) == (None, "Support desk")


def test_a_chart_is_deleted_with_all_its_positions_and_the_others_stay(told):
    chart, other = make_chart(DISTRICT), another_chart()
    place(make_job(), at(chart, "1.1.1"))
    told.clear()
    positions.delete_chart(chart)
    assert [row.slug for row in OrgChart.objects.all()] == [other.slug]
    assert outline(other) == ["1 Principal"]
    assert Position.objects.count() == 1 and SupportModel.objects.count() == 2
    assert told == [chart.slug]
    assert "has been deleted" in refusal("chart-gone", positions.delete_chart, chart)


@pytest.mark.parametrize("target", ["1.1", "1.1.2", "1.1.2.1"])
def test_a_position_does_not_move_below_itself(target):
    chart = make_chart(DISTRICT)
    refusal("below-itself", positions.move, at(chart, "1.1"), below=at(chart, target))
    refusal("below-itself", positions.preview_renumbering, Move(at(chart, "1.1"), below=at(chart, target)))
    if target != "1.1":
        refusal("below-itself", positions.move, at(chart, "1.1"), before=at(chart, target))


def test_moves_and_copies_stay_inside_their_chart():
    chart, other = make_chart(DISTRICT), another_chart(("Principal", ["Technician"]))
    for how in ("below", "before", "after"):
        refusal("other-chart", positions.move, at(chart, "1.2"), **{how: at(other, "1.1")})
    refusal("other-chart", positions.duplicate_branch, at(chart, "1.2"), below=at(other, "1"))


def test_the_head_stays_where_it_is_and_alone():
    chart = make_chart(DISTRICT)
    refusal("head", positions.move, at(chart, "1"), below=at(chart, "1.1"))
    refusal("beside-head", positions.move, at(chart, "1.1"), after=at(chart, "1"))
    refusal("beside-head", positions.add_beside, at(chart, "1"), "Second head", before=False)
    refusal("head", positions.duplicate_branch, at(chart, "1"))


def test_a_position_that_is_gone_is_named_in_the_refusal():
    chart = make_chart(DISTRICT)
    gone, there = at(chart, "1.1.1"), at(chart, "1.2")
    positions.delete(gone)
    for operation, arguments, named in (
        (positions.add_below, [gone, "Child"], {}),
        (positions.add_beside, [gone, "Neighbour"], {}),
        (positions.move, [gone], {"below": there}),
        (positions.move, [there], {"after": gone}),
        (positions.rename, [gone, "Other"], {}),
        (positions.delete, [gone], {}),
        (positions.duplicate_branch, [gone], {}),
        (positions.preview_renumbering, [Delete(gone)], {}),
    ):
        assert "“Network” has been deleted" in refusal("gone", operation, *arguments, **named)


def test_a_chart_does_not_grow_deeper_than_paths_are_long():
    chart = make_chart("Head")
    head = Position.objects.get(chart=chart)
    steps = ["0001" * depth for depth in range(1, MAX_DEPTH)]
    Position.objects.filter(pk=head.pk).update(path="0001", numchild=1)
    Position.objects.bulk_create(
        Position(chart=chart, title=str(len(path) // 4), path=path, depth=len(path) // 4, numchild=1)
        for path in steps[1:]
    )
    Position.objects.filter(path=steps[-1]).update(numchild=0)
    lowest = positions.add_below(Position.objects.get(path=steps[-1]), "Lowest")
    assert (lowest.depth, len(lowest.index_number.split("."))) == (MAX_DEPTH, MAX_DEPTH)
    refusal("too-deep", positions.add_below, lowest, "Too deep")
    beside = positions.add_below(head, "Branch")
    positions.add_below(beside, "Twig")
    above_lowest = Position.objects.get(path=steps[-1])
    refusal("too-deep", positions.move, beside, below=above_lowest)
    refusal("too-deep", positions.duplicate_branch, beside, below=above_lowest)
    assert positions.move(beside, below=Position.objects.get(path=steps[-2])).depth == MAX_DEPTH - 1


@pytest.mark.parametrize(("title", "word"), [("", "missing"), ("  ", "missing"), ("x" * 151, "151 characters; 150")])
def test_a_title_that_does_not_fit_is_refused(title, word):
    chart = make_chart(DISTRICT)
    for operation in (positions.rename, positions.add_below, positions.add_beside):
        assert word in refusal("title", operation, at(chart, "1.1"), title)


def test_other_fields_are_checked_and_the_place_is_no_field():
    chart = make_chart(DISTRICT)
    assert "Title was worked out" in refusal(
        "invalid", positions.add_below, at(chart, "1"), "New", is_derived="perhaps"
    )
    for name in ("path", "depth", "numchild", "chart"):
        with pytest.raises(TypeError, match=name):
            positions.add_below(at(chart, "1"), "New", **{name: 1})


def test_exactly_one_place_is_named_for_a_move():
    chart = make_chart(DISTRICT)
    with pytest.raises(TypeError, match="exactly one"):
        positions.move(at(chart, "1.2"))
    with pytest.raises(TypeError, match="exactly one"):
        positions.move(at(chart, "1.2"), below=at(chart, "1"), before=at(chart, "1.1"))


def branch_with_lines():
    """A chart whose branch 1.1 has jobs, a line inside the branch, one to outside, one to another chart and a title."""
    chart, other = make_chart(DISTRICT), another_chart()
    place(make_job("Network Specialist"), at(chart, "1.1.1"))
    place(make_job("Network Analyst"), at(chart, "1.1.1"), "Analyst of Networks")
    share(at(chart, "1.1.2.1"), "Network", at(chart, "1.1.1"))
    share(at(chart, "1.1.2.1"), "Curriculum", at(chart, "1.2"))
    share(at(chart, "1.1.2.1"), "Principal", at(other, "1"))
    share(at(chart, "1.1.2.1"), "County office")
    share(at(chart, "1.2"), "Network", at(chart, "1.1.1"))
    Position.objects.filter(pk=at(chart, "1.1.2").pk).update(note="Opens at seven.", is_derived=True)
    return chart, other


def lines(position):
    return [(one.title, one.supervisor and str(one.supervisor)) for one in position.shared_lines.all()]


def test_a_branch_is_copied_with_its_jobs_notes_and_lines(told):
    chart, _ = branch_with_lines()
    told.clear()
    copied = positions.duplicate_branch(at(chart, "1.1"), below=at(chart, "1.2"))
    assert outline(chart)[6:] == [
        "1.2 Curriculum",
        "1.2.1 Director",
        "1.2.1.1 Network",
        "1.2.1.2 Support",
        "1.2.1.2.1 Field",
        "1.2.1.2.2 Desk",
    ]
    assert copied.index_number == "1.2.1"
    assert [one.title for one in at(chart, "1.2.1.1").placements.all()] == ["Network Specialist", "Analyst of Networks"]
    assert lines(at(chart, "1.2.1.2.1")) == [
        ("Network", "1.2.1.1 Network"),
        ("Curriculum", "1.2 Curriculum"),
        ("Principal", "1 Principal"),
        ("County office", None),
    ]
    assert lines(at(chart, "1.1.2.1"))[0] == ("Network", "1.1.1 Network")
    assert (at(chart, "1.2.1.2").note, at(chart, "1.2.1.2").is_derived) == ("Opens at seven.", True)
    assert told == [chart.slug]


def test_a_copy_comes_beside_the_branch_where_no_other_place_is_named_and_may_come_below_it():
    chart = make_chart(("S", [("A", ["a"]), "B"]))
    assert positions.duplicate_branch(at(chart, "1.1")).index_number == "1.3"
    positions.duplicate_branch(at(chart, "1.1"), below=at(chart, "1.1.1"))
    assert outline(chart) == ["1 S", "1.1 A", "1.1.1 a", "1.1.1.1 A", "1.1.1.1.1 a", "1.2 B", "1.3 A", "1.3.1 a"]


def test_a_chart_is_copied_whole_and_the_public_does_not_see_the_copy(told, client):
    chart, _ = branch_with_lines()
    told.clear()
    OrgChart.objects.filter(pk=chart.pk).update(note="Partners have no number.")
    copied = positions.duplicate_chart(chart, " Our district ", "our-district")
    assert (copied.title, copied.support_model, copied.note) == ("Our district", None, "Partners have no number.")
    assert outline(copied) == outline(chart)
    assert OrgChart.objects.last() == copied
    assert lines(at(copied, "1.2")) == [("Network", "1.1.1 Network")]
    assert copied.positions.filter(shared_lines__supervisor__chart=chart).count() == 0
    assert at(copied, "1.1.1").placements.count() == 2
    assert told == ["our-district"]
    assert client.get("/charts/our-district/").status_code == 404
    positions.delete(at(copied, "1.1.1"))
    assert len(outline(chart)) == len(outline(copied)) + 1


def test_a_chart_without_positions_is_copied_too():
    chart = OrgChart.objects.create(title="Empty", slug="empty")
    assert outline(positions.duplicate_chart(chart, "Also empty", "also-empty")) == []


@pytest.mark.parametrize("slug", ["", "emerging-district", "with space", "ä", "x" * 61])
def test_an_address_that_a_chart_cannot_have_is_refused(slug):
    chart = make_chart(DISTRICT)
    assert slug in refusal("slug", positions.duplicate_chart, chart, "Copy", slug)
    assert OrgChart.objects.count() == 1


def test_the_lock_is_taken_before_anything_is_read_also_inside_a_transaction():
    chart = make_chart(DISTRICT)
    network, desk, curriculum = at(chart, "1.1.1"), at(chart, "1.1.2.2"), at(chart, "1.2")
    for operation in (
        lambda: positions.add_below(network, "New"),
        lambda: positions.add_beside(network, "New"),
        lambda: positions.move(network, below=curriculum),
        lambda: positions.rename(network, "New"),
        lambda: positions.duplicate_branch(network),
        lambda: positions.duplicate_chart(chart, "Copy", "copy"),
        lambda: positions.delete(desk),
        lambda: positions.delete_chart(chart),
    ):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            operation()
        first = next(query["sql"] for query in queries if "SAVEPOINT" not in query["sql"])
        assert '"orgcharts_orgchart"' in first
        assert first.endswith("FOR UPDATE") if connection.vendor == "postgresql" else first.startswith("UPDATE")


def test_several_operations_are_one_change_that_is_told_once_or_not_at_all(told):
    chart = make_chart(DISTRICT)
    told.clear()
    with positions.changing(chart):
        positions.add_below(at(chart, "1.2"), "Library")
        with pytest.raises(ChartError):
            positions.delete(at(chart, "1.1"))
        positions.add_below(at(chart, "1.2"), "Media")
        assert told == []
    assert told == [chart.slug]
    before = outline(chart)
    with pytest.raises(ZeroDivisionError), positions.changing(chart):
        positions.delete(at(chart, "1.2.1"))
        raise ZeroDivisionError
    assert outline(chart) == before
    assert told == [chart.slug]
    positions.delete(at(chart, "1.2.1"))
    assert told == [chart.slug, chart.slug]


def test_an_exception_of_whoever_is_told_undoes_the_change():
    chart = make_chart(DISTRICT)
    before = outline(chart)

    def fail(**kwargs):
        raise ZeroDivisionError

    chart_changed.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            positions.delete(at(chart, "1.1.1"))
    finally:
        chart_changed.disconnect(fail)
    assert outline(chart) == before


def statements(operation):
    with CaptureQueriesContext(connection) as queries:
        operation()
    return len(queries)


def test_a_wide_level_takes_as_few_statements_as_a_small_one_and_is_numbered_right():
    chart = OrgChart.objects.create(title="Wide", slug="wide")
    head = positions.add_head(chart, "Head")
    wide = [f"P{step}" for step in range(1, 1301)]
    for step, title in enumerate(wide, start=1):
        path = moves.child_path(head.path, step)
        above = Position(chart=chart, title=title, path=path, depth=2, numchild=1)
        Position.objects.bulk_create(
            [above, Position(chart=chart, title=title, path=moves.child_path(path, 1), depth=3)]
        )
    Position.objects.filter(pk=head.pk).update(numchild=1300)

    def position(title):
        return Position.objects.get(chart=chart, title=title, depth=2)

    assert statements(lambda: positions.move(position("P2"), after=position("P1299"))) < 25
    wide.insert(wide.index("P1299"), wide.pop(wide.index("P2")))
    assert statements(lambda: positions.move(position("P1300"), before=position("P1"))) < 25
    wide.insert(0, wide.pop(wide.index("P1300")))
    assert statements(lambda: positions.move(position("P37"), below=position("P1200"))) < 25
    wide.remove("P37")
    assert statements(lambda: positions.add_beside(position("P36"), "New", before=True)) < 25
    wide.insert(wide.index("P36"), "New")
    assert statements(position("New").delete) < 30
    wide.remove("New")
    rows = Position.objects.get_children(Position.objects.get(pk=head.pk))
    assert [row.title for row in rows] == wide
    assert [row.index_number for row in rows] == [f"1.{step}" for step in range(1, len(wide) + 1)]
    pairs = Position.objects.filter(chart=chart, depth__gt=2, title__startswith="P").order_by("path")
    assert [row.title for row in pairs if row.depth == 3 and row.path.endswith("0001")] == wide
    assert next(row.index_number for row in pairs if row.depth == 4) == f"1.{wide.index('P1200') + 1}.2.1"


# Any sequence of operations, compared with the same on nested lists.


@dataclass(eq=False)
class Node:
    """A position in the plain model of a tree that the operations are compared with."""

    pk: int
    below: list[Node] = field(default_factory=list)

    def walk(self, number="1", above=None):
        yield number, self, above
        for step, node in enumerate(self.below, start=1):
            yield from node.walk(f"{number}.{step}", self)


STEPS = st.tuples(
    st.sampled_from(["add", "beside", "move", "move", "move", "delete", "copy"]),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from(["below", "before", "after"]),
)


def expected_refusal(kind, node, above, target, target_above, how):
    """Return the code with which the operation should be refused, or None."""
    if kind == "beside" and above is None:
        return "beside-head"
    if kind == "delete" and node.below:
        return "positions-below"
    if kind == "move":
        if above is None:
            return "head"
        if how != "below" and target_above is None:
            return "beside-head"
        inside = [one for _, one, _ in node.walk()]
        if (target if how == "below" else target_above) in inside:
            return "below-itself"
    return None


def operate(kind, node, target, how):
    """Carry out one operation on the database; returns the primary keys of what it made, in the order of the chart."""
    row, other = Position.objects.get(pk=node.pk), Position.objects.get(pk=target.pk)
    if kind == "add":
        return [positions.add_below(row, "Added").pk]
    if kind == "beside":
        return [positions.add_beside(row, "Added", before=how == "before").pk]
    if kind == "copy":
        copied = positions.duplicate_branch(row, below=other)
        return list(Position.objects.filter(path__startswith=copied.path).order_by("path").values_list("pk", flat=True))
    change = Delete(row) if kind == "delete" else Move(row, **{how: other})
    announced = positions.preview_renumbering(change)
    assert carry_out(change) == announced
    return []


def imitate(kind, node, above, target, target_above, how, made):
    """Carry out the same on the plain model."""
    if kind == "add":
        node.below.append(Node(made[0]))
    elif kind == "beside":
        above.below.insert(above.below.index(node) + (how != "before"), Node(made[0]))
    elif kind == "copy":
        keys = iter(made)

        def copied(one):
            return Node(next(keys), [copied(below) for below in one.below])

        target.below.append(copied(node))
    elif kind == "delete":
        above.below.remove(node)
    elif node is not target:
        above.below.remove(node)
        if how == "below":
            target.below.append(node)
        else:
            target_above.below.insert(target_above.below.index(target) + (how == "after"), node)


@pytest.mark.parametrize("one_by_one", [0, 20])
@examples(0.25)
@given(steps=st.lists(STEPS, max_size=14))
def test_whatever_is_done_the_chart_equals_a_plain_model_of_it(one_by_one, steps):
    with transaction.atomic(), mock.patch.object(path_updates, "ONE_BY_ONE", one_by_one):
        chart = OrgChart.objects.create(title="Any", slug="any")
        head = positions.add_head(chart, "Head")
        model = Node(head.pk)
        for _ in range(3):
            model.below.append(Node(positions.add_below(head, "First").pk))
        for kind, one, other, how in steps:
            nodes = list(model.walk())
            _, node, above = nodes[one % len(nodes)]
            _, target, target_above = nodes[other % len(nodes)]
            if (kind == "copy" and len(nodes) > 40) or (kind == "delete" and len(nodes) == 1):
                continue
            code = expected_refusal(kind, node, above, target, target_above, how)
            if code:
                with pytest.raises(ChartError) as caught:
                    operate(kind, node, target, how)
                assert caught.value.code == code
            else:
                made = operate(kind, node, target, how)
                imitate(kind, node, above, target, target_above, how, made)
            found = Position.objects.filter(chart=chart).order_by("path")
            assert [(row.index_number, row.pk, row.numchild) for row in found] == [
                (number, node.pk, len(node.below)) for number, node, _ in model.walk()
            ]
        assert Position.objects.find_problems() == SOUND
        transaction.set_rollback(True)
