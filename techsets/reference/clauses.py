"""Items for the clauses of ``clauses.json``, and job descriptions as merges see them: with clauses, not their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobdescriptions.clauses import usage
from jobdescriptions.clauses.editing import save_clause
from jobdescriptions.clauses.library import Library
from jobdescriptions.clauses.placements import map_bodies, mark_clause, replace_placements, unmark_clause
from jobdescriptions.models import Clause
from techsets.common.text import format_count
from techsets.reference.items import Item


class ClauseItem(Item):
    """A clause. Its text and the day on which that was checked are one value: the day of one is not that of another."""

    model = Clause

    def current(self, row: Clause) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in ("name", "applies", "sources", "confirm_locally")}
        return values | {"text": {"body": row.body, "dated": row.dated.isoformat()}}

    def create(self, values: dict[str, Any]) -> Clause:
        return save_clause({**self.lookup, **values, **values["text"]})

    def write(self, row: Clause, values: dict[str, Any], written: tuple[str, ...]) -> str:
        save_clause({**values, **values["text"]}, row)
        count = usage.count_uses([row])[row.pk].public if "text" in written else 0
        if not count:
            return ""
        places = format_count(count, "public job description has", "public job descriptions have")
        return f"{self.name} has another text: {places} it from the next publication on. Publish them in the admin."


def clause_items(clauses: list[dict[str, Any]]) -> Iterator[ClauseItem]:
    """Yield the items of ``clauses.json``."""
    for one in clauses:
        values = {name: one[name] for name in ("name", "applies", "confirm_locally")}
        values |= {"sources": "\n".join(one["sources"]), "text": {"body": one["text"], "dated": one["dated"]}}
        yield ClauseItem(f"clause:{one['key']}", f"The clause {one['name']}", values, {"key": one["key"]})


def without_wordings(content: dict[str, Any], library: Library) -> dict[str, Any]:
    """Return a content in which each placement of a clause of the library says its key.

    So another wording of a clause, here or in a release, is not taken for an edit of every job description.
    """

    def name_clause(key: str, html: str) -> str:
        return mark_clause(f"<p>{key}</p>", key) if key in library.wordings else unmark_clause(html)

    content = {name: value for name, value in content.items() if name != "clauses"}
    return map_bodies(content, lambda body: replace_placements(body, name_clause))
