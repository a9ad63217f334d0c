"""The rows from which every process learns that what the public sees has changed."""

from __future__ import annotations

from django.db import models


class PublicRevision(models.Model):
    """One change of what the public sees, written in the transaction that makes it.

    Only the number of rows and the last key matter. They are rows rather than a counter because transactions that
    insert do not wait for each other.
    """

    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        #: Its name in earlier releases, whose servers may still run while the database is migrated.
        db_table = "pagecache_publicedit"

    def __str__(self) -> str:
        return f"{self.pk}"
