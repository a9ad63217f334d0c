"""The allow-list of links: addresses of web pages and of mail, nothing that runs or opens files."""

from __future__ import annotations

import re

#: Maximum length of an address; browsers may not follow longer ones.
MAX_LENGTH = 2_000

_ALLOWED = re.compile(r"(?:https?://[^\s/?#\\]++|mailto:[^\s@]++)[^\s\x00-\x1f\x7f]*+", re.IGNORECASE)


def safe_link(address: str) -> str:
    """Return the address if it is an absolute http, https or mailto address, otherwise an empty string.

    >>> safe_link(" https://example.org/A Job "), safe_link("javascript:alert(1)"), safe_link("report.docx")
    ('https://example.org/A%20Job', '', '')
    """
    address = address.strip().replace(" ", "%20")
    return address if len(address) <= MAX_LENGTH and _ALLOWED.fullmatch(address) else ""
