"""What the headers of every answer say. No Django in here, because the settings name the function for static files."""

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
#: After so many seconds who was told that the site is not available may ask again (RFC 9110, 10.2.3).
RETRY_AFTER = "30"


def add_to_static_file(headers, path: str, url: str) -> None:
    """Add to the headers of a static file what every answer carries; called by WhiteNoise."""
    headers["Content-Security-Policy"] = POLICY
    headers["Cross-Origin-Resource-Policy"] = RESOURCES
    headers["Referrer-Policy"] = REFERRERS
    headers["X-Content-Type-Options"] = "nosniff"
