"""What every kind of item of the reference content can do, and what is told of loading it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Protocol


class Kind(Protocol):
    """How one item of the reference content becomes a row, and how that row is read back for comparison."""

    key: str
    name: str
    digest: str

    def values(self) -> dict[str, Any]:
        """Return the item in the fixtures, as JSON values."""

    #: Sentences to report about ``create``.
    remarks: list[str]

    def find(self, object_id: int | None) -> Any:
        """Return the row of the item; None where staff have deleted it, or it is new."""

    def missing_message(self, object_id: int) -> str:
        """Return the sentence to report where a row that was once loaded is not found."""

    def obstacle(self) -> Obstacle | None:
        """Return why the new item cannot be created, or None."""

    def open(self, row: Any) -> None:
        """Take the locks that creating (``row`` is None) or writing needs."""

    def current(self, row: Any) -> dict[str, Any]:
        """Return the row in the shape of ``values``."""

    def complete(self, loaded: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
        """Return the values that were ``loaded`` last, with those that earlier releases did not record."""

    def create(self, values: dict[str, Any]) -> Any:
        """Create the row and return it."""

    def write(self, row: Any, values: dict[str, Any], written: tuple[str, ...]) -> str:
        """Save ``values``; ``written`` names those that differ. Return a sentence to report, or an empty string."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a new item is not loaded: the end of a sentence. A ``final`` one is not tried again at the next start."""

    why: str
    final: bool = False


@dataclass(slots=True)
class Report:
    """The result of loading. ``disputed`` and ``missing`` are sentences for the operator.

    ``missing`` is about what was not loaded at all. What was refused is tried again at the next loading.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def deleted_message(name: str) -> str:
    """Return the sentence about an item that staff have deleted."""
    return f"{name} was deleted here and has changed in the reference content since. It stays deleted."


def digest_of(values: Any) -> str:
    """Return the SHA-256 of JSON values, independent of the order of keys."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
