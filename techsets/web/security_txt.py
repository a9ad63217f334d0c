"""``/.well-known/security.txt``: the contact for reports of vulnerabilities (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from techsets.common.contact import contact_uris
from techsets.web.context import base_url

#: Not "public": the page cache would keep it until the next edit, and it has an expiry date.
_A_DAY = "max-age=86400"


def has_security_contact() -> bool:
    """Say whether TECHSETS_CONTACT has an address, so that the file can be served."""
    return bool(contact_uris(settings.CONTACT))


def expiry(today: date) -> datetime:
    """Return the expiry date: within a year (RFC 9116, 2.5.5), and the same throughout a month.

    >>> expiry(date(2026, 11, 26)).isoformat()
    '2027-10-01T00:00:00+00:00'
    """
    months = today.year * 12 + today.month - 1 + 11
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Serve security.txt; 404 where ``TECHSETS_CONTACT`` has no address."""
    uris = contact_uris(settings.CONTACT)
    if not uris:
        raise Http404("No contact is set.")
    lines = [
        *(f"Contact: {one}" for one in uris),
        f"Expires: {expiry(timezone.now().astimezone(UTC).date()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {base_url(request)}{reverse('security-txt')}",
    ]
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": _A_DAY}
    return HttpResponse("\n".join(lines) + "\n", headers=headers)
