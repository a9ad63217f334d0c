"""The queries of people (``queries.json``), and the content that they are about."""

import json
from pathlib import Path
from typing import Any

from jobdescriptions.models import JobDescription
from techsets.reference.job_descriptions import job_description_items
from techsets.reference.kinds import Report
from techsets.reference.loader import load_item
from tests.conftest import ROOT

QUERIES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("queries.json").read_text("utf-8"))["queries"]


def put_added_2026() -> None:
    """Publish the job descriptions of 2026 that the reference content has not loaded."""
    for item in job_description_items(ROOT / "fixtures/word/added-2026"):
        if not JobDescription.objects.filter(slug=item.slug).exists():
            load_item(item, {}, Report())


def is_right(query: dict[str, Any], first: str = "") -> bool:
    """Say whether the address ``first`` may come first for ``query``, or is named as a miss."""
    return "miss" in query or first in [query["first"], *query.get("also_right", ())]
