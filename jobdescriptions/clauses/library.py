"""The library as drafts use it: the present wording of every clause, read at most once.

A draft stores where a clause is placed; what the clause says there is taken from the library wherever the draft
becomes a document. So an edit of a clause reaches every draft, and rewrites none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jobdescriptions.clause_models import Clause
from jobdescriptions.clauses.placements import list_keys, map_bodies, mark_clause, replace_placements, unmark_clause


@dataclass(frozen=True, slots=True)
class Wording:
    """The present wording of a clause: ``html`` is a whole placement of it."""

    key: str
    name: str
    version: int
    html: str


class Library:
    """The present wordings by key. They are read with one query when the first is needed, so all are of one moment."""

    @cached_property
    def wordings(self) -> dict[str, Wording]:
        """All clauses in the order of their names, by key."""
        rows = Clause.objects.values_list("key", "name", "version", "body")
        return {key: Wording(key, name, version, mark_clause(body, key)) for key, name, version, body in rows}

    def update(self, body: str) -> str:
        """Return the stored text of a section with each clause as the library words it now.

        A placement of a clause that the library does not have becomes ordinary text.
        """
        return replace_placements(body, self._replace)

    def _replace(self, key: str, html: str) -> str:
        wording = self.wordings.get(key)
        return wording.html if wording else unmark_clause(html)

    def update_content(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return a content (see ``content.to_content``) as a draft with these texts would be published now."""
        content = map_bodies({name: value for name, value in content.items() if name != "clauses"}, self.update)
        return content | self.record_versions(content)

    def record_versions(self, content: dict[str, Any]) -> dict[str, dict[str, int]]:
        """Return ``{"clauses": {key: version}}`` of the clauses in a content of updated texts; empty without any."""
        keys = list_keys(section["body"] for section in content["sections"])
        versions = {key: self.wordings[key].version for key in sorted(keys) if key in self.wordings}
        return {"clauses": versions} if versions else {}


def share_library(jobs: Iterable[Any]) -> None:
    """Let these job descriptions of one list share a library, so that it is read once for all of them."""
    library = Library()
    for job in jobs:
        job.shared_library = library


def get_library(job: Any) -> Library:
    """Return the library that ``job`` shares, or a new one."""
    return getattr(job, "shared_library", None) or Library()
