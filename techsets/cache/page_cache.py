"""What stands before Django: answers that say that they are public are kept, and sent again without asking Django.

An answer is kept for one edition of the site (see ``content_version``), and only where no public edit was committed
while it was made, so that a page never comes from two states of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError

from techsets.cache.content_version import Editions, read, snapshot
from techsets.cache.store import Headers, Kept, Store, keep
from techsets.common.public_pages import IN_SNAPSHOT, has_our_cookie
from techsets.monitoring import access_log, outages
from techsets.server.timeouts import close_if_ended
from techsets.web.headers import is_https, is_public

#: A longer query is no page of ours.
LONGEST_QUERY = 300
#: A larger answer is not kept; it goes through as it comes.
LARGEST = 4 * 1024 * 1024
#: One part in so many of the memory is for answers to addresses with a query.
QUERIES_SHARE = 8
#: So often an answer is made anew because somebody has edited meanwhile; then it is made in a transaction.
TRIES = 2
#: For so long, in seconds, after an edit has become known, whoever asks for a page that is just being made anew gets it
#: as it was: else the first second after each edit would have every thread make the same popular pages. With the time
#: for which an edition is trusted (``content_version.TRUSTED``) it stays well below a second.
GRACE = 0.5
#: Headers that ask for less than the whole answer, or for it in another form: Django makes the whole, plain one.
_NARROWING = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

#: With these, an address that was public says that it is so no longer.
_NO_LONGER = frozenset(("301", "302", "404", "410"))
#: The health of this server is told whatever the database does.
_NEVER = ("/admin", "/static/", "/healthz", "/readyz")
#: In the environment of a request: its key, and the kept answer of an earlier edition.
_FOUND = "techsets.found"

Application = Callable[[dict, Callable], Iterable[bytes]]


class Counts:
    """How many answers came from memory, in plain numbers: metrics carry them over now and then.

    Threads of the same process count here without a lock; one more or less does not matter.
    """

    __slots__ = ("bytes", "made", "stale", "unchanged", "whole")

    def __init__(self) -> None:
        #: Whole ones, and "not modified" or to HEAD; the bytes of the bodies.
        self.whole = self.unchanged = self.bytes = 0
        #: Newly made and kept; sent as they were because the database was away.
        self.made = self.stale = 0


class PageCache:
    """A WSGI application around Django's (PEP 3333).

    Whatever is not answered from memory goes through ``Observed``, which logs and counts it.
    """

    def __init__(self, application: Application, megabytes: int | None = None) -> None:
        self.application = application
        size = (settings.PAGE_CACHE_MEGABYTES if megabytes is None else megabytes) * 1024 * 1024
        self.store = Store(size - size // QUERIES_SHARE)
        #: Answers to addresses, and names of the host, of which anybody can think up any number: they push out only
        #: each other.
        self.queries = Store(size // QUERIES_SHARE)
        self._hosts = _plain_hosts()
        self.editions = Editions()
        self.counts = Counts()
        #: The keys of the pages that are being made.
        self._making: set[tuple] = set()
        self._observed = access_log.Observed(self._answer, level=settings.ACCESS_LOG, trusted=settings.PROXIES > 0)
        self._logs_kept = settings.ACCESS_LOG == "all"

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ) if self.store.limit else None
        edition = self.editions.known() if key is not None else None
        kept = self._store(key).get(key) if key is not None else None
        if kept is not None and (kept.edition == edition or self._may_be_late(key, kept)):
            start = self._logged(environ, start_response) if self._logs_kept else start_response
            parts, counts = kept.send(environ, start), self.counts
            if parts:
                counts.whole += 1
                counts.bytes += len(parts[0])
            else:
                counts.unchanged += 1
            return parts
        environ[_FOUND] = (key, kept)
        return self._observed(environ, start_response)

    def _may_be_late(self, key: tuple, kept: Kept) -> bool:
        return key in self._making and self.editions.seconds_outdated(kept.edition) < GRACE

    def _answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer what is not in memory, or is there from another edition."""
        key, kept = environ.pop(_FOUND)
        if key is None:
            return self.application(environ, start_response)
        self._making.add(key)
        try:
            return self._make(environ, start_response, key, kept)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            outages.note("database", error, access_log.shown_path(environ))
            if kept is not None:
                self.counts.stale += 1
                return kept.send(environ, start_response)
            # Django has a page for that, and others that need no database.
            return self.application(environ, start_response)
        finally:
            self._making.discard(key)

    @staticmethod
    def _logged(environ: dict, start_response: Callable) -> Callable:
        """Return what starts an answer from memory and writes its line into the log."""

        def start(status: str, headers: Headers, exc_info=None):
            whole = status.startswith("200") and environ["REQUEST_METHOD"] == "GET"
            count = int(dict(headers)["Content-Length"]) if whole else 0
            access_log.write(environ, int(status[:3]), count, 0.0, "kept")
            return start_response(status, headers)

        return start

    def _store(self, key: tuple) -> Store:
        """Return where an answer is kept: ``store`` if it has no query and the host as the site's own links name it."""
        return self.store if not key[3] and key[1] in self._hosts else self.queries

    def _make(self, environ: dict, start_response: Callable, key: tuple, before: Kept | None) -> Iterable[bytes]:
        """Let Django answer; keep the answer if it may be kept. Raises DatabaseError where no edition can be read.

        Where Django is not available either, ``before``, the page of an earlier edition, is better than none.
        """
        whole = {name: value for name, value in environ.items() if name not in _NARROWING}
        whole["REQUEST_METHOD"] = "GET"
        close_if_ended()
        for attempt in range(TRIES + 1):
            edition = read()
            answer = Answer(self.application, whole | {IN_SNAPSHOT: snapshot if attempt == TRIES else None})
            if answer.status.startswith("503 ") and before is not None:
                _closed(answer.parts)
                self.counts.stale += 1
                return before.send(environ, start_response)
            if not answer.is_public:
                if answer.status[:3] in _NO_LONGER:
                    self._store(key).drop(key)
                return self._pass(answer, environ, start_response)
            if attempt == TRIES:
                edition = answer.environ[IN_SNAPSHOT]
            elif read() != edition:
                continue
            break
        kept = keep(edition, answer.headers, answer.data)
        self._store(key).put(key, kept)
        self.counts.made += 1
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
    if path.startswith(_NEVER) or len(query) > LONGEST_QUERY:
        return None
    if has_our_cookie(environ.get("HTTP_COOKIE", "")) or "HTTP_AUTHORIZATION" in environ:
        return None
    return is_https(environ), environ.get("HTTP_HOST", ""), path, query


def _plain_hosts() -> frozenset[str]:
    """Return how the site's own links name its hosts. Django takes them in capitals too, and with any port."""
    ports = {settings.PORT, urlsplit(settings.SITE_URL).port} - {None}
    return frozenset(name + port for name in settings.ALLOWED_HOSTS for port in ("", *(f":{one}" for one in ports)))


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
            public = is_public(value)
    return public


def _closed(parts: Iterable[bytes]) -> list[bytes]:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    return []
