"""A whole server of a test's own, started as ``make run`` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.servers import free_port


class Server:
    """Where it listens, its process, and the file that has all that it prints."""

    def __init__(self, port: int, process: subprocess.Popen, printed: Path) -> None:
        self.port, self.process, self._printed = port, process, printed

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers with names in lower case, and body; every call is a new connection."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, {name.lower(): value for name, value in answer.headers.items()}, answer.read()

    def printed(self) -> str:
        return self._printed.read_text()

    def workers(self) -> list[int]:
        """Return the process ids of its workers (proc(5), children)."""
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def serving(environment: dict[str, str], folder: Path, *, workers: int = 2) -> Iterator[Server]:
    """Serve with the variables of ``env`` and stop at the end; what is printed goes into ``folder``."""
    port = free_port()
    printed = folder / f"printed-{port}.txt"
    values = environment | {"PORT": str(port), "WEB_CONCURRENCY": str(workers), "PYTHONUNBUFFERED": "1"}
    with printed.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=values,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = Server(port, process, printed)
        try:
            until = time.monotonic() + 120
            while True:
                assert process.poll() is None and time.monotonic() < until, server.printed()
                try:
                    server.get("/healthz")
                    break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.03)
            yield server
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
