"""A copy of the site as files: made, served by a plain web server under a path, and looked through."""

from __future__ import annotations

import functools
import http.server
import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from lxml import html

#: What a plain web server knows of types.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".xml": "text/xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_copy(folder: Path, url: str = "https://example.org/staffing", **options) -> Path:
    """Export the site into ``folder`` and return it."""
    call_command("export_site", str(folder), url=url, verbosity=0, **options)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def served(folder: Path, prefix: str = "/staffing/") -> Iterator[str]:
    """Serve a copy under ``prefix``, with the headers of its file ``_headers``, and give its address."""
    handler = functools.partial(_Handler, folder, prefix, headers_of(folder, prefix))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def headers_of(folder: Path, prefix: str) -> list[tuple[str, str, str]]:
    """Return (pattern, name, value) of each header in the file ``_headers`` of a copy."""
    found, pattern = [], ""
    for line in (folder / "_headers").read_text().splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found.append((pattern, name, value))
        else:
            pattern = line
            assert pattern.startswith(prefix) and pattern.endswith("*"), pattern
    return found


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder, prefix, headers, *arguments):
        self.folder, self.prefix, self.added = folder, prefix, headers
        super().__init__(*arguments)

    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        file = self.folder / path.removeprefix(self.prefix)
        if path.startswith(self.prefix) and file.is_dir() and path.endswith("/"):
            file /= "index.html"
        found = path.startswith(self.prefix) and file.is_file()
        if not found:
            file = self.folder / "404.html"
        data = file.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        for pattern, name, value in self.added:
            if path.startswith(pattern[:-1]):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


def targets(folder: Path, page: str, prefix: str = "/staffing/") -> Iterator[tuple[str, str, str]]:
    """Yield (kind, address, file) of every address in a page of a copy that belongs to the copy.

    ``kind`` is the element's name. ``file`` is relative to the folder; one that leads out of it begins with "..".
    """
    for element in html.fromstring((folder / page).read_bytes()).iter():
        for attribute in ("href", "src", "action"):
            address = element.get(attribute) if isinstance(element.tag, str) else None
            if address is None or (address.startswith(("http:", "https:", "mailto:"))):
                continue
            path = unquote(urlsplit(address).path)
            if path.startswith("/"):
                file = path.removeprefix(prefix) if path.startswith(prefix) else f"../{path}"
            else:
                file = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
                file += "/" if path.endswith("/") or path in {".", ".."} else ""
            file = f"{file}index.html".removeprefix("./") if file.endswith("/") or not file else file
            yield element.tag, address, file
