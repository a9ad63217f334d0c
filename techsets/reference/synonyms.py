"""Items for the synonyms of the search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from techsets.reference.items import Item
from techsets.search import synonym_changes
from techsets.search.models import SynonymGroup


class SynonymGroupItem(Item):
    model = SynonymGroup
    fields = synonym_changes.FIELDS

    def create(self, values: dict[str, Any]) -> SynonymGroup:
        row = SynonymGroup()
        synonym_changes.write_values(row, values)
        return row

    def write(self, row: SynonymGroup, values: dict[str, Any], written: tuple[str, ...]) -> str:
        synonym_changes.write_values(row, values)
        return ""


def synonym_items(file: Path) -> Iterator[SynonymGroupItem]:
    """Yield the groups of synonyms in ``file`` (JSON); none where it does not exist."""
    if not file.exists():
        return
    for group in json.loads(file.read_text(encoding="utf-8"))["groups"]:
        values = {name: group[name] for name in ("kind", "sources", "remark")}
        values |= {name: "\n".join(group[name]) for name in ("words", "leads_to")}
        name = f"The synonyms of “{group['words'][0]}”"
        yield SynonymGroupItem(f"synonyms:{group['key']}", name, values, {"words": values["words"]})
