"""Outages of the database and the storage: reported once in a while, not for each request."""

from __future__ import annotations

import logging
import time
from threading import Lock

from techsets.monitoring import counters

logger = logging.getLogger(__name__)

#: Minimum seconds between lines in the log, and between error reports, about the same outage.
LOGGED_EVERY, REPORTED_EVERY = 10.0, 600.0
#: Seconds after a failure during which no other request waits for it.
PAUSE = 1.0


class _Outage:
    def __init__(self) -> None:
        self.logged_at = self.reported_at = self.noted_at = float("-inf")
        self.unlogged = 0


_lock = Lock()
_outages: dict[str, _Outage] = {}


def report(what: str, error: BaseException, path: str = "") -> None:
    """Count and log that ``what`` ("database" or "storage") did not answer a request for ``path``."""
    counters.count_outage(what)
    now = time.monotonic()
    with _lock:
        outage = _outages.setdefault(what, _Outage())
        logs = now - outage.logged_at >= LOGGED_EVERY
        reports = now - outage.reported_at >= REPORTED_EVERY
        outage.noted_at = now
        unlogged = outage.unlogged
        outage.unlogged = 0 if logs else unlogged + 1
        if logs:
            outage.logged_at = now
        if reports:
            outage.reported_at = now
    if logs:
        since = f" ({unlogged} more requests since this was last said)" if unlogged else ""
        logger.error("The %s does not answer %s: %s%s", what, path or "a request", str(error).strip(), since)
    if reports:
        from techsets.monitoring import error_reports

        error_reports.warn(f"The {what} does not answer.")


def begin(what: str) -> None:
    """Mark the beginning of an outage of ``what``, without logging it."""
    with _lock:
        _outages.setdefault(what, _Outage()).noted_at = time.monotonic()


def count(what: str) -> None:
    """Count a request that was refused during an outage of ``what``."""
    counters.count_outage(what)
    with _lock:
        _outages[what].unlogged += 1


def is_ongoing(what: str) -> bool:
    """Say whether ``what`` failed within the last ``PAUSE`` seconds and has not answered since."""
    outage = _outages.get(what)
    return outage is not None and time.monotonic() - outage.noted_at < PAUSE


def end(what: str) -> None:
    """Mark the end of an outage: ``what`` has answered."""
    if outage := _outages.get(what):
        outage.noted_at = float("-inf")
