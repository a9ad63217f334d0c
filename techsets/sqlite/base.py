"""The backend: people wait less long for a lock than commands, and a server never makes an empty database."""

from __future__ import annotations

import os
from pathlib import Path

from django.db.backends.sqlite3 import base

from techsets import patience
from techsets.sqlite import locks


class PatientCursor(base.SQLiteCursorWrapper):
    """A cursor that waits for the lock of the file at ``path`` as ``locks.wait`` does."""

    path: str

    def execute(self, query, params=None):
        return locks.wait(self.path, lambda: super(PatientCursor, self).execute(query, params))


class DatabaseWrapper(base.DatabaseWrapper):
    #: Which file the connection has open: device, number, and whether its folder can be written to. None for a
    #: database in memory.
    _file: tuple[int, int, bool] | None = None

    def get_connection_params(self):
        seconds = locks.TRY if patience.is_for_people() else patience.LOCK
        parameters = {"timeout": seconds} | super().get_connection_params()
        name = str(parameters["database"])
        if self.is_in_memory_db() or name.startswith("file:"):
            return parameters
        options = ""
        if not _can_write(name):
            # On a volume that can only be read, SQLite has no place to note who reads; where everything is in the file
            # itself it may be told that nobody writes (SQLite, "Write-Ahead Logging", 5: read-only databases).
            log = Path(f"{name}-wal")
            options = "?mode=ro" if log.exists() and log.stat().st_size else "?mode=ro&immutable=1"
        elif patience.is_for_people():
            # A file that is missing, because somebody is putting another in its place, is not made: an empty one
            # would be served as a site without pages, and would stand in the way of the right one.
            options = "?mode=rw"
        if options:
            parameters |= {"database": f"{Path(name).absolute().as_uri()}{options}", "uri": True}
        return parameters

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        self._file = self._file_now()
        return connection

    def create_cursor(self, name=None):
        if not patience.is_for_people() or self.is_in_memory_db():
            return super().create_cursor(name)
        cursor = self.connection.cursor(factory=PatientCursor)
        cursor.path = str(self.settings_dict["NAME"])
        return cursor

    def is_usable(self) -> bool:
        """Say whether the connection is to the file that is there now; Django asks before its first use in a request.

        A connection goes on reading and writing a file that has been moved away, and what is saved there is lost. One
        that was opened when the file could only be read never writes.
        """
        return self.connection is not None and self._file == self._file_now()

    def _file_now(self) -> tuple[int, int, bool] | None:
        if self.is_in_memory_db():
            return None
        name = str(self.settings_dict["NAME"])
        try:
            found = os.stat(name)
        except OSError:
            return (0, 0, False)  # Missing: another one than any that is open.
        return found.st_dev, found.st_ino, _can_write(name)


def _can_write(name: str) -> bool:
    """Say whether the file ``name`` could be written to, or made."""
    folder = os.path.dirname(os.path.abspath(name))
    return os.access(folder, os.W_OK | os.X_OK) and (not os.path.exists(name) or os.access(name, os.W_OK))
