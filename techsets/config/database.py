"""The database that DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from techsets.config import env

_HOW = (
    "Write it like postgres://user:password@host:5432/name, with %-codes for special characters in the password, or "
    "leave it out to use SQLite."
)
_POSTGRESQL = {"postgres", "postgresql", "pgsql"}


def database(data: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Django's settings of the database in the variable ``DATABASE_URL``; unset means SQLite in ``data``.

    Raises ImproperlyConfigured, without repeating the address, which has a password in it, for what is neither
    PostgreSQL nor SQLite, cannot be read, names no database, or has an option that libpq does not know.
    """
    url = env.read("DATABASE_URL", environ) or f"sqlite:///{data / 'techsets.sqlite3'}"
    try:
        scheme, settings = urlsplit(url).scheme, dj_database_url.parse(url, conn_max_age=None)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be understood. {_HOW}") from error
    if scheme not in _POSTGRESQL | {"sqlite"}:
        raise ImproperlyConfigured(f"DATABASE_URL begins with {scheme}://, which the site does not know. {_HOW}")
    if settings["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"DATABASE_URL does not name a database. {_HOW}")
    if scheme in _POSTGRESQL:
        _check_options(settings.get("OPTIONS", {}))
    elif not Path(settings["NAME"]).parent.is_dir():
        raise ImproperlyConfigured(
            f"DATABASE_URL names a file in {Path(settings['NAME']).parent}, which is not a folder. Create it, or name "
            f"another: sqlite:////folder/file.sqlite3, with four slashes."
        )
    return settings


def _check_options(options: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured for an option behind the question mark that psycopg or libpq would not take."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**{name: value for name, value in options.items() if name != "pool"})
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL has an option that PostgreSQL does not know ({str(error).strip()}). Correct what is behind "
            f"the question mark, for example ?sslmode=require."
        ) from error
