"""Web addresses in stored texts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_HREF = re.compile(r'<a\b[^>]*?\bhref="(https?://[^"]*)"', re.IGNORECASE)
#: Bare addresses in plain text; punctuation behind one belongs to the sentence.
_BARE = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]’']", re.IGNORECASE)


def extract_links(text: str) -> list[str]:
    """Return the web addresses in a text in order: of links where it is HTML, else those that are written out.

    >>> extract_links('<p>See <a href="https://example.org/?a=1&amp;b=2">this</a>.</p>')
    ['https://example.org/?a=1&b=2']
    >>> extract_links("See (https://example.org/license/), or http://example.org.")
    ['https://example.org/license/', 'http://example.org']
    """
    if "<a " in text:
        return [html.unescape(url) for url in _HREF.findall(text)]
    return _BARE.findall(text) if "://" in text else []


def walk_texts(value: Any) -> Iterator[str]:
    """Yield every string in JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from walk_texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from walk_texts(one)
