"""The static files that pages use, and those that these use in their turn."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_IN_JS = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def read(name: str) -> bytes:
    """Return the static file ``name``, as it was collected or where it comes from. Raises FileNotFoundError."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected.read_bytes()
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"The static file {name} is missing.")
    return Path(found).read_bytes()


def used_by(name: str, data: bytes) -> list[str]:
    """Return the static files that a style sheet or a module names: relative addresses of files.

    >>> used_by("a/page.js", b'import { x } from "./x.js"; import("../y.js")')
    ['a/x.js', 'y.js']
    """
    pattern = {".css": _IN_CSS, ".js": _IN_JS}.get(posixpath.splitext(name)[1])
    if pattern is None:
        return []
    found = []
    for match in pattern.finditer(data.decode()):
        address = next(part for part in match.groups() if part).partition("#")[0].partition("?")[0]
        if address and not address.startswith(("data:", "http:", "https:", "/")):
            found.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), address)))
    return found
