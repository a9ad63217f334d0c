"""Timeouts and retries of the object storage: short for web requests, long for commands."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectionError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
)
from urllib3.exceptions import HTTPError

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Error codes that ask to retry later (Amazon S3 API, "Error responses").
_LATER = frozenset(("RequestTimeout", "RequestTimeTooSlow", "SlowDown", "Throttling", "ThrottlingException"))


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Timeouts in seconds: for a connection, for each read, for a whole file.

    ``pauses`` are the seconds before each retry. With ``retries_timeouts``, timeouts and broken responses are retried
    too, and each failed attempt is logged.
    """

    connect: float
    read: float
    total: float
    pauses: tuple[float, ...]
    retries_timeouts: bool = False

    def config(self, addressing_style: str) -> Config:
        """Return the configuration of a botocore client. botocore itself does not retry."""
        return Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=self.connect,
            read_timeout=self.read,
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=16,
            # S3-compatible storages support Content-MD5, but not all support the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    def attempt(self, call: Callable[[], T]) -> T:
        """Return the result of ``call()``, retried by this policy. Raises what the last call raises."""
        for pause in self.pauses:
            try:
                return call()
            except (BotoCoreError, ClientError, HTTPError) as error:
                if not self._is_retriable(error):
                    raise
                if self.retries_timeouts:
                    logger.warning("The object storage: %s Asking again in %g s.", error, pause)
            time.sleep(pause)
        return call()

    def _is_retriable(self, error: Exception) -> bool:
        if isinstance(error, ClientError):
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            later = status == 429 or error.response.get("Error", {}).get("Code", "") in _LATER
            return status >= 500 or (self.retries_timeouts and later)
        if self.retries_timeouts:
            return isinstance(error, ConnectionError | HTTPClientError | IncompleteReadError | HTTPError)
        at_once = isinstance(error, EndpointConnectionError | ConnectionClosedError)
        return at_once and not isinstance(error, ConnectTimeoutError)


#: For web requests: one retry if the connection was refused or closed, or after a 5xx; none after a timeout.
INTERACTIVE = RetryPolicy(connect=1.0, read=2.0, total=2.5, pauses=(0.1,))
#: For backups and other commands, which read thousands of files over slow lines. A whole file may take half an hour,
#: which for 10 MB is 45 kbit/s. They give up after five minutes without any answer, and after 15 seconds of refused
#: connections.
BATCH = RetryPolicy(connect=30.0, read=60.0, total=1_800.0, pauses=(1.0, 2.0, 4.0, 8.0), retries_timeouts=True)
