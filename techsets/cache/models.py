"""How every process learns that what the public sees has changed."""

from __future__ import annotations

from django.db import models


class PublicEdit(models.Model):
    """One change of what the public sees, written in the transaction that makes it.

    Only how many rows there are and which is the last matters. They are rows and not a number that grows, because two
    transactions that insert do not wait for each other: a counter would be a lock that all charts share.
    """

    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"
