"""Counting how often one address has asked for what costs work.

Counted are only requests that come to Django, so never a page that is kept. Each worker counts for itself, in memory:
with two workers an address gets up to twice as much. The counting is done by the library ``limits`` (a sliding window
of two counters for each address); ours is that its memory has a bound.
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

#: So many counters are kept: two for each of the addresses that asked last, about 300 bytes each.
MOST_COUNTERS = 20_000


class BoundedStorage(MemoryStorage):
    """The memory of ``limits``, of at most ``most`` counters.

    Who has many addresses could otherwise fill the memory of the worker. Where the counters are too many, those that
    have run out are forgotten, and then the half that counted least: whoever asks most often stays limited.
    """

    def __init__(self, most: int = MOST_COUNTERS) -> None:
        super().__init__()
        self.most = most
        self._lock = Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` under ``key``, for ``expiry`` seconds from the first on; return the count."""
        with self._lock:
            if key not in self.storage and len(self.storage) >= self.most:
                self._make_room()
            self.storage[key] += amount
            self.expirations.setdefault(key, time.time() + expiry)
            return self.storage[key]

    def decr(self, key: str, amount: int = 1) -> int:
        """Take ``amount`` back, but never below nothing; return the count."""
        with self._lock:
            self.storage[key] = max(self.storage[key] - amount, 0)
            return self.storage[key]

    def get(self, key: str) -> int:
        """Return the count under ``key``; 0 where there is none or its time is over."""
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
    """So many requests of one kind in so many seconds from one address; ``most`` of 0 is no limit."""

    def __init__(self, kind: str, most: int, seconds: int, storage: BoundedStorage) -> None:
        self.kind = kind
        self._item = RateLimitItemPerSecond(most, seconds, namespace=kind) if most else None
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def wait(self, address: str) -> int:
        """Count a request from ``address`` and return 0, or else after how many seconds it may ask again."""
        if self._item is None or self._limiter.hit(self._item, address):
            return 0
        reset = self._limiter.get_window_stats(self._item, address).reset_time
        return max(1, math.ceil(min(reset - time.time(), self._item.get_expiry())))


def rate_limit_key(environ: Mapping) -> str | None:
    """Return the address that a request is counted for; None where it is not counted.

    This machine itself is not: health checks and measurements come from it, and so does every reader where there is a
    proxy on it that ``TECHSETS_PROXIES`` does not tell of. All of them would share one limit.
    """
    address = address_of(environ)
    return None if address is None or ip_address(address).is_loopback else network_of(address)
