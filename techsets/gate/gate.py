"""The gate: a WSGI application around Django's (PEP 3333)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from io import BytesIO
from threading import BoundedSemaphore, Lock
from time import monotonic

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError
from django.http.cookie import parse_cookie

from jobdescriptions.uploadform import LARGEST_UPLOAD
from techsets.gate.answers import Answers
from techsets.gate.bodies import MOST_STRANGERS, Lanes, Refused, place
from techsets.gate.connections import Watch
from techsets.gate.rates import BoundedStorage, Rate, counted_address
from techsets.gate.refusals import refuse
from techsets.headers import RETRY_AFTER, complete, is_https
from techsets.observability import outages
from techsets.timeouts import close_if_ended

logger = logging.getLogger(__name__)

Application = Callable[[dict, Callable], Iterable[bytes]]

READING = frozenset(("GET", "HEAD", "OPTIONS"))
#: No address of ours is longer, in characters as they are sent.
LONGEST_PATH, LONGEST_QUERY = 2_000, 16_000
#: Asked by machines, all day long, perhaps by the same ones that pass on everybody's requests. They cost little.
FOR_MACHINES = frozenset(("/healthz", "/readyz", "/metrics"))
#: The form of an upload says itself what is too large; this is only for what is much larger.
LARGEST_BODY = LARGEST_UPLOAD + 4 * 1024 * 1024
#: A password is checked for a quarter of a second, on purpose. At most so many at a time, so that other threads get on;
#: the next ones wait their turn, for so many seconds at most.
MOST_SIGN_INS, LONGEST_WAIT = 2, 10.0


class Gate:
    """Refuses what is of no use, and lets Django answer the rest; every answer gets the headers of ``headers``."""

    def __init__(self, application: Application, *, watch: bool = False) -> None:
        """``watch`` says that the connections of this process shall be watched, from the first request on."""
        self.application = application
        self.lanes, self.answers = Lanes(LARGEST_BODY), Answers()
        #: Places for strangers, and for those of them whose password is being checked.
        self.strangers, self.signing_in = BoundedSemaphore(MOST_STRANGERS), BoundedSemaphore(MOST_SIGN_INS)
        storage = BoundedStorage()
        # 120 in 20 seconds: a class of forty whose network has one address, each searching every 7 seconds, is not
        # hurt (with two workers, every 3); one address cannot keep a worker busier than 6 searches a second.
        self.searches = Rate("search", settings.SEARCH_LIMIT, 20, storage)
        # 600 in 20 seconds: crawlers and a whole school may ask so much for pages that are not kept.
        self.pages = Rate("page", settings.PAGE_LIMIT, 20, storage)
        self.sign_ins = Rate("sign-in", settings.SIGN_IN_LIMIT, 60, storage)
        # Who was cut off three times in a minute is not listened to for the rest of it.
        self.slow = Rate("slow", 3, 60, storage)
        #: Of each request that is being answered: whose it is, and when all of it was here.
        self.answering: dict[object, tuple[str, float]] = {}
        self._to_be_watched, self._lock = watch, Lock()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self._to_be_watched:
            self._begin_to_watch(environ)
        method, path = environ["REQUEST_METHOD"].upper(), environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            return refuse(environ, start_response, 414)
        is_admin = path.startswith("/admin/")
        if method not in READING and not (is_admin and method == "POST"):
            return refuse(environ, start_response, 405, unread=True)
        rate = self._rate(method, path, query)
        if rate is not None:
            address = counted_address(environ)
            seconds = rate.wait(address) if address is not None else 0
            if seconds:
                return refuse(environ, start_response, 429, retry_after=seconds, unread=method == "POST")
        if method != "POST":
            return self._answer(environ, start_response)
        is_staff, is_sign_in = _is_signed_in(environ), path.startswith("/admin/login/")
        unread = True
        with ExitStack() as places:
            try:
                if is_sign_in or not is_staff:
                    places.enter_context(place(self.strangers, 0, retry_after=3))
                environ = self._with_body(environ, is_staff)
                unread = False
                if is_sign_in:
                    places.enter_context(place(self.signing_in, LONGEST_WAIT, retry_after=3))
            except Refused as refused:
                return refuse(environ, start_response, refused.status, retry_after=refused.retry_after, unread=unread)
            return self._answer(environ, start_response)

    def _begin_to_watch(self, environ: dict) -> None:
        with self._lock:
            begin, self._to_be_watched = self._to_be_watched, False
        if begin:
            Watch(_port(environ), limit_addresses=not settings.PROXIES).start()

    def _rate(self, method: str, path: str, query: str) -> Rate | None:
        if path.startswith("/static/") or path in FOR_MACHINES:
            return None
        if path.startswith("/admin"):
            return self.sign_ins if method == "POST" and path.startswith("/admin/login/") else self.pages
        return self.searches if query or path.startswith("/search") else self.pages

    def _with_body(self, environ: dict, is_staff: bool) -> dict:
        """Return the environment of a POST with its body read. Raises Refused."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length and "HTTP_TRANSFER_ENCODING" in environ:
            raise Refused(411)  # No browser sends a form so.
        if length and not (length.isascii() and length.isdecimal()):
            raise Refused(400)
        size = int(length or 0)
        address = counted_address(environ)
        if address is not None and (seconds := self.slow.wait(address, count=False)):
            raise Refused(429, retry_after=seconds)
        if size:
            lane = self.lanes.lane(size, is_staff)
            peer = environ.get("REMOTE_ADDR", "")
            body = lane.read(
                environ["wsgi.input"],
                size,
                peer,
                _port(environ),
                on_slow=lambda: address is not None and self.slow.wait(address),
                answering=lambda: [moment for whose, moment in list(self.answering.values()) if whose == peer],
            )
        else:
            body = BytesIO()
        return environ | {"wsgi.input": body}

    def _answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Let Django answer."""
        started: list = []
        this = object()
        self.answering[this] = environ.get("REMOTE_ADDR", ""), monotonic()
        try:
            parts = self.application(environ, lambda *arguments: started.append(arguments))
            whole = self.answers.whole(parts)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            outages.note("database", error, environ.get("PATH_INFO", ""))
            return refuse(environ, start_response, 503, retry_after=int(RETRY_AFTER))
        except Exception:
            logger.exception("A fault that Django did not catch, at %s", environ.get("PATH_INFO"))
            return refuse(environ, start_response, 500)
        finally:
            del self.answering[this]
        if whole is None:
            return refuse(environ, start_response, 503, retry_after=10)
        status, headers = started[-1][:2]
        start_response(status, complete(headers, is_https(environ)))
        return whole


def _port(environ: dict) -> int:
    return int(environ.get("SERVER_PORT") or 0)


def _is_signed_in(environ: dict) -> bool:
    """Say whether a request has the cookie of a session in which somebody has signed in; one query if it has a cookie.

    The session may have run out since: what somebody typed meanwhile is kept for when they have signed in again.
    """
    session = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not (session.isascii() and session.isalnum()):
        return False
    try:
        close_if_ended()
        return SESSION_KEY in SessionStore(session)
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
