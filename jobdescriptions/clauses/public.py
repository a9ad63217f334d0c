"""Clauses for public pages: those of one publication, and the whole library with where each is used."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTransform

from jobdescriptions.clauses.placements import list_keys
from jobdescriptions.models import Clause, ClauseVersion, Publication


@dataclass(frozen=True, slots=True)
class PublishedClause:
    """A clause of a publication: its ``version`` there, and the day on which that wording was last checked.

    ``clause`` is the clause as the library has it now, for its name, sources and remarks.
    """

    clause: Clause
    version: int
    dated: datetime.date

    @property
    def is_present(self) -> bool:
        """Whether the library still has this wording."""
        return self.version == self.clause.version


def select_clauses(content: dict[str, Any]) -> list[PublishedClause]:
    """Return the clauses of a publication's content in the order of its text, with one query if it has any.

    A clause that has been deleted since is left out: its words are in the text.
    """
    versions = content.get("clauses")
    if not versions:
        return []
    rows = ClauseVersion.objects.filter(clause__key__in=versions).select_related("clause").defer("body", "clause__body")
    found = {row.clause.key: row for row in rows.order_by() if row.version == versions[row.clause.key]}
    keys = list_keys(section["body"] for section in content["sections"])
    return [PublishedClause(found[key].clause, found[key].version, found[key].dated) for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A clause with the publications that the public sees and that have it, each with its version there."""

    clause: Clause
    places: Sequence[tuple[Publication, int]]


def list_library() -> list[LibraryEntry]:
    """Return all clauses from A to Z with where they are used; two queries."""
    places: dict[str, list[tuple[Publication, int]]] = {}
    publications = Publication.objects.current().filter(content__has_key="clauses").defer("content")
    for publication in publications.annotate(versions=KeyTransform("clauses", "content")):
        for key, version in publication.versions.items():
            places.setdefault(key, []).append((publication, version))
    return [LibraryEntry(clause, places.get(clause.key, ())) for clause in Clause.objects.all()]
