"""Asking the site for its pages as a visitor does who is not signed in, within this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import RequestFactory

from techsets.web.context import EXPORT_TARGET, ExportTarget
from techsets.web.headers import is_public


class NotPublic(Exception):
    """The site does not answer so that everybody may have the answer; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers: its headers, and its body, read once."""

    headers: dict[str, str]
    parts: list[bytes] | Iterator[bytes]

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self) -> str:
        return b"".join(self.parts).decode()


class Visitor:
    """Somebody who is not signed in. Every answer comes from the site's own views, through its middleware."""

    def __init__(self, exported: ExportTarget) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        # Always an allowed host, whose name no page may show: the address of the copy is shown in its place.
        meta: dict[str, Any] = {EXPORT_TARGET: exported, "SERVER_NAME": "localhost", "SERVER_PORT": "443"}
        self._requests = RequestFactory(**meta)

    @contextmanager
    def get(self, address: str, status: int = 200, *, marked: bool = True) -> Iterator[Answer]:
        """Give the answer to a GET. Raises NotPublic for another status, a cookie, or what does not say it is public.

        Only a page that is not found (``status`` 404), and what is not ``marked``, says nothing about who may have it.
        """
        response = self._handler.get_response(self._requests.get(address, secure=True))
        try:
            _refuse(response, address, status, marked and status == 200)
            headers = {name.lower(): value for name, value in response.items()}
            yield Answer(headers, response.streaming_content if response.streaming else [response.content])
        finally:
            response.close()

    def render(self, template: str, address: str, context: dict[str, Any]) -> str:
        """Return a page that only a copy has, at ``address``, in the frame of the site's own pages."""
        return render_to_string(template, context, self._requests.get(address, secure=True))


@contextmanager
def connections_kept() -> Iterator[None]:
    """Let the end of a request not end the transaction in which all are answered."""
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_finished.connect(close_old_connections)


def _refuse(response: HttpResponseBase, address: str, status: int, marked: bool) -> None:
    if response.status_code != status:
        raise NotPublic(f"The site answers {address} with status {response.status_code}, not {status}.")
    if response.cookies or (marked and not is_public(response.headers.get("Cache-Control", ""))):
        raise NotPublic(f"The answer to {address} is not for everybody.")
