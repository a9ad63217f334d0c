"""Cached responses: compressed once, with an ETag for each encoding, within a limit of memory."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import brotli

Headers = list[tuple[str, str]]

#: Bytes up to which a body is not worth compressing.
MIN_COMPRESSED = 400
#: Headers that describe the body, which "not modified" does not have.
_BODY_HEADERS = frozenset(
    ("content-length", "content-type", "content-encoding", "content-disposition", "last-modified")
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A response in one content encoding: its bytes, and its headers for 200 and for 304."""

    data: bytes
    etag: str
    headers: Headers
    not_modified: Headers


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response as of one content version: plain, and as gzip and brotli where that is smaller."""

    version: tuple[int, int]
    plain: Encoding
    gzip: Encoding | None
    brotli: Encoding | None

    @property
    def size(self) -> int:
        """The memory that it takes, about, in bytes."""
        return 2_000 + sum(len(one.data) for one in (self.plain, self.gzip, self.brotli) if one)

    def send(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer a WSGI request with the smallest encoding that the client accepts, or with "not modified"."""
        encoding = self.plain
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if accepted:
            if self.brotli and accepts(accepted, "br"):
                encoding = self.brotli
            elif self.gzip and accepts(accepted, "gzip"):
                encoding = self.gzip
        if_none_match = environ.get("HTTP_IF_NONE_MATCH")
        if if_none_match and _matches(if_none_match, encoding.etag):
            start_response("304 Not Modified", encoding.not_modified)
            return []
        start_response("200 OK", encoding.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [encoding.data]


def accepts(accept_encoding: str, coding: str) -> bool:
    """Say whether the header Accept-Encoding accepts ``coding`` (RFC 9110, 12.5.3).

    >>> accepts("gzip, deflate, br", "br"), accepts("gzip;q=1.0, br;q=0", "br"), accepts("gzip", "br")
    (True, False, False)
    """
    for part in accept_encoding.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == coding:
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def encode_response(version: tuple[int, int], headers: Headers, data: bytes) -> CachedResponse:
    """Return the response of status 200 with ``headers`` and the uncompressed ``data`` in all its encodings."""
    media_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    encodings: dict[str, Encoding | None] = {"gzip": None, "br": None}
    if len(data) > MIN_COMPRESSED and _is_text(media_type):
        for coding, packed in (("gzip", gzip.compress(data, 9, mtime=0)), ("br", brotli.compress(data, quality=9))):
            if len(packed) < len(data):
                encodings[coding] = _encoding(headers, packed, coding)
    return CachedResponse(version, _encoding(headers, data, ""), encodings["gzip"], encodings["br"])


def _is_text(media_type: str) -> bool:
    media_type = media_type.partition(";")[0].strip().lower()
    return media_type.startswith("text/") or media_type in {"application/xml", "application/json", "image/svg+xml"}


def _encoding(headers: Headers, data: bytes, coding: str) -> Encoding:
    # A strong ETag of the view, such as a Word file's SHA-256, stays.
    own = next((value for name, value in headers if name.lower() == "etag" and not value.startswith("W/")), "")
    etag = own if own and not coding else f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    replaced = {"content-length", "content-encoding", "etag", "vary"}
    common = [(name, value) for name, value in headers if name.lower() not in replaced]
    common += [("ETag", etag), ("Vary", "Accept-Encoding")]
    full = [*common, ("Content-Length", str(len(data)))]
    if coding:
        full.append(("Content-Encoding", coding))
    return Encoding(data, etag, full, [(name, value) for name, value in common if name.lower() not in _BODY_HEADERS])


def _matches(if_none_match: str, etag: str) -> bool:
    """Say whether the header If-None-Match names ``etag``, compared weakly (RFC 9110, 13.1.2)."""
    return if_none_match.strip() == "*" or any(
        one.strip().removeprefix("W/") == etag for one in if_none_match.split(",")
    )


class Store:
    """Cached responses by key, at most ``limit`` bytes of them; the least recently used goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        #: Number of responses that made room for others.
        self.evicted = 0
        self._lock = Lock()
        self._responses: OrderedDict[tuple, CachedResponse] = OrderedDict()

    def get(self, key: tuple) -> CachedResponse | None:
        """Return the response under ``key``, or None."""
        with self._lock:
            response = self._responses.get(key)
            if response is not None:
                self._responses.move_to_end(key)
            return response

    def put(self, key: tuple, response: CachedResponse) -> None:
        """Store a response, evicting others as needed; one larger than an eighth of the limit is not stored."""
        if response.size > self.limit // 8:
            return
        with self._lock:
            before = self._responses.pop(key, None)
            self.size += response.size - (before.size if before else 0)
            self._responses[key] = response
            while self.size > self.limit:
                self.size -= self._responses.popitem(last=False)[1].size
                self.evicted += 1

    def drop(self, key: tuple) -> None:
        """Remove the response under ``key``, if there is one."""
        with self._lock:
            response = self._responses.pop(key, None)
            self.size -= response.size if response else 0

    def __len__(self) -> int:
        return len(self._responses)
