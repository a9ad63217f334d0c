"""Loads the reference content: what is new comes in, what staff edited stays, what changed on both sides is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgcharts.changes.lock import ChartError
from techsets.reference.merge import merge
from techsets.reference.models import ReferenceItem


class Kind(Protocol):
    """How one item of the reference content becomes a row, and how that row is read back for comparison."""

    key: str
    name: str
    digest: str

    def values(self) -> dict[str, Any]:
        """The item as the fixtures have it, as JSON values."""

    #: Sentences to report about what came of ``create``.
    remarks: list[str]

    def find(self, object_id: int | None) -> Any:
        """The row that the item became; None where staff have deleted it, or where there is none yet."""

    def gone(self, object_id: int) -> str:
        """The sentence to report where ``find`` finds nothing for what was once brought in."""

    def hindrance(self) -> Hindrance | None:
        """Why the item, which is new, cannot be made."""

    def open(self, row: Any) -> None:
        """Take the locks that creating (``row`` is None) or writing needs."""

    def current(self, row: Any) -> dict[str, Any]:
        """The row in the shape of ``values``."""

    def create(self, values: dict[str, Any]) -> Any:
        """Make the row and return it."""

    def write(self, row: Any, values: dict[str, Any], written: tuple[str, ...]) -> str:
        """Make the row say ``values``; ``written`` names those that differ. Return a sentence to report, or nothing."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something new is not brought in: the end of a sentence. What is ``final`` is not tried at the next start."""

    why: str
    final: bool = False


@dataclass(slots=True)
class Report:
    """What loading did. ``disputed`` and ``missing`` are sentences for whoever runs it.

    ``missing`` tells what did not come in at all. Where it could have but was refused, it is tried again and told again
    at the next loading.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def said_deleted(name: str) -> str:
    """Return the sentence about something that staff have deleted."""
    return f"{name} was deleted here and has changed in the reference content since. It stays deleted."


def digest_of(values: Any) -> str:
    """Return the SHA-256 of JSON values, the same whatever the order of names."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(folder: Path, say: Callable[[str], None] = lambda line: None) -> Report:
    """Load the reference content in ``folder`` (``reference.json`` and ``word/*.docx``), all or nothing.

    ``say`` is told each step in a line. Raises OSError or ValueError where the fixtures themselves are damaged.
    """
    from techsets.reference.charts import chart_items
    from techsets.reference.items import OpenCharts
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
    """Bring one item in, unless the release has not changed it since it was last loaded.

    Nothing that staff may have done stops the loading, and with it the start of the site: what cannot be brought in is
    told.
    """
    record = loaded.get(item.key)
    if record is not None and record.digest == item.digest:
        report.unchanged += 1
        return
    row = item.find(record.object_id if record else None)
    values = item.values()
    object_id = record.object_id if record else 0
    if row is None and record is not None:
        report.missing.append(item.gone(record.object_id))
    elif row is None and (hindrance := item.hindrance()):
        report.missing.append(f"{item.name} is new in the reference content and was not brought in: {hindrance.why}.")
        if not hindrance.final:
            return
    else:
        item.open(row)
        try:
            with transaction.atomic():
                object_id = _bring_in(item, row, record, values, report)
        except (ChartError, ValidationError, IntegrityError) as error:
            report.missing.append(
                f"{item.name} was not brought in as the reference content has it: {_sentence(error)} "
                "It is tried again at the next start."
            )
            return
    loaded[item.key], _ = ReferenceItem.objects.update_or_create(
        key=item.key, defaults={"object_id": object_id, "digest": item.digest, "values": values}
    )


def _bring_in(item: Kind, row: Any, record: ReferenceItem | None, values: dict[str, Any], report: Report) -> int:
    """Create the item, or merge it into ``row``; return the key of its row."""
    if row is None:
        row = item.create(values)
        report.created += 1
        report.disputed.extend(item.remarks)
        return row.pk
    merged = merge(record.values if record else {}, item.current(row), values)
    if merged.written:
        remark = item.write(row, merged.values, merged.written)
        report.updated += 1
        report.disputed.extend([remark] if remark else [])
    else:
        report.unchanged += 1
    report.disputed.extend(item.remarks)
    report.disputed.extend(
        f"{item.name}: {what} was edited here and has also changed in the reference content. Yours was kept."
        for what in merged.disputed
    )
    return row.pk


def _sentence(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error).strip()
