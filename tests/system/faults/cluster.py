"""A PostgreSQL server of a test's own, which it may freeze, stop and kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.servers import free_port, wait_until


def _program(name: str) -> str:
    """Return where a program of PostgreSQL is; under CI it has to be there."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not found and not shutil.which(name):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} of PostgreSQL is not installed.")
    return str(found[-1]) if found else shutil.which(name)


class Cluster:
    """A PostgreSQL server with a folder of its own; it writes to the disk as one in use does (fsync)."""

    def __init__(self) -> None:
        self.port = free_port()
        # Not in pytest's folder, which other accounts may not enter: PostgreSQL refuses to run as root.
        self.folder = Path(tempfile.mkdtemp(prefix="techsets-cluster-"))
        self._account = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._account:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C")
        self.start()

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._account, _program(name), "--pgdata", str(self.folder / "data"), *arguments]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120)
        log = self.folder / "log"
        assert done.returncode == 0, done.stderr + (log.read_text() if log.exists() else "")

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, name: str = "postgres") -> list:
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def take_in(self, url: str, name: str) -> None:
        """Make a database ``name`` with all that is in the one at ``url``, which may be on another server."""
        self.execute(f"CREATE DATABASE {name}")
        dump = self.folder / "dump.sql"
        for command in (
            [_program("pg_dump"), "--no-owner", "--file", str(dump), "--dbname", url],
            [_program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--file", str(dump), "--dbname", self.url(name)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stderr
        dump.unlink()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        # pg_ctl hands its pipes on to the server, which would keep them open: so its words go to a file.
        self._run("pg_ctl", "--log", str(self.folder / "log"), "--wait", "--silent", "--options", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "--mode", mode, "--wait", "--silent", "stop")

    def processes(self) -> list[int]:
        """Return the server's processes, the one that starts the others first."""
        first = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        below = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == first:
                        below.append(int(entry.name))
        return [first, *below]

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End all processes as a power cut would, without a word to anybody."""
        found = self._signal(signal.SIGSTOP)
        self._signal(signal.SIGKILL, found)
        wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in found), 10)

    def _signal(self, which: signal.Signals, processes: list[int] | None = None) -> list[int]:
        processes = self.processes() if processes is None else processes
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, which)
        return processes

    def remove(self) -> None:
        with suppress(OSError, AssertionError):
            self.thaw()
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
