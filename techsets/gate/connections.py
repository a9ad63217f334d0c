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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fcntl import ioctl
from ipaddress import ip_address
from termios import TIOCOUTQ
from threading import Thread
from time import monotonic, sleep

logger = logging.getLogger(__name__)

#: Of Linux's struct tcp_info (linux/tcp.h): milliseconds since data were last sent, and since they were last received;
#: bytes acknowledged, and bytes received.
_INFO = struct.Struct("=44xI4xI64xQQ")


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection: the number by which the system knows it, the other end, and how far it has come, in bytes.

    ``received`` have come, ``acknowledged`` have arrived at the other end, and ``waiting`` have not. ``heard`` is when
    something last came, by the clock ``monotonic``. ``is_answered`` says that something was sent after that.
    """

    number: str
    peer: str
    received: int
    acknowledged: int
    waiting: int
    heard: float = 0.0
    is_answered: bool = False


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
                info = seen.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
                sent_ago, heard_ago, acknowledged, received = _INFO.unpack(info)
                heard = monotonic() - heard_ago / 1000
                waiting = int.from_bytes(ioctl(seen, TIOCOUTQ, bytes(4)), sys.byteorder)
                if number in cut:
                    seen.shutdown(socket.SHUT_RDWR)
        except (OSError, struct.error):  # It has gone meanwhile, is no connection, or the system is an older one.
            continue
        # The first byte acknowledged is that of the handshake: nothing was sent yet.
        is_answered = acknowledged > 1 and sent_ago <= heard_ago
        yield Connection(number, peer, received, acknowledged, waiting, heard, is_answered)


def connections_from(peer: str, port: int) -> dict[str, Connection]:
    """Return the connections from the address ``peer``, by their numbers."""
    return {one.number: one for one in connections(port) if one.peer == peer}


#: How widely ``cut_slow`` looks for a sender, in turn.
WIDTHS = (0, 1, 2)


def cut_slow(
    peer: str, port: int, before: dict[str, Connection], least: int, width: int = 0, spared: Iterable[float] = ()
) -> int:
    """Cut the connections from ``peer`` over which a body of ``least`` bytes has been awaited since ``before``.

    ``before`` is what ``connections_from`` said. The server does not tell which connection a request came over, and
    from one address come many people where it is that of a network or of a proxy. So only those are cut over which less
    than ``least`` bytes have come, and with ``width`` 0 only where, then and now, something has come that was not
    answered, and nothing was sent in between: no downloads, and none that are open for a next request. Left out, too,
    are those whose request is complete and being answered: ``spared`` says when each of these was complete, and the
    connection that was last heard before that is taken for its own.

    Somebody who knows all that can hide, for instance by sending the next request before the answer to the last one.
    With ``width`` 1 those are cut, too, that look unused or as if their answers were being made; with 2 all over which
    too little has come. Returns how many there were.
    """
    now = connections_from(peer, port)
    pairs = [(one, now[number]) for number, one in before.items() if number in now]
    slow = [(then, one) for then, one in pairs if one.received - then.received < least]
    if width < 2:
        slow = [
            (then, one)
            for then, one in slow
            if one.acknowledged == then.acknowledged and not then.waiting and not one.waiting
        ]
    if width < 1:
        slow = [(then, one) for then, one in slow if then.received and not then.is_answered and not one.is_answered]
    found = [one for _, one in slow]
    if width < 1:
        for moment in sorted(spared):
            # Counted in ticks of a few milliseconds.
            its_own = max((one for one in found if one.heard <= moment + 0.02), key=lambda one: one.heard, default=None)
            if its_own is not None:
                found.remove(its_own)
    _cut(port, frozenset(one.number for one in found))
    return len(found)


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
