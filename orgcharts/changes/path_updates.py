"""Rewrites of paths (see ``moves``) carried out in the database, in few statements."""

from __future__ import annotations

from django.db import connection
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, StrIndex, Substr

from orgcharts.changes import former_numbers
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import BASE, STEP_LENGTH

#: Maximum number of branches that are shifted one by one, which writes each row once; more are shifted in two
#: statements, which write each row twice. A statement costs about as much as writing 50 rows (decision 9).
ONE_BY_ONE = 20

#: The first character of a temporary path. No real path has it, and it means nothing special to LIKE.
_PASSING = "~"


def apply_rewrites(chart: OrgChart, rewrites: moves.Rewrites) -> None:
    """Carry out ``rewrites`` in ``chart``, whose lock the caller holds, and record the numbers that positions lose."""
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
    """Rewrite branch after branch, in SQL, as Django takes longer to build a statement than the database to run it."""
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
    """Rewrite all branches at once, through temporary paths.

    Paths are unique at every moment, and a database may write the rows of one statement in any order.
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
    """Return the step at the character ``at`` of the path as a number."""
    number = None
    for place in range(STEP_LENGTH):
        digit = StrIndex(Value(Position.alphabet), Substr("path", at + place, 1)) - 1
        number = digit if number is None else number * BASE + digit
    return number


def _digits(number) -> Concat:
    """Return the number as a step of a path."""
    return Concat(
        *(
            Substr(Value(Position.alphabet), number / BASE**place % BASE + 1, 1)
            for place in reversed(range(STEP_LENGTH))
        )
    )
