"""What the server of pages takes for an answer of the database, and for how long it waits for one."""

import errno
import itertools
import sqlite3
import threading
import time

import pytest
from django.db import OperationalError, connection, connections

from techsets import patience
from techsets.postgresql import pulse
from techsets.troubles import Trouble, trouble_of
from tests import servers


def steps(*ready_after):
    """A way through an exchange that takes so many looks, each after a moment, until there is an answer."""
    for looks in ready_after:
        for _ in range(looks):
            yield 1
    return "answer"


def carry_out(watched, every=0.01):
    """Look every few milliseconds, as psycopg does, and find nothing; return the answer."""
    try:
        next(watched)
        while True:
            time.sleep(every)
            watched.send(0)
    except StopIteration as end:
        return end.value


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(pulse, "SLOW", 0.05)
    monkeypatch.setattr(pulse, "PROBE", 0.1)
    monkeypatch.setattr(pulse, "PAUSE", 0.05)


def test_a_statement_takes_its_time_while_the_server_is_alive(quick):
    asked = []
    its_pulse = pulse.Pulse(lambda: asked.append(1) or True)
    assert carry_out(its_pulse.watched(steps(60))) == "answer"
    assert 2 <= len(asked) <= 15


def test_a_quick_statement_asks_nothing_more_of_the_server(quick):
    its_pulse = pulse.Pulse(lambda: pytest.fail("It was asked."))
    assert carry_out(its_pulse.watched(steps(2))) == "answer"


@pytest.mark.parametrize("how", ["says nothing", "cannot be reached"])
def test_a_silent_server_is_given_up_and_nobody_waits_for_it_again_until_it_answers(quick, how):
    answers, seen = threading.Event(), itertools.count()

    def is_alive():
        next(seen)
        if how == "says nothing":
            answers.wait(5)
        return answers.is_set()

    its_pulse = pulse.Pulse(is_alive)
    began = time.monotonic()
    with pytest.raises(pulse.Silent):
        carry_out(its_pulse.watched(steps(1000)))
    assert time.monotonic() - began < 1
    began = time.monotonic()
    for _ in range(100):
        with pytest.raises(pulse.Silent):
            its_pulse.refuse_if_silent()
    assert time.monotonic() - began < 0.1
    answers.set()
    until = time.monotonic() + 2
    while its_pulse.silent:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert carry_out(its_pulse.watched(steps(3))) == "answer"


@pytest.mark.skipif(not servers.on_postgresql(), reason="A server is asked.")
def test_a_server_that_refuses_in_words_is_alive(cluster):
    parameters = {"host": "127.0.0.1", "port": cluster.port, "user": "postgres", "dbname": "postgres"}
    assert pulse.ask(parameters)
    assert pulse.ask(parameters | {"dbname": "none of this name"})
    assert not pulse.ask(parameters | {"port": servers.free_port()})


@pytest.mark.skipif(not servers.on_postgresql(), reason="On SQLite see test_database_locked.")
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever_for_a_row_that_somebody_holds(monkeypatch):
    monkeypatch.setattr(patience, "_for_people", True)
    monkeypatch.setattr(patience, "LOCK", 0.5)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pagecache_publicedit (made_at) VALUES (now())")
    holding, waiting = connections["default"].copy(), connections["default"].copy()
    try:
        holding.set_autocommit(False)
        holding.cursor().execute("SELECT * FROM pagecache_publicedit FOR UPDATE")
        with pytest.raises(OperationalError) as caught:
            waiting.cursor().execute("DELETE FROM pagecache_publicedit")
        assert trouble_of(caught.value) is Trouble.BUSY
    finally:
        holding.close()
        waiting.close()


def test_troubles_are_told_from_faults_of_ours():
    def of_sqlite(code):
        error = OperationalError("Said by Django.")
        error.__cause__ = sqlite3.OperationalError("Said by SQLite.")
        error.__cause__.sqlite_errorcode = code
        return error

    assert trouble_of(of_sqlite(sqlite3.SQLITE_FULL)) is Trouble.FULL
    assert trouble_of(of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED)) is Trouble.READ_ONLY
    assert trouble_of(of_sqlite(sqlite3.SQLITE_BUSY)) is Trouble.BUSY
    assert trouble_of(of_sqlite(sqlite3.SQLITE_ERROR)) is Trouble.AWAY
    assert trouble_of(OSError(errno.ENOSPC, "No space")) is Trouble.FULL
    assert trouble_of(OSError(errno.EROFS, "Only read")) is Trouble.READ_ONLY
    for fault in (OSError(errno.ENOENT, "Missing"), ValueError(), None):
        assert trouble_of(fault) is None
    # A fault that came up while a trouble was handled is a fault all the same.
    fault = ValueError()
    fault.__context__ = OSError(errno.ENOSPC, "No space")
    assert trouble_of(fault) is None
