"""Connections that only take up room, more of them than the server has threads: the others are answered as ever.

Bodies that come slowly, and answers that are taken slowly, are left to the proxy in front (decision 21):
``test_slow_clients_behind_nginx.py``.
"""

import socket
import time

import pytest

from tests.system.attacks import wire

pytestmark = pytest.mark.any_database

#: More than the 2 workers x 16 threads.
MANY = 40


def clients(port, data, count=MANY):
    return wire.crowd(lambda: wire.connect(port), data, count)


def assert_others_are_answered(port, word):
    for path in ("/about/", f"/search/?q={word}", "/", f"/search/?q=not+{word}"):
        answer = wire.send(port, wire.request(path), 5)
        assert answer.status == 200, (path, answer.status)
        # The machine may have other things to do, which is known from a request that the server itself refuses, without
        # a thread.
        usual = wire.send(port, b"GET / HTTP/1.1\r\nbroken\r\n\r\n").seconds
        assert answer.seconds < 2 + usual, (path, answer.seconds, usual)


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"GET"])
def test_what_comes_slowly_to_public_pages_is_not_waited_for(sound_server, method):
    data = method + b" /about/ HTTP/1.1\r\n" + wire.BY_HTTPS + b"Content-Length: 1000000\r\n\r\nabc"
    with clients(sound_server.port, data) as slow:
        assert_others_are_answered(sound_server.port, "technician")
        for one in slow:
            assert one.recv(12) == (b"HTTP/1.1 200" if method == b"GET" else b"HTTP/1.1 405")


def test_headers_that_do_not_come_and_connections_that_are_only_open_hold_nobody_up(sound_server):
    port = sound_server.port
    with (
        clients(port, b"GET / HTTP/1.1\r\n" + wire.BY_HTTPS, 600) as slow,
        clients(port, b"", 300) as idle,
        clients(port, b"GET /about/ HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n", 300) as kept,
    ):
        # 1,200 connections were more than the server's own default lets in.
        assert_others_are_answered(port, "database")
        began = time.monotonic()
        for group in (slow, idle, kept):
            one = group[-1]
            one.settimeout(20)
            while one.recv(65_536):
                pass
        assert time.monotonic() - began < 15


def test_half_open_connections_hold_nobody_up(sound_server):
    with clients(sound_server.port, b"GET / HTTP/1.1\r\n" + wire.BY_HTTPS, 50) as half:
        for one in half:
            one.shutdown(socket.SHUT_WR)
        assert_others_are_answered(sound_server.port, "analyst")
        assert half[0].recv(100) == b""
