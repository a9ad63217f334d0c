"""What an archive says of itself: its member ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

#: Grows when an older release could not read what is written.
FORMAT = 1
SOFTWARE = "TechSETS"
MANIFEST, SETTINGS, SECRET_KEY = "manifest.json", "settings.json", "secret_key"
ROWS, FILES = "rows/", "files/"

_COMMENT = "TechSETS backup. SHA-256 of manifest.json: "


class ArchiveError(Exception):
    """Why an archive cannot be used: full sentences that name the damaged member, or say what to do."""


@dataclass(slots=True)
class Table:
    """The rows of one model. ``last_key`` is the last key that the database gave; None where it gives none."""

    label: str
    columns: list[str]
    rows: int
    last_key: int | None

    @property
    def member(self) -> str:
        """The name of the member with its rows."""
        return f"{ROWS}{self.label}.jsonl"


@dataclass(slots=True)
class Manifest:
    """Everything about an archive but its contents.

    ``migrations`` are all [app, name] that the database had; ``members`` tells size and SHA-256 of every other member
    of the archive; ``missing`` tells the files that could not be kept, as name, what it is and why.
    """

    made_at: str
    database: str
    release: str
    migrations: list[list[str]]
    edition: int
    tables: list[Table] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    software: str = SOFTWARE
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        """The names, in the storage, of the files that the archive holds."""
        return [name.removeprefix(FILES) for name in self.members if name.startswith(FILES)]

    @property
    def rows(self) -> int:
        """How many rows of all tables the archive holds."""
        return sum(table.rows for table in self.tables)

    def to_bytes(self) -> bytes:
        """Return the manifest as its member holds it."""
        return json.dumps(asdict(self), indent=1).encode()


def parse(data: bytes) -> Manifest:
    """Return what ``to_bytes`` made. Raises ArchiveError where it is none, or of a newer format."""
    try:
        values = json.loads(data)
        found, software = int(values["format"]), values["software"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"This is no backup of this site: its {MANIFEST} cannot be understood.") from error
    if software != SOFTWARE:
        raise ArchiveError(f"This is no backup of this site, but of {str(software)[:50]!r}.")
    if found > FORMAT:
        raise ArchiveError(
            f"This backup has the format {found}, and this release reads up to {FORMAT}. "
            f"It was made by a newer release ({values.get('release', 'unknown')}): install that one, then restore."
        )
    try:
        tables = [Table(**table) for table in values.pop("tables")]
        return Manifest(tables=tables, **values)
    except (TypeError, KeyError) as error:
        raise ArchiveError(f"The backup is damaged: its {MANIFEST} is not complete.") from error


def comment_for(manifest: bytes) -> bytes:
    """Return the archive's own comment, which vouches for the manifest, as that does for all else."""
    return (_COMMENT + hashlib.sha256(manifest).hexdigest()).encode()
