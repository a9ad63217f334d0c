"""A lock that lets one start at a time set a database up, where several servers share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from django.db import connection

#: The key of the advisory lock (orgcharts/changes/lock.py has another).
_LOCK_KEY = 7_150_212
#: Seconds between attempts. A statement that waits would be ended by the database's timeouts.
_INTERVAL = 0.5


@contextmanager
def hold_setup_lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the setup lock of a PostgreSQL database; ``on_wait`` is called once if another start holds it.

    It is an advisory lock on a separate connection, which a killed process releases. An SQLite file needs none: it
    belongs to one data folder, which ``manage.py serve`` locks. Raises DatabaseError.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with closing(connection.copy()) as separate, separate.cursor() as cursor:
        # So that a machine that lost its power does not hold the lock for hours.
        cursor.execute("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3")
        has_waited = False
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            if cursor.fetchone()[0]:
                break
            if not has_waited:
                on_wait()
                has_waited = True
            time.sleep(_INTERVAL)
        yield
