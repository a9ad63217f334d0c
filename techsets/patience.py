"""How long this process waits for its database: a server of pages, whose readers wait, less long than a command.

``techsets/wsgi.py`` says that this is a server of pages. Commands, and tests, wait as long as it takes. Decision 17 has
the reasons for the figures.
"""

from __future__ import annotations

#: An answer has to be there after 3.5 seconds, whatever the database does. The figures below leave a second of it.
#: So long, in seconds, a statement may take before the server is asked on a connection of its own whether it is alive.
SLOW = 0.5
#: So long, in seconds, the server has to answer that question.
PROBE = 1.5
#: So long, in seconds, a new connection may take. Whole numbers from 2 (libpq).
CONNECT_PEOPLE, CONNECT_COMMANDS = 2, 10
#: So long, in seconds, anybody waits for the lock of a chart or, on SQLite, of the database, while others come and go.
LOCK = 20.0
#: So long, in seconds, people wait on SQLite while nobody comes and goes: whoever holds the lock has stopped, or is at
#: something large (techsets/sqlite/locks.py).
LOCK_STUCK = 2.5

_for_people = False


def serve_people() -> None:
    """Say that this process answers requests: from now on it gives up on a database that does not answer."""
    global _for_people
    _for_people = True


def is_for_people() -> bool:
    """Say whether this process answers requests."""
    return _for_people


def connect_seconds() -> int:
    """Return how long a new connection to a database server may take."""
    return CONNECT_PEOPLE if _for_people else CONNECT_COMMANDS
