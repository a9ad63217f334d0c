"""Rate limits by client address, on the library ``limits`` with bounded memory.

Only requests that reach Django are counted, never cached pages. Each worker counts for itself: with two workers an
address gets up to twice as much.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from ipaddress import ip_address
from threading import Lock

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from techsets.accounts.throttling import address_of, network_of

logger = logging.getLogger(__name__)

#: Maximum number of counters, of about 300 bytes: two for each address.
MAX_COUNTERS = 20_000


class BoundedStorage(MemoryStorage):
    """The in-memory storage of ``limits`` with at most ``most`` counters.

    A client with many addresses could otherwise fill the worker's memory. When it is full, expired counters go first,
    then the half with the lowest counts: whoever asks most often stays limited.
    """

    def __init__(self, most: int = MAX_COUNTERS) -> None:
        super().__init__()
        self.most = most
        self._lock = Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add ``amount`` to the counter ``key``, which expires ``expiry`` seconds after its first; return the count."""
        with self._lock:
            if key not in self.storage and len(self.storage) >= self.most:
                self._make_room()
            self.storage[key] += amount
            self.expirations.setdefault(key, time.time() + expiry)
            return self.storage[key]

    def decr(self, key: str, amount: int = 1) -> int:
        """Subtract ``amount``, down to 0 at most; return the count."""
        with self._lock:
            self.storage[key] = max(self.storage[key] - amount, 0)
            return self.storage[key]

    def get(self, key: str) -> int:
        """Return the count under ``key``; 0 where there is none or it has expired."""
        with self._lock:
            if self.expirations.get(key, 0) <= time.time():
                self._forget(key)
            return self.storage.get(key, 0)

    def _forget(self, key: str) -> None:
        self.storage.pop(key, None)
        self.expirations.pop(key, None)

    def _make_room(self) -> None:
        now = time.time()
        for key in [key for key, end in self.expirations.items() if end <= now]:
            self._forget(key)
        if len(self.storage) > self.most // 2:
            logger.warning("Requests come from very many addresses; those that asked least are no longer counted.")
            for key, _ in self.storage.most_common()[self.most // 2 :]:
                self._forget(key)


class Rate:
    """A limit of ``most`` requests of one kind in ``seconds`` from one address; 0 is no limit."""

    def __init__(self, kind: str, most: int, seconds: int, storage: BoundedStorage) -> None:
        self.kind = kind
        self._item = RateLimitItemPerSecond(most, seconds, namespace=kind) if most else None
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def wait(self, address: str) -> int:
        """Count a request from ``address``; return 0, or the seconds after which it may ask again."""
        if self._item is None or self._limiter.hit(self._item, address):
            return 0
        reset = self._limiter.get_window_stats(self._item, address).reset_time
        return max(1, math.ceil(min(reset - time.time(), self._item.get_expiry())))


def rate_limit_key(environ: Mapping) -> str | None:
    """Return the address that a request is counted for; None for this machine itself, which is not limited.

    Health checks come from it, and so does every reader where a local proxy is not declared in ``TECHSETS_PROXIES``.
    """
    address = address_of(environ)
    return None if address is None or ip_address(address).is_loopback else network_of(address)
