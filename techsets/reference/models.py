"""Records of the loaded reference content."""

from django.db import models


class ReferenceItem(models.Model):
    """An item of the reference content as last loaded: the base of the merge of staff's edits with a new release.

    ``key`` names the item for good (``job-description:network-specialist``); ``object_id`` is the row it became, which
    staff may since have edited, moved or deleted.
    """

    key = models.CharField(max_length=200, unique=True)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the item as it stands in the fixtures.")
    values = models.JSONField()
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
