"""Doing a whole transaction once more where the database has broken it off for the sake of another one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

P = ParamSpec("P")
R = TypeVar("R")

#: So often a transaction is tried before whoever wanted it is told.
MAX_TRIES = 4
#: Up to so many seconds pass before the second try, twice as many before the third, and so on.
PAUSE = 0.05

#: serialization_failure and deadlock_detected (PostgreSQL 15 documentation, appendix A). Of both PostgreSQL says that
#: the transaction may be done again (chapter 13.5).
_BROKEN_OFF = {"40001", "40P01"}


def is_serialization_failure(error: BaseException) -> bool:
    """Say whether the database ended the transaction only because another one was in its way."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in _BROKEN_OFF


def retry_on_conflict(operation: Callable[P, R]) -> Callable[P, R]:
    """Let ``operation``, which is one transaction, be done again from its beginning where it was broken off.

    Inside a transaction it is done once: whoever began that one begins it again.
    """

    @wraps(operation)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return operation(*args, **kwargs)
        return retry(lambda: operation(*args, **kwargs))

    return tried


def retry(work: Callable[[], R], before_again: Callable[[], object] = lambda: None) -> R:
    """Return what ``work``, which leaves no transaction open, returns; do it again where it was broken off.

    ``before_again`` is called before each further try. Raises what the last try raised.
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
