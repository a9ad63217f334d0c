"""The title and language in the core properties of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdescriptions.word.names import DUBLIN_CORE

if TYPE_CHECKING:
    from jobdescriptions.word.package.parts import Package

_TITLE, _LANGUAGE = f"{{{DUBLIN_CORE}}}title", f"{{{DUBLIN_CORE}}}language"


def read_title_and_language(package: Package) -> tuple[str, str]:
    """Return the title and the language of the core properties, each empty if absent."""
    part = package.find_related("", "core-properties")
    root = package.xml(part) if part else None
    if root is None:
        return "", ""
    return " ".join((root.findtext(_TITLE) or "").split()), (root.findtext(_LANGUAGE) or "").strip()
