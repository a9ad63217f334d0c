"""Language tags of text that is not in the language of the site."""

from __future__ import annotations

import re

#: The language of the site and of its Word files.
SITE_LANGUAGE = "en"

#: A language tag (RFC 5646) with region and variants, as written by Word and browsers.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")

#: Tags without a language: undetermined, several, and no linguistic content (ISO 639-2).
_NONE = frozenset(("und", "mul", "zxx"))


def foreign_language_tag(tag: str | None) -> str:
    """Return a language tag if its language is not that of the site; otherwise an empty string.

    >>> [foreign_language_tag(tag) for tag in ("es-MX", "en-GB", "x-none", None)]
    ['es-MX', '', '', '']
    """
    if not tag or not _TAG.fullmatch(tag):
        return ""
    primary = tag.partition("-")[0].lower()
    return "" if primary == SITE_LANGUAGE or primary in _NONE else tag
