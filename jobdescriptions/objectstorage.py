"""Files in an object storage (S3 and what speaks like it), with what ``AtomicFileSystemStorage`` promises.

A file is put with one request, so it is whole or not there, and read with one. Nothing in the bucket is public and
nothing links to it: files go out through the site's own views. Whatever the storage does, an answer takes about three
seconds at most, and where there is none, ``StorageUnavailable`` is raised.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
)
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage
from storages.utils import clean_name
from urllib3.exceptions import HTTPError

from jobdescriptions.storage import StorageUnavailable

#: In seconds: for a connection, for each next piece of an answer, for a whole file.
CONNECT, READ, WHOLE = 1.0, 2.0, 2.5
#: In seconds: before a request is tried again, once, because the connection was refused or closed, or the answer was
#: that it did not work out (5xx). One that has timed out is not tried again: a reader waits.
AGAIN_AFTER = 0.1
#: In seconds: for so long it counts that the storage could be written to, or could not.
SOUND, UNSOUND = 60.0, 5.0
#: The file that is written and read to find that out.
PROBE = ".ready"

_MISSING = {"NoSuchKey", "404", "NotFound"}


class ObjectStorage(S3Storage):
    """One client for all threads of the process: botocore's clients may be shared, its resources may not."""

    def __init__(self, **settings) -> None:
        # Of a server of one's own, the bucket is a folder: its name before the host would need DNS and a certificate.
        style = "path" if settings.get("endpoint_url") else "auto"
        self.client_config = Config(
            signature_version="s3v4",
            s3={"addressing_style": style},
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=16,
            # Storages that speak like S3 know Content-MD5, and not all of them know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(**settings)
        self._making, self._resource = Lock(), None
        self._probed_at, self._probed = float("-inf"), ""

    @property
    def connection(self):
        """The resource of this process; only its client is used."""
        with self._making:
            if self._resource is None:
                self._resource = self._create_session().resource(
                    "s3", region_name=self.region_name, endpoint_url=self.endpoint_url, config=self.client_config
                )
            return self._resource

    def _ask(self, operation: str, name: str, **more) -> dict:
        """Return the answer to ``operation`` on the file ``name``. Raises what botocore raises."""
        what = {"Bucket": self.bucket_name, "Key": self._normalize_name(clean_name(name))} | more
        ask = getattr(self.connection.meta.client, operation)
        try:
            return ask(**what)
        except ConnectTimeoutError:
            raise
        except (EndpointConnectionError, ConnectionClosedError):
            pass
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) < 500:
                raise
        time.sleep(AGAIN_AFTER)
        return ask(**what)

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        if mode != "rb":
            raise ValueError("Files in the object storage are opened to be read; save() writes them.")
        with _telling(name):
            body, parts = self._ask("get_object", name)["Body"], []
            until = time.monotonic() + WHOLE
            for part in body.iter_chunks(256 * 1024):
                parts.append(part)
                if time.monotonic() > until:
                    body.close()
                    raise StorageUnavailable("The object storage takes too long to send a file.")
        return ContentFile(b"".join(parts), name=name)

    def _save(self, name: str, content) -> str:
        content.seek(0)
        data = content.read()
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        kind = self._get_write_parameters(name, content)["ContentType"]
        with _telling():
            self._ask("put_object", name, Body=data, ContentMD5=digest, ContentType=kind)
        return clean_name(name)

    def _head(self, name: str) -> dict:
        with _telling(name):
            return self._ask("head_object", name)

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
        with _telling():
            self._ask("delete_object", name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _telling():
            return super().listdir(name)

    def url(self, name: str, *args, **kwargs) -> str:
        raise NotImplementedError("Files in the object storage have no address of their own: they go through a view.")

    def fault(self) -> str:
        """Return what is wrong with the storage in a sentence, empty where a file could be written and read."""
        if time.monotonic() - self._probed_at > (UNSOUND if self._probed else SOUND):
            self._probed, self._probed_at = self._probe(), time.monotonic()
        return self._probed

    def _probe(self) -> str:
        try:
            self.save(PROBE, ContentFile(b"ok"))
            with self.open(PROBE) as file:
                sound = file.read() == b"ok"
        except (StorageUnavailable, FileNotFoundError):
            sound = False
        return "" if sound else "The object storage for Word files cannot be written to and read."


@contextmanager
def _telling(name: str = "") -> Iterator[None]:
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
