"""One transaction in which tables come and go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def one_transaction(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold one transaction on the database ``using``, in which tables may go and come, for as long as it takes."""
    connection = connections[using]
    # SQLite can remove and alter tables only while it checks no references, which cannot be switched in a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=using):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = 0")
                    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                    # A table cannot be altered while the check of a reference is put off to the end.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        connection.enable_constraint_checking()
