"""The connections that readers have to this worker, seen from outside the server, and cut where they stand still.

The server gives an application no way to give up a request whose body does not come. But the worker's process has its
connections among its open files, the system tells how far each has come, and one that is shut down ends the waiting.
Only Linux tells it; elsewhere nothing is cut.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

logger = logging.getLogger(__name__)

#: Where in Linux's struct tcp_info (linux/tcp.h) two counters of 64 bits stand: bytes acknowledged and bytes received.
_ACKNOWLEDGED_AND_RECEIVED = struct.Struct("=120xQQ")


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection: the number by which the system knows it, the other end, and how many bytes have come over it."""

    number: str
    peer: str
    received: int


def connections(port: int, cut: frozenset[str] = frozenset()) -> Iterator[Connection]:
    """Yield the connections of this process that were made to ``port``; those whose number is in ``cut`` are cut.

    Connections that this process has made itself, such as to its database, begin at other ports.
    """
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return
    for name in names:
        try:
            number = os.readlink(f"/proc/self/fd/{name}")
            if not number.startswith("socket:"):
                continue
            # Through a second descriptor: the server goes on owning the first.
            with socket.socket(fileno=os.dup(int(name))) as seen:
                if seen.family not in {socket.AF_INET, socket.AF_INET6} or seen.getsockname()[1] != port:
                    continue
                peer = seen.getpeername()[0]
                info = seen.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _ACKNOWLEDGED_AND_RECEIVED.size)
                _, received = _ACKNOWLEDGED_AND_RECEIVED.unpack(info)
                if number in cut:
                    seen.shutdown(socket.SHUT_RDWR)
        except (OSError, struct.error):  # It has gone meanwhile, is no connection, or the system is an older one.
            continue
        yield Connection(number, peer, received)


def received_from(peer: str, port: int) -> dict[str, int]:
    """Return how many bytes have come over each connection from the address ``peer``, by the connection's number."""
    return {one.number: one.received for one in connections(port) if one.peer == peer}


def cut_slow(peer: str, port: int, before: dict[str, int], least: int) -> int:
    """Cut the connections from ``peer`` over which less than ``least`` bytes have come since ``before``.

    ``before`` is what ``received_from`` said. Also cut are connections from there that are open without use, which
    browsers open again. Returns how many there were.
    """
    now = received_from(peer, port)
    slow = frozenset(number for number, count in before.items() if number in now and now[number] - count < least)
    if slow:
        for _ in connections(port, cut=slow):
            pass
    return len(slow)
