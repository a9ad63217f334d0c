"""Error reports to Sentry, or a compatible service, where SENTRY_DSN is set. Without it nothing is imported.

Reports have no personal data: no form bodies, cookies, client addresses, search words or values of variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from techsets.monitoring.logs import MIN_SECRET, REMOVED
from techsets.monitoring.request_id import current

#: Headers that are reported; any other may be personal or a credential.
_HEADERS = frozenset(("accept", "accept-encoding", "content-length", "content-type", "host"))
#: See ``logs._VALUES``. Sentry writes values as ``repr`` does, with "\\n" for the end of a line.
_VALUES = re.compile(r"(?:^|(?<=\\n))(\s*(?:DETAIL|LINE \d+|QUERY):).*$", re.MULTILINE)
#: Extra values of log records that may be personal, or hold the whole command line.
_LEFT_OUT = frozenset(("request", "sys.argv"))


def start() -> None:
    """Set Sentry up, if SENTRY_DSN is set."""
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
    # Sentry hears of exceptions in views by Django's signal; ``outages`` reports outages, once in a while.
    for name in ("django.request", "django.server", "techsets.monitoring.outages", "techsets.access"):
        ignore_logger(name)


def warn(text: str) -> None:
    """Report a warning, if SENTRY_DSN is set."""
    if settings.SENTRY_DSN:
        import sentry_sdk

        sentry_sdk.capture_message(text, level="warning")


def clean(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Return an event without personal data, with the id of the request."""
    request = event.get("request")
    if request:
        headers = {name: value for name, value in request.get("headers", {}).items() if name.lower() in _HEADERS}
        address = str(request.get("url", "")).partition("?")[0]
        event["request"] = {"url": address, "method": request.get("method"), "headers": headers}
    event.pop("user", None)
    for value in (event.get("exception") or {}).get("values", ()):
        value["value"] = _redact(str(value.get("value") or ""))
    if event.get("message"):
        event["message"] = _redact(str(event["message"]))
    if event.get("logentry"):  # Its parameters are in the formatted text, too.
        event["logentry"] = _redact_all(event["logentry"] | {"params": []})
    if event.get("extra"):
        event["extra"] = _redact_all(event["extra"])
    noted = current.get()
    if noted is not None:
        tags = event.setdefault("tags", {})
        tags |= {"request_id": noted.id, "route": noted.route or "none"}
    return event


def _clean_breadcrumb(breadcrumb: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Keep breadcrumbs of the log; drop those of statements, requests and subprocesses."""
    if breadcrumb.get("category") in {"query", "httplib", "subprocess"}:
        return None
    if breadcrumb.get("message"):
        breadcrumb["message"] = _redact(str(breadcrumb["message"]))
    if breadcrumb.get("data"):
        breadcrumb["data"] = _redact_all(breadcrumb["data"])
    return breadcrumb


def _redact_all(value: Any) -> Any:
    """Return a logged value (text, number, exception, or lists and dicts of these) with its texts redacted."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {_redact(str(key)): _redact_all(one) for key, one in value.items() if key not in _LEFT_OUT}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_all(one) for one in value]
    return _redact(str(value))


def _redact(text: str) -> str:
    for secret in settings.SECRETS:
        if len(secret) >= MIN_SECRET:
            text = text.replace(secret, REMOVED)
    return _VALUES.sub(rf"\1 {REMOVED}", text)
