"""What the pages of the admin say about history."""

from django import template

from techsets.history import undoing
from techsets.history.models import Change

register = template.Library()


@register.simple_tag
def undo_buttons(kind: str, object_id: int) -> dict[str, Change | None]:
    """Return ``undo`` and ``redo``: the changes of a chart that these buttons would take back, or None."""
    if kind != "chart" or not object_id:
        return {"undo": None, "redo": None}
    return {"undo": undoing.undoable(object_id), "redo": undoing.redoable(object_id)}
