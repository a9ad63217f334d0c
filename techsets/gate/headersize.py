"""How long the headers of a request may be: the same number for the server and for the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from techsets.gate.refusals import refuse

#: Bytes of all headers together. The server (granian) is told it as the size of its buffer, but takes in what comes
#: with one reading, which may be twice as much.
LONGEST_HEADERS = 64 * 1024

Application = Callable[[dict, Callable], Iterable[bytes]]


class HeaderSize:
    """The outermost WSGI application: refuses (431, RFC 6585) longer headers, also for pages that are kept."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if length_of(environ) > LONGEST_HEADERS:
            return refuse(environ, start_response, 431, unread=True)
        return self.application(environ, start_response)


def length_of(environ: dict) -> int:
    """Return how many bytes the headers had, each with its colon, blank and end of line (RFC 9112, 5).

    WSGI has them as ``HTTP_`` and the name (PEP 3333); ``CONTENT_TYPE`` and ``CONTENT_LENGTH`` are too short to matter.
    """
    return sum(len(name) - 1 + len(value) for name, value in environ.items() if name.startswith("HTTP_"))
