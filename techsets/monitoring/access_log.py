"""The access log: one line for each request that is not answered from memory, with its request id.

It has method, path, status, bytes, milliseconds and route, and the key of the account of staff. For privacy it has no
client address, no browser and no query string.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from techsets.monitoring import counters
from techsets.monitoring.request_id import HEADER, Request, current, request_id_of
from techsets.web.headers import NO_STORE, RETRY_AFTER, is_https, is_public, security_headers

logger = logging.getLogger("techsets.access")
_faults = logging.getLogger(__name__)

#: Log levels: nothing; statuses from 500; everything that Django answers; everything.
LEVELS = ("off", "errors", "made", "all")
#: Routes logged at level "all" only: static files, and what machines ask every few seconds.
_QUIET = frozenset(("static", "healthz", "readyz", "metrics"))
#: Characters after which a path is cut in the log.
MAX_PATH = 300

Application = Callable[[dict, Callable], Iterable[bytes]]
Headers = list[tuple[str, str]]


class RequestObserver:
    """A WSGI application (PEP 3333) around another that gives requests their ids, logs and counts them.

    Public responses do not carry the id, since caches would send it to everybody.
    """

    def __init__(self, application: Application, *, level: str, trusted: bool) -> None:
        self.application = application
        self.level = level
        #: Whether a proxy sets X-Request-ID.
        self.trusted = trusted

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        request = Request(request_id_of(environ, self.trusted))
        token, began = current.set(request), time.perf_counter()

        def started(status: str, headers: Headers, exc_info=None):
            request.status = int(status[:3])
            if not any(name.lower() == "cache-control" and is_public(value) for name, value in headers):
                headers = [*headers, (HEADER, request.id)]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        def finished(count: int) -> None:
            self._finished(environ, request, count, time.perf_counter() - began)

        try:
            parts = response = self.application(environ, started)
            if getattr(response, "streaming", None) is False:  # A complete response of Django's.
                try:
                    parts = [*response]
                finally:
                    response.close()
            if not isinstance(parts, list):
                return _Counted(parts, request, finished)
        except Exception:
            _faults.exception("%s was not answered", logged_path(environ))
            parts = _fault(environ, request, started)
        finally:
            current.reset(token)
        finished(sum(map(len, parts)))
        return parts

    def _finished(self, environ: dict, request: Request, count: int, seconds: float) -> None:
        path = environ.get("PATH_INFO", "")
        route = request.route or ("static" if path.startswith("/static/") else "none")
        counters.count_request(route, environ["REQUEST_METHOD"], request.status, seconds)
        if self.level == "off" or (self.level == "errors" and request.status < 500):
            return
        if self.level == "made" and route in _QUIET and request.status < 500:
            return
        token = current.set(request)
        try:
            write(environ, request.status, count, seconds, route, request.user)
        finally:
            current.reset(token)


class _Counted:
    """Iterates over the parts of a response; ``finished`` is called with their number of bytes when it is closed."""

    def __init__(self, parts: Iterable[bytes], request: Request, finished: Callable[[int], None]) -> None:
        self._parts, self._request, self._finished = parts, request, finished
        self._count = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._count += len(part)
            yield part

    def close(self) -> None:
        token = current.set(self._request)
        try:
            getattr(self._parts, "close", int)()
        finally:
            current.reset(token)
            self._finished(self._count)


def write(environ: dict, status: int, count: int, seconds: float, route: str, user: int | None = None) -> None:
    """Log one request; ``count`` in bytes."""
    method, path = environ["REQUEST_METHOD"], logged_path(environ)
    milliseconds = round(seconds * 1000, 2)
    fields = {"method": method, "path": path, "status": status, "bytes": count, "ms": milliseconds, "route": route}
    if user is not None:
        fields["user"] = user
    logger.info(
        "%s %s %s %s bytes %s ms %s%s",
        method,
        path,
        status,
        count,
        milliseconds,
        route,
        "" if user is None else f" user {user}",
        extra={"fields": fields},
    )


def logged_path(environ: dict) -> str:
    """Return the path of a request, percent-encoded and without its query."""
    return quote(environ.get("PATH_INFO", "").encode("latin-1", "replace")[:MAX_PATH], safe="/:@!$&'()*+,;=~-._")


def _fault(environ: dict, request: Request, started: Callable) -> list[bytes]:
    """Answer in place of an application that has raised an exception, which Django's does not."""
    text = f"Something went wrong. If it happens again, tell whoever runs this site: request {request.id}.\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Cache-Control", NO_STORE),
        ("Retry-After", str(RETRY_AFTER)),
        *security_headers(is_https(environ)).items(),
    ]
    started("500 Internal Server Error", headers)
    return [text]
