"""Changes of a chart as steps of plain values, which the history keeps and Undo reverses.

A step is a dict of JSON values. ``op`` names the operation; ``id`` is the key of the position and ``title`` its title
then.

``add``     ``above`` (key of the parent, None for a head), ``step`` (its place there, from 1), ``number``,
            ``values`` (see ``read_values``)
``delete``  the same as they were, ``revision``, and ``supervised``: the dotted lines that led to it (``id`` of a line,
            ``position`` that it led from, its ``title`` and what it ``covers``)
``move``    ``above``, ``step``, ``number``; ``new_above``, ``new_step``, ``new_number``
``edit``    ``before`` and ``after``: only the values that changed; ``number``
``copy``    ``above``, ``step``, ``number``, ``count`` (positions in the branch)
``chart``   ``before`` and ``after``: the chart's own values that changed
``arrange`` many positions were changed at once: ``added``, ``deleted``, ``edited`` and ``moved`` are lists with the
            values of the steps above (without ``above`` and ``step``); ``before`` and ``after`` list
            ``[key, [keys of the children, in order]]`` of each position whose children differ (the key is None for
            the parent of the head)
``put-in-place``  the chart was published in place of another one: ``title`` and ``of`` are the titles of the two.
            Those that can be undone have ``public`` and ``draft``, the keys of the chart that is public since and of
            the one that was before

Steps that create or delete a chart (``create-chart``, ``delete-chart``) are undone as a whole, not step by step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from contextvars import ContextVar
from typing import Any

from django.db.models import Q

from orgcharts.fte import fte_to_json
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision

Step = dict[str, Any]

#: The steps of the changes in progress, by the key of their chart.
open_changes: ContextVar[dict[int, list[Step]] | None] = ContextVar("charts that are being changed", default=None)

#: The values of a chart that staff edit.
CHART_FIELDS = ("title", "slug", "order", "note", "sources")
#: The plain values of a position that staff edit; placements and dotted lines come beside them.
POSITION_FIELDS = ("title", "is_derived", "derived_title", "kind", "fte", "note", "sources")
#: All values of a position that staff edit.
POSITION_VALUES = (*POSITION_FIELDS, "placements", "shared")


def record(chart: int, step: Step) -> None:
    """Add a step to the change of that chart that is in progress. Raises LookupError where there is none."""
    steps = open_changes.get()
    if steps is None or chart not in steps:
        raise LookupError("A step belongs to a change of its chart: wrap it in changing().")
    steps[chart].append(step)


def read_values(positions: Iterable[Position], names: Collection[str] = POSITION_VALUES) -> dict[int, dict[str, Any]]:
    """Return the values called ``names`` of each of ``positions``, by key.

    One query each for the placements and the dotted lines of all positions, where these are named.

    ``title``, ``is_derived``, ``derived_title``, ``kind``, ``fte`` (a string such as "2.50", or None), ``note``,
    ``sources``, ``placements`` (in order: ``job``, the key of the job description, and ``title`` as listed) and
    ``shared`` (in order: ``supervisor``, the key of a position or None, ``title``, ``covers`` and ``is_derived``, which
    older steps lack).
    """
    rows = list(positions)
    at = filter_by_positions({row.pk for row in rows}, {row.chart_id for row in rows})
    lines = SharedSupervision.objects.filter(**at).order_by("order", "pk") if "shared" in names else ()
    return _values(rows, names, at, lines)


def read_values_and_lines(
    positions: Iterable[Position],
) -> tuple[dict[int, dict[str, Any]], dict[int, list[dict[str, Any]]]]:
    """Return ``read_values``, and the dotted lines that lead to each of ``positions``; two queries."""
    rows = list(positions)
    keys, charts = {row.pk for row in rows}, {row.chart_id for row in rows}
    at, to = filter_by_positions(keys, charts), filter_by_positions(keys, charts, "supervisor")
    lines = list(SharedSupervision.objects.filter(Q(**at) | Q(**to)).order_by("order", "pk"))
    supervised = defaultdict(list)
    for one in lines:
        supervised[one.supervisor_id].append(
            {"id": one.pk, "position": one.position_id, "title": one.title, "covers": one.covers}
        )
    return _values(rows, POSITION_VALUES, at, lines), {pk: supervised[pk] for pk in keys}


def describe_deletion(position: Position, values: dict[int, Any], supervised: dict[int, Any]) -> Step:
    """Return what a step keeps of a deleted position, from what ``read_values_and_lines`` returned."""
    return {
        "id": position.pk,
        "title": position.title,
        "number": position.index_number,
        "values": values[position.pk],
        "revision": position.revision,
        "copied_from": position.copied_from,
        "supervised": supervised[position.pk],
    }


def _values(
    rows: list[Position], names: Collection[str], at: dict[str, Any], lines: Iterable[SharedSupervision]
) -> dict[int, dict[str, Any]]:
    """Return the values called ``names`` of ``rows``; ``lines`` contain the dotted lines that lead from them."""
    placements, shared = defaultdict(list), defaultdict(list)
    if "placements" in names:
        for one in Placement.objects.filter(**at).order_by("order", "pk"):
            placements[one.position_id].append({"job": one.job_description_id, "title": one.title})
    for one in lines:
        shared[one.position_id].append(
            {
                "supervisor": one.supervisor_id,
                "title": one.title,
                "covers": one.covers,
                "is_derived": one.is_derived,
            }
        )
    values = {}
    for row in rows:
        all_values = {
            "title": row.title,
            "is_derived": row.is_derived,
            "derived_title": row.derived_title,
            "kind": row.kind,
            "fte": fte_to_json(row.fte),
            "note": row.note,
            "sources": row.sources,
            "placements": placements[row.pk],
            "shared": shared[row.pk],
        }
        values[row.pk] = {name: value for name, value in all_values.items() if name in names}
    return values


def filter_by_positions(keys: Collection[int], charts: set[int], relation: str = "position") -> dict[str, Any]:
    """Return the filter for rows of the positions ``keys`` of ``charts``; it may select further rows of these charts.

    The number of values in one statement is limited: of many positions, the rows of their whole charts are selected.
    """
    return {f"{relation}__in": list(keys)} if len(keys) <= 500 else {f"{relation}__chart__in": charts}


def read_chart_values(chart: OrgChart) -> dict[str, Any]:
    """Return the chart's own values that staff edit, as JSON values."""
    return {name: getattr(chart, name) for name in CHART_FIELDS}
