"""That Undo and Redo stay as quick, and find their way, however much has been done and taken back before."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position
from techsets.history import undo as history_undo
from techsets.history.models import Change, Kind
from tests.factory import at, make_chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def chart():
    return OrgChart.objects.get(pk=make_chart(("Head", ["One"])).pk)


def rename(chart, title):
    positions.rename(at(chart, "1.1"), title)


def title(chart):
    return Position.objects.get(chart=chart, depth=2).title


def undo(chart):
    history_undo.undo(history_undo.next_undo(chart.pk))


def redo(chart):
    history_undo.undo(history_undo.next_redo(chart.pk), again=True)


def statements(work, chart):
    with CaptureQueriesContext(connection) as captured:
        work(chart)
    return [one["sql"] for one in captured]


def test_an_undo_takes_hardly_more_statements_after_sixty_others_than_after_one(chart):
    # Twice, under the lock and before it, more of the history is read where it lies further back.
    for number in range(64):
        rename(chart, f"Name {number}")
    undo(chart)
    undos = [statements(undo, chart) for _ in range(60)]
    assert title(chart) == "Name 2"
    assert len(undos[0]) <= 18 and len(undos[-1]) <= len(undos[0]) + 2
    redos = [statements(redo, chart) for _ in range(60)]
    assert title(chart) == "Name 62"
    assert len(redos[0]) <= 20 and len(redos[-1]) <= len(redos[0]) + 2


def test_what_was_done_and_taken_back_many_times_is_passed_by(chart):
    rename(chart, "Kept")
    for number in range(60):  # More changes than are read from the history at a time.
        rename(chart, f"Tried {number}")
        undo(chart)
    undo(chart)
    assert title(chart) == "One"
    redo(chart)
    assert title(chart) == "Kept"
    redo(chart)
    assert title(chart) == "Tried 59"
    for _ in range(40):
        undo(chart)
        redo(chart)
    assert history_undo.next_redo(chart.pk) is None
    undo(chart)
    undo(chart)
    assert title(chart) == "One"


@pytest.mark.parametrize("seed", range(3))
def test_undo_and_redo_walk_through_any_mixture_as_through_two_stacks(chart, seed):
    chance = random.Random(seed)
    done, taken_back = ["One"], []
    for number in range(120):
        kind = chance.choice(["rename", "undo", "undo", "redo", "redo"])
        if kind == "rename":
            rename(chart, f"Name {number}")
            done.append(f"Name {number}")
            taken_back = []
        elif kind == "undo" and len(done) > 1:
            undo(chart)
            taken_back.append(done.pop())
        elif kind == "redo" and taken_back:
            redo(chart)
            done.append(taken_back.pop())
        assert title(chart) == done[-1]
        assert (history_undo.next_redo(chart.pk) is None) == (not taken_back)


def test_what_takes_a_change_back_is_written_once_with_what_it_takes_back(chart):
    rename(chart, "Name")
    change = history_undo.next_undo(chart.pk)
    written = [sql for sql in statements(undo, chart) if '"history_change"' in sql and not sql.startswith("SELECT")]
    assert [sql.split()[0] for sql in written] == ["INSERT"]
    made = Change.objects.of(Kind.CHART, chart.pk).first()
    assert (made.message, made.undoes) == (f"Undid: {change.message}", change)
    redo(chart)
    again = Change.objects.of(Kind.CHART, chart.pk).first()
    assert (again.message, again.undoes) == (f"Redid: {change.message}", made)
