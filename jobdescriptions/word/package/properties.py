"""The title, the language and the description in the core properties of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdescriptions.word.names import DUBLIN_CORE

if TYPE_CHECKING:
    from jobdescriptions.word.package.parts import Package

_TITLE, _LANGUAGE, _DESCRIPTION = (f"{{{DUBLIN_CORE}}}{name}" for name in ("title", "language", "description"))


def read_title_and_language(package: Package) -> tuple[str, str]:
    """Return the title and the language of the core properties, each empty if absent."""
    part = package.find_related("", "core-properties")
    root = package.xml(part) if part else None
    if root is None:
        return "", ""
    return " ".join((root.findtext(_TITLE) or "").split()), (root.findtext(_LANGUAGE) or "").strip()


def read_description(package: Package) -> str:
    """Return the description in the core properties, with single spaces; empty if absent."""
    part = package.find_related("", "core-properties")
    root = package.xml(part) if part else None
    return "" if root is None else " ".join((root.findtext(_DESCRIPTION) or "").split())
