"""Writing changes down."""

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
    """Write down that ``message`` was done to the thing called ``name``, by whoever is acting (or ``user``).

    ``undoes`` is the change that it took back.
    Call it in the transaction that did it, so that there is never the one without the other.
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
