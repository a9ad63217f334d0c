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
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import ioctl
from ipaddress import ip_address
from termios import TIOCOUTQ
from threading import Thread
from time import monotonic, sleep

logger = logging.getLogger(__name__)

#: Where in Linux's struct tcp_info (linux/tcp.h) two counters of 64 bits stand: bytes acknowledged and bytes received.
_ACKNOWLEDGED_AND_RECEIVED = struct.Struct("=120xQQ")


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection: the number by which the system knows it, the other end, and how far it has come, in bytes.

    ``received`` have come, ``acknowledged`` have arrived at the other end, and ``waiting`` have not.
    """

    number: str
    peer: str
    received: int
    acknowledged: int
    waiting: int


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
                acknowledged, received = _ACKNOWLEDGED_AND_RECEIVED.unpack(info)
                waiting = int.from_bytes(ioctl(seen, TIOCOUTQ, bytes(4)), sys.byteorder)
                if number in cut:
                    seen.shutdown(socket.SHUT_RDWR)
        except (OSError, struct.error):  # It has gone meanwhile, is no connection, or the system is an older one.
            continue
        yield Connection(number, peer, received, acknowledged, waiting)


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
    _cut(port, slow)
    return len(slow)


def _cut(port: int, numbers: frozenset[str]) -> None:
    if numbers:
        for _ in connections(port, cut=numbers):
            pass


class Watch:
    """Cuts connections that only take up room, every few seconds, in a thread of its own.

    * Whoever takes nothing of an answer for ``STALLED`` seconds, or has gone without a word: the server waits for ever.
    * What one address has beyond ``MOST_FROM_ONE`` connections, unless all readers come from there by way of a proxy: a
      quarter of what a worker holds (``manage.py serve``).
    """

    EVERY, STALLED, MOST_FROM_ONE = 2.0, 60.0, 512

    def __init__(self, port: int, *, limit_addresses: bool) -> None:
        self.port = port
        self.limit_addresses = limit_addresses
        self._still: dict[str, tuple[int, float]] = {}

    def start(self) -> None:
        """Begin to watch."""
        Thread(target=self._run, name="connections", daemon=True).start()

    def _run(self) -> None:
        while True:
            sleep(self.EVERY)
            try:
                _cut(self.port, self.look(monotonic()))
            except Exception:
                logger.exception("The connections could not be looked through.")

    def look(self, now: float) -> frozenset[str]:
        """Return the numbers of the connections to be cut at the time ``now``, in seconds."""
        still, found, by_peer = {}, set(), defaultdict(list)
        for one in connections(self.port):
            by_peer[one.peer].append(one.number)
            if one.waiting:
                acknowledged, since = self._still.get(one.number, (one.acknowledged, now))
                if acknowledged != one.acknowledged:
                    acknowledged, since = one.acknowledged, now
                still[one.number] = (acknowledged, since)
                if now - since >= self.STALLED:
                    found.add(one.number)
        self._still = still
        for peer, numbers in by_peer.items():
            if self.limit_addresses and len(numbers) > self.MOST_FROM_ONE and not ip_address(peer).is_loopback:
                logger.warning("%s has %s connections; all but %s are cut.", peer, len(numbers), self.MOST_FROM_ONE)
                found.update(numbers[self.MOST_FROM_ONE :])
        return frozenset(found)
