"""A transaction that may create and drop tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction


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
                    cursor.execute("SET LOCAL statement_timeout = 0")
                    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                    # A table with pending deferred constraints cannot be altered.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        connection.enable_constraint_checking()
