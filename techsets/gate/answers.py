"""Sending answers without letting slow receivers hold the worker.

The server sends an answer that is one piece without holding any of the worker's four threads, but pulls one that comes
in pieces (a file) in such a thread, at the pace of the receiver. So what is not large is made one piece. What is large
may occupy one thread at most, and is cut off where the receiver is slower than any line that is still in use.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore

logger = logging.getLogger(__name__)

#: What is not larger is sent in one piece, from memory.
IN_ONE_PIECE = 2 * 1024 * 1024
#: So many threads may send large files at the same time. Word files, pages and most static files are smaller.
MOST_SENDERS = 1
#: A receiver has so many seconds, and one more for each so many bytes.
PATIENCE, BYTES_A_SECOND = 30.0, 8 * 1024


def close(parts: Iterable[bytes]) -> None:
    """Close an answer, as WSGI demands after its last piece."""
    if hasattr(parts, "close"):
        parts.close()


class Answers:
    """Sends the answers of one worker."""

    def __init__(self) -> None:
        self._senders = BoundedSemaphore(MOST_SENDERS)

    def whole(self, parts: Iterable[bytes]) -> list[bytes] | Large | None:
        """Return an answer as one piece, or as a large one; None where too many large ones are being sent already.

        What is in memory anyway, as all pages are, is one piece whatever its size.
        """
        if isinstance(parts, list) or getattr(parts, "streaming", None) is False:
            data = b"".join(parts)
            close(parts)
            return [data]
        pieces, size = [], 0
        following = iter(parts)
        for piece in following:
            pieces.append(piece)
            size += len(piece)
            if size > IN_ONE_PIECE:
                break
        else:
            close(parts)
            return [b"".join(pieces)]
        if not self._senders.acquire(blocking=False):
            close(parts)
            return None
        return Large(pieces, following, parts, self._senders)


class Large:
    """A large answer on its way, piece by piece."""

    def __init__(self, first: list[bytes], rest: Iterator[bytes], parts: Iterable[bytes], senders: BoundedSemaphore):
        self._pieces = self._paced(first, rest)
        self._parts: Iterable[bytes] | None = parts
        self._senders = senders

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def _paced(self, first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
        began, sent = time.monotonic(), 0
        for pieces in (first, rest):
            for piece in pieces:
                if time.monotonic() - began > PATIENCE + sent / BYTES_A_SECOND:
                    # The receiver sees that it is cut off: it was told the length, or gets no last chunk.
                    raise TimeoutError("A large file was received too slowly, and was cut off.")
                sent += len(piece)
                yield piece

    def close(self) -> None:
        """Give the place back; more than once is harmless."""
        if self._parts is not None:
            parts, self._parts = self._parts, None
            self._senders.release()
            close(parts)
