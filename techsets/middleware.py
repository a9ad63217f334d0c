"""Headers that every answer carries, pages compressed on their way out, and what is said during an outage."""

from django.conf import settings
from django.db import OperationalError, connection
from django.db.utils import InterfaceError
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from jobdescriptions.storage import StorageUnavailable
from techsets.headers import EVERYWHERE, POLICY, RETRY_AFTER
from techsets.observability import outages
from techsets.observability.requestid import current_id


class UnavailableMiddleware:
    """Answers 503 with the time to come again, instead of a fault of ours, where database or storage is away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the page for it; None for any other exception, which is a fault."""
        if isinstance(exception, StorageUnavailable):
            what = "storage"
        elif isinstance(exception, (OperationalError, InterfaceError)):
            what = "database"
            connection.close()
        else:
            return None
        outages.note(what, exception, request.path)
        response = render(request, "503.html", {"what": what, "request_id": current_id()}, status=503)
        response.headers["Retry-After"] = RETRY_AFTER
        response.headers["Cache-Control"] = "no-store"
        return response


class SecurityHeadersMiddleware:
    """Adds what every answer carries, where a view has not set its own; the gate does it for answers that miss this."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in EVERYWHERE:
            if value is not POLICY or not settings.DEBUG:  # Django's debug pages bring inline styles and scripts.
                response.headers.setdefault(name, value)
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages for browsers that take gzip. Word files, sent as streams, are compressed in themselves."""

    def process_response(self, request, response):
        return response if response.streaming else super().process_response(request, response)
