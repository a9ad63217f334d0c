"""Recording changes."""

from __future__ import annotations

from typing import Any

from techsets.history.actor import actor
from techsets.history.models import Change, Kind, pack


def record(
    kind: Kind,
    object_id: int | None,
    name: str,
    message: str,
    *,
    details: dict[str, Any] | None = None,
    revision: int | None = None,
    user: Any = None,
    undoes: Change | None = None,
) -> Change:
    """Record ``message`` about the object called ``name``, by the actor or ``user``; ``undoes`` is what it undid.

    Call it in the transaction of the change, so that there is never one without the other.
    """
    acting, who = (user, user.get_username()) if user is not None else actor()
    return Change.objects.create(
        user=acting,
        who=who[:150],
        kind=kind,
        object_id=object_id,
        name=name[:200],
        message=message,
        revision=revision,
        packed=pack(details or {}),
        undoes=undoes,
    )
