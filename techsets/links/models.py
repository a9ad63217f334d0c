"""When and by whom it was confirmed that a link still says what is cited."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models


class LinkCheck(models.Model):
    """The last confirmation of one address. ``digest`` is its SHA-256: addresses may be too long for an index."""

    url = models.TextField("address")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    confirmed_on = models.DateField("confirmed on")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=150, help_text="The user name as it was then.")

    class Meta:
        ordering = ["url", "pk"]
        default_permissions = ("view", "change")
        verbose_name = "link"

    def __str__(self) -> str:
        return self.url


def digest_of(url: str) -> str:
    """Return the key of an address, in hex."""
    return hashlib.sha256(url.encode()).hexdigest()
