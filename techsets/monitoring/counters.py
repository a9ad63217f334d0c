"""Counters of requests. They do nothing until ``listener`` is set, which imports prometheus_client."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """The interface of ``techsets.monitoring.metrics``."""

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None: ...

    def count_outage(self, what: str) -> None: ...


listener: Listener | None = None


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was not answered from memory."""
    if listener is not None:
        listener.count_request(route, method, status, seconds)


def count_outage(what: str) -> None:
    """Count an outage of ``what``, such as "database" or "storage"."""
    if listener is not None:
        listener.count_outage(what)
