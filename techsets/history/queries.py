"""What is asked of the history with every Undo and Redo, as plain SQL that both databases understand.

``tests/site/techsets/history/test_queries.py`` holds it to what the ORM gives.
"""

from __future__ import annotations

from django.db import connection

from techsets.history.models import Kind


def select_undoable(chart: int, below: int, most: int) -> list[tuple[int, int | None, int | None]]:
    """Return changes of the chart with that key that can be taken back, newest first, at most ``most`` of them.

    Only those whose own key is less than ``below``. Of each: its key, that of the change that it takes back, and that
    of the change which the latter takes back; None where there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, c.undoes_id, u.undoes_id
            FROM history_change c
            LEFT JOIN history_change u ON u.id = c.undoes_id
            WHERE c.kind = %s AND c.object_id = %s AND c.packed IS NOT NULL AND c.id < %s
            ORDER BY c.id DESC
            LIMIT %s
            """,
            [str(Kind.CHART), chart, below, most],
        )
        return cursor.fetchall()
