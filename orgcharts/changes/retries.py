"""Retrying a transaction that the database has aborted because of a concurrent one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

P = ParamSpec("P")
R = TypeVar("R")

#: Maximum number of attempts.
MAX_TRIES = 4
#: Maximum seconds before the second attempt; they double with each further one.
PAUSE = 0.05

#: serialization_failure and deadlock_detected (PostgreSQL 15 documentation, appendix A). Of both PostgreSQL says that
#: the transaction may be done again (chapter 13.5).
_BROKEN_OFF = {"40001", "40P01"}


def is_serialization_failure(error: BaseException) -> bool:
    """Say whether the database aborted the transaction only because of a concurrent one."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in _BROKEN_OFF


def retry_on_conflict(operation: Callable[P, R]) -> Callable[P, R]:
    """Decorate ``operation``, which is one transaction, to be retried where the database aborted it.

    Inside a transaction it runs once: that outer transaction has to be retried as a whole.
    """

    @wraps(operation)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return operation(*args, **kwargs)
        return retry(lambda: operation(*args, **kwargs))

    return tried


def retry(work: Callable[[], R], before_again: Callable[[], object] = lambda: None) -> R:
    """Return what ``work`` returns; call it again where the database aborted its transaction.

    ``work`` leaves no transaction open. ``before_again`` is called before each further attempt. Raises what the last
    attempt raised.
    """
    for tried in range(1, MAX_TRIES + 1):
        try:
            return work()
        except OperationalError as error:
            if tried == MAX_TRIES or not is_serialization_failure(error):
                raise
        time.sleep(random.uniform(0, PAUSE * 2 ** (tried - 1)))
        before_again()
    raise AssertionError("The last try returns or raises.")
