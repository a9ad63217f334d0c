"""Files in an object storage (S3 and what speaks like it), with what ``AtomicFileSystemStorage`` promises.

A file is put with one request, so it is whole or not there, and read with one. Nothing in the bucket is public and
nothing links to it: files go out through the site's own views. Whatever the storage does, an answer takes about three
seconds at most in a process that serves people; any other, such as a backup, is patient (``retries``). Where
there is none, ``StorageUnavailable`` is raised.
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

#: In seconds: for so long it counts that the storage could be written to, or could not.
HEALTHY_FOR, FAULTY_FOR = 60.0, 5.0
#: The file that is written and read to find that out.
PROBE = ".ready"

_MISSING = {"NoSuchKey", "404", "NotFound"}


class ObjectStorage(S3Storage):
    """One client for all threads of the process: botocore's clients may be shared, its resources may not."""

    def __init__(self, *, serves_people: Callable[[], bool] = lambda: True, **settings) -> None:
        """``serves_people()`` says whether this process answers requests; any other waits as ``COMMANDS`` do.

        It is asked each time: when the storage is made, a process does not know yet.
        """
        self.serves_people = serves_people
        # Of a server of one's own, the bucket is a folder: its name before the host would need DNS and a certificate.
        self._addressing_style = "path" if settings.get("endpoint_url") else "auto"
        self.client_config = INTERACTIVE.config(self._addressing_style)
        super().__init__(**settings)
        self._making, self._resources = Lock(), {}
        self._probed_at, self._probed = float("-inf"), ""

    @property
    def _waiting(self) -> RetryPolicy:
        return INTERACTIVE if self.serves_people() else BATCH

    @property
    def connection(self):
        """The resource of this process; only its client is used."""
        return self._resource(self._waiting)

    def _resource(self, waiting: RetryPolicy):
        """Return the resource of this process that waits so long."""
        key = os.getpid(), waiting  # Two processes must not share a connection, as they would after a fork.
        with self._making:
            if key not in self._resources:
                self._resources[key] = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=waiting.config(self._addressing_style),
                )
            return self._resources[key]

    def _ask(self, operation: str, name: str, waiting: RetryPolicy, **more) -> dict:
        """Return the answer to ``operation`` on the file ``name``. Raises what botocore raises."""
        what = {"Bucket": self.bucket_name, "Key": self._normalize_name(clean_name(name))} | more
        return getattr(self._resource(waiting).meta.client, operation)(**what)

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        if mode != "rb":
            raise ValueError("Files in the object storage are opened to be read; save() writes them.")
        return ContentFile(self._read(name, self._waiting), name=name)

    def _read(self, name: str, waiting: RetryPolicy) -> bytes:
        def whole() -> bytes:
            body, parts = self._ask("get_object", name, waiting)["Body"], []
            until = time.monotonic() + waiting.whole
            for part in body.iter_chunks(256 * 1024):
                parts.append(part)
                if time.monotonic() > until:
                    body.close()
                    raise StorageUnavailable("The object storage takes too long to send a file.")
            return b"".join(parts)

        with _translate_errors(name):
            return waiting.attempt(whole)

    def _save(self, name: str, content) -> str:
        content.seek(0)
        self._write(name, content.read(), self._get_write_parameters(name, content)["ContentType"], self._waiting)
        return clean_name(name)

    def _write(self, name: str, data: bytes, kind: str, waiting: RetryPolicy) -> None:
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        what = {"Body": data, "ContentMD5": digest, "ContentType": kind}
        with _translate_errors():
            waiting.attempt(lambda: self._ask("put_object", name, waiting, **what))

    def _head(self, name: str) -> dict:
        with _translate_errors(name):
            return self._waiting.attempt(lambda: self._ask("head_object", name, self._waiting))

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
            self._waiting.attempt(lambda: self._ask("delete_object", name, self._waiting))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _translate_errors():
            return self._waiting.attempt(lambda: super(ObjectStorage, self).listdir(name))

    def url(self, name: str, *args, **kwargs) -> str:
        raise NotImplementedError("Files in the object storage have no address of their own: they go through a view.")

    def fault(self) -> str:
        """Return what is wrong with the storage in a sentence, empty where a file could be written and read."""
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
    """Turn what botocore raises into FileNotFoundError, for the file ``name``, or else StorageUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if name and code in _MISSING:
            raise FileNotFoundError(f"There is no file {name} in the object storage.") from error
        raise StorageUnavailable(f"The object storage refuses: {code}.") from error
    except (BotoCoreError, HTTPError) as error:
        raise StorageUnavailable(f"The object storage does not answer: {type(error).__name__}.") from error
