"""Former index numbers, so that old addresses of positions redirect after a reorganization.

For every index number of a public chart, the last position that lost it is kept, with the time. It is recorded as
numbers change, in one statement, and read only by the pages of positions.
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

#: How long the page of a position shows which number it had, and which position had its number.
SHOWN_FOR = timedelta(days=400)

_BATCH = 500


class NumberHistory(NamedTuple):
    """Which position (or None) had the number of a position before it, and which number it had itself, until when."""

    position: Position | None
    position_until: datetime | None
    number: str
    number_until: datetime | None


def record_rewrites(chart: OrgChart, rewrites: moves.Rewrites) -> None:
    """Record the numbers that positions lose by ``rewrites``, which are about to be carried out in ``chart``."""
    if rewrites:
        ranges = [one.old_range() for one in rewrites]
        _record(chart, " OR ".join(["path >= %s AND path < %s"] * len(ranges)), [end for one in ranges for end in one])


def record(chart: OrgChart, keys: Iterable[int]) -> None:
    """Record the numbers of the positions ``keys`` of ``chart``, which are about to lose them."""
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
    """Record where the addresses of ``old`` redirect to, in place of which ``new`` has just been published.

    Positions of the two charts correspond where one was copied from the other. Their own numbers count, and those that
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
    """Return the queryset ``positions`` annotated for ``get_history``; no further query."""
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
    """Return the history of the number of ``position``, which was read by ``annotate_history``.

    One query where another position had its number.
    """
    holder = None
    if position.former_holder is not None:
        holder = Position.objects.published().filter(pk=position.former_holder).select_related("chart").first()
    number = "" if position.former_place is None else index_number("0" * STEP_LENGTH + position.former_place)
    return NumberHistory(holder, position.former_holder_until, number, position.former_place_until)


def list_former_addresses() -> list[str]:
    """Return the former addresses of positions of public charts that redirect, sorted; two queries for all charts.

    ``find_successor`` says where each of them leads.
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
    """Return the position of a public chart that had ``number`` last; None if there is none or it has been deleted.

    Raises ValueError where ``number`` is not an index number. At most two queries.
    """
    former = FormerNumber.objects.filter(
        chart__slug=slug, chart__support_model__isnull=False, place=path_below_head(number)
    ).first()
    if former is None:
        return None
    return (
        Position.objects.published().filter(pk=former.position, chart=former.chart_id).select_related("chart").first()
    )
