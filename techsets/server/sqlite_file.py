"""The file of an SQLite database: whether it can be written to, and whether a connection still has the one there is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

#: The attribute of Django's connection that says which file it has open.
_OPENED = "techsets_file"


def options(name: str) -> dict[str, Any]:
    """Return Django's further OPTIONS for the database in the file ``name``: none where it could be written to.

    On a volume that can only be read, SQLite has no place to note who reads; where everything is in the file itself it
    may be told that nobody writes (SQLite, "Write-Ahead Logging", 5: read-only databases).
    """
    if not os.path.exists(name) or can_write(name):
        return {}
    log = Path(f"{name}-wal")
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return {"database": f"{Path(name).absolute().as_uri()}?mode=ro{alone}"}


def can_write(name: str) -> bool:
    """Say whether the file ``name``, and what SQLite puts beside it, could be written to."""
    return os.access(name, os.W_OK) and os.access(os.path.dirname(os.path.abspath(name)), os.W_OK | os.X_OK)


def remember(connection) -> None:
    """Note which file a new ``connection`` of Django's has open."""
    setattr(connection, _OPENED, _identity(connection))


def was_replaced(connection) -> bool:
    """Say whether the file that ``connection`` has open is no longer the one of that name."""
    return getattr(connection, _OPENED, None) != _identity(connection)


def _identity(connection) -> tuple[int, int] | None:
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return found.st_dev, found.st_ino
