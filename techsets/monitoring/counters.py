"""What is counted while requests are answered. Nothing, unless metrics are asked for: then ``listener`` is set.

So that whoever counts need not know whether anybody listens, and prometheus_client is imported only if somebody does.
"""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """What ``techsets.monitoring.metrics`` is to those who count."""

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None: ...

    def count_outage(self, what: str) -> None: ...


listener: Listener | None = None


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was not answered from memory."""
    if listener is not None:
        listener.count_request(route, method, status, seconds)


def count_outage(what: str) -> None:
    """Count that ``what``, "database" or "storage", did not answer."""
    if listener is not None:
        listener.count_outage(what)
