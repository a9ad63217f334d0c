"""Limits on the rate and size of requests that reach Django; docs/limits.md has the figures and their reasons.

Cached pages never get here (``techsets.cache``). Slow clients are left to the proxy in front (decision 21).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobdescriptions.imports.upload_form import LARGEST_UPLOAD
from techsets.monitoring.middleware import MACHINE_PATHS
from techsets.monitoring.request_id import current
from techsets.web.headers import forbid_caching
from techsets.web.rate_limits import BoundedStorage, Rate, rate_limit_key

READ_ONLY = frozenset(("GET", "HEAD", "OPTIONS"))
SIGN_IN = "/admin/login/"
#: The largest request body in bytes, for strangers and for staff. Upload forms have their own, lower limit with a
#: message. ``DATA_UPLOAD_MAX_MEMORY_SIZE`` limits all fields without files.
MAX_ANONYMOUS_BODY = 64 * 1024
MAX_STAFF_BODY = LARGEST_UPLOAD + 4 * 1024 * 1024
#: Checking a password takes a quarter of a second, on purpose. Maxima for each worker, so that other threads get on:
#: password checks at a time, sign-ins that run or wait for one, and seconds that they wait.
MAX_PASSWORD_CHECKS, MAX_SIGN_INS, MAX_WAIT = 2, 8, 10.0


class RequestLimitsMiddleware:
    """Refuses requests that are too frequent (429), too large (413), or of a method that the page does not take (405).

    Needs the session middleware before it, for the size limit of staff. Counts in the memory of this process.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.sign_ins = BoundedSemaphore(MAX_SIGN_INS)
        self.password_checks = BoundedSemaphore(MAX_PASSWORD_CHECKS)
        storage = BoundedStorage()
        # 120 in 20 seconds: a class of forty whose network has one address, each searching every 7 seconds, is not
        # hurt (with two workers, every 3); one address cannot keep a worker busier than 6 searches a second.
        self.search_rate = Rate("search", settings.SEARCH_LIMIT, 20, storage)
        # 600 in 20 seconds: crawlers and a whole school may ask so much for pages that are not kept.
        self.page_rate = Rate("page", settings.PAGE_LIMIT, 20, storage)
        self.sign_in_rate = Rate("sign-in", settings.SIGN_IN_LIMIT, 60, storage)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_form = request.method == "POST" and request.path_info.startswith("/admin/")
        if not is_form and request.method not in READ_ONLY:
            response = _refuse(request, 405)
            response.headers["Allow"] = "GET, HEAD, OPTIONS"
            return response
        if seconds := self._seconds_to_wait(request):
            return _refuse(request, 429, seconds)
        if not is_form:
            return self.get_response(request)
        if _body_length(request) > MAX_ANONYMOUS_BODY and _body_length(request) > _max_body(request):
            return _refuse(request, 413)
        if request.path_info.startswith(SIGN_IN):
            return self._sign_in(request)
        return self.get_response(request)

    def _seconds_to_wait(self, request: HttpRequest) -> int:
        """Count a request; return 0, or the seconds after which its address may ask again."""
        path = request.path_info
        address = rate_limit_key(request.META)
        if path in MACHINE_PATHS or address is None:
            return 0
        if path.startswith("/admin"):
            is_sign_in = request.method == "POST" and path.startswith(SIGN_IN)
            return (self.sign_in_rate if is_sign_in else self.page_rate).wait(address)
        is_search = bool(request.META.get("QUERY_STRING")) or path.startswith("/search")
        return (self.search_rate if is_search else self.page_rate).wait(address)

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            for semaphore, seconds in ((self.sign_ins, 0), (self.password_checks, MAX_WAIT)):
                if not semaphore.acquire(timeout=seconds):
                    return _refuse(request, 503, 3)
                stack.callback(semaphore.release)
            return self.get_response(request)


def _body_length(request: HttpRequest) -> int:
    """Return the Content-Length in bytes; 0 for an invalid one, which is refused when the body is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0


def _max_body(request: HttpRequest) -> int:
    """Return the size limit for this client in bytes; one query. Raises DatabaseError.

    An expired session counts as staff: its form is saved until they have signed in again.
    """
    return MAX_STAFF_BODY if SESSION_KEY in request.session else MAX_ANONYMOUS_BODY


def _refuse(request: HttpRequest, status: int, retry_after: int | None = None) -> HttpResponse:
    """Return the page that says why a request is refused; ``retry_after`` in seconds."""
    noted = current.get()
    if noted is not None:
        noted.route = "refused"
    response = render(request, "refused.html", {"status": status, "seconds": retry_after}, status=status)
    return forbid_caching(response, retry_after)
