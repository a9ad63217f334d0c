"""The manifest of an archive: its member ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

#: Increased when an older release could not read new archives.
FORMAT = 1
SOFTWARE = "TechSETS"
MANIFEST, SETTINGS, SECRET_KEY = "manifest.json", "settings.json", "secret_key"
ROWS, FILES = "rows/", "files/"

#: Upper limit of counts, sizes, keys and content versions; half of what a database takes.
_MAX = 2**62
_COMMENT = "TechSETS backup. SHA-256 of manifest.json: "


class ArchiveError(Exception):
    """Why an archive cannot be used: sentences that name the damaged member or say what to do."""


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
    """The description of an archive.

    ``migrations`` are the applied ones as [app, name]; ``edition`` is the key of the last content version; ``members``
    has size and SHA-256 of every other member; ``missing`` lists files that could not be read, with name, what and why.
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
        """The names, in the storage, of the files in the archive."""
        return [name.removeprefix(FILES) for name in self.members if name.startswith(FILES)]

    @property
    def rows(self) -> int:
        """The number of rows of all tables."""
        return sum(table.rows for table in self.tables)

    def to_bytes(self) -> bytes:
        """Return the manifest as JSON."""
        return json.dumps(asdict(self), indent=1).encode()


def parse(data: bytes) -> Manifest:
    """Return the manifest in ``data``. Raises ArchiveError where it is invalid or of a newer format."""
    try:
        values = json.loads(data)
        found, software = values["format"], values["software"]
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise ValueError(found)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
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
        made = Manifest(tables=tables, **values)
    except (TypeError, KeyError) as error:
        raise ArchiveError(f"The backup is damaged: its {MANIFEST} is not complete.") from error
    if wrong := _first_invalid(made):
        raise ArchiveError(f"The backup is damaged: what its {MANIFEST} says of {wrong} is not what was written.")
    return made


def _first_invalid(made: Manifest) -> str:
    """Return the name of the first invalid entry of the manifest; empty where all are valid."""

    def texts(values: Any, count: int | None = None) -> bool:
        return isinstance(values, list) and all(isinstance(one, str) for one in values) and count in {None, len(values)}

    def number(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX

    labels = [table.label for table in made.tables]
    checks = {
        "itself": texts([made.made_at, made.database, made.release]),
        "the edition": number(made.edition),
        "migrations": isinstance(made.migrations, list) and all(texts(one, 2) for one in made.migrations),
        "tables": texts(labels)
        and len(set(labels)) == len(labels)
        and all(
            texts(one.columns) and number(one.rows) and (one.last_key is None or number(one.last_key))
            for one in made.tables
        ),
        "missing files": isinstance(made.missing, list)
        and all(
            isinstance(one, dict) and texts([one.get(key) for key in ("name", "what", "why")]) for one in made.missing
        ),
        "members": isinstance(made.members, dict)
        and all(
            isinstance(one, dict) and number(one.get("size")) and isinstance(one.get("sha256"), str)
            for one in made.members.values()
        ),
    }
    return next((name for name, right in checks.items() if not right), "")


def comment_for(manifest: bytes) -> bytes:
    """Return the comment of the zip archive, which has the SHA-256 of the manifest."""
    return (_COMMENT + hashlib.sha256(manifest).hexdigest()).encode()
