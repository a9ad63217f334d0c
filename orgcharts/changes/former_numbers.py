"""Which position had an index number before: so that addresses that people have kept lead on after a reorganization.

For every number of a public chart, the last position that had it and does not any more is kept, with the moment until
when. It is noted as numbers change, in one statement, and read by the pages of positions alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils import timezone

from orgcharts.models import FormerNumber, OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number, path_below_head
from techsets.common.addresses import reverse

#: For so long the page of a position says which number it had, and what had its number.
SHOWN_FOR = timedelta(days=400)

_BATCH = 500


class NumberHistory(NamedTuple):
    """Who had the number of a position before it (None: nobody else), which number that position itself had, until."""

    position: Position | None
    position_until: datetime | None
    number: str
    number_until: datetime | None


def record_rewrites(chart: OrgChart, rewrites: moves.Rewrites) -> None:
    """Note the numbers that positions lose by ``rewrites``, which are about to be carried out in ``chart``."""
    if rewrites:
        ranges = [one.old_range() for one in rewrites]
        _record(chart, " OR ".join(["path >= %s AND path < %s"] * len(ranges)), [end for one in ranges for end in one])


def record(chart: OrgChart, keys: Iterable[int]) -> None:
    """Note the numbers of the positions ``keys`` of ``chart``, which are about to lose them."""
    keys = list(keys)
    for at in range(0, len(keys), _BATCH):
        batch = keys[at : at + _BATCH]
        _record(chart, f"id IN ({', '.join(['%s'] * len(batch))})", batch)


def _record(chart: OrgChart, condition: str, values: list) -> None:
    if not chart.is_public:
        return
    table, positions = FormerNumber._meta.db_table, Position._meta.db_table
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (chart_id, place, position, until) "
            f"SELECT chart_id, substr(path, {STEP_LENGTH + 1}), id, %s FROM {positions} "
            f"WHERE chart_id = %s AND ({condition}) "
            "ON CONFLICT (chart_id, place) DO UPDATE SET position = excluded.position, until = excluded.until",
            [now, chart.pk, *values],
        )


def transfer(old: OrgChart, new: OrgChart) -> None:
    """Note where the addresses of ``old`` lead, whose place before the public ``new`` has just taken.

    A position of one is known in the other where one was copied from the other. Their own numbers count, and those that
    the positions of ``old`` had before.
    """
    other = {}
    here = {row.pk: row for row in Position.objects.filter(chart=new).only("path", "copied_from")}
    copies = {row.copied_from: row for row in here.values()}
    lost = {}
    for row in Position.objects.filter(chart=old).only("path", "copied_from"):
        same = copies.get(row.pk) or here.get(row.copied_from)
        if same is not None:
            other[row.pk] = same.pk
            lost[row.path[STEP_LENGTH:]] = (same.pk, timezone.now())
    for former in FormerNumber.objects.filter(chart=old):
        if former.position in other:
            lost.setdefault(former.place, (other[former.position], former.until))
    path_of = {pk: row.path[STEP_LENGTH:] for pk, row in here.items()}
    FormerNumber.objects.bulk_create(
        [
            FormerNumber(chart=new, place=place, position=pk, until=until)
            for place, (pk, until) in lost.items()
            if path_of[pk] != place
        ],
        update_conflicts=True,
        unique_fields=["chart", "place"],
        update_fields=["position", "until"],
        batch_size=_BATCH,
    )


def annotate_history(positions: QuerySet) -> QuerySet:
    """Return the queryset ``positions``, each row with what ``get_history`` looks at; no further query."""
    place = Substr(OuterRef("path"), STEP_LENGTH + 1)
    recent = FormerNumber.objects.filter(chart=OuterRef("chart"), until__gt=timezone.now() - SHOWN_FOR)
    held = recent.filter(place=place).exclude(position=OuterRef("pk"))
    had = recent.filter(position=OuterRef("pk")).exclude(place=place).order_by("-until", "place")
    return positions.annotate(
        former_holder=Subquery(held.values("position")[:1]),
        former_holder_until=Subquery(held.values("until")[:1]),
        former_place=Subquery(had.values("place")[:1]),
        former_place_until=Subquery(had.values("until")[:1]),
    )


def get_history(position: Position) -> NumberHistory:
    """Return what there is to tell of the number of ``position``, read by ``annotate_history``.

    One query, where another position had its number.
    """
    holder = None
    if position.former_holder is not None:
        holder = Position.objects.published().filter(pk=position.former_holder).select_related("chart").first()
    number = "" if position.former_place is None else index_number("0" * STEP_LENGTH + position.former_place)
    return NumberHistory(holder, position.former_holder_until, number, position.former_place_until)


def list_former_addresses() -> list[str]:
    """Return the addresses of positions of public charts that nothing has any more, and that lead on, in their order.

    Where each leads is what ``find_successor`` says. Two queries for all charts.
    """
    formers = FormerNumber.objects.filter(chart__support_model__isnull=False).select_related("chart")
    formers = list(formers.order_by("chart__slug", "place"))
    rows = Position.objects.published().order_by().filter(chart__in={former.chart_id for former in formers})
    place_of = {pk: (chart, path[STEP_LENGTH:]) for pk, chart, path in rows.values_list("pk", "chart_id", "path")}
    taken = set(place_of.values())
    return [
        reverse("position", former.chart.slug, str(former))
        for former in formers
        if (former.chart_id, former.place) not in taken and place_of.get(former.position, (None,))[0] == former.chart_id
    ]


def find_successor(slug: str, number: str) -> Position | None:
    """Return the position of a public chart that had ``number`` last, where it is still there; None if there is none.

    Raises ValueError where ``number`` is not an index number. One query, and one more where somebody had it.
    """
    former = FormerNumber.objects.filter(
        chart__slug=slug, chart__support_model__isnull=False, place=path_below_head(number)
    ).first()
    if former is None:
        return None
    return (
        Position.objects.published().filter(pk=former.position, chart=former.chart_id).select_related("chart").first()
    )
