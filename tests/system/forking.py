"""Processes of Django's that start at once, because a process in which it is loaded already forks them.

What is killed and started anew twenty times would spend its time on imports. Only for tests in which the settings,
secret key included, stay the same: they are read once. ``python forking.py SOCKET`` is the process that forks.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A process as ``python ARGUMENT...`` would be: what it says on either stream is text in ``stdout``."""

    def __init__(self, forks: Forks, arguments: tuple[str, ...]) -> None:
        told, self_told = os.pipe()
        heard, said = os.pipe()
        self._forks = forks
        self.stdin, self.stdout = open(self_told, "w", buffering=1), open(heard)  # noqa: SIM115
        self.pid = forks.ask(list(arguments), [told, said])
        os.close(told)
        os.close(said)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, as ``Popen`` does; None while it runs."""
        if self.returncode is None:
            self.returncode = self._forks.ask(self.pid)
        return self.returncode

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self, said: str | None = None, timeout: float = 120) -> tuple[str, str]:
        """Tell it ``said``, let it come to its end, and return what it said, and no errors: they are in it."""
        from tests.servers import wait_until

        with self.stdin, self.stdout:
            if said:
                self.stdin.write(said)
                self.stdin.flush()
            out = self.stdout.read()
        wait_until(lambda: self.poll() is not None, timeout)
        return out, out


class Forks:
    """The process that forks, seen from the test."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def start(self, *arguments: str) -> Forked:
        """Start what ``python ARGUMENT...`` would; the first is a file of Python."""
        return Forked(self, arguments)

    def ask(self, what: list[str] | int, ends: list[int] | None = None):
        """Send arguments to be run, with two ends of pipes, and return a process id; or the reverse: how that ended."""
        socket.send_fds(self._line, [json.dumps(what).encode()], ends or [])
        return json.loads(self._line.recv(100))


@contextmanager
def forks_of(environment: dict[str, str]) -> Iterator[Forks]:
    """Let a process with that environment load Django, and fork others until the end of the block."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(theirs.fileno())]
    with ours, theirs:
        ours.settimeout(60)
        process = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()])
        try:
            yield Forks(ours)
        finally:
            process.kill()
            process.wait(30)


def main(line: socket.socket) -> None:
    """Fork as told, until nobody is there to tell."""
    sys.path[0] = str(ROOT)
    import django
    from django.urls import get_resolver

    django.setup()
    # What a command's checks import, and most of what else there is.
    assert get_resolver().url_patterns
    while True:
        data, ends, _, _ = socket.recv_fds(line, 60_000, 2)
        if not data:
            return
        what = json.loads(data)
        if isinstance(what, int):
            ended, status = os.waitpid(what, os.WNOHANG)
            line.send(json.dumps(os.waitstatus_to_exitcode(status) if ended else None).encode())
            continue
        pid = os.fork()
        if not pid:
            line.close()
            for stream, end in enumerate([*ends, ends[1]]):
                os.dup2(end, stream)
            sys.argv = what
            runpy.run_path(what[0], run_name="__main__")
            return
        for end in ends:
            os.close(end)
        line.send(json.dumps(pid).encode())


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
