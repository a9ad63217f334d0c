"""The headers that answers carry, in one place: middleware, page cache, error answers and exported copies read this.

The settings import this module, so it reads no setting before one of its functions is called.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

#: What a page may load: style sheets, pictures, scripts and forms of this site, nothing from any other host.
#: Source: Content Security Policy Level 3 (W3C).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REFERRER_POLICY = "strict-origin-when-cross-origin"
#: A window that another site has opened is cut off from it (HTML, 7.1.3).
OPENER_POLICY = "same-origin"
FRAME_OPTIONS = "DENY"

#: On every answer. Cross-Origin-Resource-Policy (Fetch, 3.7): other sites may link to this one, not embed its files.
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": OPENER_POLICY,
    "Referrer-Policy": REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": FRAME_OPTIONS,
}

#: Values of Cache-Control (RFC 9111, 5.2.2). Those of public pages are in ``techsets.common.public_pages``.
NO_STORE = "no-store"
REVALIDATE = "public, max-age=0, must-revalidate"
IMMUTABLE = "public, max-age=31536000, immutable"

#: Seconds after which a client may ask again while the site is not available (RFC 9110, 10.2.3).
RETRY_AFTER = 30


def security_headers(https: bool) -> dict[str, str]:
    """Return the headers that every answer carries unless it has its own.

    ``https`` says how the reader came: only such a reader is told to use nothing else (RFC 6797, 7.2).
    """
    headers = dict(SECURITY_HEADERS)
    if settings.DEBUG:  # Django's debug pages have inline styles and scripts.
        del headers["Content-Security-Policy"]
    if https and settings.SECURE_HSTS_SECONDS:
        directives = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        directives += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
        directives += ["preload"] * settings.SECURE_HSTS_PRELOAD
        headers["Strict-Transport-Security"] = "; ".join(directives)
    return headers


def forbid_caching(response: HttpResponse, retry_after: int | None = None) -> HttpResponse:
    """Return ``response`` marked as one that nobody may store; ``retry_after`` in seconds (RFC 9110, 10.2.3)."""
    response.headers["Cache-Control"] = NO_STORE
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def is_public(cache_control: str) -> bool:
    """Say whether a Cache-Control header lets shared caches keep the answer.

    >>> is_public("public, max-age=0"), is_public("private, no-cache"), is_public("")
    (True, False, False)
    """
    return "public" in (directive.strip().lower() for directive in cache_control.split(","))


def is_https(environ: dict) -> bool:
    """Say whether a WSGI request came by https: to this server, or to the proxy in front of it.

    As Django reads it (HttpRequest.scheme): the first of several proxies counts.
    """
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip()
    return "https" in (forwarded, environ.get("wsgi.url_scheme"))
