"""Undoing changes, and restoring the state after an earlier change.

A chart is undone step by step through the operations of the tree (see ``orgcharts.changes.undo``), since writing back
tree columns would corrupt the tree. Everything else gets its recorded values. Each undo is a change in the history that
can be undone too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.db.models import Max

from jobdescriptions import drafts
from jobdescriptions.clauses import editing
from jobdescriptions.models import Clause, JobDescription
from orgcharts import texts
from orgcharts.changes.lock import STALE_CHART, StaleRevision, changing
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.undo import can_undo, find_charts_to_lock, restore_chart, undo_steps, undo_steps_under_locks
from orgcharts.models import OrgChart, SiteText, SupportModel
from techsets.history.actor import actor
from techsets.history.models import Change, Kind
from techsets.history.queries import select_undoable
from techsets.search import synonym_changes
from techsets.search.models import SynonymGroup

#: Rows of the history that are read at a time; mostly the first of them suffices.
_ROWS = 50


class RestoreError(Exception):
    """Why something cannot be restored, as a full sentence for the user."""


def next_undo(chart: int, known: Change | None = None) -> Change | None:
    """Return the next change of the chart to undo, or None. ``known`` is not read again if it is that change."""
    for pk, _ in _unsettled(chart, _settled_by_undoing):
        change = known if known is not None and known.pk == pk else Change.objects.get(pk=pk)
        steps = change.details.get("steps", ())
        if not _is_beside_the_tree(steps):
            return change if can_undo(steps) else None
    return None


def _settled_by_undoing(undoes: int | None, undoes_undoing: int | None) -> int | None:
    """Return the key from which on a change settles all others.

    An undo settles the change that it undid and all since; a redo all since the change that it redid.
    """
    return undoes if undoes_undoing is None else undoes_undoing + 1


def next_redo(chart: int, known: Change | None = None) -> Change | None:
    """Return the next undo of the chart to redo, or None, as after any other change; see ``next_undo``."""
    pk, undoes = next(_unsettled(chart, _settled_by_redoing), (None, None))
    if undoes is None:
        return None
    change = known if known is not None and known.pk == pk else Change.objects.select_related("undoes").get(pk=pk)
    return change if can_undo(change.details.get("steps", ())) else None


def _settled_by_redoing(undoes: int | None, undoes_undoing: int | None) -> int | None:
    """Return the key from which on a change settles all others: a redo settles its undo and all since."""
    return None if undoes_undoing is None else undoes


@retry_on_conflict
def undo(change: Change, *, again: bool = False) -> list[str]:
    """Undo the last change of a chart (with ``again``: redo it); return sentences about what could not be restored.

    Raises ChartError where it is no longer the next one to undo, or the chart has been deleted.
    """
    chart, steps = change.object_id, change.details.get("steps", ())
    message = f"Redid: {change.undoes.message}" if again and change.undoes else f"Undid: {change.message}"
    with ExitStack() as stack:
        charts = {
            pk: stack.enter_context(changing(pk, message, undoes=change) if pk == chart else changing(pk))
            for pk in find_charts_to_lock(chart, steps)
        }
        following = (next_redo if again else next_undo)(chart, known=change)
        if following is None or following.pk != change.pk:
            raise StaleRevision(STALE_CHART)
        return undo_steps_under_locks(charts[chart], steps, charts)


@retry_on_conflict
@transaction.atomic
def restore(change: Change, *, revision: int | None = None) -> list[str]:
    """Restore the object to its state right after ``change``; return sentences about what could not be restored.

    An object that ``change`` deleted is created again as it was before. ``revision`` is that which the caller saw.
    Raises RestoreError or ChartError where that is not possible, ValidationError where a rule is newer than the values.
    """
    message = f"Restored to how it was on {change.moment} (“{change.message[:150]}”)."
    if change.kind == Kind.CHART:
        return _restore_chart(change, message, revision)
    state = state_after(change)
    if state is None:
        state = change.details.get("before")
    if state is None:
        raise RestoreError("The history does not keep what this change was about, so it cannot be restored.")
    if change.kind == Kind.JOB_DESCRIPTION:
        job = JobDescription.objects.select_for_update().filter(pk=change.object_id).first()
        _refuse_stale(job, revision)
        drafts.restore(state, job or change.object_id, message, revision=_new_revision(change))
    elif change.kind == Kind.CLAUSE:
        clause = Clause.objects.select_for_update().filter(pk=change.object_id).first()
        _refuse_stale(clause, revision)
        if clause is None and Clause.objects.filter(key=state["key"]).exists():
            raise RestoreError("Another clause has its key now, so it cannot be restored.")
        editing.restore_clause(state, clause or change.object_id, revision=_new_revision(change), user=actor()[0])
    elif change.kind in {Kind.SUPPORT_MODEL, Kind.SITE_TEXT}:
        model = SupportModel if change.kind == Kind.SUPPORT_MODEL else SiteText
        # no_key: a stronger lock would block a chart, whose lock is taken next, from referring to this support model.
        row = model.objects.select_for_update(no_key=True).filter(pk=change.object_id).first()
        if row is None:
            raise RestoreError("It has been deleted, so it cannot be restored.")
        _refuse_stale(row, revision)
        texts.write_texts(row, state)
    elif change.kind == Kind.SYNONYMS:
        group = SynonymGroup.objects.select_for_update(no_key=True).filter(pk=change.object_id).first()
        _refuse_stale(group, revision)
        group = group or SynonymGroup(pk=change.object_id, revision=_new_revision(change))
        synonym_changes.write_values(group, state)
    return []


def later_steps(change: Change) -> list[dict[str, Any]]:
    """Return the steps of a chart after ``change``, in order."""
    later = Change.objects.of(Kind.CHART, change.object_id).filter(pk__gt=change.pk).order_by("pk")
    return [step for one in later for step in one.details.get("steps", ()) if step["op"] != "put-in-place"]


def state_after(change: Change) -> dict[str, Any] | None:
    """Return the object's state after ``change``; None where it was deleted, or is not recorded."""
    if change.packed:
        return change.details.get("state")
    return _earlier_state(change)


def state_before(change: Change) -> dict[str, Any] | None:
    """Return the object's state before ``change``; None where it did not exist, or is not recorded."""
    details = change.details
    return details["before"] if "before" in details else _earlier_state(change)


def _earlier_state(change: Change) -> dict[str, Any] | None:
    """Return the last recorded state before ``change``."""
    earlier = Change.objects.of(change.kind, change.object_id).filter(pk__lt=change.pk).exclude(packed=None).first()
    return earlier.details.get("state") if earlier else None


def _new_revision(change: Change) -> int:
    """Return a revision that the deleted object never had, so that forms opened before are stale."""
    last = Change.objects.of(change.kind, change.object_id).aggregate(last=Max("revision"))["last"]
    return (last or 0) + 1


def _restore_chart(change: Change, message: str, revision: int | None) -> list[str]:
    steps = change.details.get("steps", [])
    if steps and steps[-1]["op"] == "delete-chart":
        return restore_chart(steps, revision=_new_revision(change))[1]
    if not OrgChart.objects.filter(pk=change.object_id).exists():
        raise RestoreError("This chart has been deleted. Restore it first: the history of its deletion does that.")
    with changing(change.object_id, message, revision=revision) as chart:
        later = later_steps(change)
        if not can_undo(later):
            raise RestoreError(
                "Nothing has been done since that could be undone."
                if not later
                else "Something that was done since cannot be undone, so the chart cannot be restored to that day."
            )
        return undo_steps(chart, later, message)


def _unsettled(
    chart: int, settled_by: Callable[[int | None, int | None], int | None]
) -> Iterator[tuple[int, int | None]]:
    """Yield (key, key of what it undoes) of each change of a chart that no later one has settled, newest first.

    ``settled_by`` gets the key of what a change undoes, and of what that undoes. It returns the key from which on all
    are settled besides the change itself; None for a change that settles none and is to be yielded. So any number of
    undone changes is skipped at once.
    """
    below = _BEYOND
    while rows := select_undoable(chart, below, _ROWS):
        for pk, undoes, undoes_undoing in rows:
            if pk >= below:
                continue
            below = pk
            settled = settled_by(undoes, undoes_undoing) if undoes is not None else None
            if settled is None:
                yield pk, undoes
            else:
                below = settled


#: Greater than every key.
_BEYOND = 2**63 - 1


def _is_beside_the_tree(steps) -> bool:
    """Say whether the steps are a publication by an earlier release that did not record the replaced chart."""
    return bool(steps) and all(step["op"] == "put-in-place" and "public" not in step for step in steps)


def _refuse_stale(row: Any, revision: int | None) -> None:
    if row is not None and revision is not None and row.revision != revision:
        raise RestoreError("Somebody else has edited it meanwhile. Look at it as it is now, then try again.")
