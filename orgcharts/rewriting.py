"""Rewrites of paths (see ``places``) carried out in the database, in few statements and never row by row."""

from __future__ import annotations

from django.db.models import F, Func, Value
from django.db.models.functions import Concat, StrIndex, Substr

from orgcharts import places
from orgcharts.models import Position
from orgcharts.numbers import BASE, STEP_LENGTH

#: Up to so many branches are shifted one by one, each row being written once; more of them in two statements, each row
#: being written twice. A statement costs about as much as writing 50 rows (decision 9).
ONE_BY_ONE = 20

#: Stands first in a path that is only passing through. No path has it, and LIKE takes it for itself.
_PASSING = "~"


def rewrite(chart: int, rewrites: places.Rewrites) -> None:
    """Carry out ``rewrites`` in the chart with that primary key, whose lock the caller holds."""
    for step in rewrites:
        if isinstance(step, places.Branch):
            _rewrite_branch(step)
        elif len(step) <= ONE_BY_ONE:
            for branch in step.branches():
                _rewrite_branch(branch)
        else:
            _shift(chart, step)


def _rewrite_branch(branch: places.Branch) -> None:
    changes = {"path": Concat(Value(branch.new), Substr("path", len(branch.old) + 1))}
    if further := (len(branch.new) - len(branch.old)) // STEP_LENGTH:
        changes["depth"] = F("depth") + further
    Position.objects.filter(**places.within(branch.old)).update(**changes)


def _shift(chart: int, shift: places.Shift) -> None:
    """Rewrite all branches at once: by way of paths that nobody has, because paths are unique at every moment.

    A database may write the rows of one statement in any order, so that a row could meet the next one at its place.
    """
    at = len(shift.parent) + 1
    Position.objects.filter(
        path__gte=places.child(shift.parent, shift.first), path__lt=places.child(shift.parent, shift.last + 1)
    ).update(
        path=Concat(
            Value(_PASSING + shift.parent[1:]),
            _digits(_number(at) + shift.by),
            Substr("path", at + STEP_LENGTH),
        )
    )
    Position.objects.filter(chart=chart, path__startswith=_PASSING).update(
        path=Concat(Value(shift.parent[0]), Substr("path", 2))
    )


def _number(at: int) -> F | Func:
    """The step that begins at the character ``at`` of the path, as a number."""
    number = None
    for place in range(STEP_LENGTH):
        digit = StrIndex(Value(Position.alphabet), Substr("path", at + place, 1)) - 1
        number = digit if number is None else number * BASE + digit
    return number


def _digits(number) -> Concat:
    """The number as a step of a path."""
    return Concat(
        *(
            Substr(Value(Position.alphabet), number / BASE**place % BASE + 1, 1)
            for place in reversed(range(STEP_LENGTH))
        )
    )
