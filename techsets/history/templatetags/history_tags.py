"""Template tags about the history for the admin."""

from django import template
from django.urls import reverse

from jobdescriptions.models import JobDescription
from techsets.history import undo
from techsets.history.models import Change, Kind
from techsets.history.permissions import MODELS

register = template.Library()


@register.simple_tag
def undo_buttons(kind: str, object_id: int) -> dict[str, Change | None]:
    """Return ``undo`` and ``redo``: the changes of a chart that these buttons would undo, or None."""
    if kind != "chart" or not object_id:
        return {"undo": None, "redo": None}
    return {"undo": undo.next_undo(object_id), "redo": undo.next_redo(object_id)}


@register.simple_tag
def changes_since(row, revision: int | None) -> list[Change]:
    """Return the changes of ``row`` since that revision, newest first; ten at most."""
    kind = next((kind for kind, model in MODELS.items() if isinstance(row, model)), None)
    if kind is None or revision is None:
        return []
    return list(Change.objects.of(kind, row.pk).without_details().filter(revision__gt=revision)[:10])


@register.simple_tag
def unpublished_changes(job: JobDescription) -> list[Change]:
    """Return the edits of a job description since its publication, newest first; three at most.

    The last three edits if it is not published.
    """
    edits = Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).without_details().exclude(packed=None)
    shown = job.publications.filter(version=job.published_version).values_list("published_at", flat=True).first()
    return list((edits.filter(made_at__gt=shown) if shown else edits)[:3])


@register.simple_tag
def history_address(row) -> str:
    """Return the URL of the history of ``row`` in the admin; empty where it has none."""
    kind = next((kind for kind, model in MODELS.items() if isinstance(row, model)), None)
    return reverse("admin:history_of", args=[kind, row.pk]) if kind and row.pk else ""
