"""The file of an SQLite database: whether it is writable, and whether it was replaced under a connection."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

#: The attribute of Django's connection with the identity of its open file.
_OPEN_FILE = "techsets_file"


def options(name: str) -> dict[str, Any]:
    """Return additional OPTIONS for the database in the file ``name``: none if it is writable.

    On a read-only volume SQLite cannot make its -shm file; where the -wal file is empty, the database can be opened as
    immutable (SQLite, "Write-Ahead Logging", 5: read-only databases).
    """
    if not os.path.exists(name) or can_write(name):
        return {}
    log = Path(f"{name}-wal")
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return {"database": f"{Path(name).absolute().as_uri()}?mode=ro{alone}"}


def can_write(name: str) -> bool:
    """Say whether the file ``name`` and its folder are writable."""
    return os.access(name, os.W_OK) and os.access(os.path.dirname(os.path.abspath(name)), os.W_OK | os.X_OK)


def remember(connection) -> None:
    """Remember which file a new ``connection`` of Django's has open."""
    setattr(connection, _OPEN_FILE, _identity(connection))


def was_replaced(connection) -> bool:
    """Say whether the file of that name is another one than ``connection`` has open."""
    return getattr(connection, _OPEN_FILE, None) != _identity(connection)


def _identity(connection) -> tuple[int, int] | None:
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return found.st_dev, found.st_ino
