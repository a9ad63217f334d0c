"""The current request, as logs and error reports name it. Does not import Django."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass

#: The header with the request id, from the proxy and in the response.
HEADER = "X-Request-ID"
#: Ids that are taken over from a proxy: short, and without characters that are special in logs or HTML.
_VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(slots=True)
class Request:
    """What is logged about a request besides its method and path; middleware fills it in."""

    id: str
    #: The route name, of which there are few; never the path.
    route: str = ""
    #: The key of the account, where somebody is signed in.
    user: int | None = None
    status: int = 500


current: ContextVar[Request | None] = ContextVar("the request that is being answered, for logs", default=None)


def current_id() -> str:
    """Return the id of the current request, or an empty string."""
    request = current.get()
    return request.id if request else ""


def request_id_of(environ: dict, trusted: bool) -> str:
    """Return the id in the request if ``trusted`` (a proxy sets it) and valid, or else a new one."""
    if trusted:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        if _VALID.fullmatch(given):
            return given
    return os.urandom(8).hex()
