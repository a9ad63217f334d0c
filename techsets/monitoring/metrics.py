"""The site's metrics for Prometheus; docs/monitoring.md lists them.

Imported only where TECHSETS_METRICS is set. The page cache counts in plain numbers, which are copied every
``FLUSH_INTERVAL`` seconds, so that sending a cached page costs nothing more.
"""

from __future__ import annotations

import os
import platform
import struct
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.signals import got_request_exception
from django.db import transaction
from django.db.models.signals import post_save
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from techsets.history.models import Change
from techsets.monitoring import worker_counts
from techsets.monitoring.gauges import SiteGauges
from techsets.monitoring.request_id import current

if TYPE_CHECKING:
    from techsets.cache.page_cache import PageCache

#: Seconds between copies of plain counts; those of a killed worker since the last copy are lost.
FLUSH_INTERVAL = 2.0
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))

REQUESTS = Counter(
    "techsets_requests",
    "Requests that were not answered from memory, by route, method and class of status.",
    ["route", "method", "status"],
)
SECONDS = Histogram(
    "techsets_request_duration_seconds",
    "Time that they took until the answer was ready; all routes of the admin are one.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
EXCEPTIONS = Counter("techsets_exceptions", "Exceptions that no view has handled.", ["route"])
UNAVAILABLE = Counter("techsets_unavailable", "Requests that the database or the storage left unanswered.", ["what"])
SIGN_INS = Counter("techsets_sign_ins", "Sign-ins of staff that succeeded or failed.", ["result"])
EDITS = Counter("techsets_edits", "Changes that were written into the history, by what they were about.", ["kind"])

KEPT_SENT = Counter("techsets_kept_pages_sent", "Answers from memory.", ["form"])
KEPT_BYTES = Counter("techsets_kept_pages_sent_bytes", "Bytes of answers from memory, without headers.")
KEPT_MADE = Counter("techsets_kept_pages_made", "Public pages that had to be made and are kept from then on.")
KEPT_STALE = Counter("techsets_kept_pages_stale", "Kept pages that were sent as they were while the database was away.")
KEPT_EVICTED = Counter("techsets_kept_pages_evicted", "Kept pages that made room for others.")
KEPT_COUNT = Gauge("techsets_kept_pages", "Pages in memory, of all workers.", multiprocess_mode="livesum")
KEPT_MEMORY = Gauge("techsets_kept_pages_memory_bytes", "Memory that they take.", multiprocess_mode="livesum")

WORKERS = Gauge("techsets_workers", "Worker processes that are alive.", multiprocess_mode="livesum")
MEMORY = Gauge("techsets_workers_memory_bytes", "Resident memory of all workers.", multiprocess_mode="livesum")
MOST_MEMORY = Gauge("techsets_worker_memory_max_bytes", "Resident memory of the largest.", multiprocess_mode="livemax")
CPU = Counter("techsets_workers_cpu_seconds", "Processor time of all workers.")
STARTED = Gauge(
    "techsets_worker_start_time_seconds",
    "When the youngest worker began: it changes where one was replaced.",
    multiprocess_mode="livemax",
)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was not answered from memory."""
    method = method if method in _METHODS else "other"
    REQUESTS.labels(route, method, f"{status // 100}xx").inc()
    SECONDS.labels("admin" if route.startswith("admin:") else route).observe(seconds)


def count_outage(what: str) -> None:
    """Count an outage of ``what``."""
    UNAVAILABLE.labels(what).inc()


def connect_signals() -> None:
    """Connect the counters of exceptions, sign-ins and edits to their signals."""
    got_request_exception.connect(_exception, dispatch_uid="metrics")
    user_logged_in.connect(_signed_in, dispatch_uid="metrics")
    user_login_failed.connect(_not_signed_in, dispatch_uid="metrics")
    post_save.connect(_changed, sender=Change, dispatch_uid="metrics")


def _exception(**kwargs) -> None:
    request = current.get()
    EXCEPTIONS.labels((request.route if request else "") or "none").inc()


def _signed_in(**kwargs) -> None:
    SIGN_INS.labels("succeeded").inc()


def _not_signed_in(**kwargs) -> None:
    SIGN_INS.labels("failed").inc()


def _changed(instance: Change, created: bool, **kwargs) -> None:
    if created:  # A rolled-back transaction counts for nothing.
        transaction.on_commit(EDITS.labels(instance.kind).inc)


class Worker:
    """Copies the plain counts of this worker process into metrics: cached pages, memory and processor time."""

    def __init__(self, cache: PageCache) -> None:
        self._cache = cache
        self._lock = Lock()
        self._copied: dict[str, float] = {}
        for counter, labels in ((SIGN_INS, ("succeeded", "failed")), (UNAVAILABLE, ("database", "storage"))):
            for label in labels:  # From 0, so that the first one is an increase.
                counter.labels(label)
        WORKERS.set(1)
        STARTED.set(time.time())

    def start(self) -> None:
        """Copy regularly, in a daemon thread."""
        Thread(target=self._run, name="metrics", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.flush()
            time.sleep(FLUSH_INTERVAL)

    def flush(self) -> None:
        """Copy the increase since the last time."""
        with self._lock:
            counts, stores = self._cache.counts, (self._cache.store, self._cache.queries)
            self._increase(KEPT_SENT.labels("unchanged"), "unchanged", counts.unchanged)
            self._increase(KEPT_SENT.labels("whole"), "whole", counts.whole)
            self._increase(KEPT_BYTES, "bytes", counts.bytes)
            self._increase(KEPT_MADE, "made", counts.made)
            self._increase(KEPT_STALE, "stale", counts.stale)
            self._increase(KEPT_EVICTED, "evicted", sum(store.evicted for store in stores))
            self._increase(CPU, "cpu", time.process_time())
            KEPT_COUNT.set(sum(map(len, stores)))
            KEPT_MEMORY.set(sum(store.size for store in stores))
            memory = _resident()
            MEMORY.set(memory)
            MOST_MEMORY.set(memory)

    def _increase(self, counter, name: str, value: float) -> None:
        more = value - self._copied.get(name, 0)
        if more > 0:
            counter.inc(more)
            self._copied[name] = value


def _resident() -> int:
    """Return the resident memory of this process in bytes (proc(5), statm); 0 where it is not known."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


_worker: Worker | None = None


def serve(cache: PageCache) -> None:
    """Begin to copy the counts of this worker process and of its page cache."""
    global _worker
    _worker = Worker(cache)
    _worker.start()


def text(accept: str) -> tuple[bytes, str]:
    """Return the metrics of all workers of this server and their media type, by the header ``Accept``.

    Prometheus' text format, or OpenMetrics.
    """
    if _worker is not None:
        _worker.flush()
    try:
        encode, kind = choose_encoder(accept)
    except (TypeError, ValueError):  # An invalid version or escaping.
        encode, kind = choose_encoder("")
    registry = CollectorRegistry()
    registry.register(SiteGauges({"release": settings.RELEASE, "python": platform.python_version()}))
    if folder := os.environ.get(worker_counts.VARIABLE):
        MultiProcessCollector(registry, path=folder)
        worker_counts.remove_ended_workers(Path(folder))
    else:  # A single process, such as runserver, counts in its own memory.
        registry.register(REGISTRY)
    return _retry(lambda: encode(registry)), kind


def _retry(collect: Callable[[], bytes]) -> bytes:
    """Collect; again where a starting worker has made its file and not yet filled it."""
    for _ in range(9):
        try:
            return collect()
        except struct.error:
            time.sleep(0.02)
    return collect()
