"""What the headers of every answer say. The settings import this: it asks them nothing before it is called."""

from __future__ import annotations

from django.conf import settings

#: What a page may load: our own style sheets, pictures, scripts and forms, nothing from any other host.
#: Source: Content Security Policy Level 3 (W3C).
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=()"
REFERRERS = "strict-origin-when-cross-origin"
#: Other sites may link here, but not build our pages and files into theirs (Fetch, 3.7).
RESOURCES = "same-origin"
#: A window that another site has opened is cut off from it (HTML, 7.1.3).
OPENERS = "same-origin"
#: After so many seconds who was told that the site is not available may ask again (RFC 9110, 10.2.3).
RETRY_AFTER = "30"

EVERYWHERE = (
    ("Content-Security-Policy", POLICY),
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Resource-Policy", RESOURCES),
    ("Cross-Origin-Opener-Policy", OPENERS),
    ("Referrer-Policy", REFERRERS),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)


def complete(headers: list[tuple[str, str]], https: bool) -> list[tuple[str, str]]:
    """Return the headers of an answer with those that every answer carries, where it has none of its own.

    ``https`` says how the reader came: only such a reader is told to use nothing else (RFC 6797, 7.2).
    """
    names = {name.lower() for name, _ in headers}
    added = [(name, value) for name, value in EVERYWHERE if name.lower() not in names]
    if settings.DEBUG:  # Django's debug pages bring inline styles and scripts of their own.
        added = [(name, value) for name, value in added if value is not POLICY]
    if https and settings.SECURE_HSTS_SECONDS and "strict-transport-security" not in names:
        told = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        told += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
        told += ["preload"] * settings.SECURE_HSTS_PRELOAD
        added.append(("Strict-Transport-Security", "; ".join(told)))
    return [*headers, *added]


def is_https(environ: dict) -> bool:
    """Say whether the reader came by https: to this server, or to the proxy before it.

    As Django reads it (HttpRequest.scheme): the first of several proxies counts.
    """
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip()
    return "https" in (forwarded, environ.get("wsgi.url_scheme"))
