"""Transactions with special properties: snapshots, and those that may create and drop tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction


@contextmanager
def snapshot(*, unlimited: bool = False) -> Iterator[None]:
    """Begin a transaction that reads one state of the database, without blocking writers.

    PostgreSQL: REPEATABLE READ, READ ONLY; with ``unlimited``, without the time limits of requests. SQLite: a deferred
    transaction, which in WAL mode sees the state at its first read (the settings' IMMEDIATE would block writers).
    """
    outermost = not connection.in_atomic_block
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if is_sqlite and outermost:
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if is_sqlite:
                cursor.execute("SELECT count(*) FROM sqlite_master")
                cursor.fetchone()
            elif outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if unlimited:
                    _lift_time_limits(cursor)
            yield
    finally:
        if is_sqlite and outermost:
            connection.transaction_mode = mode


@contextmanager
def one_transaction(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run one transaction on the database ``using`` that may create and drop tables, without time limits."""
    connection = connections[using]
    # SQLite can drop and alter tables only without foreign key checks, which cannot be switched in a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=using):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    _lift_time_limits(cursor)
                    # A table with pending deferred constraints cannot be altered.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        connection.enable_constraint_checking()


def _lift_time_limits(cursor) -> None:
    """Let the statements of the present transaction take as long as they need (PostgreSQL)."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
