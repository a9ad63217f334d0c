"""Random changes of two charts, taken back, done again and restored: each time everything is as it was then."""

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.changes.positions import ChartError
from orgcharts.models import OrgChart, Position
from techsets.history import undo as history_undo
from techsets.history.models import Change, Kind
from tests.factory import make_job
from tests.profiles import examples

WHICH = st.integers(0, 30)
#: What an operation may be told that makes no sense for the positions that were drawn.
REFUSED = {"positions-below", "below-itself", "head", "beside-head", "other-chart", "invalid"}


class ChartsInUse(RuleBasedStateMachine):
    """One chart is changed in all ways; dotted lines lead to and from another one, whose positions stay."""

    def __init__(self):
        super().__init__()
        self.names = (f"N{number}" for number in itertools.count())
        # Each run begins with an empty database.
        self.whole = transaction.atomic()
        self.whole.__enter__()

    @initialize()
    def begin(self):
        self.chart = positions.create_chart("Chart", "chart", "Head")
        self.other = positions.create_chart("Other", "other", "Other head")
        positions.add_below(Position.objects.get(chart=self.other), "Other one")
        self.jobs = [make_job(title, published=False).pk for title in ("Analyst", "Technician")]
        head = Position.objects.get(chart=self.chart)
        for _ in range(3):
            positions.add_below(head, next(self.names))
        for row, above in zip(self.rows(self.other), self.rows()[1:], strict=False):
            line = {"supervisor": above.pk, "title": above.title, "covers": "standards"}
            positions.edit(row, {"shared": [line, line | {"supervisor": None}]})
        #: How the chart was after each change since, the oldest first: (key of the change, picture).
        self.done = [(self.last().pk, self.picture())]
        #: Pictures that doing again leads to.
        self.taken_back = []

    def last(self):
        return Change.objects.of(Kind.CHART, self.chart.pk).first()

    def rows(self, chart=None):
        return list(Position.objects.filter(chart=chart or self.chart))

    def picture(self):
        """Return all that staff see: the chart, and who is supervised from it in the other one."""
        rows, others = self.rows(), self.rows(self.other)
        values = read_values(rows + others)
        chart = OrgChart.objects.get(pk=self.chart.pk)
        said = [chart.title, chart.slug, chart.note]
        return said, [(row.pk, row.path, row.numchild, values[row.pk]) for row in rows], [values[o.pk] for o in others]

    def do(self, operation):
        before = Change.objects.of(Kind.CHART, self.chart.pk).count()
        try:
            operation()
        except ChartError as error:
            assert error.code in REFUSED, error
        if Change.objects.of(Kind.CHART, self.chart.pk).count() > before:
            self.done.append((self.last().pk, self.picture()))
            self.taken_back.clear()

    def pick(self, which, chart=None):
        rows = self.rows(chart)
        return rows[which % len(rows)]

    @rule(at=WHICH)
    def add(self, at):
        self.do(lambda: positions.add_below(self.pick(at), next(self.names), fte="1.5"))

    @rule(at=WHICH, to=WHICH, how=st.sampled_from(["below", "before", "after"]))
    def move(self, at, to, how):
        self.do(lambda: positions.move(self.pick(at), **{how: self.pick(to)}))

    @rule(at=WHICH)
    def delete(self, at):
        row = self.pick(at)
        if row.depth > 1:
            self.do(lambda: positions.delete(row))

    @rule(at=WHICH, second=WHICH)
    def delete_two(self, at, second):
        keys = {row.pk for row in (self.pick(at), self.pick(second)) if row.depth > 1}
        if keys:
            self.do(lambda: positions.delete_selected(Position.objects.filter(pk__in=keys)))

    @rule(at=WHICH, to=WHICH)
    def duplicate(self, at, to):
        if len(self.rows()) < 15:
            self.do(lambda: positions.duplicate_branch(self.pick(at), below=self.pick(to)))

    @rule(at=WHICH, supervisors=st.lists(st.tuples(st.booleans(), WHICH), max_size=2), job=st.integers(0, 3))
    def edit(self, at, supervisors, job):
        lines = []
        for elsewhere, which in supervisors:
            one = self.pick(which, self.other if elsewhere else None)
            lines.append({"supervisor": one.pk, "title": one.title, "covers": ""})
        placements = [{"job": key, "title": "Listed"} for key in self.jobs[:job]]
        self.do(lambda: positions.edit(self.pick(at), {"shared": lines, "placements": placements}))

    @rule(note=st.sampled_from(["", "A note."]))
    def edit_chart(self, note):
        self.do(lambda: positions.edit_chart(self.chart, {"note": note}))

    @rule(at=WHICH, to=WHICH)
    def several_at_once(self, at, to):
        def several():
            with positions.changing(self.chart, "Several."):
                new = positions.add_below(self.pick(at), next(self.names))
                positions.move(new, below=Position.objects.get(chart=self.chart, depth=1))
                positions.edit(new, {"shared": [{"supervisor": self.pick(to).pk, "title": "S", "covers": "c"}]})

        self.do(several)

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self):
        missing = history_undo.undo(history_undo.next_undo(self.chart.pk))
        assert missing == []
        self.taken_back.append(self.done.pop())
        assert self.picture() == self.done[-1][1]

    @precondition(lambda self: self.taken_back)
    @rule()
    def redo(self):
        history_undo.undo(history_undo.next_redo(self.chart.pk), again=True)
        self.done.append(self.taken_back.pop())
        assert self.picture() == self.done[-1][1]

    @precondition(lambda self: len(self.done) > 1 and not self.taken_back)
    @rule(which=WHICH)
    def restore(self, which):
        at = which % (len(self.done) - 1)
        key, then = self.done[at]
        before = Change.objects.of(Kind.CHART, self.chart.pk).count()
        history_undo.restore(Change.objects.get(pk=key))
        assert self.picture() == then
        if Change.objects.of(Kind.CHART, self.chart.pk).count() > before:
            self.done.append((self.last().pk, then))

    @invariant()
    def is_sound(self):
        assert Position.objects.find_problems() == ([], [], [], [], [])

    def teardown(self):
        try:
            while len(getattr(self, "done", ())) > 1:
                self.undo()
            while getattr(self, "taken_back", ()):
                self.redo()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)


@pytest.mark.django_db
def test_whatever_is_done_to_a_chart_can_be_taken_back_done_again_and_restored():
    run_state_machine_as_test(
        ChartsInUse,
        settings=examples(0.1, stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )
