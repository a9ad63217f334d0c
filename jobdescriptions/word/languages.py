"""The languages of texts that are not in the language of the site."""

from __future__ import annotations

import re

#: The language of the site, and of its Word files.
OWN = "en"

#: A language tag (RFC 5646) with its region and variants, of the kind that Word and browsers write.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")

#: Tags that name no language: undetermined, several, and no linguistic content (ISO 639-2).
_NONE = frozenset(("und", "mul", "zxx"))


def other_language(tag: str | None) -> str:
    """Return a language tag if it names another language than that of the site; else an empty string.

    >>> [other_language(tag) for tag in ("es-MX", "en-GB", "x-none", None)]
    ['es-MX', '', '', '']
    """
    if not tag or not _TAG.fullmatch(tag):
        return ""
    primary = tag.partition("-")[0].lower()
    return "" if primary == OWN or primary in _NONE else tag
