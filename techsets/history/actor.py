"""The actor of a change: the user of the current request, or the running command. The history asks for it here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_request: ContextVar = ContextVar("the request that is being answered", default=None)
_user: ContextVar = ContextVar("a person on whose behalf something is done", default=None)


class ActorMiddleware:
    """Makes the current request known. Its user is loaded only when something is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


@contextmanager
def on_behalf_of(user) -> Iterator[None]:
    """Record changes inside as those of ``user``, where there is no request."""
    token = _user.set(user)
    try:
        yield
    finally:
        _user.reset(token)


def actor() -> tuple[object | None, str]:
    """Return the acting user, or None, and the name to record: the user's, or the command's."""
    user = _user.get() or getattr(_request.get(), "user", None)
    if user is not None and user.is_authenticated:
        return user, user.get_username()
    program = Path(sys.argv[0]).name if sys.argv else ""
    command = sys.argv[1] if program == "manage.py" and len(sys.argv) > 1 else ""
    # Without the command's arguments, which may be private.
    return None, command if command.isidentifier() else "the site itself"
