"""Reading what a request brings along, without letting slow senders hold the worker.

The server reads a body while the application waits for it, in one of the worker's few threads and for as long as the
sender likes: a handful of senders that send a byte a minute would hold the site for ever. So bodies are read in lanes.
In each lane few bodies are read at a time; a form that comes in one go is read in less than a millisecond. Who comes
next waits for a place, for as long as one slow sender may take; whoever is slower than the lane allows is cut off.
Where too many wait already, the next one is asked to come again.

Strangers (who sign in) have a lane of their own, so that they never keep out staff, and large uploads have one, so that
they do not keep out small forms. All places of all lanes, with those who wait, are fewer than the threads of a worker
(``THREADS``): there always are threads left for pages.

Nothing of this is felt where a proxy in front reads requests whole before it passes them on, as nginx does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Event, Thread
from typing import BinaryIO

from techsets.gate.connections import WIDTHS, connections_from, cut_slow

logger = logging.getLogger(__name__)

#: The threads of a worker, each with a connection to the database of its own.
THREADS = 16
#: So many strangers are listened to, wait or sign in at the same time.
MOST_STRANGERS = 8
#: A larger body is kept in a file while it is read.
IN_MEMORY = 1024 * 1024
_PIECE = 64 * 1024


def _none() -> Iterable[float]:
    return ()


class Refused(Exception):
    """The body cannot be had; ``status`` is the one to answer with, ``retry_after`` when to come again, in seconds."""

    def __init__(self, status: int, retry_after: int | None = None) -> None:
        super().__init__(status)
        self.status, self.retry_after = status, retry_after


@contextmanager
def place(places: BoundedSemaphore, seconds: float, *, retry_after: int) -> Iterator[None]:
    """Hold one of ``places``, for which is waited so long. Raises Refused (503) where none becomes free."""
    if not places.acquire(timeout=seconds):
        raise Refused(503, retry_after)
    try:
        yield
    finally:
        places.release()


@dataclass(slots=True)
class Lane:
    """In it few bodies are read at a time: of at most ``largest`` bytes, waited for and read in so many seconds.

    ``places`` bodies are read at the same time, and ``queue`` others may wait for a place.
    """

    largest: int
    wait: float
    patience: float
    places: int = 1
    queue: int = 1
    taken: BoundedSemaphore = field(init=False)
    entered: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self.taken = BoundedSemaphore(self.places)
        self.entered = BoundedSemaphore(self.places + self.queue)

    def read(
        self,
        source: BinaryIO,
        length: int,
        peer: str,
        port: int,
        on_slow: Callable[[], None],
        answering: Callable[[], Iterable[float]] = _none,
    ) -> BinaryIO:
        """Return the ``length`` bytes that ``source`` brings, in a file at its beginning.

        ``peer`` and ``port`` are the address of the sender and ours; ``on_slow`` is called where the sender is cut off.
        ``answering`` returns when the requests from there that are being answered were complete (``monotonic``).
        Raises Refused: 413 where they are too many, 503 where the lane is taken, 408 where they do not come in time,
        400 where fewer come.
        """
        if length > self.largest:
            raise Refused(413)
        with place(self.entered, 0, retry_after=5), place(self.taken, self.wait, retry_after=5):
            return self._read(source, length, _Clock(self.patience, length, peer, port, on_slow, answering))

    def _read(self, source: BinaryIO, length: int, clock: _Clock) -> BinaryIO:
        file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  It is read by whoever asked for it.
        clock.start()
        left = length
        try:
            while left > 0 and (piece := source.read(min(left, _PIECE))):
                file.write(piece)
                left -= len(piece)
        except OSError as error:  # No room for the file.
            logger.error("A request could not be taken in: %s", error)
            file.close()
            raise Refused(503, retry_after=30) from error
        finally:
            clock.done.set()
        if left > 0:
            file.close()
            raise Refused(408 if clock.is_over else 400)
        file.seek(0)
        return file


class _Clock(Thread):
    """Ends the reading of a body that does not come in time, by cutting the connection that it should come over."""

    def __init__(
        self,
        patience: float,
        length: int,
        peer: str,
        port: int,
        on_slow: Callable[[], None],
        answering: Callable[[], Iterable[float]],
    ) -> None:
        super().__init__(name="body", daemon=True)
        self.done = Event()
        self.is_over = False
        self._patience, self._length, self._peer, self._port = patience, length, peer, port
        self._on_slow, self._answering = on_slow, answering

    def run(self) -> None:
        # Almost always it is done by now, and the connections need not be looked through.
        if self.done.wait(self._patience / 10):
            return
        before = connections_from(self._peer, self._port)
        if self.done.wait(self._patience * 0.9):
            return
        self.is_over = True
        self._on_slow()
        # Where cutting the one has ended the waiting, its neighbors are left alone.
        for width in WIDTHS:
            cut_slow(self._peer, self._port, before, self._length, width, self._answering())
            if self.done.wait(min(0.5, self._patience / 6)):
                return
        logger.error("A request from %s does not come, and its connection cannot be found and cut.", self._peer)


class Lanes:
    """The lanes of one worker."""

    def __init__(self, largest_upload: int) -> None:
        # Where all its places are held by slow strangers, the first of them is free again after three seconds.
        self.strangers = Lane(64 * 1024, wait=5.0, patience=3.0, places=4, queue=MOST_STRANGERS - 4)
        self.staff = Lane(256 * 1024, wait=1.0, patience=15.0, places=2)
        # 50 MB in five minutes is 1.4 Mbit/s.
        self.uploads = Lane(largest_upload, wait=1.0, patience=300.0)

    def lane(self, length: int, is_staff: bool) -> Lane:
        """Return the lane for a body of ``length`` bytes, from staff who are signed in or from strangers."""
        if not is_staff:
            return self.strangers
        return self.staff if length <= self.staff.largest else self.uploads
