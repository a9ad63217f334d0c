"""Loads the reference content: new items are created, staff's edits stay, and conflicts are reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgcharts.changes.lock import ChartError
from techsets.reference.charts import chart_items
from techsets.reference.clauses import clause_items
from techsets.reference.items import OpenCharts
from techsets.reference.job_descriptions import job_description_items
from techsets.reference.kinds import Kind, Report
from techsets.reference.merge import merge
from techsets.reference.models import ReferenceItem
from techsets.reference.occupation_pay import load_occupation_pay
from techsets.reference.synonyms import synonym_items


def load(folder: Path, say: Callable[[str], None] = lambda line: None) -> Report:
    """Load the reference content in ``folder`` (``*.json``, ``site-texts/``, ``word/**/*.docx``), all or nothing.

    ``say`` gets a line for each step. Raises OSError or ValueError where the fixtures themselves are damaged.
    """
    data = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    for text in data["site_texts"]:
        if "body_file" in text:
            # Its lines are for those who read the file.
            lines = (folder / text["body_file"]).read_text(encoding="utf-8").splitlines()
            text["body"] = "".join(lines)
    report = Report()
    with transaction.atomic(), ExitStack() as stack:
        loaded = {item.key: item for item in ReferenceItem.objects.all()}
        load_occupation_pay(folder, loaded, say)
        for name, items in (
            # First: job descriptions place them.
            ("clauses", clause_items(_read_list(folder / "clauses.json"))),
            ("job descriptions", job_description_items(folder / "word")),
            ("support models, charts and positions", chart_items(data, loaded, OpenCharts(stack))),
            ("groups of synonyms", synonym_items(folder / "synonyms.json")),
        ):
            seen = report.created + report.updated + report.unchanged
            before = report.created + report.updated
            for item in items:
                load_item(item, loaded, report)
            changed = report.created + report.updated - before
            count = report.created + report.updated + report.unchanged - seen
            say(f"{count} {name}: " + (f"{changed} new or updated" if changed else "nothing new"))
    return report


def _read_list(path: Path) -> list[dict[str, Any]]:
    """Return the list in a JSON file; an empty one where a release has no such file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def load_item(item: Kind, loaded: dict[str, ReferenceItem], report: Report) -> None:
    """Load one item, unless it is unchanged since it was last loaded.

    Whatever staff have done does not stop the loading, and so the start of the site: what cannot be loaded is reported.
    """
    record = loaded.get(item.key)
    if record is not None and record.digest == item.digest:
        report.unchanged += 1
        return
    row = item.find(record.object_id if record else None)
    values = item.values()
    object_id = record.object_id if record else 0
    if row is None and record is not None:
        report.missing.append(item.missing_message(record.object_id))
    elif row is None and (obstacle := item.obstacle()):
        report.missing.append(f"{item.name} is new in the reference content and was not brought in: {obstacle.why}.")
        if not obstacle.final:
            return
    else:
        item.open(row)
        try:
            with transaction.atomic():
                object_id = _create_or_merge(item, row, record, values, report)
        except (ChartError, ValidationError, IntegrityError) as error:
            report.missing.append(
                f"{item.name} was not brought in as the reference content has it: {_sentence(error)} "
                "It is tried again at the next start."
            )
            return
    loaded[item.key], _ = ReferenceItem.objects.update_or_create(
        key=item.key, defaults={"object_id": object_id, "digest": item.digest, "values": values}
    )


def _create_or_merge(item: Kind, row: Any, record: ReferenceItem | None, values: dict[str, Any], report: Report) -> int:
    """Create the row, or merge the item into it; return its key."""
    if row is None:
        row = item.create(values)
        report.created += 1
        report.disputed.extend(item.remarks)
        return row.pk
    current = item.current(row)
    merged = merge(item.complete(record.values, current) if record else {}, current, values)
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
