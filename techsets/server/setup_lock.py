"""One start at a time sets a database up, also where several servers share it and start together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from django.db import connection

#: Any number that no other part of the site locks (orgcharts/changes/lock.py has another).
_SET_UP = 7_150_212
#: How often it is asked whether the lock is free. Waiting in the database would be ended by its time limits.
_EVERY = 0.5


@contextmanager
def hold_setup_lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the right to set the database up; ``on_wait`` is called once if another start has it, which is waited for.

    On PostgreSQL it is a lock of a connection of its own: whoever is killed gives it back, and the set-up may open and
    close its own connection as it likes. An SQLite file belongs to one data folder, which ``manage.py serve`` locks.
    Raises DatabaseError where the database cannot be reached.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with closing(connection.copy()) as own, own.cursor() as cursor:
        # A server whose machine has lost its power does not keep the others waiting for hours.
        cursor.execute("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3")
        has_waited = False
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SET_UP])
            if cursor.fetchone()[0]:
                break
            if not has_waited:
                on_wait()
                has_waited = True
            time.sleep(_EVERY)
        yield
