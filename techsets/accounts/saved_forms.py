"""Forms that were submitted after the session had expired, saved until their owner has signed in again.

Only a form that came with an expired session is saved, and only its owner gets it back. Files are not saved.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

KEY = "staff_kept_form"
#: Seconds for which a form is saved, and maximum number of characters.
MAX_AGE, MAX_CHARACTERS = 24 * 3600, 1_000_000


def capture(request: HttpRequest, user) -> dict | None:
    """Return the submitted form for the session, or None where it is not to be saved."""
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
    """Return the fields of the submitted form as pairs of name and value, or None where they must not be saved.

    Requests by scripts, forms that failed the CSRF check, and forms with passwords or codes are not saved.
    """
    is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if request.method != "POST" or not is_navigation or not getattr(request, "csrf_processing_done", False):
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
    if sum(len(name) + len(value) for name, value in fields) > MAX_CHARACTERS:
        return None
    return fields


def saved_form(session, user) -> dict | None:
    """Return the form saved for ``user`` in this session, or None; another person's or an old one is deleted."""
    saved = session.get(KEY)
    if saved and (saved["user"] != user.pk or time.time() - saved["at"] > MAX_AGE):
        del session[KEY]
        return None
    return saved
