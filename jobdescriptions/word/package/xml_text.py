"""Escape text for XML that is built from strings."""

from __future__ import annotations

from xml.sax.saxutils import escape

from jobdescriptions.word.coercers import FORBIDDEN_CHARACTERS

_IN_ATTRIBUTES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class ForbiddenCharacterError(ValueError):
    """Text contains a character that XML forbids; the message says which."""


def escape_content(text: str) -> str:
    """Return text escaped as the content of an element. Raises ``ForbiddenCharacterError``.

    >>> escape_content("R&D <b>")
    'R&amp;D &lt;b&gt;'
    """
    check_characters(text)
    return escape(text)


def escape_attribute(text: str) -> str:
    """Return text escaped as an attribute value in double quotes. Raises ``ForbiddenCharacterError``.

    >>> escape_attribute('say "no"')
    'say &quot;no&quot;'
    """
    check_characters(text)
    return escape(text, _IN_ATTRIBUTES)


def check_characters(text: str) -> None:
    """Raise ``ForbiddenCharacterError`` if XML 1.0 cannot hold the text."""
    found = FORBIDDEN_CHARACTERS.search(text)
    if found:
        raise ForbiddenCharacterError(f"the character U+{ord(found[0]):04X}")
