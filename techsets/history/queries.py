"""The query of every undo and redo, as plain SQL for both databases.

``tests/site/techsets/history/test_queries.py`` holds it to what the ORM gives.
"""

from __future__ import annotations

from django.db import connection

from techsets.history.models import Kind


def select_undoable(chart: int, below: int, most: int) -> list[tuple[int, int | None, int | None]]:
    """Return at most ``most`` undoable changes of the chart with keys less than ``below``, newest first.

    Of each: its key, the key of the change that it undoes, and the key of the change that the latter undoes; or None.
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
