"""Headers that every answer carries, and pages compressed on their way out."""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

#: What a page may load: our own style sheets, pictures and forms, nothing from any other host.
#: The admin's scripts come from our own host too. Source: Content Security Policy Level 3 (W3C).
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class SecurityHeadersMiddleware:
    """Adds the content security policy and the permissions policy where a view has not set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not settings.DEBUG:  # Django's debug pages bring inline styles and scripts of their own.
            response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages for browsers that take gzip. Word files, sent as streams, are compressed in themselves."""

    def process_response(self, request, response):
        return response if response.streaming else super().process_response(request, response)
