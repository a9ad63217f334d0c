"""Slow senders and slow readers behind nginx with the shipped settings, more of them than the site has threads.

nginx holds them (decision 21): the site is asked when all of a request is there, and is rid of its answer at once.
"""

import itertools
import threading
import time
from contextlib import suppress

import pytest

from tests import servers
from tests.conftest import need
from tests.system.attacks import wire
from tests.system.deploy.proxies import nginx_before

pytestmark = pytest.mark.any_database

#: More than the 2 workers x 16 threads.
MANY = 40
TOKEN = "abcdefgh" * 4
#: A file that is larger than what nginx holds in memory; with a cookie of ours, nginx asks the site for it each time.
LARGE = "/static/django_prose_editor/editor.js.map"
STAFF = """
import json, django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client()
client.force_login(get_user_model().objects.create_superuser("uploader", "", "correct horse battery staple"))
print(json.dumps(client.cookies["__Host-sessionid"].value))
"""


names = itertools.count()


@pytest.fixture(scope="module")
def proxy(server, tmp_path_factory):
    with nginx_before(need("nginx"), tmp_path_factory.mktemp("proxy") / "nginx", server.port) as proxy:
        yield proxy


def sign_in_of(length):
    """Return the head of a sign-in form of ``length`` bytes, as the site's own page sends it."""
    return wire.request(
        "/admin/login/",
        "POST",
        Cookie=f"__Host-csrftoken={TOKEN}",
        Content_Type="application/x-www-form-urlencoded",
        Referer=f"https://{wire.HOST}/admin/login/",
        Content_Length=length,
    )


def whole_sign_in():
    """Return a whole sign-in form; each with another name, because five failures lock one out."""
    form = f"username=person-{next(names)}&password=b&csrfmiddlewaretoken={TOKEN}".encode()
    return sign_in_of(len(form)) + form


def answer_to(proxy, data):
    """Return the status of the answer to ``data``, and after how many seconds it began to come."""
    began = time.monotonic()
    with proxy.connect() as one:
        one.sendall(data)
        got = one.recv(12)
        return int(got[9:12]), time.monotonic() - began


def clients(proxy, data, small=False):
    return wire.crowd(lambda: proxy.connect(small), data, MANY)


def assert_others_are_answered(proxy, word):
    """Ask for what is kept and for what Django has to make."""
    for path in ("/about/", f"/search/?q={word}", "/admin/login/", f"/search/?q=not+{word}"):
        assert_quick(proxy, wire.request(path), 200)


def assert_quick(proxy, data, expected):
    status, seconds = answer_to(proxy, data)
    # The machine may have other things to do, which is known from a request that nginx itself refuses.
    refused, usual = answer_to(proxy, b"GET / HTTP/1.1\r\nbroken\r\n\r\n")
    assert (status, refused) == (expected, 400)
    assert seconds < 2 + usual, (data[:80], seconds, usual)


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/jobdescriptions/jobdescription/import/"])
def test_forms_that_come_byte_by_byte_hold_nobody_up(sound_server, proxy, path):
    with clients(proxy, wire.request(path, "POST", Content_Length=60_000)) as slow:
        stop = threading.Event()

        def trickle():
            while not stop.wait(0.2):
                for one in slow:
                    with suppress(OSError):
                        one.sendall(b"a")

        sender = threading.Thread(target=trickle)
        sender.start()
        try:
            until = time.monotonic() + 3
            while time.monotonic() < until:
                assert_others_are_answered(proxy, "staff")
            assert_quick(proxy, whole_sign_in(), 200)
        finally:
            stop.set()
            sender.join()


def test_readers_that_take_nothing_hold_nobody_up(sound_server, proxy):
    with clients(proxy, wire.request(LARGE, Cookie="messages=1"), small=True) as slow:
        for one in slow:
            assert one.recv(12) == b"HTTP/1.1 200"
        assert_others_are_answered(proxy, "network")
        assert_quick(proxy, whole_sign_in(), 200)
        # What was held for them is all there.
        got = len(slow[0].recv(65_536))
        while piece := slow[0].recv(65_536):
            got += len(piece)
        assert got > 2_000_000


def test_six_people_sign_in_at_one_moment_while_strangers_send_slowly(sound_server, proxy):
    statuses = []
    with clients(proxy, sign_in_of(60_000)):
        threads = [
            threading.Thread(target=lambda: statuses.append(answer_to(proxy, whole_sign_in())[0])) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 6


def test_staff_on_a_slow_line_upload_while_strangers_hold_on_to_the_sign_in(sound_server, proxy):
    session = servers.finish(servers.start(sound_server.environment, "-c", STAFF))
    data = (
        f'--B\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n--B\r\n'
        'Content-Disposition: form-data; name="files"; filename="much.docx"\r\n\r\n' + "x" * 600_000 + "\r\n--B--\r\n"
    ).encode()
    head = wire.request(
        "/admin/jobdescriptions/jobdescription/import/",
        "POST",
        Origin=f"https://{wire.HOST}",
        Cookie=f"__Host-sessionid={session}; __Host-csrftoken={TOKEN}",
        Content_Type="multipart/form-data; boundary=B",
        Content_Length=len(data),
    )
    with clients(proxy, sign_in_of(60_000)), proxy.connect() as staff:
        staff.sendall(head)
        for start in range(0, len(data), 200_000):
            time.sleep(0.5)
            staff.sendall(data[start : start + 200_000])
        got = staff.recv(12)
    # Where a second factor is demanded, staff without one are led to set it up; the body was read before that.
    assert got in {b"HTTP/1.1 200", b"HTTP/1.1 302"}
