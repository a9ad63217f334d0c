"""Answers that are kept: compressed once, told apart by ETags, within a limit of memory."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import brotli

Headers = list[tuple[str, str]]

#: What is smaller is not worth compressing.
COMPRESSED_ABOVE = 400
#: Headers of an answer that describe its body, which "not modified" does not have.
_OF_THE_BODY = frozenset(("content-length", "content-type", "content-encoding", "content-disposition", "last-modified"))


@dataclass(frozen=True, slots=True)
class Body:
    """One form of an answer: its bytes, and the headers with which it is sent and with which it is "not modified"."""

    data: bytes
    etag: str
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as of one edition of the site: plain, and as gzip and brotli where that is smaller."""

    edition: tuple[int, int]
    plain: Body
    gzip: Body | None
    brotli: Body | None

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return 2_000 + sum(len(body.data) for body in (self.plain, self.gzip, self.brotli) if body)

    def send(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer a request for it: in the smallest form that the browser takes, or "not modified"."""
        body = self.plain
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if accepted:
            if self.brotli and takes(accepted, "br"):
                body = self.brotli
            elif self.gzip and takes(accepted, "gzip"):
                body = self.gzip
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and _matches(asked, body.etag):
            start_response("304 Not Modified", body.unchanged)
            return []
        start_response("200 OK", body.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.data]


def takes(accepted: str, coding: str) -> bool:
    """Say whether the header Accept-Encoding takes ``coding`` (RFC 9110, 12.5.3).

    >>> takes("gzip, deflate, br", "br"), takes("gzip;q=1.0, br;q=0", "br"), takes("gzip", "br")
    (True, False, False)
    """
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == coding:
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def keep(edition: tuple[int, int], headers: Headers, data: bytes) -> Kept:
    """Return an answer of status 200 with ``headers`` and ``data``, which are not compressed, to be kept."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    forms: dict[str, Body | None] = {"gzip": None, "br": None}
    if len(data) > COMPRESSED_ABOVE and _is_text(kind):
        for coding, packed in (("gzip", gzip.compress(data, 9, mtime=0)), ("br", brotli.compress(data, quality=9))):
            if len(packed) < len(data):
                forms[coding] = _body(headers, packed, coding)
    return Kept(edition, _body(headers, data, ""), forms["gzip"], forms["br"])


def _is_text(kind: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in {"application/xml", "application/json", "image/svg+xml"}


def _body(headers: Headers, data: bytes, coding: str) -> Body:
    # An ETag of the view's own, such as a Word file's SHA-256, stays: it is as strong as ours.
    own = next((value for name, value in headers if name.lower() == "etag" and not value.startswith("W/")), "")
    etag = own if own and not coding else f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    left_out = {"content-length", "content-encoding", "etag", "vary"}
    kept = [(name, value) for name, value in headers if name.lower() not in left_out]
    kept += [("ETag", etag), ("Vary", "Accept-Encoding")]
    whole = [*kept, ("Content-Length", str(len(data)))]
    if coding:
        whole.append(("Content-Encoding", coding))
    return Body(data, etag, whole, [(name, value) for name, value in kept if name.lower() not in _OF_THE_BODY])


def _matches(asked: str, etag: str) -> bool:
    """Say whether the header If-None-Match names ``etag``, compared weakly (RFC 9110, 13.1.2)."""
    return asked.strip() == "*" or any(one.strip().removeprefix("W/") == etag for one in asked.split(","))


class Store:
    """Kept answers by key, at most ``limit`` bytes of them; the one that was asked for longest ago goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        #: How many had to make room for others.
        self.evicted = 0
        self._lock = Lock()
        self._kept: OrderedDict[tuple, Kept] = OrderedDict()

    def get(self, key: tuple) -> Kept | None:
        """Return what is kept under ``key``."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: tuple, kept: Kept) -> None:
        """Keep an answer, and forget as many others as are in its way; one that is too large alone is not kept."""
        if kept.size > self.limit // 8:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self.size > self.limit:
                self.size -= self._kept.popitem(last=False)[1].size
                self.evicted += 1

    def drop(self, key: tuple) -> None:
        """Forget what is kept under ``key``."""
        with self._lock:
            kept = self._kept.pop(key, None)
            self.size -= kept.size if kept else 0

    def __len__(self) -> int:
        return len(self._kept)
