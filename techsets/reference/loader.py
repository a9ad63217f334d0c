"""Loads the reference content: what is new comes in, what staff edited stays, what changed on both sides is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction

from techsets.reference.merge import merge
from techsets.reference.models import ReferenceItem


class Kind(Protocol):
    """How one item of the reference content becomes a row, and how that row is read back for comparison."""

    key: str
    name: str
    digest: str

    def values(self) -> dict[str, Any]:
        """The item as the fixtures have it, as JSON values."""

    def find(self, object_id: int | None) -> Any:
        """The row that the item became; None where staff have deleted it, or where there is none yet."""

    def current(self, row: Any) -> dict[str, Any]:
        """The row in the shape of ``values``."""

    def create(self, values: dict[str, Any]) -> Any:
        """Make the row and return it."""

    def write(self, row: Any, values: dict[str, Any], written: tuple[str, ...]) -> str:
        """Make the row say ``values``; ``written`` names those that differ. Return a sentence to report, or nothing."""


@dataclass(slots=True)
class Report:
    """What loading did. ``disputed`` and ``missing`` are sentences for whoever runs it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def digest_of(values: Any) -> str:
    """Return the SHA-256 of JSON values, the same whatever the order of names."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(folder: Path, say: Callable[[str], None] = lambda line: None) -> Report:
    """Load the reference content in ``folder`` (``reference.json`` and ``word/*.docx``), all or nothing.

    ``say`` is told each step in a line. Raises OSError or ValueError where the fixtures themselves are damaged.
    """
    from techsets.reference.charts import OpenCharts, chart_items
    from techsets.reference.job_descriptions import job_description_items

    data = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    report = Report()
    with transaction.atomic(), ExitStack() as stack:
        loaded = {item.key: item for item in ReferenceItem.objects.all()}
        for name, items in (
            ("job descriptions", job_description_items(folder / "word", data["figures_read_at"])),
            ("support models, charts and positions", chart_items(data, loaded, OpenCharts(stack))),
        ):
            seen = report.created + report.updated + report.unchanged
            before = report.created + report.updated
            for item in items:
                settle(item, loaded, report)
            changed = report.created + report.updated - before
            count = report.created + report.updated + report.unchanged - seen
            say(f"{count} {name}: " + (f"{changed} new or updated" if changed else "nothing new"))
    return report


def settle(item: Kind, loaded: dict[str, ReferenceItem], report: Report) -> None:
    """Bring one item in, unless the release has not changed it since it was last loaded."""
    record = loaded.get(item.key)
    if record is not None and record.digest == item.digest:
        report.unchanged += 1
        return
    row = item.find(record.object_id if record else None)
    values = item.values()
    if row is None and record is not None:
        report.missing.append(
            f"{item.name} was deleted here and has changed in the reference content since. It stays deleted."
        )
        object_id = record.object_id
    elif row is None:
        row = item.create(values)
        report.created += 1
        object_id = row.pk
    else:
        merged = merge(record.values if record else {}, item.current(row), values)
        if merged.written:
            remark = item.write(row, merged.values, merged.written)
            report.updated += 1
            if remark:
                report.disputed.append(remark)
        else:
            report.unchanged += 1
        report.disputed.extend(
            f"{item.name}: {what} was edited here and has also changed in the reference content. Yours was kept."
            for what in merged.disputed
        )
        object_id = row.pk
    loaded[item.key], _ = ReferenceItem.objects.update_or_create(
        key=item.key, defaults={"object_id": object_id, "digest": item.digest, "values": values}
    )
