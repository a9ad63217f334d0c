"""The edition of the site: a value that is another one after every change of what the public sees."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Lock

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max
from django.db.utils import InterfaceError

from techsets.cache.models import PublicEdit
from techsets.monitoring import outages
from techsets.server.timeouts import close_if_ended

logger = logging.getLogger(__name__)

#: For so long, in seconds, a process takes the edition for what it was: what it serves may be so much out of date.
TRUSTED = 0.2
#: So long, in seconds, an answer waits for the database to tell the edition. Then it is served as of the last edition
#: known: a database that does not answer takes no published page away.
PATIENCE = 0.3
#: The same, in seconds, once it has not done so: every kept page would wait.
PATIENCE_AWAY = 0.1
#: Of so many earlier editions a process remembers when they ended.
REMEMBERED = 50
#: Of more rows than these, all but the last are deleted (which is another edition, and harmless).
MOST_ROWS = 1_000

Edition = tuple[int, int]


def note_change() -> None:
    """Begin another edition when the present transaction is committed."""
    last = PublicEdit.objects.create()
    if last.pk % MOST_ROWS == 0:
        PublicEdit.objects.filter(pk__lt=last.pk).delete()


def read() -> Edition:
    """Return the present edition, from the database; one query. Raises DatabaseError where it cannot be read."""
    row = PublicEdit.objects.aggregate(last=Max("pk"), count=Count("pk"))
    outages.end("database")
    return (row["last"] or 0, row["count"])


@contextmanager
def snapshot() -> Iterator[Edition]:
    """Begin a transaction in which everything that is read comes from one edition, which it gives.

    Nobody who edits waits for it, however long it takes: our transactions take SQLite's write lock at their beginning,
    but this one only reads.
    """
    outermost = not connection.in_atomic_block
    with _read_only_on_sqlite(outermost), transaction.atomic():
        if connection.vendor == "postgresql" and outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield read()


@contextmanager
def _read_only_on_sqlite(outermost: bool) -> Iterator[None]:
    if connection.vendor != "sqlite" or not outermost:
        yield
        return
    connection.ensure_connection()
    before, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = before


class Editions:
    """What this process knows of the edition, asked of the database at most every ``TRUSTED`` seconds.

    The asking is done by a thread of its own, so that a database that has stopped answering holds up no answer for
    longer than ``PATIENCE``, and only the first ones.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._asking: Future | None = None
        self._asked_at = 0.0
        self._known_at = float("-inf")
        self._known: Edition | None = None
        self._patience = PATIENCE
        #: Of the last few editions, when this process learned that there is another one (``time.monotonic``).
        self._outdated: dict[Edition, float] = {}

    def known(self) -> Edition | None:
        """Return the edition as of a moment ago; None where the database has never told it."""
        now = time.monotonic()
        if now - self._known_at < TRUSTED:
            return self._known
        with self._lock:
            if self._asking is None or self._asking.done():
                if self._thread is None:
                    self._thread = ThreadPoolExecutor(1, thread_name_prefix="edition")
                self._asked_at = now
                self._asking = self._thread.submit(self._ask)
            asking, asked_at = self._asking, self._asked_at
        if wait([asking], timeout=max(0.0, asked_at + self._patience - time.monotonic())).not_done:
            self._patience = PATIENCE_AWAY
        return self._known

    def seconds_outdated(self, edition: Edition) -> float:
        """Return for how long ``edition`` has been known to be no longer the present one; infinite for an older one."""
        return time.monotonic() - self._outdated.get(edition, float("-inf"))

    def _ask(self) -> None:
        began = time.monotonic()
        try:
            close_if_ended()
            now_read = read()
            if self._known is not None and now_read != self._known:
                self._outdated[self._known] = began
                if len(self._outdated) > REMEMBERED:
                    del self._outdated[next(iter(self._outdated))]
            self._known = now_read
            self._known_at = began
            self._patience = PATIENCE
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            # Not asked again by every request that comes meanwhile.
            self._known_at = time.monotonic()
            self._patience = PATIENCE_AWAY
            logger.warning("The edition of the site cannot be read; kept pages are served as they are. %s", error)
