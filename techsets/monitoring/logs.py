"""Logs: one line for each record as text, or one JSON object, with the id of the request and without secrets.

No Django in here, because the server in front of Django (granian) writes its own records with it as well.
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

#: A shorter secret is not looked for: it would be found inside of words.
SHORTEST_SECRET = 6
REMOVED = "[removed]"
#: What PostgreSQL adds to an error: the row that failed, with all its values, or a part of the statement.
_VALUES = re.compile(r"^(\s*(?:DETAIL|LINE \d+|QUERY):).*$", re.MULTILINE)
#: Characters that begin a line or command a terminal (C0, DEL, C1, and Unicode's line and paragraph separators).
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request that is being answered (``record.request_id``)."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id()
        return True


class OutageFilter(logging.Filter):
    """Lets Django's record of an answer of 503 fall away: ``outages`` tells of them, once in a while."""

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
    """``2026-03-01T08:15:00.123Z ERROR django.request [id] message``, with the lines of a traceback marked by "| ".

    Control characters are escaped, so that nothing that comes from outside can look like a record of its own.
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
    """One JSON object on one line: time (ISO 8601, UTC), level, logger, message, request_id, further fields, exc."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": self._time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._clean(record.getMessage()),
        }
        request_id = _id(record)
        if request_id:
            said["request_id"] = request_id
        said |= getattr(record, "fields", {})
        trace = self._trace(record)
        if trace:
            said["exc"] = trace
        return json.dumps(said, default=str)


def _id(record: logging.LogRecord) -> str:
    return getattr(record, "request_id", "") or current_id()


def redacted_forms(*values: str | None) -> list[str]:
    """Return what must not stand in a log for secret ``values``: each as it is, and as it is written in an address."""
    long_enough = [value for value in values if value and len(value) >= SHORTEST_SECRET]
    return sorted({form for value in long_enough for form in (value, quote(value, safe=""))})


def configuration(form: str, secrets: Collection[str] = ()) -> dict[str, Any]:
    """Return what ``logging.config.dictConfig`` takes, for ``form`` "text" or "json", to standard error."""
    kind = JsonFormatter if form == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}, "not_unavailable": {"()": OutageFilter}},
        "formatters": {"line": {"()": kind, "secrets": list(secrets)}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Bad addresses are the visitor's affair, not ours.
            "django.request": {"level": "ERROR", "filters": ["not_unavailable"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "axes": {"level": "WARNING"},
            # Each try to reach the object storage or Sentry; whoever tries says what comes of it.
            "urllib3": {"level": "ERROR"},
            # The server; what it says at INFO is of no use here.
            "_granian": {"level": "WARNING"},
        },
    }
