"""The history: what was changed, by whom and when, with the data for undoing and restoring."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format


class Kind(models.TextChoices):
    """The kind of object that a change was about."""

    CHART = "chart", "Organization chart"
    JOB_DESCRIPTION = "job-description", "Job description"
    SUPPORT_MODEL = "support-model", "Support model"
    SITE_TEXT = "site-text", "Text of the site"
    CLAUSE = "clause", "Clause"
    SYNONYMS = "synonyms", "Synonyms of the search"
    ACCOUNT = "account", "Staff account"
    LINK = "link", "Link to another site"


class ChangeQuerySet(models.QuerySet):
    def of(self, kind: Kind | str, object_id: int) -> ChangeQuerySet:
        """The changes of one object, newest first."""
        return self.filter(kind=kind, object_id=object_id)

    def without_details(self) -> ChangeQuerySet:
        """Without ``packed``, for lists."""
        return self.defer("packed")


class Change(models.Model):
    """One change: who, when, what. It is written in the transaction that makes the change, and never updated.

    ``object_id`` is the key of the object of ``kind``, which may have been deleted since; ``name`` is its name then.
    The change of a chart has its steps (see ``orgcharts.changes.journal``), any other the values after it.
    """

    made_at = models.DateTimeField("when", auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=150, blank=True, help_text="The user name as it was then, or the command.")
    kind = models.CharField("about", max_length=20, choices=Kind)
    object_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField("name", max_length=200)
    message = models.TextField("what", db_column="said", help_text="What was done, in sentences.")
    revision = models.PositiveIntegerField(null=True, help_text="The revision of the thing after the change.")
    packed = models.BinaryField(null=True, editable=False)
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by", verbose_name="takes back"
    )
    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="change_of_one_thing")]

    def __str__(self) -> str:
        return self.message[:100]

    @property
    def actor_name(self) -> str:
        """The user name, or "the site itself" with the command that was run.

        A user name outlives its account, so ``who`` is a command only if one of that name exists.
        """
        is_command = self.user_id is None and self.who in get_commands()
        return f"the site itself ({self.who})" if is_command else self.who or "the site itself"

    @property
    def moment(self) -> str:
        """The local time of the change, such as "November 26, 2026, 4:27 a.m."."""
        return date_format(timezone.localtime(self.made_at), "F j, Y, g:i a")

    @property
    def details(self) -> dict[str, Any]:
        """The data for undoing and restoring: ``{"steps": [...]}`` of a chart, else ``{"state": {...}}``.

        ``state`` has the values after the change (None after a deletion), and ``before`` those before it where no
        earlier change has them. Empty for a change that cannot be undone, such as a publication.
        """
        return json.loads(zlib.decompress(self.packed)) if self.packed else {}


def pack(details: dict[str, Any]) -> bytes | None:
    """Return ``details`` (JSON values) compressed for ``Change.packed``."""
    return zlib.compress(json.dumps(details, separators=(",", ":")).encode(), 6) if details else None
