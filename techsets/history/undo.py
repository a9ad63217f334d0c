"""Taking changes back, and bringing back how a thing was after an earlier change.

A chart goes back through the tree's own operations, step by step (see ``orgcharts.changes.undo``): tree columns are
never written back, which would corrupt the tree. Everything else goes back to the values that were kept. Whatever
is taken back is itself a change in the history, so that it can be taken back too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.db.models import Max

from jobdescriptions import drafts
from jobdescriptions.models import JobDescription
from orgcharts import texts
from orgcharts.changes.lock import STALE_CHART, StaleRevision, changing
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.undo import can_undo, find_charts_to_lock, restore_chart, undo_steps, undo_steps_under_locks
from orgcharts.models import OrgChart, SiteText, SupportModel
from techsets.history.models import Change, Kind
from techsets.history.queries import select_undoable

#: So many rows of the history are read at a time: most often the first of them will do.
_ROWS = 50


class RestoreError(Exception):
    """Why something cannot be brought back: a full sentence for whoever wanted it."""


def next_undo(chart: int, known: Change | None = None) -> Change | None:
    """Return the change of the chart with that key that would be taken back next, or None.

    ``known`` is not read again where it is the one: a change never changes.
    """
    for pk, _ in _unsettled(chart, _settled_by_undoing):
        change = known if known is not None and known.pk == pk else Change.objects.get(pk=pk)
        steps = change.details.get("steps", ())
        if not _is_beside_the_tree(steps):
            return change if can_undo(steps) else None
    return None


def _settled_by_undoing(undoes: int | None, undoes_undoing: int | None) -> int | None:
    """An undoing settles all that was done since the change that it took back, and that change.

    A redo settles all that was done since the change that it did again, and not that change.
    """
    return undoes if undoes_undoing is None else undoes_undoing + 1


def next_redo(chart: int, known: Change | None = None) -> Change | None:
    """Return the undoing of that chart that would itself be taken back next ("redo"), or None; see ``next_undo``.

    None as soon as something else has been done to the chart.
    """
    pk, undoes = next(_unsettled(chart, _settled_by_redoing), (None, None))
    if undoes is None:
        return None
    change = known if known is not None and known.pk == pk else Change.objects.select_related("undoes").get(pk=pk)
    return change if can_undo(change.details.get("steps", ())) else None


def _settled_by_redoing(undoes: int | None, undoes_undoing: int | None) -> int | None:
    """A redo settles all that was done since the undoing that it took back, and that undoing."""
    return None if undoes_undoing is None else undoes


@retry_on_conflict
def undo(change: Change, *, again: bool = False) -> list[str]:
    """Take the last change of a chart back (with ``again``: an undoing), and return sentences about what stays away.

    Raises ChartError where it is not the next one to be taken back any more, or the chart is gone.
    """
    chart, steps = change.object_id, change.details.get("steps", ())
    message = f"Did again: {change.undoes.message}" if again and change.undoes else f"Took back: {change.message}"
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
    """Bring the thing that ``change`` was about back to how it was right after it; return what stays away.

    Where ``change`` deleted the thing, it is made again as it was before. ``revision`` is the thing's as the caller saw
    it. Raises RestoreError or ChartError where that is not possible, ValidationError where a rule is newer than the
    values.
    """
    message = f"Restored to how it was on {change.moment} (“{change.message[:150]}”)."
    if change.kind == Kind.CHART:
        return _restore_chart(change, message, revision)
    state = state_after(change)
    if state is None:
        state = change.details.get("before")
    if state is None:
        raise RestoreError("The history does not keep what this change was about, so it cannot be brought back.")
    if change.kind == Kind.JOB_DESCRIPTION:
        job = JobDescription.objects.select_for_update().filter(pk=change.object_id).first()
        _refuse_outrun(job, revision)
        drafts.restore(state, job or change.object_id, message, revision=_new_revision(change))
    elif change.kind in {Kind.SUPPORT_MODEL, Kind.SITE_TEXT}:
        model = SupportModel if change.kind == Kind.SUPPORT_MODEL else SiteText
        # Not so strongly that it keeps a chart, whose lock is taken next, from getting this support model.
        row = model.objects.select_for_update(no_key=True).filter(pk=change.object_id).first()
        if row is None:
            raise RestoreError("It is not there any more, so it cannot be brought back to how it was.")
        _refuse_outrun(row, revision)
        texts.write_texts(row, state)
    return []


def later_steps(change: Change) -> list[dict[str, Any]]:
    """Return the steps that were done to a chart after ``change``, in their order."""
    later = Change.objects.of(Kind.CHART, change.object_id).filter(pk__gt=change.pk).order_by("pk")
    return [step for one in later for step in one.details.get("steps", ()) if step["op"] != "put-in-place"]


def state_after(change: Change) -> dict[str, Any] | None:
    """Return how the thing was after ``change``; None where it was gone, or the history does not tell."""
    if change.packed:
        return change.details.get("state")
    return _earlier_state(change)


def state_before(change: Change) -> dict[str, Any] | None:
    """Return how the thing was before ``change``; None where it was not there, or the history does not tell."""
    details = change.details
    return details["before"] if "before" in details else _earlier_state(change)


def _earlier_state(change: Change) -> dict[str, Any] | None:
    """Return the last state that the history tells before ``change``."""
    earlier = Change.objects.of(change.kind, change.object_id).filter(pk__lt=change.pk).exclude(packed=None).first()
    return earlier.details.get("state") if earlier else None


def _new_revision(change: Change) -> int:
    """Return a revision that the thing, which is gone, never had: what is open of it from before is outrun."""
    last = Change.objects.of(change.kind, change.object_id).aggregate(last=Max("revision"))["last"]
    return (last or 0) + 1


def _restore_chart(change: Change, message: str, revision: int | None) -> list[str]:
    steps = change.details.get("steps", [])
    if steps and steps[-1]["op"] == "delete-chart":
        return restore_chart(steps, revision=_new_revision(change))[1]
    if not OrgChart.objects.filter(pk=change.object_id).exists():
        raise RestoreError("This chart has been deleted. Bring it back first: the history of its deletion does that.")
    with changing(change.object_id, message, revision=revision) as chart:
        later = later_steps(change)
        if not can_undo(later):
            raise RestoreError(
                "Nothing has been done since that could be taken back."
                if not later
                else "Something that was done since cannot be taken back, so the chart cannot be restored to that day."
            )
        return undo_steps(chart, later, message)


def _unsettled(
    chart: int, settled_by: Callable[[int | None, int | None], int | None]
) -> Iterator[tuple[int, int | None]]:
    """Yield the key of each change of a chart that no later one has settled, and of what it undoes; newest first.

    ``settled_by`` is told what a change undoes, if anything, and what that undoes, if anything. It returns from which
    key on, besides the change itself, all are settled; None where the change settles none and is to be yielded. So
    what was taken back is passed by at once, however much it is.
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
    """Say whether only an earlier release put the chart before the public, without noting in place of which other."""
    return bool(steps) and all(step["op"] == "put-in-place" and "public" not in step for step in steps)


def _refuse_outrun(row: Any, revision: int | None) -> None:
    if row is not None and revision is not None and row.revision != revision:
        raise RestoreError("Somebody else has edited it meanwhile. Look at it as it is now, then try again.")
