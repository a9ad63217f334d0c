"""Log formats: a line of text or a JSON object for each record, with the request id and without secrets.

It does not import Django, because granian, the server, formats its own records with it too.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from techsets.monitoring.request_id import current_id

#: Characters; a shorter secret is not replaced, since it would be found inside of words.
MIN_SECRET = 6
REMOVED = "[removed]"
#: Lines that PostgreSQL adds to an error, with values of the row or a part of the statement.
_VALUES = re.compile(r"^(\s*(?:DETAIL|LINE \d+|QUERY):).*$", re.MULTILINE)
#: Control characters (C0, DEL, C1) and Unicode's line and paragraph separators.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RequestIdFilter(logging.Filter):
    """Sets ``record.request_id`` to the id of the current request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id()
        return True


class OutageFilter(logging.Filter):
    """Drops Django's record of each 503, since ``outages`` reports outages once in a while."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


class _Formatter(logging.Formatter):
    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted(secrets, key=len, reverse=True)

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, REMOVED)
        return _VALUES.sub(rf"\1 {REMOVED}", text)

    def _time(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _trace(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return self._clean("\n".join(parts))


class TextFormatter(_Formatter):
    """Formats ``2026-03-01T08:15:00.123Z ERROR django.request [id] message``, with "| " before lines of a traceback.

    Control characters are escaped, so that no input can forge a record.
    """

    def format(self, record: logging.LogRecord) -> str:
        message = _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", self._clean(record.getMessage()))
        line = f"{self._time(record)} {record.levelname} {record.name} [{_id(record) or '-'}] {message}"
        trace = self._trace(record)
        if trace:
            lines = (_CONTROLS.sub("?", one) for one in trace.split("\n"))
            line = "\n  | ".join((line, *lines))
        return line


class JsonFormatter(_Formatter):
    """Formats one JSON object: time (ISO 8601, UTC), level, logger, message, request_id, extra fields, exc."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": self._time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._clean(record.getMessage()),
        }
        request_id = _id(record)
        if request_id:
            entry["request_id"] = request_id
        entry |= getattr(record, "fields", {})
        trace = self._trace(record)
        if trace:
            entry["exc"] = trace
        return json.dumps(entry, default=str)


def _id(record: logging.LogRecord) -> str:
    return getattr(record, "request_id", "") or current_id()


def redacted_forms(*values: str | None) -> list[str]:
    """Return the texts to redact for secret ``values``: each as it is, and percent-encoded."""
    long_enough = [value for value in values if value and len(value) >= MIN_SECRET]
    return sorted({form for value in long_enough for form in (value, quote(value, safe=""))})


def configuration(form: str, secrets: Collection[str] = ()) -> dict[str, Any]:
    """Return the ``logging.config.dictConfig`` for ``form`` "text" or "json", to standard error."""
    kind = JsonFormatter if form == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}, "not_unavailable": {"()": OutageFilter}},
        "formatters": {"line": {"()": kind, "secrets": list(secrets)}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # 4xx statuses are no errors of the site.
            "django.request": {"level": "ERROR", "filters": ["not_unavailable"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "axes": {"level": "WARNING"},
            # It logs every attempt to reach the object storage or Sentry; callers log the outcome.
            "urllib3": {"level": "ERROR"},
            "_granian": {"level": "WARNING"},
        },
    }
