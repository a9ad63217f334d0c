"""Whether a database server is alive, asked on a connection of its own, once for all threads of this process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from threading import Lock, Thread

import psycopg

from techsets.patience import CONNECT_PEOPLE, PROBE, SLOW

logger = logging.getLogger(__name__)

#: So often, in seconds, a server that does not answer is asked again, and one on whose answer a statement waits.
PAUSE = 0.5


class Silent(psycopg.OperationalError):
    """The database server has stopped answering; what was asked of it last may or may not have been done."""


class _Probe(psycopg.Connection):
    """A connection on which nothing takes longer than until ``deadline``."""

    deadline = float("inf")

    def wait(self, gen, interval=0.1, timeout=None):
        return super().wait(gen, interval, max(0.0, self.deadline - time.monotonic()))


def ask(parameters: dict) -> bool:
    """Say whether the server at ``parameters`` (of a connection) carries out a statement, within about 3 seconds.

    A server that refuses us in words, because it has too many connections for example, is alive.
    """
    deadline = time.monotonic() + PROBE
    parameters = parameters | {"connect_timeout": CONNECT_PEOPLE, "autocommit": True}
    try:
        with _Probe.connect(**parameters) as connection:
            connection.deadline = deadline + 1
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        # Of a connection that was refused there is no code, only the words; the severity is the server's.
        return error.sqlstate is not None or "FATAL" in str(error)
    return True


class Pulse:
    """What this process knows of one server.

    While ``silent``, nothing is asked of the server but, in a thread of its own, whether it answers again: nobody
    waits in turn for what is known already. ``is_alive`` asks it, and may block.
    """

    def __init__(self, is_alive: Callable[[], bool]) -> None:
        self.silent = False
        self._is_alive = is_alive
        self._lock = Lock()
        self._thread: Thread | None = None
        self._asked_at = self._answered_at = float("-inf")

    def watched(self, steps: Generator) -> Generator:
        """Yield what ``steps`` (psycopg's way through one exchange with the server) yield, and return what they do.

        Raises Silent once nothing has come for ``SLOW`` seconds and the server does not answer on another connection
        either. A statement that takes its time, or waits for a lock, is never cut short while the server is alive.
        """
        try:
            wanted = next(steps)
            heard_at = time.monotonic()
            while True:
                ready = yield wanted
                if ready:
                    heard_at = time.monotonic()
                else:
                    self._consider(heard_at)
                wanted = steps.send(ready)
        except StopIteration as end:
            return end.value

    def refuse_if_silent(self) -> None:
        """Raise Silent where the server is known not to answer."""
        if self.silent:
            raise Silent("The database server has stopped answering.")

    def suspect(self) -> None:
        """Note that the server has not taken a connection in time, and find out when it answers again."""
        self._fall_silent()
        self._begin_asking()

    def _consider(self, heard_at: float) -> None:
        now = time.monotonic()
        if not self.silent and now - heard_at >= SLOW:
            if self._thread is None:
                if now - self._answered_at >= PAUSE:
                    self._begin_asking()
            elif now - self._asked_at >= PROBE:
                self._fall_silent()
        self.refuse_if_silent()

    def _begin_asking(self) -> None:
        with self._lock:
            if self._thread is None:
                self._asked_at = time.monotonic()
                self._thread = Thread(target=self._ask, name="pulse", daemon=True)
                self._thread.start()

    def _ask(self) -> None:
        try:
            while not self._is_alive():
                self._fall_silent()
                time.sleep(PAUSE)
                self._asked_at = time.monotonic()
            self._answered_at = time.monotonic()
            if self.silent:
                self.silent = False
                logger.warning("The database server answers again.")
        finally:
            with self._lock:
                self._thread = None

    def _fall_silent(self) -> None:
        if not self.silent:
            self.silent = True
            logger.error("The database server does not answer. Until it does, only pages that are kept are sent.")
