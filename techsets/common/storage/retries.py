"""How long is waited for an object storage, and what is tried again: readers wait little, a command waits it out."""

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

#: The storage asks for patience, or has waited for the request in vain (Amazon S3 API, "Error responses").
_LATER = frozenset(("RequestTimeout", "RequestTimeTooSlow", "SlowDown", "Throttling", "ThrottlingException"))


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long, in seconds: for a connection, for each next piece of an answer, for a whole file.

    ``pauses`` are those before each further attempt. ``persistent``: also what has timed out, or broke off in the
    middle, is tried again, and each attempt that failed is logged.
    """

    connect: float
    read: float
    whole: float
    pauses: tuple[float, ...]
    persistent: bool = False

    def config(self, addressing_style: str) -> Config:
        """Return botocore's configuration of a client that waits so. Attempts are counted here, not there."""
        return Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=self.connect,
            read_timeout=self.read,
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=16,
            # Storages that speak like S3 know Content-MD5, and not all of them know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    def attempt(self, ask: Callable[[], T]) -> T:
        """Return what ``ask()`` returns, called again as often as is right. Raises what the last call raises."""
        for pause in self.pauses:
            try:
                return ask()
            except (BotoCoreError, ClientError, HTTPError) as error:
                if not self._is_worth_another(error):
                    raise
                if self.persistent:
                    logger.warning("The object storage: %s Asking again in %g s.", error, pause)
            time.sleep(pause)
        return ask()

    def _is_worth_another(self, error: Exception) -> bool:
        if isinstance(error, ClientError):
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            later = status == 429 or error.response.get("Error", {}).get("Code", "") in _LATER
            return status >= 500 or (self.persistent and later)
        if self.persistent:
            return isinstance(error, ConnectionError | HTTPClientError | IncompleteReadError | HTTPError)
        at_once = isinstance(error, EndpointConnectionError | ConnectionClosedError)
        return at_once and not isinstance(error, ConnectTimeoutError)


#: A request is tried once more, because the connection was refused or closed, or the answer was that it did not work
#: out (5xx). One that has timed out is not tried again: a reader waits.
INTERACTIVE = RetryPolicy(connect=1.0, read=2.0, whole=2.5, pauses=(0.1,))
#: Backups and the like ask for thousands of files, at night and over slow lines: one slow answer must not end them.
#: A whole file may take half an hour, which for 10 MB is 45 kbit/s. A storage that is away is given up after five
#: minutes where it never answers, and after a quarter of one where it refuses connections.
BATCH = RetryPolicy(connect=30.0, read=60.0, whole=1_800.0, pauses=(1.0, 2.0, 4.0, 8.0), persistent=True)
