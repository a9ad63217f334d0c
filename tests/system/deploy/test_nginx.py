"""The shipped settings of nginx, with a real nginx: before the site, and before a stand-in whose troubles are made."""

import contextlib
import http.client
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from techsets.common.public_pages import PUBLIC
from tests import servers
from tests.conftest import ROOT, need
from tests.servers import free_port
from tests.system.deploy import images
from tests.system.deploy.proxies import HOST, TEMPLATE, nginx_before, settings_of, write_certificate

pytestmark = pytest.mark.any_database

EDIT = """
import django
django.setup()
from orgcharts.changes import positions as operations
from orgcharts.models import Position
operations.rename(Position.objects.get(chart__slug="established-district", depth=1), "Head of Everything")
"""
#: nginx counts in whole seconds: what may be kept for one is kept for nearly two.
EXPIRED = 2.1
CHART = "/charts/established-district/"


@pytest.fixture(scope="module")
def nginx():
    return need("nginx")


@pytest.fixture(params=servers.KINDS)
def site(request, nginx, tmp_path, prepared):
    """The site as the container image starts it, from the image's files, with nginx before it.

    Gives its environment, its process, and nginx. Afterwards the image's files must be as they were.
    """
    tree = images.make_tree(tmp_path / "image")
    before = states(tree)
    command = next(json.loads(arguments) for name, arguments in images.instructions() if name == "CMD")
    for values in servers.environment_of(request.param, tmp_path / "data", like=prepared):
        values |= images.settings() | {"HOST": "127.0.0.1", "PORT": str(free_port())}
        values |= {"TECHSETS_DATA": str(tmp_path / "data"), "TECHSETS_URL": f"https://{HOST}", "WEB_CONCURRENCY": "1"}
        process = subprocess.Popen([sys.executable, *command[1:]], cwd=tree, env=values, start_new_session=True)
        try:
            check = [sys.executable, "-m", "techsets.server.healthcheck"]
            until = time.monotonic() + 150
            while subprocess.run(check, cwd=tree, env=values, timeout=30).returncode:
                assert process.poll() is None and time.monotonic() < until
            with nginx_before(nginx, tmp_path / "nginx", int(values["PORT"])) as proxy:
                yield values, process, proxy
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
    assert states(tree) == before


def state_after(proxy, path, state) -> str:
    """Ask until nginx says another state of the cache than ``state``, at the latest when that expires; return it."""
    until = time.monotonic() + EXPIRED
    while (now := proxy.ask(path)[0].headers["X-Cache"]) == state:
        assert time.monotonic() < until, f"{path} is still {state}."
        time.sleep(0.02)
    return now


def states(folder):
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_the_site_behind_nginx(site):
    environment, process, proxy = site
    first, body = proxy.ask(CHART)
    again, same = proxy.ask(CHART)
    assert first.status == again.status == 200 and body == same
    assert (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    assert f"https://{HOST}{CHART}".encode() in body

    # No header twice, and the site's own.
    counts = Counter(name.lower() for name in again.headers)
    assert {name for name, count in counts.items() if count > 1} == set()
    assert "content-security-policy" in counts and "max-age=31536000" in again.headers["Strict-Transport-Security"]
    assert again.headers["Server"] == "nginx"

    # Each form of a page is kept for itself.
    forms = {coding: proxy.ask(CHART, Accept_Encoding=coding) for coding in ("br", "gzip", "br;q=0, gzip", "identity")}
    assert [answer.headers["Content-Encoding"] for answer, _ in forms.values()] == ["br", "gzip", "gzip", None]
    assert forms["identity"][1] == body and forms["gzip"][1] == forms["br;q=0, gzip"][1]
    unchanged, nothing = proxy.ask(CHART, If_None_Match=again.headers["ETag"])
    assert (unchanged.status, nothing) == (304, b"")

    # Nobody who is signed in is answered from the cache; the admin is never in it.
    proxy.ask(CHART)
    for cookies in ("__Host-sessionid=abc", "a=b; __Host-csrftoken=xyz", "messages=1"):
        answer, _ = proxy.ask(CHART, Cookie=cookies)
        assert answer.headers["X-Cache"] == "BYPASS" and "private" in answer.headers["Cache-Control"], cookies
    assert proxy.ask(CHART, Cookie="district=7")[0].headers["X-Cache"] in {"HIT", "REVALIDATED", "EXPIRED"}
    assert proxy.ask(CHART, Authorization="Basic YTpi")[0].headers["X-Cache"] == "BYPASS"
    for _ in range(2):
        answer, _ = proxy.ask("/admin/login/")
        assert answer.status == 200 and answer.headers["X-Cache"] is None
        assert "csrftoken" in answer.headers["Set-Cookie"]
    for _ in range(2):
        missing, _ = proxy.ask("/nowhere/")
        assert missing.status == 404 and missing.headers["X-Cache"] != "HIT"
    for path in ("/metrics", "/readyz"):
        assert proxy.ask(path)[0].status == 404
    word, data = proxy.ask("/job-descriptions/network-specialist/word/")
    assert word.status == 200 and data.startswith(b"PK")

    # An edit is seen within two seconds, and the fifth of a second for which the site trusts what it knows.
    edit = servers.start(environment, "-c", EDIT)
    assert edit.wait(60) == 0, edit.stderr.read()
    edit.communicate()
    edited = time.monotonic()
    while b"Head of Everything" not in proxy.ask(CHART)[1]:
        assert time.monotonic() - edited < 2.3
        time.sleep(0.1)
    assert state_after(proxy, CHART, "HIT") in {"REVALIDATED", "EXPIRED"}

    # The site goes away: what is known is still shown, what is not is a fault.
    process.terminate()  # As a container is stopped: process 1 hears the signal, and ends.
    process.wait(20)
    state_after(proxy, CHART, "HIT")
    stale, body = proxy.ask(CHART)
    assert (stale.status, stale.headers["X-Cache"]) == (200, "STALE") and b"Head of Everything" in body
    assert proxy.ask("/about/")[0].status == 502

    # Http leads to https, under the one name.
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port_of_http, timeout=10)
    connection.request("GET", CHART, headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}{CHART}")
    connection.close()
    with pytest.raises(OSError):
        proxy.ask(CHART, host="other.test")


def test_on_debian_the_page_that_nginx_brings_has_to_go_as_the_docs_say(nginx, tmp_path):
    docs = (ROOT / "docs/deploying.md").read_text()
    assert re.search(r"^ +rm /etc/nginx/sites-enabled/default\b", docs, re.MULTILINE)
    given = re.search(r"^ +env ((?:TECHSETS_\w+=\S+[\s\\]+)+)envsubst '([^']+)'", docs, re.MULTILINE)
    names = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text()))
    assert set(re.findall(r"TECHSETS_\w+(?==)", given[1])) == names == set(re.findall(r"\$(\w+)", given[2]))

    folder = tmp_path / "nginx"
    (folder / "cache").mkdir(parents=True)
    write_certificate(folder)
    shipped = settings_of(folder, free_port(), free_port(), port := free_port())
    brought = f"server {{ listen 127.0.0.1:{port} default_server; server_name _; }}"
    results = []
    for text in (shipped, shipped.rstrip().removesuffix("}") + brought + "}"):
        (folder / "nginx.conf").write_text(text)
        command = [nginx, "-t", "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
        results.append(subprocess.run(command, capture_output=True, text=True))
    assert [one.returncode for one in results] == [0, 1] and "a duplicate default server" in results[1].stderr


class StandIn(http.server.BaseHTTPRequestHandler):
    """Answers as the site would, notes what it is asked, and says 503 when it is told to."""

    protocol_version = "HTTP/1.1"
    asked: list = []
    is_away = False
    takes = 0.0
    page = b"A page.\n"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        time.sleep(self.takes)
        body = b"The site is not available.\n" if self.is_away else self.page
        self.send_response(503 if self.is_away else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store" if self.is_away else PUBLIC)
        if self.is_away:
            self.send_header("Retry-After", "30")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site_stand_in():
    class Fresh(StandIn):
        asked: list = []
        is_away = False

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fresh)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield Fresh, server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def stand_in(nginx, tmp_path, site_stand_in):
    site, port = site_stand_in
    with nginx_before(nginx, tmp_path / "nginx", port) as proxy:
        yield site, proxy


def test_the_last_known_page_is_shown_while_the_site_says_503(stand_in):
    site, proxy = stand_in
    proxy.ask("/")
    site.is_away = True
    state_after(proxy, "/", "HIT")
    stale, body = proxy.ask("/")
    assert (stale.status, stale.headers["X-Cache"], body) == (200, "STALE", b"A page.\n")
    other, _ = proxy.ask("/other/")
    assert (other.status, other.headers["Retry-After"]) == (503, "30")
    site.is_away = False
    assert proxy.ask("/other/")[0].status == 200
    assert state_after(proxy, "/", "STALE") in {"EXPIRED", "REVALIDATED"}


def test_no_two_addresses_share_a_page_in_the_cache(stand_in):
    site, proxy = stand_in
    for path, encoding in (("/search/?q=", "br"), ("/search/?q=br", ""), ("/search/?q=", "gzip"), ("/search/?q=", "")):
        assert proxy.ask(path, Accept_Encoding=encoding)[0].headers["X-Cache"] == "MISS", (path, encoding)
    assert len(site.asked) == 4
    assert proxy.ask("/search/?q=", Accept_Encoding="br")[0].headers["X-Cache"] == "HIT"


def test_of_many_who_ask_for_a_page_that_has_been_edited_none_is_shown_the_old_one(stand_in):
    site, proxy = stand_in
    assert proxy.ask("/")[1] == b"A page.\n"
    time.sleep(EXPIRED)
    site.page, site.takes = b"Another page.\n", 0.5
    with ThreadPoolExecutor(5) as several:
        found = list(several.map(lambda _: proxy.ask("/")[1], range(5)))
    assert found == [b"Another page.\n"] * 5


def test_the_site_is_told_who_asks_and_cannot_be_told_otherwise(stand_in):
    site, proxy = stand_in
    proxy.ask("/", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="http", X_Request_ID="mine")
    _, _, headers, _ = site.asked[-1]
    assert headers["X-Forwarded-For"] == "127.0.0.1" and headers["X-Forwarded-Proto"] == "https"
    assert headers["Host"] == HOST and len(headers["X-Request-ID"]) == 32


def test_many_who_ask_at_once_are_one_request_to_the_site(stand_in):
    site, proxy = stand_in
    threads = [threading.Thread(target=proxy.ask, args=("/popular/",)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.asked) == 1


def test_the_site_sees_nothing_of_slow_clients_until_all_of_their_request_is_here(stand_in):
    site, proxy = stand_in
    slow = []
    for _ in range(20):
        one = proxy.connect()
        one.sendall(f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 10\r\n\r\n12345".encode())
        slow.append(one)
    time.sleep(0.5)
    assert site.asked == []
    assert proxy.ask("/")[0].status == 200
    slow[0].sendall(b"67890")
    assert slow[0].recv(100).startswith(b"HTTP/1.1 200")
    assert [one[3] for one in site.asked if one[0] == "POST"] == [b"1234567890"]
    for one in slow:
        one.close()


def test_one_address_has_so_many_connections_at_a_time_and_no_more(nginx, site_stand_in, tmp_path):
    _, port = site_stand_in
    with nginx_before(nginx, tmp_path / "few", port, most_of_one=5) as proxy, contextlib.ExitStack() as held:
        for _ in range(5):
            one = held.enter_context(proxy.connect())
            one.sendall(f"POST /admin/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 10\r\n\r\n12345".encode())
        until = time.monotonic() + 10
        while (status := proxy.ask("/")[0].status) != 429:
            assert status == 200 and time.monotonic() < until
        held.close()
        while (status := proxy.ask("/")[0].status) != 200:
            assert status == 429 and time.monotonic() < until


def test_what_is_too_large_never_reaches_the_site(stand_in):
    site, proxy = stand_in
    for path, length in (("/", 70_000), ("/admin/login/", 70_000), ("/admin/", 60 * 1024 * 1024)):
        answer, _ = proxy.ask(path, method="POST", Content_Length=str(length))
        assert answer.status == 413, path
    answer, _ = proxy.ask("/", X_Long="x" * 40_000)
    assert answer.status == 400
    answer, _ = proxy.ask("/search/?q=" + "x" * 9_000)
    assert answer.status == 414
    assert site.asked == []
    data = b"x" * 200_000
    with proxy.connect() as one:
        one.sendall(f"POST /admin/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        assert one.recv(12) == b"HTTP/1.1 200"
    assert site.asked[-1][3] == data
