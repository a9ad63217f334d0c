"""Cache-Control of public pages, and rendering them in a database snapshot."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Browsers revalidate each time; shared caches may keep a response for one second (RFC 9111, 5.2.2).
PUBLIC = "public, max-age=0, s-maxage=1, must-revalidate"
PRIVATE = "private, no-cache"
#: Key in the WSGI environ of a context manager that begins a database snapshot and gives its content version, which
#: then replaces it there.
IN_SNAPSHOT = "techsets.in_snapshot"


def has_own_cookie(cookies: str) -> bool:
    """Return whether the ``Cookie`` header contains a cookie of this site (session, CSRF or messages).

    Other cookies, which a district may set for its whole domain, do not prevent caching.
    """
    return any(f"{name}=" in cookies for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"))


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view: mark its successful responses as public unless they are for a certain user."""

    @wraps(view)
    def mark_public(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        environ = getattr(request, "environ", {})  # The search renders pages without a WSGI request.
        if snapshot := environ.get(IN_SNAPSHOT):
            # Not around the whole handler: Django closes connections that are in a transaction at the start.
            with snapshot() as environ[IN_SNAPSHOT]:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
        else:
            response = view(request, *args, **kwargs)
        if response.status_code in {200, 304} and request.method in {"GET", "HEAD"}:
            shared = not has_own_cookie(request.META.get("HTTP_COOKIE", "")) and not response.cookies
            response.headers["Cache-Control"] = PUBLIC if shared else PRIVATE
        return response

    return mark_public
