"""Reading the whole database at one moment, while people edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Begin a transaction that reads one state of the database, without blocking writers.

    PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which in WAL mode sees the state at its
    first read (the settings' IMMEDIATE would block writers).
    """
    outermost = not connection.in_atomic_block
    sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if sqlite and outermost:
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if not sqlite and outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # The time limits of requests do not apply.
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            elif sqlite:
                cursor.execute("SELECT count(*) FROM sqlite_master")
                cursor.fetchone()
            yield
    finally:
        if sqlite and outermost:
            connection.transaction_mode = mode
