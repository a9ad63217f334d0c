"""Questions to what may not answer: asked by a thread of their own, and not anew for everybody who wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")


class Asked(Generic[T]):
    """What ``function`` returns, at most ``fresh`` seconds old; ``without`` where it takes longer than ``patience``.

    ``function`` must not raise. It runs in a thread of its own, at most one at a time, and its connections to the
    database are closed afterwards. The threads do not keep the process from ending.
    """

    def __init__(self, function: Callable[[], T], *, fresh: float, patience: float, without: T) -> None:
        self._function, self.fresh, self._patience, self._without = function, fresh, patience, without
        self._lock = Lock()
        self._answered: Event | None = None
        self._asked_at = float("-inf")
        self._value = without

    def ask(self) -> None:
        """Begin to ask, unless somebody has just done so."""
        with self._lock:
            waiting = self._answered is not None and not self._answered.is_set()
            if waiting or time.monotonic() - self._asked_at < self.fresh:
                return
            self._answered, self._asked_at = Event(), time.monotonic()
            Thread(target=self._run, args=(self._answered,), name="asking", daemon=True).start()

    def value(self) -> T:
        """Return the answer."""
        self.ask()
        answered, asked_at = self._answered, self._asked_at
        if answered is not None and answered.wait(max(0.0, asked_at + self._patience - time.monotonic())):
            return self._value
        return self._without

    def _run(self, answered: Event) -> None:
        try:
            self._value = self._function()
        finally:
            connections.close_all()
            answered.set()
