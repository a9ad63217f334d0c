"""Less room for functions that call themselves, so that what is nested a little shows what they would do with more."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fewer_calls(count: int) -> Iterator[None]:
    """Let functions call each other only ``count`` deep from here; beyond that Python raises RecursionError."""
    here, depth = sys._getframe(), 0
    while here is not None:
        here, depth = here.f_back, depth + 1
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + count)
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)
