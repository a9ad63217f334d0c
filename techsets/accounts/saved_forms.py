"""What somebody typed into a form while their session ended: kept for them until they have signed in again.

Only a form that came with a session that was good until then is kept, and only its owner gets it back. Files are
not kept.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

KEY = "staff_kept_form"
#: How long, and how many characters.
SECONDS, CHARACTERS = 24 * 3600, 1_000_000


def capture(request: HttpRequest, user) -> dict | None:
    """Return what the request would have changed, to be put into a session, or None where there is nothing to keep."""
    fields = fields_of(request)
    if fields is None:
        return None
    return {
        "user": user.pk,
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "at": int(time.time()),
    }


def fields_of(request: HttpRequest) -> list[list[str]] | None:
    """Return the fields of the form that was sent, as pairs of name and value, or None where they are not to be kept.

    Nothing is kept of requests by scripts, of what failed the check against forgery, and of forms with passwords or
    codes.
    """
    by_hand = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if request.method != "POST" or not by_hand or not getattr(request, "csrf_processing_done", False):
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]
    if any("password" in name or name == "code" for name, _ in fields) or not fields:
        return None
    if sum(len(name) + len(value) for name, value in fields) > CHARACTERS:
        return None
    return fields


def waiting(session, user) -> dict | None:
    """Return what is kept for ``user`` in this session, or None. What is another's or too old is forgotten."""
    kept = session.get(KEY)
    if kept and (kept["user"] != user.pk or time.time() - kept["at"] > SECONDS):
        del session[KEY]
        return None
    return kept
