"""Telling that the database or the storage does not answer: once in a while, not once for each request."""

from __future__ import annotations

import logging
import time
from threading import Lock

from techsets.monitoring import counters

logger = logging.getLogger(__name__)

#: At most so often, in seconds, the log is told of an outage, and whoever reads error reports.
LOGGED_EVERY, REPORTED_EVERY = 10.0, 600.0
#: For so long, in seconds, after it did not answer somebody, nobody else waits for it.
PAUSE = 1.0


class _Outage:
    def __init__(self) -> None:
        self.logged_at = self.reported_at = self.noted_at = float("-inf")
        self.unsaid = 0


_lock = Lock()
_outages: dict[str, _Outage] = {}


def report(what: str, error: BaseException, path: str = "") -> None:
    """Write down that ``what`` ("database" or "storage") did not answer a request for ``path``."""
    counters.count_outage(what)
    now = time.monotonic()
    with _lock:
        outage = _outages.setdefault(what, _Outage())
        logs = now - outage.logged_at >= LOGGED_EVERY
        reports = now - outage.reported_at >= REPORTED_EVERY
        outage.noted_at = now
        unsaid = outage.unsaid
        outage.unsaid = 0 if logs else unsaid + 1
        if logs:
            outage.logged_at = now
        if reports:
            outage.reported_at = now
    if logs:
        since = f" ({unsaid} more requests since this was last said)" if unsaid else ""
        logger.error("The %s does not answer %s: %s%s", what, path or "a request", str(error).strip(), since)
    if reports:
        from techsets.monitoring import error_reports

        error_reports.warn(f"The {what} does not answer.")


def begin(what: str) -> None:
    """Note that ``what`` has not answered; whoever asked it will say so."""
    with _lock:
        _outages.setdefault(what, _Outage()).noted_at = time.monotonic()


def count(what: str) -> None:
    """Count a request that was refused because ``what`` is known not to answer."""
    counters.count_outage(what)
    with _lock:
        _outages[what].unsaid += 1


def is_ongoing(what: str) -> bool:
    """Say whether ``what`` did not answer a moment ago, and has not answered since."""
    outage = _outages.get(what)
    return outage is not None and time.monotonic() - outage.noted_at < PAUSE


def end(what: str) -> None:
    """Note that ``what`` has answered."""
    if outage := _outages.get(what):
        outage.noted_at = float("-inf")
