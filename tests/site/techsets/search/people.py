"""The queries of people (``queries.json``)."""

import json
from pathlib import Path
from typing import Any

QUERIES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("queries.json").read_text("utf-8"))["queries"]


def is_right(query: dict[str, Any], first: str = "") -> bool:
    """Say whether the address ``first`` may come first for ``query``, or is named as a miss."""
    return "miss" in query or first in [query["first"], *query.get("also_right", ())]
