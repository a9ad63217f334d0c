"""The whole application in this process: kept pages and Django with its limits, asked as a server asks it."""

from __future__ import annotations

import io
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler

from techsets.cache import content_version
from techsets.cache.page_cache import PageCache
from techsets.web import request_limits
from tests.system.attacks.wire import HOST, Answer


class Site:
    """Asks; ``made`` counts the answers that were made behind the limits, which are ``limits``."""

    def __init__(self, monkeypatch) -> None:
        self.made = 0
        made = []

        class Noted(request_limits.RequestLimitsMiddleware):
            def __init__(noted, get_response):
                super().__init__(get_response)
                made.append(noted)

        with monkeypatch.context() as building:
            building.setattr(request_limits, "RequestLimitsMiddleware", Noted)
            self.cache = PageCache(WSGIHandler(), megabytes=8)
        (self.limits,) = made
        self._behind = self.limits.get_response
        self.limits.get_response = self._counted
        monkeypatch.setattr(content_version, "MAX_AGE", 0)
        # A test has one connection to the database; the asking would have a thread, and a connection, of its own.
        monkeypatch.setattr(self.cache.probe, "current", content_version.read)

    def _counted(self, request):
        self.made += 1
        return self._behind(request)

    def ask(self, path="/", method="GET", body=b"", address="203.0.113.9", **headers) -> Answer:
        """Ask for ``path``, as it stands in a request; ``headers`` as WSGI names them, or as HTTP does."""
        target, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            # As granian gives it (PEP 3333): bytes, each as the character of that number.
            "PATH_INFO": unquote_to_bytes(target).decode("latin-1"),
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "HTTP_HOST": HOST,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": address,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if method == "POST":
            environ["CONTENT_LENGTH"] = str(len(body))
        for name, value in headers.items():
            name = name.upper().replace("-", "_")
            environ[name if name in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{name}"] = value
        started: list = []
        parts = self.cache(environ, lambda *arguments: started.append(arguments))
        try:
            data = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, sent = started[-1][:2]
        for name, value in sent:  # What the server could not send is a fault too (RFC 9110, 5.5).
            assert name.isascii() and not set("\r\n\0") & set(name + value), (name, value)
            value.encode("latin-1")
        return Answer(int(status[:3]), [(name.lower(), value) for name, value in sent], data, 0, False)
