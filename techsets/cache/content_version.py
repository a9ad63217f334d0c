"""The content version of the site: a value that differs after every change of what the public sees."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Lock

from django.db import DatabaseError, connection
from django.db.models import Count, Max
from django.db.utils import InterfaceError

from techsets.cache.models import PublicRevision
from techsets.monitoring import outages
from techsets.server import transactions
from techsets.server.timeouts import close_if_stale

logger = logging.getLogger(__name__)

#: Seconds for which a process trusts a version that it has read: cached pages may be so much out of date.
MAX_AGE = 0.2
#: Seconds that an answer waits for the database to tell the version. After that, pages of the last known version are
#: sent: a database that does not answer takes no published page away.
READ_TIMEOUT = 0.3
#: The same while the database is known not to answer, since every cached page would wait.
READ_TIMEOUT_IN_OUTAGE = 0.1
#: Number of earlier versions whose end a process remembers.
MAX_OUTDATED = 50
#: Number of rows after which all but the last are deleted (which makes another version, and is harmless).
MAX_ROWS = 1_000

#: The last key of ``PublicRevision``, and the number of its rows.
ContentVersion = tuple[int, int]


def note_change() -> None:
    """Begin another content version when the present transaction is committed."""
    last = PublicRevision.objects.create()
    if last.pk % MAX_ROWS == 0:
        PublicRevision.objects.filter(pk__lt=last.pk).delete()


def read() -> ContentVersion:
    """Return the present content version, with one query. Raises DatabaseError."""
    row = PublicRevision.objects.aggregate(last=Max("pk"), count=Count("pk"))
    outages.end("database")
    return (row["last"] or 0, row["count"])


@contextmanager
def snapshot() -> Iterator[ContentVersion]:
    """Begin a transaction in which everything is read from one content version; yield that version."""
    with transactions.snapshot():
        yield read()


class VersionProbe:
    """The content version as this process knows it, read from the database at most every ``MAX_AGE`` seconds.

    A background thread reads it, so that a database that hangs delays only the first answers, by ``READ_TIMEOUT``.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._reading: Future | None = None
        self._reading_since = 0.0
        self._version_at = float("-inf")
        self._version: ContentVersion | None = None
        self._timeout = READ_TIMEOUT
        #: For the last few versions, when this process learned that another one has begun (``time.monotonic``).
        self._outdated: dict[ContentVersion, float] = {}

    def current(self) -> ContentVersion | None:
        """Return the version as of a moment ago; None where the database has never told it."""
        now = time.monotonic()
        if now - self._version_at < MAX_AGE:
            return self._version
        with self._lock:
            if self._reading is None or self._reading.done():
                if self._thread is None:
                    self._thread = ThreadPoolExecutor(1, thread_name_prefix="content-version")
                self._reading_since = now
                self._reading = self._thread.submit(self._refresh)
            reading, since = self._reading, self._reading_since
        if wait([reading], timeout=max(0.0, since + self._timeout - time.monotonic())).not_done:
            self._timeout = READ_TIMEOUT_IN_OUTAGE
        return self._version

    def seconds_outdated(self, version: ContentVersion) -> float:
        """Return how long ``version`` has been known to be outdated; infinite for one that is not remembered."""
        return time.monotonic() - self._outdated.get(version, float("-inf"))

    def _refresh(self) -> None:
        began = time.monotonic()
        try:
            close_if_stale()
            version = read()
            if self._version is not None and version != self._version:
                self._outdated[self._version] = began
                if len(self._outdated) > MAX_OUTDATED:
                    del self._outdated[next(iter(self._outdated))]
            self._version = version
            self._version_at = began
            self._timeout = READ_TIMEOUT
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            # Requests that come meanwhile do not ask again.
            self._version_at = time.monotonic()
            self._timeout = READ_TIMEOUT_IN_OUTAGE
            logger.warning("The content version cannot be read; cached pages are served as they are. %s", error)
