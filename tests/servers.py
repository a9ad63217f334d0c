"""Databases and processes of a test's own: what is killed, or done by many at once, is not done in pytest's process."""

from __future__ import annotations

import json
import os
import socket
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


def environment_of(kind: str, folder, called: str = "a_tests_own") -> Iterator[dict[str, str]]:
    """Yield the environment of processes that have an empty database of that kind, and ``folder``, for themselves.

    ``called`` begins the name of the database, where several tests have one at the same time.
    """
    names = {"DATABASE_URL", "SECRET_KEY", "HOST"}
    values = {name: value for name, value in os.environ.items() if name not in names and "TECHSETS" not in name}
    values |= {"DJANGO_SETTINGS_MODULE": "techsets.settings", "TECHSETS_DATA": str(folder)}
    # Nobody reads the pipes of a server that runs through a whole test: lines for each request would fill them.
    values |= {"TECHSETS_ACCESS_LOG": "errors"}
    if kind == "sqlite":
        yield values
        return
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"{called}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield values | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(environment: dict[str, str], *arguments: str, output=None, **options) -> subprocess.Popen:
    """Start Python with ``arguments`` in the project's folder; what it says and is told are text.

    What it says goes to the file ``output``, if there is one: nobody needs to read it so that it can go on.
    """
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output or subprocess.PIPE,
        stderr=output or subprocess.PIPE,
        text=True,
        **options,
    )


def finish(process: subprocess.Popen, said: str | None = None, seconds: float = 120):
    """Let the process come to its end, which must be a good one, and return what it printed as JSON ({} if nothing)."""
    out, problems = process.communicate(said, timeout=seconds)
    assert process.returncode == 0, problems
    return json.loads(out or "{}")


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
