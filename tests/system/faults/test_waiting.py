"""For how long the server of pages waits for its database, and what it takes what the database says for."""

import errno
import socket
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections
from psycopg.pq import TransactionStatus

from techsets.common.outage_kinds import OutageKind, outage_kind_of
from techsets.server import timeouts, watchdog
from tests import servers


class Server:
    """Takes connections and never says a word more: ``raw`` is what psycopg would have of one."""

    def __init__(self, status=TransactionStatus.ACTIVE):
        self.closed = False
        self.info = SimpleNamespace(transaction_status=status)
        self.theirs, self._ours = socket.socketpair()

    def fileno(self):
        return self._ours.fileno()

    def was_shut_down(self):
        self.theirs.setblocking(False)
        try:
            return self.theirs.recv(1) == b""
        except BlockingIOError:
            return False


def look_for(seconds, watched, *, between=lambda: None):
    """Look as the thread does, for so long."""
    for tenth in range(round(seconds * 10)):
        watched.check(tenth / 10)
        between()


@pytest.fixture
def watched():
    made = watchdog.WatchedConnection()
    made.raw = Server()
    return made


def test_a_server_that_never_answers_is_given_up(watched):
    look_for(watchdog.LIMIT, watched)
    assert not watched.raw.was_shut_down()
    look_for(watchdog.LIMIT + 0.2, watched)
    assert watched.raw.was_shut_down()


def test_a_connection_that_waits_for_us_is_left_alone_however_long(watched):
    watched.raw.info.transaction_status = TransactionStatus.INTRANS
    look_for(60, watched)
    assert not watched.raw.was_shut_down()


def test_many_statements_one_after_the_other_take_their_time(watched):
    look_for(60, watched, between=lambda: watched(lambda *given: None, "SELECT 1", (), False, {}))
    assert not watched.raw.was_shut_down()


@pytest.mark.skipif(not servers.on_postgresql(), reason="A server is asked.")
@pytest.mark.django_db(transaction=True)
def test_a_server_that_works_says_so_before_it_is_given_up(monkeypatch):
    assert timeouts.STATEMENT_TIMEOUT < watchdog.LIMIT
    monkeypatch.setattr(timeouts, "_is_web", True)
    monkeypatch.setattr(timeouts, "STATEMENT_TIMEOUT", 0.3)
    own = connections["default"].copy()
    try:
        with pytest.raises(OperationalError) as caught:
            own.cursor().execute("SELECT pg_sleep(5)")
        assert outage_kind_of(caught.value) is OutageKind.BUSY
        assert own.cursor().execute("SELECT 1").fetchone() == (1,)
    finally:
        own.close()


@pytest.mark.skipif(not servers.on_postgresql(), reason="On SQLite see test_database_locked.")
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever_for_a_row_that_somebody_holds(monkeypatch):
    monkeypatch.setattr(timeouts, "_is_web", True)
    monkeypatch.setattr(timeouts, "STATEMENT_TIMEOUT", 0.5)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pagecache_publicedit (made_at) VALUES (now())")
    holding, waiting = connections["default"].copy(), connections["default"].copy()
    try:
        holding.set_autocommit(False)
        holding.cursor().execute("SELECT * FROM pagecache_publicedit FOR UPDATE")
        with pytest.raises(OperationalError) as caught:
            waiting.cursor().execute("DELETE FROM pagecache_publicedit")
        assert outage_kind_of(caught.value) is OutageKind.BUSY
    finally:
        holding.close()
        waiting.close()


def test_troubles_are_told_from_faults_of_ours():
    def of_sqlite(code):
        error = OperationalError("Said by Django.")
        error.__cause__ = sqlite3.OperationalError("Said by SQLite.")
        error.__cause__.sqlite_errorcode = code
        return error

    assert outage_kind_of(of_sqlite(sqlite3.SQLITE_FULL)) is OutageKind.FULL
    assert outage_kind_of(of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED)) is OutageKind.READ_ONLY
    assert outage_kind_of(of_sqlite(sqlite3.SQLITE_BUSY)) is OutageKind.BUSY
    assert outage_kind_of(of_sqlite(sqlite3.SQLITE_ERROR)) is OutageKind.AWAY
    assert outage_kind_of(OSError(errno.ENOSPC, "No space")) is OutageKind.FULL
    assert outage_kind_of(OSError(errno.EROFS, "Only read")) is OutageKind.READ_ONLY
    for fault in (OSError(errno.ENOENT, "Missing"), ValueError(), None):
        assert outage_kind_of(fault) is None
    # A fault that came up while a trouble was handled is a fault all the same.
    fault = ValueError()
    fault.__context__ = OSError(errno.ENOSPC, "No space")
    assert outage_kind_of(fault) is None
