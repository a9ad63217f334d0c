"""What stands before Django: answers that say that they are public are kept, and sent again without asking Django.

An answer is kept for one edition of the site (see ``edition``), and only where no public edit was committed while it
was made, so that a page never comes from two states of the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError

from techsets.headers import RETRY_AFTER, complete, is_https
from techsets.pagecache.edition import Editions, read
from techsets.pagecache.kept import Headers, Store, keep
from techsets.pagecache.public import IN_SNAPSHOT, has_our_cookie

logger = logging.getLogger(__name__)

#: A longer query is no page of ours.
LONGEST_QUERY = 300
#: A larger answer is not kept; it goes through as it comes.
LARGEST = 2 * 1024 * 1024
#: One part in so many of the memory is for answers to addresses with a query.
QUERIES_SHARE = 8
#: So often an answer is made anew because somebody has edited meanwhile; then it is made in a transaction.
TRIES = 2
#: Headers that ask for less than the whole answer, or for it in another form: Django makes the whole, plain one.
_NARROWING = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

Application = Callable[[dict, Callable], Iterable[bytes]]


class PageCache:
    """A WSGI application around Django's (PEP 3333)."""

    def __init__(self, application: Application, megabytes: int | None = None) -> None:
        self.application = application
        size = (settings.PAGE_CACHE_MEGABYTES if megabytes is None else megabytes) * 1024 * 1024
        self.store = Store(size - size // QUERIES_SHARE)
        #: Answers to addresses with a query, of which anybody can think up any number: they push out only each other.
        self.queries = Store(size // QUERIES_SHARE)
        self.editions = Editions()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ) if self.store.limit else None
        edition = self.editions.known() if key is not None else None
        if edition is None:
            return self.application(environ, start_response)
        kept = self._store(key).get(key)
        if kept is not None and kept.edition == edition:
            return kept.send(environ, start_response)
        try:
            return self._make(environ, start_response, key)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            logger.error("The database does not answer: %s", error)
            if kept is not None:  # Better the page as it was than none.
                return kept.send(environ, start_response)
            return _unavailable(environ, start_response)

    def _store(self, key: tuple) -> Store:
        return self.queries if key[3] else self.store

    def _make(self, environ: dict, start_response: Callable, key: tuple) -> Iterable[bytes]:
        """Let Django answer; keep the answer if it may be kept. Raises DatabaseError where no edition can be read."""
        whole = {name: value for name, value in environ.items() if name not in _NARROWING}
        whole["REQUEST_METHOD"] = "GET"
        for attempt in range(TRIES + 1):
            edition = read()
            answer = Answer(self.application, whole | {IN_SNAPSHOT: attempt == TRIES})
            if not answer.is_public:
                return self._pass(answer, environ, start_response)
            if attempt == TRIES:
                edition = answer.environ[IN_SNAPSHOT]
            elif read() != edition:
                continue
            break
        kept = keep(edition, answer.headers, answer.data)
        self._store(key).put(key, kept)
        return kept.send(environ, start_response)

    def _pass(self, answer: Answer, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Send an answer that is not kept as it is."""
        start_response(answer.status, answer.headers)
        return answer.parts if environ["REQUEST_METHOD"] == "GET" else _closed(answer.parts)


class Answer:
    """What Django answers. The body of one that is public is read here; any other's stays as it comes (``parts``)."""

    def __init__(self, application: Application, environ: dict) -> None:
        self.status, self.headers = "", []
        self.data = b""
        self.environ = dict(environ)
        self.parts = application(self.environ, self._start)
        self.is_public = self.status.startswith("200 ") and says_public(self.headers)
        if self.is_public:
            try:
                self.data = b"".join(self.parts)
            finally:
                _closed(self.parts)

    def _start(self, status: str, headers: Headers, exc_info=None) -> Callable[[bytes], None]:
        self.status, self.headers = status, list(headers)
        return lambda data: None


def key_of(environ: dict) -> tuple | None:
    """Return under what the answer to a request is kept; None where it is none that may be kept or sent from there."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if path.startswith(("/admin", "/static/")) or len(query) > LONGEST_QUERY:
        return None
    if has_our_cookie(environ.get("HTTP_COOKIE", "")) or "HTTP_AUTHORIZATION" in environ:
        return None
    return is_https(environ), environ.get("HTTP_HOST", ""), path, query


def says_public(headers: Headers) -> bool:
    """Say whether an answer may be kept: it says that it is public, sets no cookie, varies by none, is not large."""
    public = False
    for name, value in headers:
        name = name.lower()
        if name == "set-cookie" or (name == "vary" and value.strip().lower() not in {"", "accept-encoding"}):
            return False
        if name == "content-length" and int(value) > LARGEST:
            return False
        if name == "content-encoding":
            return False
        if name == "cache-control":
            public = "public" in [part.strip().lower() for part in value.split(",")]
    return public


def _unavailable(environ: dict, start_response: Callable) -> list[bytes]:
    """Say that the site cannot answer now; without Django, whose pages need the database."""
    text = b"The site cannot reach its database at the moment. Please try again in half a minute.\n"
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Retry-After", RETRY_AFTER),
        ("Cache-Control", "no-store"),
    ]
    start_response("503 Service Unavailable", complete(headers, is_https(environ)))
    return [text]


def _closed(parts: Iterable[bytes]) -> list[bytes]:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    return []
