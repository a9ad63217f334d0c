"""Recording that somebody has looked at a link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from techsets.history.models import Kind
from techsets.history.recording import record
from techsets.links.models import LinkCheck, digest_of


@transaction.atomic
def confirm(urls: Iterable[str], user: Any) -> int:
    """Record that ``user`` has looked at these addresses today and found what is cited; return how many."""
    today, count = timezone.localdate(), 0
    for url in urls:
        row = LinkCheck.objects.filter(digest=digest_of(url)).first()
        before = f"{date_format(row.confirmed_on, 'F j, Y')}, by {row.who}" if row else "never"
        values = {"url": url, "confirmed_on": today, "confirmed_by": user, "who": user.get_username()}
        row, _ = LinkCheck.objects.update_or_create(digest=digest_of(url), defaults=values)
        message = f"Looked at {url}: it says what is cited. Confirmed before: {before}."
        record(Kind.LINK, row.pk, url, message, user=user)
        count += 1
    return count
