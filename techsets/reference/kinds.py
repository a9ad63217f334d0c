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
        """The item as the fixtures have it, as JSON values."""

    #: Sentences to report about what came of ``create``.
    remarks: list[str]

    def find(self, object_id: int | None) -> Any:
        """The row that the item became; None where staff have deleted it, or where there is none yet."""

    def missing_message(self, object_id: int) -> str:
        """The sentence to report where ``find`` finds nothing for what was once brought in."""

    def obstacle(self) -> Obstacle | None:
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
class Obstacle:
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


def deleted_message(name: str) -> str:
    """Return the sentence about something that staff have deleted."""
    return f"{name} was deleted here and has changed in the reference content since. It stays deleted."


def digest_of(values: Any) -> str:
    """Return the SHA-256 of JSON values, the same whatever the order of names."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
