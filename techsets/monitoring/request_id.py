"""The request that is being answered, as logs and error reports name it. No Django in here."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass

#: The header in which a proxy tells the id of a request, and in which the answer tells it.
HEADER = "X-Request-ID"
#: What a proxy's id may look like: short, and without anything that means something in a log or a page.
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(slots=True)
class Request:
    """What is said of a request beside its method and path: filled in by whoever comes to know it."""

    id: str
    #: The name of the address in the URL configuration, never the path: there are not many of them.
    route: str = ""
    #: The key of the account, where somebody is signed in.
    user: int | None = None
    status: int = 500


current: ContextVar[Request | None] = ContextVar("the request that is being answered, for logs", default=None)


def current_id() -> str:
    """Return the id of the request that is being answered, or an empty string where none is."""
    request = current.get()
    return request.id if request else ""


def request_id_of(environ: dict, trusted: bool) -> str:
    """Return the id that a request came with, if ``trusted`` (a proxy of ours sets it) and sound, or else a new one."""
    if trusted:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        if _SOUND.fullmatch(given):
            return given
    return os.urandom(8).hex()
