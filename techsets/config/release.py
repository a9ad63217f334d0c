"""Which release of the site this is."""

from __future__ import annotations

import tomllib
from pathlib import Path


def release(folder: Path) -> str:
    """Return the version that pyproject.toml in ``folder`` names, or "unknown" where there is none."""
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]
    except (OSError, ValueError, KeyError):
        return "unknown"
