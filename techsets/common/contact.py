"""Addresses in the operator's contact text, such as "Help desk, help@example.org, 555-0100"."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_URL = re.compile(r"https://[^\s,;<>\"']+[^\s,;<>\"'.)]")
_EMAIL = re.compile(r"[\w.!#$%&*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_ADDRESS = re.compile(f"{_URL.pattern}|{_EMAIL.pattern}", re.ASCII)


def contact_uris(text: str) -> list[str]:
    """Return the addresses in the contact text as URIs (RFC 9116, 2.5.3), web addresses first.

    >>> contact_uris("Help desk, help@example.org, 555-0100, https://example.org/security.")
    ['https://example.org/security', 'mailto:help@example.org']
    """
    pages = _URL.findall(text)
    rest = _URL.sub(" ", text)
    return list(dict.fromkeys([*pages, *(f"mailto:{address}" for address in _EMAIL.findall(rest))]))


def feedback_uri(text: str, subject: str) -> str:
    """Return where to write about ``subject``, or an empty string where the contact text has no address.

    An e-mail address comes with the subject (RFC 6068); without one it is the web address.

    >>> feedback_uri("Help desk, help@example.org, https://example.org/help", "TS-0014, version 3: A & B")
    'mailto:help@example.org?subject=TS-0014%2C%20version%203%3A%20A%20%26%20B'
    >>> feedback_uri("https://example.org/help", "TS-0014"), feedback_uri("555-0100", "TS-0014")
    ('https://example.org/help', '')
    """
    uris = contact_uris(text)
    for uri in uris:
        if uri.startswith("mailto:"):
            return f"{uri}?subject={quote(subject, safe='')}"
    return uris[0] if uris else ""


def link_addresses(text: str) -> SafeString:
    """Return the text as HTML, its web and e-mail addresses as links.

    >>> link_addresses("Help <desk>, help@example.org, 555-0100")
    'Help &lt;desk&gt;, <a href="mailto:help@example.org">help@example.org</a>, 555-0100'
    """
    out, done = [], 0
    for found in _ADDRESS.finditer(text):
        scheme = "" if found[0].startswith("https://") else "mailto:"
        out.append(format_html('{}<a href="{}{}">{}</a>', text[done : found.start()], scheme, found[0], found[0]))
        done = found.end()
    return mark_safe("".join([*out, format_html("{}", text[done:])]))
