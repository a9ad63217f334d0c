"""Dotted lines that led to a position that was deleted and is restored."""

from __future__ import annotations

from collections.abc import Container, Mapping

from orgcharts.changes import journal
from orgcharts.changes.rights import check_other_charts
from orgcharts.changes.tree_writes import BATCH, find_charts
from orgcharts.models import SharedSupervision

_REGAINS_LINES = "Dotted lines in {chart}, would lead to a position again that this brings back"


def reconnect_lines(restored: Mapping[int, journal.Step], own: Container[int]) -> None:
    """Let dotted lines that led to restored positions lead there again, unless they lead to another position now.

    ``restored`` are the steps that deleted the positions, by key; ``own`` the keys of the positions of their chart. A
    line that was itself restored is another row: it is the one with the same texts at the same position.
    """
    led = [(line, key) for key, step in restored.items() for line in step["supervised"]]
    at = sorted({line["position"] for line, _ in led})
    free: dict[int, list[SharedSupervision]] = {}
    for first in range(0, len(at), BATCH):
        rows = SharedSupervision.objects.filter(position__in=at[first : first + BATCH], supervisor=None)
        for row in rows.order_by("order", "pk"):
            free.setdefault(row.position_id, []).append(row)
    changed = []
    for line, key in led:
        rows = free.get(line["position"], [])
        same = [row for row in rows if row.pk == line["id"]] or [
            row for row in rows if (row.title, row.covers) == (line["title"], line["covers"])
        ]
        if same:
            rows.remove(same[0])
            same[0].supervisor_id = key
            changed.append(same[0])
    others = {row.position_id for row in changed if row.position_id not in own}
    check_other_charts(find_charts(others), _REGAINS_LINES)
    SharedSupervision.objects.bulk_update(changed, ["supervisor"], batch_size=BATCH)
