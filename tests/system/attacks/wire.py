"""Talking to a server byte by byte, as no browser does."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.servers import wait_until

HOST = "staffing.example.org"
#: As the proxy in front would send it for a reader who came by https.
BY_HTTPS = f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\n".encode()


@dataclass
class Answer:
    """What came back: status 0 where nothing did; ``closed`` where the server closed the connection."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float
    closed: bool

    def __getitem__(self, name: str) -> str:
        return next((value for one, value in self.headers if one == name.lower()), "")

    def all(self, name: str) -> list[str]:
        return [value for one, value in self.headers if one == name.lower()]


def connect(port: int, seconds: float = 10, small: bool = False) -> socket.socket:
    """Return a connection; ``small``: that takes almost nothing before it is read."""
    made = socket.socket()
    made.settimeout(seconds)
    if small:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    made.connect(("127.0.0.1", port))
    return made


def has_read_all(port: int, connections: list[socket.socket]) -> bool:
    """Say whether the server at ``port`` has accepted these connections, and read all that was sent over each.

    By the system's table of its ends (proc(5), /proc/net/tcp): one that waits to be accepted has no inode yet. Those
    that the server has closed wait for nothing more.
    """
    waiting = set()
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            (
                _,
                local,
                remote,
                state,
                queues,
                *_,
            ) = columns = line.split()
            is_established = state == "01" and int(local.partition(":")[2], 16) == port
            if is_established and (columns[9] == "0" or not queues.endswith(":00000000")):
                waiting.add(int(remote.partition(":")[2], 16))
    return not waiting.intersection(one.getsockname()[1] for one in connections)


@contextmanager
def crowd(connect: Callable[[], socket.socket], data: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Give so many connections over each of which ``data`` has been sent, and read by whoever listens there."""
    made: list[socket.socket] = []
    try:
        for _ in range(count):
            made.append(connect())
            made[-1].sendall(data)
        wait_until(lambda: has_read_all(made[0].getpeername()[1], made))
        yield made
    finally:
        for one in made:
            one.close()


def send(port: int, data: bytes, seconds: float = 10) -> Answer:
    """Send ``data`` and read until the server closes or ``seconds`` are over."""
    began, got, closed = time.monotonic(), b"", False
    with connect(port, seconds) as connection:
        try:
            connection.sendall(data)
            while piece := connection.recv(65536):
                got += piece
            closed = True
        except TimeoutError:
            pass
        except OSError:  # It was cut, perhaps while we were still sending.
            closed = True
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    pairs = [line.partition(":") for line in lines[1:]]
    return Answer(status, [(a.lower(), c.strip()) for a, _, c in pairs], body, time.monotonic() - began, closed)


def request(
    path: str = "/", method: str = "GET", *, https: bool = True, host: str = HOST, body: bytes = b"", **headers
):
    """Return the bytes of a request that asks the server to close afterwards."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += ["X-Forwarded-Proto: https"] if https else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def get(port: int, path: str = "/", method: str = "GET", **options) -> Answer:
    return send(port, request(path, method, **options))
