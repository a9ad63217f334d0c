"""Queries whose SQL is written once answer as Django's own do."""

from decimal import Decimal

import pytest

from orgcharts.models import Position
from orgcharts.prepared import Prepared
from tests.factory import make_chart

pytestmark = pytest.mark.django_db


def titles(chart: int, depth: int):
    return Position.objects.filter(chart=chart, depth=depth).values_list("title", "fte", "is_derived")


def test_a_prepared_query_answers_as_the_queryset_does_for_any_values():
    charts = [
        make_chart(("Head", ["Network", "Support"])),
        make_chart(("Chief", ["Desk"]), slug="established-district", maturity="established"),
    ]
    Position.objects.filter(title="Network").update(fte=Decimal("2.50"), is_derived=True)
    prepared = Prepared(titles, 987_654, 321)
    for chart in charts:
        for depth in (1, 2, 3):
            assert [tuple(row) for row in prepared.rows(chart.pk, depth)] == list(titles(chart.pk, depth))


def test_a_prepared_query_refuses_too_few_values():
    with pytest.raises(TypeError, match="2 values are needed, not 1"):
        Prepared(titles, 987_654, 321).rows(1)


def test_a_prepared_query_that_would_lose_a_value_is_refused():
    with pytest.raises(ValueError, match="does not use"):
        Prepared(lambda chart, depth: Position.objects.filter(chart=chart).values_list("pk"), 987_654, 321).rows(1, 1)
