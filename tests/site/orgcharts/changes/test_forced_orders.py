"""Two people at one moment, in the orders that do harm: nobody meets an error of the database.

On SQLite one waits for the other from the beginning; on PostgreSQL each of these ended in an error at the commit.
"""

import pytest
from django.db import connection
from django.db.models import ProtectedError

from jobdescriptions import drafts
from orgcharts.changes import positions
from orgcharts.changes.lock import ChartError
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision
from techsets.history import undo
from tests.factory import at, make_chart, make_job
from tests.site.orders import one_while_the_other

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The tests' SQLite is in memory and has one connection; test_many_hands has a file.
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one lock for all writers."),
]


@pytest.fixture
def charts():
    first = make_chart(("Head", ["One", "Two"]))
    second = make_chart(("Head", ["Three", "Four"]), slug="established-district")
    return first, second


def draw(position, supervisor):
    line = {"supervisor": supervisor.pk, "title": supervisor.title, "covers": ""}
    return lambda: positions.edit(position, {"shared": [line]})


@pytest.mark.parametrize("order", ["the deletion first", "the line first"])
def test_a_dotted_line_is_drawn_while_its_supervisor_is_deleted(charts, order):
    position, supervisor = at(charts[0], "1.1"), at(charts[1], "1.1")
    works = [draw(position, supervisor), lambda: positions.delete(supervisor)]
    if order == "the line first":
        assert one_while_the_other(*works) == (None, None)
        assert SharedSupervision.objects.get().supervisor is None
    else:
        held, late = one_while_the_other(*reversed(works))
        assert held is None and isinstance(late, ChartError) and "has been deleted" in str(late)
        assert not SharedSupervision.objects.exists()


def test_a_branch_is_copied_while_the_supervisor_of_its_line_is_deleted(charts):
    position, supervisor = at(charts[0], "1.1"), at(charts[1], "1.1")
    draw(position, supervisor)()
    assert one_while_the_other(lambda: positions.delete(supervisor), lambda: positions.duplicate_branch(position)) == (
        None,
        None,
    )
    assert set(SharedSupervision.objects.values_list("supervisor", flat=True)) == {None}


@pytest.mark.parametrize("order", ["the deletion first", "the placement first"])
def test_a_job_description_is_placed_while_it_is_deleted(charts, order):
    job = make_job("Short-lived", published=False)
    position = at(charts[0], "1.1")
    works = [
        lambda: positions.edit(position, {"placements": [{"job": job.pk, "title": "Short"}]}),
        lambda: drafts.delete(job),
    ]
    held, late = one_while_the_other(*(works if order == "the placement first" else reversed(works)))
    assert held is None
    if order == "the placement first":
        assert isinstance(late, ProtectedError) and Placement.objects.count() == 1
    else:
        assert isinstance(late, ChartError) and not Placement.objects.exists()


def test_deletions_in_two_charts_that_share_lines_are_taken_back_at_once(charts):
    first, second = (at(chart, "1.1") for chart in charts)
    draw(first, second)()
    draw(second, first)()
    positions.delete(first)
    positions.delete(second)
    changes = [undo.next_undo(chart.pk) for chart in charts]
    assert one_while_the_other(*(lambda change=change: undo.undo(change) for change in changes)) == (None, None)
    assert Position.objects.find_problems() == ([], [], [], [], [])
    lines = SharedSupervision.objects.values_list("position", "supervisor")
    assert {position for position, _ in lines} == {first.pk, second.pk}
    assert OrgChart.objects.count() == 2
