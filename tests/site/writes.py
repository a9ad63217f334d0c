"""Whether anything has been written to the database: a look at every statement instead of at every table."""

from __future__ import annotations

from typing import Any

#: How statements begin that change nothing.
READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Writes:
    """A wrapper for Django's ``connection.execute_wrapper`` that notes whether a statement may have changed a row."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """See a statement pass."""
        self.seen = self.seen or not sql.lstrip("( ").upper().startswith(READING)
        return execute(sql, params, many, context)
