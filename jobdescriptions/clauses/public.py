"""Clauses for public pages: those of one publication, and the whole library with where each is used."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models.fields.json import KeyTransform
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.clause_models import clause_address
from jobdescriptions.clauses.placements import list_keys
from jobdescriptions.models import Clause, ClauseVersion, Publication

#: Number of sets of clauses that a process keeps rendered.
CACHE_SIZE = 200


@dataclass(frozen=True, slots=True)
class PublishedClause:
    """A clause of a publication: its ``version`` there, and the day on which that wording was last checked.

    ``name``, ``address``, ``library_version`` and ``confirm_locally`` are as the library has them now.
    """

    name: str
    address: str
    version: int
    dated: datetime.date
    library_version: int
    confirm_locally: str

    @property
    def is_present(self) -> bool:
        """Whether the library still has this wording."""
        return self.version == self.library_version


def draw_clauses(content: dict[str, Any]) -> SafeString:
    """Return the section of a page with the clauses of a publication's content; empty without any.

    They stand in the order of its text, and are read with one query. A clause that has been deleted since is left out:
    its words are in the text.
    """
    versions = content.get("clauses")
    if not versions:
        return mark_safe("")
    names = ("clause__key", "clause__name", "version", "dated", "clause__version", "clause__confirm_locally")
    rows = ClauseVersion.objects.filter(clause__key__in=versions).order_by().values_list(*names)
    found = {
        key: PublishedClause(name, clause_address(key), version, *rest)
        for key, name, version, *rest in rows
        if version == versions[key]
    }
    keys = list_keys(section["body"] for section in content["sections"])
    clauses = tuple(found[key] for key in keys if key in found)
    # With DEBUG, edited templates show at once.
    render = _render.__wrapped__ if settings.DEBUG else _render
    return render(clauses) if clauses else mark_safe("")


@lru_cache(CACHE_SIZE)
def _render(clauses: tuple[PublishedClause, ...]) -> SafeString:
    return render_to_string("jobdescriptions/_clauses.html", {"clauses": clauses})


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
