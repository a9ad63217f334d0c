"""Middleware for security headers, compression, and outages of the database or the storage."""

from django.contrib.messages.middleware import MessageMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from orgcharts.changes.retries import is_serialization_failure, retry
from techsets.common.outage_kinds import OutageKind
from techsets.monitoring import outages
from techsets.web import unavailable
from techsets.web.headers import security_headers


class UnavailableMiddleware:
    """Answers with Retry-After where the database or the storage is unavailable.

    It handles exceptions of views; others reach ``techsets.web.pages.server_error``. While the database is known not to
    answer, no request waits for it: otherwise all threads would soon wait, and none would send cached pages.
    """

    #: Paths that report the database's state, or need no database.
    _ALWAYS = frozenset(("/healthz", "/readyz", "/metrics"))

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the outage page while the database is known to be away. The CSRF check has been made by now."""
        if outages.is_ongoing("database") and request.path_info not in self._ALWAYS:
            outages.count("database")
            return unavailable.outage_page(request, OutageKind.AWAY)
        return None

    def process_exception(self, request, exception):
        """Return the outage page for an outage; None for any other exception."""
        return unavailable.response_to(request, exception)


class RetryMiddleware:
    """Runs a view that writes again where the database broke off its transaction because of a concurrent one.

    Such a transaction has left nothing behind (see ``orgcharts.changes.retries``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the response of another attempt; None where another attempt would not help."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not is_serialization_failure(exception):
            return None
        self._reset(request)
        view, args, kwargs = request.resolver_match
        return retry(lambda: view(request, *args, **kwargs), lambda: self._reset(request))

    def _reset(self, request) -> None:
        for file in request.FILES.values():
            file.seek(0)
        # Messages of the broken-off attempt are dropped.
        MessageMiddleware(self.get_response).process_request(request)


class SecurityHeadersMiddleware:
    """Adds the headers that every answer carries, unless a view has set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in security_headers(request.is_secure()).items():
            response.headers.setdefault(name, value)
        # Pages of Django's admin set it themselves; redirects and others there do not.
        if request.path_info.startswith("/admin") and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages for browsers that accept gzip. Word files, which are streamed, are compressed already."""

    def process_response(self, request, response):
        return response if response.streaming else super().process_response(request, response)
