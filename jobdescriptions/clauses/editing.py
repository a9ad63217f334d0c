"""Add, edit, restore and delete clauses, keeping each wording and its version."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobdescriptions import signals
from jobdescriptions.clause_models import Clause, ClauseVersion
from jobdescriptions.clauses import usage

State = dict[str, Any]

#: The values that staff edit.
FIELDS = ("name", "body", "applies", "sources", "confirm_locally", "dated")


class ClauseInUse(Exception):
    """A clause that job descriptions place cannot be deleted; the message names some of them."""


def capture_clause(clause: Clause) -> State:
    """Return the values of a clause as JSON: ``key``, ``version`` and ``FIELDS``."""
    values = {name: getattr(clause, name) for name in ("key", "version", *FIELDS)}
    return values | {"dated": clause.dated.isoformat()}


def begin_version(clause: Clause, before: State | None) -> None:
    """Count the version of ``clause``, which is about to be saved, if its text differs from ``before``."""
    if before is not None and before["body"] != clause.body:
        clause.version = before["version"] + 1
        clause.reworded_at = timezone.now()


def finish_edit(clause: Clause, before: State | None, user: Any = None) -> None:
    """Keep the wording of ``clause``, which was just saved, and send ``signals.clause_changed``.

    Call it in the transaction of the edit. ``user`` is who edited it; None for the site itself.
    """
    wording = {"body": clause.body, "dated": clause.dated}
    by_whom = {"changed_at": clause.reworded_at, "changed_by": user}
    ClauseVersion.objects.update_or_create(
        clause=clause, version=clause.version, defaults=wording, create_defaults=wording | by_whom
    )
    after = capture_clause(clause)
    if after != before:
        signals.clause_changed.send(sender=Clause, clause=clause, before=before, after=after)


@transaction.atomic
def save_clause(values: State, clause: Clause | None = None, *, user: Any = None) -> Clause:
    """Save these values (any of ``FIELDS``) of ``clause``, or a new one with ``key`` too, and return it.

    Raises ValidationError where a value is not valid.
    """
    before = None
    if clause is not None and not clause._state.adding:
        clause = Clause.objects.select_for_update().get(pk=clause.pk)
        before = capture_clause(clause)
        clause.revision += 1
    elif clause is None:
        clause = Clause(key=values["key"])
    for name in FIELDS:
        if name in values:
            setattr(clause, name, values[name])
    if isinstance(clause.dated, str):
        clause.dated = datetime.date.fromisoformat(clause.dated)
    clause.full_clean()
    begin_version(clause, before)
    clause.save()
    finish_edit(clause, before, user)
    return clause


@transaction.atomic
def restore_clause(state: State, clause: Clause | int, *, revision: int = 0, user: Any = None) -> Clause:
    """Give a clause the values of ``state``, or make a deleted one anew under its key in the database.

    Another text than the present one is a new version. Raises ValidationError where the values are no longer valid.
    """
    if isinstance(clause, int):
        clause = Clause(pk=clause, key=state["key"], version=state["version"], revision=revision)
    return save_clause(state, clause, user=user)


@transaction.atomic
def delete_clause(clause: Clause) -> None:
    """Delete a clause that nothing places, with its past wordings; the history keeps its last values.

    Raises ClauseInUse with the list of places, and Clause.DoesNotExist if it has been deleted.
    """
    clause = Clause.objects.select_for_update().get(pk=clause.pk)
    if problem := usage.describe_uses(clause):
        raise ClauseInUse(problem)
    before, pk = capture_clause(clause), clause.pk
    clause.delete()
    clause.pk = pk  # For the receivers of the signal.
    signals.clause_changed.send(sender=Clause, clause=clause, before=before, after=None)
