"""Answers that say that they are public: the same for everybody, and good until the site has another edition."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Browsers ask again each time, and are mostly told "not modified"; what stands between may keep it for a second.
#: Source: RFC 9111, 5.2.2.
PUBLIC = "public, max-age=0, s-maxage=1, must-revalidate"
PRIVATE = "private, no-cache"
#: In the environment of a request, where the page has to come from one snapshot of the database: what begins that
#: snapshot, a context manager that gives the edition which it shows. The edition is put there in its place.
IN_SNAPSHOT = "techsets.in_snapshot"


def has_own_cookie(cookies: str) -> bool:
    """Say whether the header ``Cookie`` has one that we have set: somebody who is signed in, or fills in a form.

    Cookies of others, which a district may set for all of its sites, are no reason to keep nobody's pages.
    """
    return any(f"{name}=" in cookies for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"))


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the good answers of ``view`` say that they are public, unless they are for somebody in particular."""

    @wraps(view)
    def marked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        environ = getattr(request, "environ", {})  # Of a page that the search reads there is no request.
        if snapshot := environ.get(IN_SNAPSHOT):
            # Not around the whole of Django: it closes a connection that it finds in a transaction at the beginning.
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

    return marked
