"""A WSGI application in front of Django that caches public responses.

A response is cached for one content version (``content_version``), and only where no public change was committed while
it was made, so that a page never comes from two states of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError

from techsets.cache.content_version import VersionProbe, read, snapshot
from techsets.cache.store import CachedResponse, Headers, Store, encode_response
from techsets.common.public_pages import IN_SNAPSHOT, has_own_cookie
from techsets.monitoring import access_log, outages
from techsets.server.timeouts import close_if_stale
from techsets.web.headers import is_https, is_public

#: Characters; responses to longer queries are not cached.
MAX_QUERY = 300
#: Bytes; larger responses pass through uncached.
MAX_BODY = 4 * 1024 * 1024
#: One part in so many of the memory is for addresses with a query.
QUERIES_SHARE = 8
#: Number of attempts at a page that an edit interrupts; the next one is made in a transaction.
TRIES = 2
#: Seconds after an edit became known during which a page that is just being made anew is sent as it was: otherwise
#: every edit would let all threads make the same popular pages. Together with ``content_version.MAX_AGE`` it stays well
#: below a second.
GRACE = 0.5
#: Headers that ask for less than the whole response, or for another encoding: Django makes the whole, plain one.
_NARROWING = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

#: Statuses with which an address that was public says that it no longer is.
_NO_LONGER_PUBLIC = frozenset(("301", "302", "404", "410"))
#: Never cached; health checks are answered whatever the database does.
_NEVER = ("/admin", "/static/", "/healthz", "/readyz")
#: In the environment of a request: its key, and the response of an earlier version.
_LOOKUP = "techsets.cache_lookup"

Application = Callable[[dict, Callable], Iterable[bytes]]


class Counts:
    """Counts of responses from memory, as plain numbers that metrics copy now and then.

    Threads count here without a lock; one more or less does not matter.
    """

    __slots__ = ("bytes", "made", "stale", "unchanged", "whole")

    def __init__(self) -> None:
        #: Whole responses; "not modified" and those to HEAD; bytes of the bodies.
        self.whole = self.unchanged = self.bytes = 0
        #: Made and stored; sent though outdated because the database was away.
        self.made = self.stale = 0


class PageCache:
    """A WSGI application around Django's (PEP 3333).

    What is not answered from memory goes through ``access_log.RequestObserver``, which logs and counts it.
    """

    def __init__(self, application: Application, megabytes: int | None = None) -> None:
        self.application = application
        size = (settings.PAGE_CACHE_MEGABYTES if megabytes is None else megabytes) * 1024 * 1024
        self.store = Store(size - size // QUERIES_SHARE)
        #: For addresses with a query and unusual host names: anybody can make up any number; they evict only
        #: each other.
        self.queries = Store(size // QUERIES_SHARE)
        self._hosts = _canonical_hosts()
        self.probe = VersionProbe()
        self.counts = Counts()
        #: The keys of pages that are being made.
        self._in_progress: set[tuple] = set()
        self._observed = access_log.RequestObserver(
            self._answer, level=settings.ACCESS_LOG, trusted=settings.PROXIES > 0
        )
        self._logs_cached = settings.ACCESS_LOG == "all"

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = cache_key(environ) if self.store.limit else None
        version = self.probe.current() if key is not None else None
        cached = self._store(key).get(key) if key is not None else None
        if cached is not None and (cached.version == version or self._is_in_grace(key, cached)):
            start = self._logged(environ, start_response) if self._logs_cached else start_response
            parts, counts = cached.send(environ, start), self.counts
            if parts:
                counts.whole += 1
                counts.bytes += len(parts[0])
            else:
                counts.unchanged += 1
            return parts
        environ[_LOOKUP] = (key, cached)
        return self._observed(environ, start_response)

    def _is_in_grace(self, key: tuple, cached: CachedResponse) -> bool:
        return key in self._in_progress and self.probe.seconds_outdated(cached.version) < GRACE

    def _answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer what is not in memory, or only in another version."""
        key, cached = environ.pop(_LOOKUP)
        if key is None:
            return self.application(environ, start_response)
        self._in_progress.add(key)
        try:
            return self._make(environ, start_response, key, cached)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            outages.report("database", error, access_log.logged_path(environ))
            if cached is not None:
                self.counts.stale += 1
                return cached.send(environ, start_response)
            # Django has a page for the outage, and pages that need no database.
            return self.application(environ, start_response)
        finally:
            self._in_progress.discard(key)

    @staticmethod
    def _logged(environ: dict, start_response: Callable) -> Callable:
        """Return a ``start_response`` that also logs a response from memory."""

        def start(status: str, headers: Headers, exc_info=None):
            is_whole = status.startswith("200") and environ["REQUEST_METHOD"] == "GET"
            count = int(dict(headers)["Content-Length"]) if is_whole else 0
            access_log.write(environ, int(status[:3]), count, 0.0, "kept")
            return start_response(status, headers)

        return start

    def _store(self, key: tuple) -> Store:
        """Return the store for ``key``: ``store`` without a query and with the host as the site's own links name it."""
        return self.store if not key[3] and key[1] in self._hosts else self.queries

    def _make(self, environ: dict, start_response: Callable, key: tuple, old: CachedResponse | None) -> Iterable[bytes]:
        """Let Django answer; cache the response if that is allowed. Raises DatabaseError where no version can be read.

        Where Django is not available either, the ``old`` response is better than none.
        """
        full = {name: value for name, value in environ.items() if name not in _NARROWING}
        full["REQUEST_METHOD"] = "GET"
        close_if_stale()
        for attempt in range(TRIES + 1):
            version = read()
            answer = Answer(self.application, full | {IN_SNAPSHOT: snapshot if attempt == TRIES else None})
            if answer.status.startswith("503 ") and old is not None:
                _close(answer.parts)
                self.counts.stale += 1
                return old.send(environ, start_response)
            if not answer.is_cacheable:
                if answer.status[:3] in _NO_LONGER_PUBLIC:
                    self._store(key).drop(key)
                return self._pass_through(answer, environ, start_response)
            if attempt == TRIES:
                version = answer.environ[IN_SNAPSHOT]
            elif read() != version:
                continue
            break
        response = encode_response(version, answer.headers, answer.data)
        self._store(key).put(key, response)
        self.counts.made += 1
        return response.send(environ, start_response)

    def _pass_through(self, answer: Answer, environ: dict, start_response: Callable) -> Iterable[bytes]:
        start_response(answer.status, answer.headers)
        return answer.parts if environ["REQUEST_METHOD"] == "GET" else _close(answer.parts)


class Answer:
    """Django's answer. A cacheable body is read here (``data``); any other stays an iterable (``parts``)."""

    def __init__(self, application: Application, environ: dict) -> None:
        self.status, self.headers = "", []
        self.data = b""
        self.environ = dict(environ)
        self.parts = application(self.environ, self._start)
        self.is_cacheable = self.status.startswith("200 ") and is_cacheable(self.headers)
        if self.is_cacheable:
            try:
                self.data = b"".join(self.parts)
            finally:
                _close(self.parts)

    def _start(self, status: str, headers: Headers, exc_info=None) -> Callable[[bytes], None]:
        self.status, self.headers = status, list(headers)
        return lambda data: None


def cache_key(environ: dict) -> tuple | None:
    """Return the key of a request's response; None where the cache must not answer it."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if path.startswith(_NEVER) or len(query) > MAX_QUERY:
        return None
    if has_own_cookie(environ.get("HTTP_COOKIE", "")) or "HTTP_AUTHORIZATION" in environ:
        return None
    return is_https(environ), environ.get("HTTP_HOST", ""), path, query


def _canonical_hosts() -> frozenset[str]:
    """Return the hosts as the site's own links name them. Django takes them in capitals too, and with any port."""
    ports = {settings.PORT, urlsplit(settings.SITE_URL).port} - {None}
    return frozenset(name + port for name in settings.ALLOWED_HOSTS for port in ("", *(f":{one}" for one in ports)))


def is_cacheable(headers: Headers) -> bool:
    """Say whether a response is public, sets no cookie, varies by none, and is neither encoded nor too large."""
    public = False
    for name, value in headers:
        name = name.lower()
        if name == "set-cookie" or (name == "vary" and value.strip().lower() not in {"", "accept-encoding"}):
            return False
        if name == "content-length" and int(value) > MAX_BODY:
            return False
        if name == "content-encoding":
            return False
        if name == "cache-control":
            public = is_public(value)
    return public


def _close(parts: Iterable[bytes]) -> list[bytes]:
    """Close the parts of an answer that nobody reads; return an empty body."""
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    return []
