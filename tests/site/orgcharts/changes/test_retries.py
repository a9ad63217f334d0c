"""What a database breaks off for the sake of another transaction is done again, as a whole."""

import pytest
from django.db import OperationalError, transaction

from orgcharts.changes import positions, retries
from orgcharts.models import Position
from tests.factory import at, make_chart


class BrokenOff(Exception):
    sqlstate = "40P01"


@pytest.fixture
def broken_off(monkeypatch):
    """Let the given number of chart changes end as PostgreSQL ends one of two that wait for each other."""
    from orgcharts.signals import chart_changed

    left = []

    def refuse(**kwargs):
        if left:
            left.pop()
            raise OperationalError("deadlock detected") from BrokenOff()

    chart_changed.connect(refuse)
    monkeypatch.setattr(retries, "PAUSE", 0)
    yield lambda times: left.extend([None] * times)
    chart_changed.disconnect(refuse)


@pytest.mark.django_db(transaction=True)
def test_an_operation_is_done_again_and_once(broken_off):
    chart = make_chart(("Head", ["One"]))
    broken_off(retries.MAX_TRIES - 1)
    positions.add_below(at(chart, "1"), "Two")
    assert [str(row) for row in Position.objects.all()] == ["1 Head", "1.1 One", "1.2 Two"]
    broken_off(retries.MAX_TRIES)
    with pytest.raises(OperationalError):
        positions.add_below(at(chart, "1"), "Three")
    assert Position.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_whoever_began_it_does_it_again(broken_off):
    chart = make_chart("Head")
    broken_off(1)
    with pytest.raises(OperationalError), transaction.atomic():
        positions.add_below(at(chart, "1"), "One")
    assert Position.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_is_answered_at_a_further_try_and_says_so_once(broken_off, admin_client):
    chart = make_chart("Head")
    broken_off(2)
    address = f"/admin/orgcharts/orgchart/{chart.pk}/position/{at(chart, '1').pk}/add/"
    response = admin_client.post(address, {"title": "One", "where": "below"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Added “One” as 1.1."]
    assert [str(row) for row in Position.objects.all()] == ["1 Head", "1.1 One"]
