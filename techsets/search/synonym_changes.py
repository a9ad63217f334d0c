"""Changing synonyms: their values as plain JSON, saving and deleting them, and telling of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from techsets.search.models import SynonymGroup
from techsets.search.signals import synonyms_changed

FIELDS = ("words", "kind", "leads_to", "sources", "remark")


def read_values(group: SynonymGroup) -> dict[str, Any]:
    """Return the values of ``group`` as JSON values."""
    return {name: getattr(group, name) for name in FIELDS}


@transaction.atomic
def write_values(group: SynonymGroup, values: dict[str, Any]) -> None:
    """Save ``values`` (see ``read_values``) in ``group``, which may be new. Raises ValidationError."""
    is_new = group._state.adding
    before = None if is_new else read_values(group)
    for name in FIELDS:
        setattr(group, name, values[name])
    group.full_clean()
    group.save()
    if not is_new:
        SynonymGroup.objects.filter(pk=group.pk).update(revision=F("revision") + 1)
        group.refresh_from_db(fields=["revision"])
    send_changed(group, before)


@transaction.atomic
def delete(group: SynonymGroup) -> None:
    """Delete ``group``; the history keeps what it was."""
    before, key = read_values(group), group.pk
    group.delete()
    group.pk = key
    synonyms_changed.send(sender=SynonymGroup, group=group, before=before, after=None)
    group.pk = None


def send_changed(group: SynonymGroup, before: dict[str, Any] | None) -> None:
    """Send the signal that ``group`` has changed from ``before`` (None: it is new)."""
    synonyms_changed.send(sender=SynonymGroup, group=group, before=before, after=read_values(group))
