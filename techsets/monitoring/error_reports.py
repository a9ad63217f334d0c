"""Faults of ours are told to Sentry, or what speaks like it, where SENTRY_DSN is set. Without it nothing is imported.

What is told is about the site, not about people: no bodies of forms, cookies, addresses of readers, words of searches,
or values of variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from techsets.monitoring.logs import REMOVED, SHORTEST_SECRET
from techsets.monitoring.request_id import current

#: Headers that may be told; any other may be about a person or let somebody in.
_HEADERS = frozenset(("accept", "accept-encoding", "content-length", "content-type", "host"))
#: See ``logs._VALUES``. What Sentry has written as ``repr`` does has "\\n" in place of the end of a line.
_VALUES = re.compile(r"(?:^|(?<=\\n))(\s*(?:DETAIL|LINE \d+|QUERY):).*$", re.MULTILINE)
#: What records bring along that is about people, or is the whole command.
_LEFT_OUT = frozenset(("request", "sys.argv"))


def start() -> None:
    """Begin to tell faults, if SENTRY_DSN is set."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import ignore_logger

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        release=f"techsets@{settings.RELEASE}",
        traces_sample_rate=settings.SENTRY_TRACES or None,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        trace_propagation_targets=[],
        integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False)],
        before_send=clean,
        before_send_transaction=clean,
        before_breadcrumb=_clean_breadcrumb,
    )
    # A fault in a view is told by the signal of Django's; of an outage ``outages`` tells, once in a while.
    for name in ("django.request", "django.server", "techsets.monitoring.outages", "techsets.access"):
        ignore_logger(name)


def warn(text: str) -> None:
    """Tell something that is no fault of ours and that somebody should know, if SENTRY_DSN is set."""
    if settings.SENTRY_DSN:
        import sentry_sdk

        sentry_sdk.capture_message(text, level="warning")


def clean(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Return an event without what is about people, with the id of the request."""
    request = event.get("request")
    if request:
        headers = {name: value for name, value in request.get("headers", {}).items() if name.lower() in _HEADERS}
        address = str(request.get("url", "")).partition("?")[0]
        event["request"] = {"url": address, "method": request.get("method"), "headers": headers}
    event.pop("user", None)
    for value in (event.get("exception") or {}).get("values", ()):
        value["value"] = _without_values(str(value.get("value") or ""))
    if event.get("message"):
        event["message"] = _without_values(str(event["message"]))
    if event.get("logentry"):  # Its parameters are in the formatted text, too, where they can be told from values.
        event["logentry"] = _cleaned(event["logentry"] | {"params": []})
    if event.get("extra"):
        event["extra"] = _cleaned(event["extra"])
    noted = current.get()
    if noted is not None:
        tags = event.setdefault("tags", {})
        tags |= {"request_id": noted.id, "route": noted.route or "none"}
    return event


def _clean_breadcrumb(breadcrumb: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Keep what was logged before; statements, addresses and queries stay here."""
    if breadcrumb.get("category") in {"query", "httplib", "subprocess"}:
        return None
    if breadcrumb.get("message"):
        breadcrumb["message"] = _without_values(str(breadcrumb["message"]))
    if breadcrumb.get("data"):
        breadcrumb["data"] = _cleaned(breadcrumb["data"])
    return breadcrumb


def _cleaned(value: Any) -> Any:
    """Return a logged value (text, number, exception, or lists and dicts of these) whose texts are without values."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {_without_values(str(key)): _cleaned(one) for key, one in value.items() if key not in _LEFT_OUT}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(one) for one in value]
    return _without_values(str(value))


def _without_values(text: str) -> str:
    for secret in settings.SECRETS:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, REMOVED)
    return _VALUES.sub(rf"\1 {REMOVED}", text)
