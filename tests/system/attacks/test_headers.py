"""Every answer of a server that is told its https address carries every header, whoever makes the answer."""

import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from techsets.web.headers import SECURITY_HEADERS, security_headers
from techsets.web.middleware import SecurityHeadersMiddleware
from tests.conftest import ROOT
from tests.system.attacks import observatory, wire

pytestmark = pytest.mark.any_database

HSTS = "max-age=31536000"


def misses(answer, https=True) -> list[str]:
    """Return the names of headers that an answer misses, has twice or has otherwise."""
    wanted = [*SECURITY_HEADERS.items(), *([("Strict-Transport-Security", HSTS)] if https else [])]
    return [f"{name}: {answer.all(name)}" for name, value in wanted if answer.all(name) != [value]]


def stylesheet(server) -> str:
    return wire.get(server.port, "/").body.split(b'rel="stylesheet" href="')[1].split(b'"')[0].decode()


@pytest.mark.parametrize(
    ("status", "path", "options"),
    [
        (200, "/", {}),
        (200, "/", {"method": "HEAD"}),
        (304, "/", {"If_None_Match": "*"}),
        (200, "/", {"Accept_Encoding": "br"}),
        (200, "/", {"Cookie": "__Host-sessionid=abcdefghijklmnop"}),
        (200, "/search/?q=network", {}),
        (200, "/job-descriptions/network-specialist/word/", {}),
        (200, "/charts/established-district/chart.csv", {}),
        (200, "/charts/established-district/chart.xlsx", {}),
        (200, "/sitemap.xml", {}),
        (200, "/robots.txt", {}),
        (200, "/healthz", {}),
        (200, "/readyz", {}),
        (301, "/favicon.ico", {}),
        (302, "/charts/", {}),
        (301, "/about", {}),
        (404, "/nowhere/", {}),
        (404, "/static/nothing.css", {}),
        (404, "/%ff%00", {}),
        (400, "/nowhere/", {"host": "somebody.else.example"}),
        (405, "/", {"method": "POST"}),
        (405, "/admin/", {"method": "DELETE"}),
        (405, "/search/", {"method": "OPTIONS"}),
        (200, "/search/?q=" + "a" * 20_000, {}),
        (403, "/admin/login/", {"method": "POST"}),
        (413, "/admin/login/", {"method": "POST", "Content_Length": 100_000_000}),
        (403, "/admin/login/", {"method": "POST", "Transfer_Encoding": "chunked", "body": b"0\r\n\r\n"}),
        (200, "/admin/login/", {}),
        (302, "/admin/", {}),
    ],
)
def test_every_answer_carries_the_headers(sound_server, status, path, options):
    for _ in range(2):  # Made, and kept.
        answer = wire.get(sound_server.port, path, **options)
        assert (answer.status, misses(answer)) == (status, [])


@pytest.mark.parametrize(
    ("status", "options"),
    [
        (200, {}),
        (304, {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
        (206, {"Range": "bytes=0-9"}),
        (416, {"Range": "bytes=9999999-"}),
        (200, {"Accept_Encoding": "gzip"}),
        (405, {"method": "POST"}),
    ],
)
def test_static_files_do_too(sound_server, status, options):
    answer = wire.get(sound_server.port, stylesheet(sound_server), **options)
    assert (answer.status, misses(answer)) == (status, [])


def test_a_reader_who_comes_by_http_is_led_to_https_with_all_headers_but_the_one_for_https(sound_server):
    answer = wire.get(sound_server.port, "/about/", https=False)
    assert (answer.status, answer["location"]) == (301, f"https://{wire.HOST}/about/")
    assert misses(answer, https=False) == [] and not answer.all("strict-transport-security")


def test_what_the_server_refuses_before_it_asks_us_says_nothing_that_could_be_misused(sound_server):
    """Those answers are granian's own. They have no body, so there is nothing that headers could protect."""
    for data, status in (
        (b"GET / HTTP/1.1\r\nbroken\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + wire.BY_HTTPS + b"X: " + b"x" * 200_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 65_536 + b" HTTP/1.1\r\n" + wire.BY_HTTPS + b"\r\n", 414),
    ):
        answer = wire.send(sound_server.port, data)
        assert (answer.status, answer.body, answer.closed) == (status, b"", True)


@pytest.mark.parametrize("path", ["/", "/charts/established-district/", "/search/?q=network", "/admin/login/"])
def test_the_observatory_gives_at_least_130_points(sound_server, path):
    page = wire.get(sound_server.port, path)
    redirect = wire.get(sound_server.port, path, https=False)
    found = observatory.points(page, redirect, wire.HOST)
    assert page.status == 200 and not [result for result in found.values() if result[1] < 0]
    assert observatory.score(found) >= 130, found


def test_the_observatory_s_table_is_the_real_one_because_lesser_headers_get_less():
    good = {"Content-Type": "text/plain"} | security_headers(https=False) | {"Strict-Transport-Security": HSTS}

    def total(**other):
        headers = [(name, value) for name, value in (good | other).items() if value]
        page = wire.Answer(200, [(name.lower(), value) for name, value in headers], b"", 0, True)
        redirect = wire.Answer(301, [("location", f"https://{wire.HOST}/")], b"", 0, True)
        return observatory.score(observatory.points(page, redirect, wire.HOST))

    policy = good["Content-Security-Policy"]
    assert total() == 130
    assert total(**{"Content-Security-Policy": policy.replace("default-src 'none'", "default-src 'self'")}) == 125
    assert total(**{"Content-Security-Policy": policy + "; object-src *"}) == 80
    assert total(**{"Content-Security-Policy": policy.replace("script-src 'self'", "script-src 'unsafe-inline'")}) == 80
    assert total(**{"Content-Security-Policy": ""}) == 75
    assert total(**{"Strict-Transport-Security": "max-age=60"}) == 120
    assert total(**{"X-Content-Type-Options": ""}) == 125
    assert total(**{"Referrer-Policy": "unsafe-url"}) == 120
    assert total(**{"Cross-Origin-Resource-Policy": ""}) == 120
    assert total(**{"Set-Cookie": "__Host-sessionid=a; Secure; HttpOnly; SameSite=Lax; Path=/"}) == 135
    assert total(**{"Set-Cookie": "sessionid=a; Secure; Path=/"}) == 70


def test_cookies_can_be_set_by_this_very_host_alone_and_only_over_https(sound_server):
    cookies = wire.get(sound_server.port, "/admin/login/").all("set-cookie")
    assert cookies
    for cookie in cookies:
        name, *attributes = (part.strip().lower() for part in cookie.split(";"))
        assert name.startswith("__host-") and "secure" in attributes and "path=/" in attributes
        assert "samesite=lax" in attributes and not any(one.startswith("domain") for one in attributes)


@pytest.mark.parametrize(("hsts", "silenced"), [("host", 2), ("subdomains", 1), ("preload", 0)])
def test_the_check_for_deployment_finds_nothing_where_the_site_is_told_its_name_and_publisher(
    sound_server, hsts, silenced
):
    imprint = {"TECHSETS_PUBLISHER": "Example County Office", "TECHSETS_CONTACT": "help@example.org"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=sound_server.environment | imprint | {"TECHSETS_HSTS": hsts},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert f"no issues ({silenced} silenced)" in done.stdout


@pytest.mark.parametrize("path", ["/", "/about/", "/admin/login/", "/static/nothing.css"])
def test_headers_are_taken_up_to_64_kb_and_not_much_more(sound_server, path):
    few = wire.get(sound_server.port, path)
    for _ in range(2):  # Made, and kept.
        fits = wire.get(sound_server.port, path, Cookie="a=" + "x" * 60_000)
        assert fits.status == few.status
        # Of what is more than its buffer the server takes in one reading at most.
        for length in (140_000, 200_000):
            assert wire.get(sound_server.port, path, Cookie="a=" + "x" * length).status == 431, length


def test_a_view_that_has_a_policy_of_its_own_keeps_it():
    response = HttpResponse(headers={"content-security-policy": "sandbox"})
    sent = SecurityHeadersMiddleware(lambda request: response)(RequestFactory().get("/"))
    assert [value for name, value in sent.items() if name.lower() == "content-security-policy"] == ["sandbox"]
