"""Files in an object storage (S3 or compatible), with the guarantees of ``AtomicFileSystemStorage``.

A file is written and read with one request each, so it is whole or absent. Nothing in the bucket is public: files are
served by the site's views. In a web process a call takes about three seconds at most; other processes, such as a
backup, wait longer (``retries``). Raises ``StorageUnavailable`` if the storage does not answer.
"""

from __future__ import annotations

import base64
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage
from storages.utils import clean_name
from urllib3.exceptions import HTTPError

from techsets.common.storage.files import StorageUnavailable
from techsets.common.storage.retries import BATCH, INTERACTIVE, RetryPolicy

#: Seconds for which the result of the health check is cached.
HEALTHY_FOR, FAULTY_FOR = 60.0, 5.0
#: The file that the health check writes and reads.
PROBE = ".ready"

_MISSING = {"NoSuchKey", "404", "NotFound"}


class ObjectStorage(S3Storage):
    """An S3 storage with one client for all threads: botocore's clients are thread-safe, its resources are not."""

    def __init__(self, *, is_web: Callable[[], bool] = lambda: True, **settings) -> None:
        """``is_web()`` returns whether this process answers requests; others use ``BATCH``.

        It is called each time, because it may change after the storage was created.
        """
        self.is_web = is_web
        # Path style for own servers: a bucket as subdomain would need DNS and a certificate.
        self._addressing_style = "path" if settings.get("endpoint_url") else "auto"
        self.client_config = INTERACTIVE.config(self._addressing_style)
        super().__init__(**settings)
        self._making, self._resources = Lock(), {}
        self._probed_at, self._probed = float("-inf"), ""

    @property
    def _policy(self) -> RetryPolicy:
        return INTERACTIVE if self.is_web() else BATCH

    @property
    def connection(self):
        """The boto3 resource of this process; only its client is used."""
        return self._resource(self._policy)

    def _resource(self, policy: RetryPolicy):
        """Return the boto3 resource of this process for a policy."""
        key = os.getpid(), policy  # Connections must not be shared after a fork.
        with self._making:
            if key not in self._resources:
                self._resources[key] = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=policy.config(self._addressing_style),
                )
            return self._resources[key]

    def _call(self, operation: str, name: str, policy: RetryPolicy, **more) -> dict:
        """Return the response of a client operation on the file ``name``. Raises botocore's exceptions."""
        what = {"Bucket": self.bucket_name, "Key": self._normalize_name(clean_name(name))} | more
        return getattr(self._resource(policy).meta.client, operation)(**what)

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        if mode != "rb":
            raise ValueError("Files in the object storage are opened to be read; save() writes them.")
        return ContentFile(self._read(name, self._policy), name=name)

    def _read(self, name: str, policy: RetryPolicy) -> bytes:
        def read_all() -> bytes:
            body, parts = self._call("get_object", name, policy)["Body"], []
            until = time.monotonic() + policy.total
            for part in body.iter_chunks(256 * 1024):
                parts.append(part)
                if time.monotonic() > until:
                    body.close()
                    raise StorageUnavailable("The object storage takes too long to send a file.")
            return b"".join(parts)

        with _translate_errors(name):
            return policy.attempt(read_all)

    def _save(self, name: str, content) -> str:
        content.seek(0)
        self._write(name, content.read(), self._get_write_parameters(name, content)["ContentType"], self._policy)
        return clean_name(name)

    def _write(self, name: str, data: bytes, kind: str, policy: RetryPolicy) -> None:
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        what = {"Body": data, "ContentMD5": digest, "ContentType": kind}
        with _translate_errors():
            policy.attempt(lambda: self._call("put_object", name, policy, **what))

    def _head(self, name: str) -> dict:
        with _translate_errors(name):
            return self._policy.attempt(lambda: self._call("head_object", name, self._policy))

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def get_modified_time(self, name: str):
        return self._head(name)["LastModified"]

    def delete(self, name: str) -> None:
        with _translate_errors():
            self._policy.attempt(lambda: self._call("delete_object", name, self._policy))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _translate_errors():
            return self._policy.attempt(lambda: super(ObjectStorage, self).listdir(name))

    def url(self, name: str, *args, **kwargs) -> str:
        raise NotImplementedError("Files in the object storage have no address of their own: they go through a view.")

    def fault(self) -> str:
        """Return a sentence about a fault of the storage; empty if a file can be written and read."""
        if time.monotonic() - self._probed_at > (FAULTY_FOR if self._probed else HEALTHY_FOR):
            self._probed, self._probed_at = self._probe(), time.monotonic()
        return self._probed

    def _probe(self) -> str:
        try:
            self._write(PROBE, b"ok", "application/octet-stream", INTERACTIVE)
            sound = self._read(PROBE, INTERACTIVE) == b"ok"
        except StorageUnavailable as error:
            if not isinstance(error.__cause__, ClientError):
                return "The storage of Word files does not answer."
            sound = False
        except FileNotFoundError:
            sound = False
        return "" if sound else "The object storage for Word files cannot be written to and read."


@contextmanager
def _translate_errors(name: str = "") -> Iterator[None]:
    """Translate botocore's exceptions into FileNotFoundError (for the file ``name``) or StorageUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if name and code in _MISSING:
            raise FileNotFoundError(f"There is no file {name} in the object storage.") from error
        raise StorageUnavailable(f"The object storage refuses: {code}.") from error
    except (BotoCoreError, HTTPError) as error:
        raise StorageUnavailable(f"The object storage does not answer: {type(error).__name__}.") from error
