"""The plain SQL of the history gives what the ORM gives."""

import pytest

from orgcharts.changes import positions
from techsets.history import undo
from techsets.history.models import Change, Kind
from techsets.history.queries import select_undoable
from tests.factory import at, make_chart

pytestmark = pytest.mark.django_db


def test_what_can_be_taken_back_is_what_the_orm_finds_for_any_chart_key_and_limit():
    charts = [make_chart(("Head", ["One"])), make_chart("Chief", slug="established-district", maturity="established")]
    for number in range(4):
        positions.rename(at(charts[0], "1.1"), f"Name {number}")
        positions.rename(at(charts[1], "1"), f"Name {number}")
    undo.undo(undo.next_undo(charts[0].pk))
    undo.undo(undo.next_redo(charts[0].pk), again=True)
    Change.objects.of(Kind.CHART, charts[0].pk).filter(message__contains="Name 1").update(packed=None)
    # Of another kind, with the key of the chart.
    Change.objects.create(kind=Kind.SITE_TEXT, object_id=charts[0].pk, name="A text", message="Edited.", packed=b"x")
    keys = list(Change.objects.values_list("pk", flat=True))
    assert any(row[2] for row in select_undoable(charts[0].pk, 2**63 - 1, 50))
    for chart in charts:
        for below in (*keys, 2**63 - 1):
            for most in (1, 3, 50):
                expected = Change.objects.of(Kind.CHART, chart.pk).exclude(packed=None).filter(pk__lt=below)
                expected = expected.values_list("pk", "undoes", "undoes__undoes")[:most]
                assert [tuple(row) for row in select_undoable(chart.pk, below, most)] == list(expected)
