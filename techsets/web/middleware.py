"""Headers that every answer carries, pages compressed on their way out, and what is said during an outage."""

from django.contrib.messages.middleware import MessageMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from orgcharts.changes.retries import is_serialization_failure, retry
from techsets.common.outage_kinds import OutageKind
from techsets.monitoring import outages
from techsets.web import unavailable
from techsets.web.headers import security_headers


class UnavailableMiddleware:
    """Answers with the time to come again where the database is away or nothing can be saved: no fault of ours.

    It hears of what views raise; what is raised outside of them comes to ``techsets.web.pages.server_error``. While it
    is known that the database does not answer, nobody waits for it: all threads would soon wait, none send kept pages.
    """

    #: These tell of the database, or of nothing that is in it.
    _ALWAYS = frozenset(("/healthz", "/readyz", "/metrics"))

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the page for it while the database is known to be away. By now a form was checked against forgery."""
        if outages.is_ongoing("database") and request.path_info not in self._ALWAYS:
            outages.count("database")
            return unavailable.outage_page(request, OutageKind.AWAY)
        return None

    def process_exception(self, request, exception):
        """Return the page for it; None for any other exception, which is a fault."""
        return unavailable.response_to(request, exception)


class RetryMiddleware:
    """Answers a request that saves something once more where the database broke it off for the sake of another one.

    A transaction that two requests were in the way of each other with has left nothing behind (see
    ``orgcharts.changes.retries``), so the view is called again with what was sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return what the view answers at a further try; None where another one would not help."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not is_serialization_failure(exception):
            return None
        self._as_it_came(request)
        view, args, kwargs = request.resolver_match
        return retry(lambda: view(request, *args, **kwargs), lambda: self._as_it_came(request))

    def _as_it_came(self, request) -> None:
        for file in request.FILES.values():
            file.seek(0)
        # What was about to be told was not done.
        MessageMiddleware(self.get_response).process_request(request)


class SecurityHeadersMiddleware:
    """Adds what every answer carries, where a view has not set its own: static files and redirects, too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in security_headers(request.is_secure()).items():
            response.headers.setdefault(name, value)
        # Django's own pages of the admin say it; so does whatever else is answered there, such as a redirect.
        if request.path_info.startswith("/admin") and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages for browsers that take gzip. Word files, sent as streams, are compressed in themselves."""

    def process_response(self, request, response):
        return response if response.streaming else super().process_response(request, response)
