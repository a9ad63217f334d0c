"""psycopg, with connections that give up on a server that has stopped answering, where people wait for the answer."""

from __future__ import annotations

from threading import Lock

import psycopg
from psycopg import *  # noqa: F403  Django takes the classes of errors from here.

from techsets import patience
from techsets.postgresql import pulse

_lock = Lock()
_kinds: dict[str, type[WatchedConnection]] = {}
#: What makes a connection another one than the next; the rest says how it is used.
_USE = {"context", "cursor_factory", "row_factory", "prepare_threshold", "autocommit"}


class WatchedConnection(psycopg.Connection):
    """A connection whose every wait is watched by ``pulse``; once that gives up, the connection is closed, too."""

    pulse: pulse.Pulse

    @classmethod
    def _connect_gen(cls, conninfo=""):
        # Connecting is watched, too: who begins when others have waited for a while does not wait as long again.
        return cls.pulse.watched(super()._connect_gen(conninfo))

    def wait(self, gen, interval=0.1, timeout=None):
        try:
            self.pulse.refuse_if_silent()
            return super().wait(self.pulse.watched(gen), interval, timeout)
        except pulse.Silent:
            # Without a word to the server, which would not be heard: it rolls back what is open when it finds out.
            self.pgconn.finish()
            raise


def connect(conninfo: str = "", **parameters) -> psycopg.Connection:
    """Return a new connection, a watched one where people wait for the answer.

    Raises OperationalError where there is none to be had; at once, where the server is known not to answer.
    """
    if not patience.is_for_people():
        return psycopg.connect(conninfo, **parameters)
    kind = _kind({name: value for name, value in parameters.items() if name not in _USE} | {"conninfo": conninfo})
    kind.pulse.refuse_if_silent()
    try:
        return kind.connect(conninfo, **parameters)
    except psycopg.errors.ConnectionTimeout:
        kind.pulse.suspect()
        raise


def _kind(server: dict) -> type[WatchedConnection]:
    """Return the class of connections to one server: they share what is known of it."""
    key = repr(sorted(server.items()))
    with _lock:
        if key not in _kinds:
            its_pulse = pulse.Pulse(lambda: pulse.ask(server))
            _kinds[key] = type("WatchedConnection", (WatchedConnection,), {"pulse": its_pulse})
        return _kinds[key]
