"""Databases and processes of a test's own: what is killed, or done by many at once, is not done in pytest's process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.conftest import ROOT


def on_postgresql() -> bool:
    """Say whether DATABASE_URL names a PostgreSQL server, on which tests may make databases of their own."""
    return urlsplit(os.environ.get("DATABASE_URL", "")).scheme in {"postgres", "postgresql"}


#: The kinds of database that a test is tried on. CI runs the whole suite on each of the two, so each run has its own.
KINDS = ["postgresql"] if on_postgresql() else ["sqlite"]


def environment_of(kind: str, folder, name: str = "") -> Iterator[dict[str, str]]:
    """Yield the environment of processes that have an empty database of that kind, and ``folder``, for themselves.

    ``name`` tells databases apart where a test has several at once.
    """
    others = {"DATABASE_URL", "SECRET_KEY", "HOST"}
    values = {key: value for key, value in os.environ.items() if key not in others and "TECHSETS" not in key}
    values |= {"DJANGO_SETTINGS_MODULE": "techsets.settings", "TECHSETS_DATA": str(folder)}
    if kind == "sqlite":
        yield values
        return
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"a_tests_own_{os.getpid()}{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield values | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(environment: dict[str, str], *arguments: str, **options) -> subprocess.Popen:
    """Start Python with ``arguments`` in the project's folder; what it says and is told are text."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def finish(process: subprocess.Popen, said: str | None = None, seconds: float = 120):
    """Let the process come to its end, which must be a good one, and return what it printed as JSON ({} if nothing)."""
    out, problems = process.communicate(said, timeout=seconds)
    assert process.returncode == 0, problems
    return json.loads(out or "{}")
