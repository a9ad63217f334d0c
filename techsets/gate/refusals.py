"""Answers that say why a request is refused and what to do; made without Django, whose work they save."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from http import HTTPStatus

from techsets.headers import complete, is_https
from techsets.observability.requestid import current

#: Status: what the page says, and what to do about it.
WORDS = {
    400: ("This request did not come through whole", "Go back and try again; what you typed is still in the form."),
    405: (
        "This address does not take requests of that kind",
        "Open it as a page instead. If you came here from a form, go back and load the page with the form again.",
    ),
    408: (
        "Your browser took too long to send",
        "Nothing was saved. Go back and send again, over a faster connection or with smaller files if you can.",
    ),
    411: ("It was not said how much would be sent", "Programs must send a Content-Length with each request."),
    413: (
        "That is more than this site takes at once",
        "Nothing was saved. Go back and send fewer or smaller files, or less text.",
    ),
    414: ("This address is too long", "Shorten what you search for, or begin again from the home page."),
    431: (
        "Your browser sends too much with each request",
        "Delete the cookies that your browser keeps for this site, then load this page again.",
    ),
    429: (
        "Too many requests from your network",
        "The site answers only so many requests of this kind in a short time, so that it stays quick for everybody. "
        "Wait {seconds} and load this page again.",
    ),
    500: (
        "Something went wrong",
        "The fault is ours and has been noted. Nothing that you saved before is lost. Try again in a few minutes.",
    ),
    503: (
        "The site is busy",
        "It is taking in as much as it can at the moment. Wait a few seconds, go back, and send again.",
    ),
}

_PAGE = """<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading} - TechSETS</title>
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
<header class="top"><div class="wrap"><a class="name" href="/"><strong>TechSETS</strong></a></div></header>
<div class="wrap">
<main>
<h1>{heading}</h1>
<p class="lead">{remedy}</p>
<p><a href="/">To the home page</a></p>
</main>
</div>
</body>
</html>
"""


def refuse(
    environ: dict, start_response: Callable, status: int, *, retry_after: int | None = None, unread: bool = False
) -> list[bytes]:
    """Answer with the page for ``status``, a key of WORDS; ``retry_after`` in seconds (RFC 9110, 10.2.3).

    ``unread`` says that the body of the request was left unread: then the connection is closed, because what comes over
    it next would not be a request (RFC 9112, 9.6).
    """
    heading, remedy = WORDS[status]
    wait = max(1, retry_after or 1)
    remedy = remedy.replace("{seconds}", "a second" if wait == 1 else f"{wait} seconds")
    request = current.get()
    if request is not None:
        request.route = request.route or "refused"
        if status >= 500:
            remedy = f"{remedy} If it lasts, tell whoever runs this site the number of your request: {request.id}."
    data = _PAGE.format(heading=escape(heading), remedy=escape(remedy)).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(data))),
        ("Cache-Control", "no-store"),
    ]
    if retry_after is not None:
        headers.append(("Retry-After", str(wait)))
    if status == 405:
        headers.append(("Allow", "GET, HEAD, OPTIONS"))
    if unread:
        headers.append(("Connection", "close"))
    start_response(f"{status} {HTTPStatus(status).phrase}", complete(headers, is_https(environ)))
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [data]
