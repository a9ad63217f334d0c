"""Slow and silent clients, more of them than the server has threads: the others are answered as ever."""

import os
import re
import select
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO

import pytest

from techsets.gate import connections
from techsets.gate.bodies import Lane, Lanes, Refused
from techsets.gate.connections import Watch
from tests import servers
from tests.servers import wait_until
from tests.system.attacks import wire

pytestmark = pytest.mark.any_database

#: More than the 2 workers x 16 threads.
MANY = 40
SIGN_IN = (
    b"POST /admin/login/ HTTP/1.1\r\n"
    + wire.BY_HTTPS
    + b"Cookie: __Host-csrftoken=abcdefghabcdefghabcdefghabcdefgh\r\n"
    + b"Content-Type: application/x-www-form-urlencoded\r\n"
    + f"Referer: https://{wire.HOST}/admin/login/\r\n".encode()
)


@contextmanager
def clients(port, data, count=MANY, small=False):
    made = []
    try:
        for _ in range(count):
            made.append(wire.connect(port, small=small))
            made[-1].sendall(data)
        wait_until(lambda: wire.has_read_all(port, made))
        yield made
    finally:
        for one in made:
            one.close()


def assert_others_are_answered(port, word):
    for path in ("/about/", f"/search/?q={word}", "/", f"/search/?q=not+{word}"):
        answer = wire.send(port, wire.request(path), 5)
        assert answer.status == 200, (path, answer.status)
        # Slow clients are given three seconds: whoever waits for one of them waits longer than this. The machine may
        # have other things to do, which is known from a request that the server itself refuses, without a thread.
        usual = wire.send(port, b"GET / HTTP/1.1\r\nbroken\r\n\r\n").seconds
        assert answer.seconds < 2 + usual, (path, answer.seconds, usual)


@pytest.mark.parametrize("length", [60_000, 1_000_000])
def test_forms_that_come_byte_by_byte_hold_nobody_up(sound_server, length):
    port = sound_server.port
    with clients(port, SIGN_IN + f"Content-Length: {length}\r\n\r\n".encode()) as slow:
        stop = threading.Event()

        def trickle():
            while not stop.wait(0.5):
                for one in slow:
                    try:
                        one.sendall(b"a")
                    except OSError:
                        continue

        sender = threading.Thread(target=trickle)
        sender.start()
        left, until = set(slow), time.monotonic() + 20
        try:
            # Until each was refused, or cut off after its three seconds.
            while left:
                assert time.monotonic() < until, f"{len(left)} were neither refused nor cut off."
                assert_others_are_answered(port, "staff")
                for one in select.select(left, [], [], 0.3)[0]:
                    left.discard(one)
                    with suppress(ConnectionResetError):
                        assert one.recv(20)[:12] in {b"", b"HTTP/1.1 503", b"HTTP/1.1 413", b"HTTP/1.1 408"}
        finally:
            stop.set()
            sender.join()
    # And whoever sends in one go is heard again.
    form = b"username=a&password=b&csrfmiddlewaretoken=abcdefghabcdefghabcdefghabcdefgh"
    head = SIGN_IN + f"Connection: close\r\nContent-Length: {len(form)}\r\n\r\n".encode()
    assert wire.send(port, head + form).status in {200, 403}


def test_six_people_sign_in_at_one_moment_while_strangers_send_slowly(sound_server):
    form = b"username=a%d&password=b&csrfmiddlewaretoken=abcdefghabcdefghabcdefghabcdefgh"
    head = SIGN_IN + f"Connection: close\r\nContent-Length: {len(form) - 1}\r\n\r\n".encode()
    statuses = []
    with clients(sound_server.port, SIGN_IN + b"Content-Length: 60000\r\n\r\n", count=3):
        threads = [
            threading.Thread(
                target=lambda at=at: statuses.append(wire.send(sound_server.port, head + form % at, 20).status)
            )
            for at in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 6


def test_a_form_that_comes_in_two_parts_is_taken_in(sound_server):
    form = b"username=a&password=b&csrfmiddlewaretoken=abcdefghabcdefghabcdefghabcdefgh"
    with wire.connect(sound_server.port) as one:
        one.sendall(SIGN_IN + f"Connection: close\r\nContent-Length: {len(form)}\r\n\r\n".encode() + form[:10])
        time.sleep(0.5)  # A tenth of the three seconds later the sender is looked at for the first time.
        one.sendall(form[10:])
        assert one.recv(20)[:12] == b"HTTP/1.1 200"


STAFF = """
import json, django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client()
client.force_login(get_user_model().objects.create_superuser("uploader", "", "correct horse battery staple"))
print(json.dumps(client.cookies["__Host-sessionid"].value))
"""


def test_staff_on_a_slow_line_upload_while_strangers_hold_on_to_the_sign_in(sound_server):
    session = servers.finish(servers.start(sound_server.environment, "-c", STAFF))
    token = "abcdefgh" * 4
    data = (
        f'--B\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--B\r\n'
        'Content-Disposition: form-data; name="files"; filename="much.docx"\r\n\r\n' + "x" * 600_000 + "\r\n--B--\r\n"
    ).encode()
    head = wire.request(
        "/admin/jobdescriptions/jobdescription/import/",
        "POST",
        Origin=f"https://{wire.HOST}",
        Cookie=f"__Host-sessionid={session}; __Host-csrftoken={token}",
        Content_Type="multipart/form-data; boundary=B",
        Content_Length=len(data),
    )
    with (
        clients(sound_server.port, SIGN_IN + b"Content-Length: 60000\r\n\r\n"),
        wire.connect(sound_server.port, 20) as staff,
    ):
        staff.sendall(head)
        for start in range(0, len(data), 200_000):
            time.sleep(0.5)
            staff.sendall(data[start : start + 200_000])
        # It is no Word file, and the page says so: it was read to its end.
        got = b""
        while piece := staff.recv(65_536):
            got += piece
    # Where a second factor is demanded, staff without one are led to set it up; the body was read before that.
    assert got.startswith((b"HTTP/1.1 200", b"HTTP/1.1 302")), got[:200]


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"GET"])
def test_what_comes_slowly_to_public_pages_is_not_waited_for(sound_server, method):
    data = method + b" /about/ HTTP/1.1\r\n" + wire.BY_HTTPS + b"Content-Length: 1000000\r\n\r\nabc"
    with clients(sound_server.port, data) as slow:
        assert_others_are_answered(sound_server.port, "technician")
        for one in slow:
            assert one.recv(12) == (b"HTTP/1.1 200" if method == b"GET" else b"HTTP/1.1 405")


def test_readers_that_take_nothing_hold_nobody_up(sound_server):
    address = b"/static/django_prose_editor/editor.js"
    with clients(sound_server.port, b"GET " + address + b" HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n", small=True):
        big = b"GET " + address + b".map HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n"
        with clients(sound_server.port, big, small=True):
            assert_others_are_answered(sound_server.port, "network")
    answer = wire.get(sound_server.port, address.decode() + ".map")
    assert answer.status == 200 and len(answer.body) == int(answer["content-length"]) > 2_000_000


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


@pytest.fixture
def listening():
    """A server of ours, with connections to it, all in this process."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        yield server


def test_the_watch_cuts_who_takes_nothing_for_a_minute_and_nobody_else(listening):
    port = listening.getsockname()[1]
    with wire.connect(port, small=True) as stuck, wire.connect(port, small=True) as alive, wire.connect(port) as idle:
        ends = [listening.accept()[0] for _ in range(3)]
        for end in ends[:2]:
            end.setblocking(False)
            try:
                while True:
                    end.send(b"x" * 65_536)
            except BlockingIOError:
                pass
        time.sleep(0.3)  # What has been sent arrives, as far as there is room.
        watch = Watch(port, limit_addresses=True)
        assert watch.look(0) == frozenset()
        taken = 0
        while taken < 3_000_000 and (piece := alive.recv(65_536)):
            taken += len(piece)
            if not any(one.waiting for one in connections.connections(port) if one.number == number_of(ends[1])):
                break
        assert watch.look(59) == frozenset()
        found = watch.look(61)
        assert found == {number_of(ends[0])}
        connections._cut(port, found)
        assert idle.fileno() and stuck.recv(1)
        ends[2].sendall(b"still here")
        assert idle.recv(10) == b"still here"
        with pytest.raises(OSError):
            ends[0].sendall(b"x")
        for end in ends:
            end.close()


def number_of(end) -> str:
    return os.readlink(f"/proc/self/fd/{end.fileno()}")


def test_the_watch_leaves_one_address_a_quarter_of_the_connections(listening, monkeypatch):
    seen = [connections.Connection(f"socket:[{n}]", "203.0.113.9", 0, 0, 0) for n in range(600)]
    seen += [connections.Connection(f"socket:[own {n}]", "127.0.0.1", 0, 0, 0) for n in range(600)]
    seen += [connections.Connection(f"socket:[few {n}]", f"198.51.100.{n % 250}", 0, 0, 0) for n in range(900)]
    monkeypatch.setattr(connections, "connections", lambda port: iter(seen))
    assert len(Watch(1, limit_addresses=True).look(0)) == 600 - Watch.MOST_FROM_ONE
    assert Watch(1, limit_addresses=False).look(0) == frozenset()


def test_a_body_that_does_not_come_in_time_is_given_up_and_its_sender_cut_off(listening):
    port = listening.getsockname()[1]
    with wire.connect(port) as sender, wire.connect(port) as other:
        end, other_end = listening.accept()[0], listening.accept()[0]
        sender.sendall(b"abc")
        slow = []
        lane = Lane(10_000, wait=0.05, patience=0.5)
        with end, other_end, end.makefile("rb") as source, pytest.raises(Refused) as refused:
            stop = threading.Event()

            def go_on():
                while not stop.wait(0.05):
                    with suppress(OSError):
                        sender.sendall(b"a")
                    other.sendall(b"x" * 5_000)
                    other_end.recv(5_000)

            thread = threading.Thread(target=go_on)
            thread.start()
            began = time.monotonic()
            try:
                lane.read(source, 10_000, "127.0.0.1", port, lambda: slow.append(True))
            finally:
                stop.set()
                thread.join()
                other_end.sendall(b"y")  # Who sends as fast as anybody is left alone.
        assert refused.value.status == 408 and slow == [True] and 0.4 < time.monotonic() - began < 3
        assert other.recv(1) == b"y"
        assert lane.read(BytesIO(b"abc"), 3, "127.0.0.1", port, lambda: None).read() == b"abc"


def test_strangers_staff_and_large_uploads_have_lanes_of_their_own():
    lanes = Lanes(50_000_000)
    ways = [lanes.lane(100, False), lanes.lane(100, True), lanes.lane(1_000_000, True)]
    assert len({id(one) for one in ways}) == 3 and lanes.lane(1_000_000, False) is ways[0]
    with ExitStack() as full:
        for lane in (ways[0], ways[2]):
            for _ in range(lane.places):
                full.enter_context(lane.taken)
        assert ways[1].read(BytesIO(b"abc"), 3, "203.0.113.9", 0, lambda: None).read() == b"abc"
    with pytest.raises(Refused) as refused:
        ways[2].read(BytesIO(), 50_000_001, "203.0.113.9", 0, lambda: None)
    assert refused.value.status == 413


def test_only_the_slow_connections_from_an_address_are_cut(listening):
    port = listening.getsockname()[1]
    with ExitStack() as open_ones:
        names = ("slow", "quick", "answered", "downloading", "idle", "unused", "asking")
        ours = {name: open_ones.enter_context(wire.connect(port, small=name == "downloading")) for name in names}
        ends = {name: open_ones.enter_context(listening.accept()[0]) for name in names}
        for name in set(names) - {"unused", "asking"}:
            ours[name].sendall(b"GET ...")
            ends[name].recv(100)
        time.sleep(0.05)
        ends["idle"].sendall(b"answer")
        ends["downloading"].setblocking(False)
        with suppress(BlockingIOError):
            while True:
                ends["downloading"].send(b"x" * 65_536)
        ours["asking"].sendall(b"GET ...")
        asked = time.monotonic()
        time.sleep(0.1)
        before = connections.connections_from("127.0.0.1", port)
        assert sorted(one.received for one in before.values()) == [0, 7, 7, 7, 7, 7, 7]
        ours["slow"].sendall(b"d")
        ours["quick"].sendall(b"x" * 5_000)
        ends["answered"].sendall(b"answer")
        assert ours["downloading"].recv(1)
        wait_until(lambda: connections.connections_from("127.0.0.1", port)[number_of(ends["quick"])].received == 5_007)
        assert connections.cut_slow("203.0.113.9", port, before, least=1_000) == 0
        # The one who asked has not been answered yet, but it is known when all of the request was here.
        assert connections.cut_slow("127.0.0.1", port, before, least=1_000, spared=[asked]) == 1
        assert ours["slow"].recv(1) == b""
        for name in ("quick", "answered", "idle", "unused", "asking"):
            ends[name].sendall(b"y")
            wait_until(lambda name=name: ours[name].recv(100).endswith(b"y"))
        assert len(ours["downloading"].recv(1_000)) > 0


def test_who_hides_among_connections_that_look_unused_is_cut_next(listening):
    port = listening.getsockname()[1]
    with wire.connect(port) as hidden, wire.connect(port) as quick:
        ends = [listening.accept()[0] for _ in range(2)]
        hidden.sendall(b"GET ... and in the same breath a POST whose body does not come")
        ends[0].recv(100)
        time.sleep(0.05)
        ends[0].sendall(b"the answer to GET")
        time.sleep(0.1)
        before = connections.connections_from("127.0.0.1", port)
        quick.sendall(b"x" * 5_000)
        time.sleep(0.1)
        found = [connections.cut_slow("127.0.0.1", port, before, 1_000, width) for width in connections.WIDTHS]
        assert found[:2] == [0, 1] and hidden.recv(17) == b"the answer to GET" and hidden.recv(1) == b""
        ends[1].sendall(b"y")
        assert quick.recv(1) == b"y"
        for end in ends:
            end.close()


def test_one_slow_form_cuts_none_of_the_connections_of_its_neighbors(sound_server):
    """As behind a balancer that passes bodies on as they come: all from one address, over connections kept open."""
    port = sound_server.port
    big = b"GET /static/django_prose_editor/editor.js.map HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n"
    about = b"GET /about/ HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n"
    # Some of them come to the same worker.
    with (
        clients(port, big, 8, small=True) as asking,
        clients(port, about, 8) as idle,
        clients(port, about, 8) as busy,
        clients(port, SIGN_IN + b"Content-Length: 60000\r\n\r\n", 4) as slow,
    ):
        for one in idle:
            assert read_answer(one)
        for one in busy:
            assert read_answer(one)
        # A worker sends one large file at a time, and asks the others to come again.
        first = {one: one.recv(2_000) for one in asking}
        taken = {one: len(start) for one, start in first.items() if start.startswith(b"HTTP/1.1 200")}
        assert taken
        left, until = set(slow), time.monotonic() + 20
        while left:
            assert time.monotonic() < until, f"{len(left)} were neither refused nor cut off."
            for one in busy:
                one.sendall(about)
                assert read_answer(one)
            for one in taken:
                taken[one] += len(one.recv(2_000))
            for one in select.select(left, [], [], 0.2)[0]:
                left.discard(one)
                with suppress(ConnectionResetError):
                    assert one.recv(20)[:12] in {b"", b"HTTP/1.1 503", b"HTTP/1.1 408"}
        for one in idle:
            one.sendall(about)
            assert read_answer(one)
        for one in taken:
            while taken[one] < 2_000_000:
                piece = one.recv(65_536)
                assert piece
                taken[one] += len(piece)


def read_answer(connection) -> bytes:
    """Return one whole answer, which must be 200."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65_536)
        assert piece, "The connection was cut."
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(body) < length:
        piece = connection.recv(65_536)
        assert piece, "The connection was cut."
        body += piece
    return body
