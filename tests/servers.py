"""Databases and processes of a test's own: what is killed, or done by many at once, is not done in pytest's process."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.conftest import ROOT


def on_postgresql() -> bool:
    """Say whether DATABASE_URL names a PostgreSQL server, on which tests may make databases of their own."""
    return urlsplit(os.environ.get("DATABASE_URL", "")).scheme in {"postgres", "postgresql"}


#: Variables that are meant for the tests, or that their browser needs, and not for the processes that they start.
OF_THE_TESTS = frozenset(("DATABASE_URL", "SECRET_KEY", "HOST", "PORT", "DJANGO_ALLOW_ASYNC_UNSAFE"))

#: The kinds of database that a test is tried on. CI runs the whole suite on each of the two, so each run has its own.
KINDS = ["postgresql"] if on_postgresql() else ["sqlite"]


def environment_of(
    kind: str, folder, called: str = "a_tests_own", like: dict[str, str] | None = None
) -> Iterator[dict[str, str]]:
    """Yield the environment of processes that have a database of that kind, and ``folder``, for themselves.

    The database is empty; or it and the folder are copies of those in the environment ``like``, which no process may be
    using. ``called`` begins the name of the database, where several tests have one at the same time.
    """
    values = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS and "TECHSETS" not in name}
    values |= {"DJANGO_SETTINGS_MODULE": "techsets.settings", "TECHSETS_DATA": str(folder)}
    # Nobody reads the pipes of a server that runs through a whole test: lines for each request would fill them.
    values |= {"TECHSETS_ACCESS_LOG": "errors"}
    if like is not None:
        shutil.copytree(like["TECHSETS_DATA"], folder, dirs_exist_ok=True)
    if kind == "sqlite":
        yield values
        return
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"{called}_{os.getpid()}"
    template = f"TEMPLATE {database_name(like)}" if like is not None else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {template}")
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


def database_name(environment: dict[str, str]) -> str:
    """Return the name of the PostgreSQL database of processes that have this environment."""
    return urlsplit(environment["DATABASE_URL"]).path.removeprefix("/")


def wait_until(
    true: Callable[[], object], seconds: float = 30, what: object = "It did not come about in time."
) -> None:
    """Wait until ``true()`` is; ``what`` is said where it is not so within ``seconds``."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.015)


#: Ports for tests begin here: outgoing connections get theirs from 32768 on (ip(7), ip_local_port_range).
_FIRST_PORT, _PORTS_OF_A_WORKER, _MOST_WORKERS = 20_000, 1_000, 10
_worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % _MOST_WORKERS
#: From another place in each process: another run of the tests may have the same numbers of workers.
_numbers = itertools.count(os.getpid() * 37)


def free_port() -> int:
    """Return a port of this machine that nothing listens on.

    No other worker of pytest-xdist gets it, no outgoing connection does, and no later call, until this worker has had
    a thousand: so a server that is stopped finds its port free when it is started again.
    """
    for number in itertools.islice(_numbers, _PORTS_OF_A_WORKER):
        port = _FIRST_PORT + _worker * _PORTS_OF_A_WORKER + number % _PORTS_OF_A_WORKER
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("Something listens on every port of this worker.")
