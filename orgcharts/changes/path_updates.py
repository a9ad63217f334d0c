"""Rewrites of paths (see ``moves``) carried out in the database, in few statements and never row by row."""

from __future__ import annotations

from django.db import connection
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, StrIndex, Substr

from orgcharts.changes import former_numbers
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import BASE, STEP_LENGTH

#: Up to so many branches are shifted one by one, each row being written once; more of them in two statements, each row
#: being written twice. A statement costs about as much as writing 50 rows (decision 9).
ONE_BY_ONE = 20

#: Stands first in a path that is only passing through. No path has it, and LIKE takes it for itself.
_PASSING = "~"


def apply_rewrites(chart: OrgChart, rewrites: moves.Rewrites) -> None:
    """Carry out ``rewrites`` in ``chart``, whose lock the caller holds; numbers that positions lose are noted."""
    former_numbers.record_rewrites(chart, rewrites)
    branches: list[moves.Branch] = []
    for step in rewrites:
        if isinstance(step, moves.Branch):
            branches.append(step)
        elif len(step) <= ONE_BY_ONE:
            branches.extend(step.branches())
        else:
            _rewrite_branches(branches)
            branches = []
            _shift(chart.pk, step)
    _rewrite_branches(branches)


def _rewrite_branches(branches: list[moves.Branch]) -> None:
    """Rewrite branch after branch. Written in SQL, because Django takes longer over a statement than the database."""
    if not branches:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Position._meta.db_table} SET path = %s || substr(path, %s), depth = depth + %s "
            "WHERE path >= %s AND path < %s",
            [
                (
                    branch.new,
                    len(branch.old) + 1,
                    (len(branch.new) - len(branch.old)) // STEP_LENGTH,
                    *moves.branch_filter(branch.old).values(),
                )
                for branch in branches
            ],
        )


def _shift(chart: int, shift: moves.Shift) -> None:
    """Rewrite all branches at once: by way of paths that nobody has, because paths are unique at every moment.

    A database may write the rows of one statement in any order, so that a row could meet the next one at its place.
    """
    at = len(shift.parent) + 1
    Position.objects.filter(
        path__gte=moves.child_path(shift.parent, shift.first), path__lt=moves.child_path(shift.parent, shift.last + 1)
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
