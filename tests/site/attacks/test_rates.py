"""One address gets only so much of what Django has to make; pages that are kept are for everybody, always."""

import re
import threading
import time

import pytest
from django.http import HttpResponse
from lxml import html

from techsets.cache.store import Store
from techsets.web import rate_limits, request_limits
from techsets.web.rate_limits import BoundedStorage, Rate, rate_limit_key
from tests.factory import make_chart
from tests.pages import words as words_in
from tests.system.attacks.asking import Site
from tests.system.attacks.wire import HOST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings, monkeypatch):
    settings.ALLOWED_HOSTS = [HOST]
    settings.SEARCH_LIMIT, settings.PAGE_LIMIT, settings.SIGN_IN_LIMIT = 5, 8, 3
    make_chart(("Superintendent", ["Network", "Support"]))
    # Requests are counted in windows that begin at whole multiples of their length (20 s): no test runs over an end.
    monkeypatch.setattr(rate_limits.time, "time", lambda: 1_800_000_001.0)
    return Site(monkeypatch)


def test_searches_are_answered_up_to_the_limit_and_then_with_a_page_that_says_when_to_come_back(site):
    assert [site.ask(f"/search/?q=word{number}").status for number in range(5)] == [200] * 5
    refused = site.ask("/search/?q=other")
    assert refused.status == 429 and 1 <= int(refused["retry-after"]) <= 20
    words = words_in(html.fromstring(refused.body))
    assert "Too many requests from your network" in words and re.search(
        r"Wait \d+ seconds and load this page again", words
    )
    assert refused["cache-control"] == "no-store" and refused["content-security-policy"]
    assert site.made == 5


def test_who_asks_from_elsewhere_is_not_refused_but_the_neighbors_in_one_ipv6_network_share(site):
    for number in range(6):
        site.ask(f"/search/?q=word{number}")
        site.ask(f"/search/?q=else{number}", address=f"2001:db8:0:1::{number}")
    assert site.ask("/search/?q=more").status == 429
    assert site.ask("/search/?q=more", address="203.0.113.10").status == 200
    assert site.ask("/search/?q=most", address="2001:db8:0:1:ffff::1").status == 429
    assert site.ask("/search/?q=most", address="2001:db8:0:2::1").status == 200


def test_pages_that_are_kept_are_sent_however_often_they_are_asked_for(site):
    for _ in range(40):
        assert site.ask("/").status == 200 and site.ask("/search/?q=the+same").status == 200
    assert site.made == 2


def test_addresses_that_cannot_be_kept_are_limited_too_and_filters_count_as_searches(site):
    assert [site.ask(f"/nowhere/{number}/").status for number in range(10)] == [404] * 8 + [429] * 2
    found = [site.ask(f"/job-descriptions/?x={number}", address="203.0.113.11").status for number in range(7)]
    assert found == [200] * 5 + [429] * 2


def test_a_reader_cannot_escape_by_headers_and_the_proxy_is_believed(site, settings):
    made_up = [site.ask(f"/search/?q=word{number}", x_forwarded_for=f"198.51.100.{number}") for number in range(6)]
    assert made_up[-1].status == 429
    settings.PROXIES = 1
    for number in range(6):
        told = f"198.51.100.{number}, 192.0.2.1"
        last = site.ask(f"/search/?q=told{number}", address="10.0.0.1", x_forwarded_for=told).status
    assert last == 429
    assert site.ask("/search/?q=word9", address="10.0.0.1", x_forwarded_for="192.0.2.2").status == 200


def test_a_balancers_health_checks_are_not_refused_because_of_the_readers_that_it_passes_on(site):
    for number in range(9):
        site.ask(f"/nowhere/{number}/", address="10.0.0.1")
    assert site.ask("/nowhere/9/", address="10.0.0.1").status == 429
    for _ in range(9):
        for path in ("/healthz", "/readyz", "/metrics", "/healthz?x=1"):
            assert site.ask(path, address="10.0.0.1").status != 429, path


def test_signing_in_is_limited_for_each_address_before_a_password_is_looked_at(site):
    assert [site.ask("/admin/login/", "POST").status for _ in range(5)] == [403] * 3 + [429] * 2
    assert site.made == 3


def test_two_passwords_are_checked_at_a_time_six_more_wait_and_the_next_comes_again(site, monkeypatch):
    arrived, go_on = threading.Semaphore(0), threading.Event()
    checked, most = [], []

    def slow(request):
        checked.append(1)
        most.append(len(checked))
        arrived.release()
        go_on.wait(10)
        checked.pop()
        return HttpResponse()

    monkeypatch.setattr(site.limits, "get_response", slow)
    monkeypatch.setattr(site.limits.sign_in_rate, "_item", None)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(site.ask("/admin/login/", "POST").status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    assert arrived.acquire(timeout=10) and arrived.acquire(timeout=10)
    until = time.monotonic() + 10
    while site.limits.sign_ins.acquire(blocking=False):  # Until all eight have come.
        site.limits.sign_ins.release()
        assert time.monotonic() < until
        time.sleep(0.01)
    ninth = site.ask("/admin/login/", "POST")
    go_on.set()
    for thread in threads:
        thread.join()
    assert (ninth.status, ninth["retry-after"], found) == (503, "3", [200] * 8)
    assert max(most) == 2


def test_who_waits_too_long_for_the_sign_in_is_asked_to_come_again(site, monkeypatch):
    monkeypatch.setattr(request_limits, "MAX_WAIT", 0.05)
    with site.limits.password_checks, site.limits.password_checks:
        answer = site.ask("/admin/login/", "POST")
    assert (answer.status, answer["retry-after"]) == (503, "3")
    assert site.ask("/admin/login/", "POST").status == 403


def test_limits_can_be_switched_off(site, settings, monkeypatch):
    settings.SEARCH_LIMIT = settings.PAGE_LIMIT = 0
    free = Site(monkeypatch)
    assert {free.ask(f"/search/?q=word{number}").status for number in range(30)} == {200}
    assert {free.ask(f"/nowhere/{number}/").status for number in range(30)} == {404}


def test_this_machine_itself_is_not_counted(site):
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "", "nonsense"):
        assert rate_limit_key({"REMOTE_ADDR": address}) is None
    assert {site.ask(f"/nowhere/{number}/", address="127.0.0.1").status for number in range(20)} == {404}


def test_the_limit_is_over_when_its_time_is(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    rate = Rate("test", 4, 10, BoundedStorage())
    assert [rate.wait("a") for _ in range(4)] == [0] * 4
    seconds = rate.wait("a")
    assert 1 <= seconds <= 10
    now[0] += 2 * 10
    assert rate.wait("a") == 0


def test_who_has_very_many_addresses_fills_no_memory_and_sets_nobody_free(caplog):
    storage = BoundedStorage(most=1_000)
    rate = Rate("test", 5, 1_000_000, storage)
    for _ in range(5):
        rate.wait("busy")
    for number in range(20_000):
        rate.wait(f"other {number}")
    assert len(storage.storage) <= 1_000 and len(storage.expirations) <= 1_000 and len(storage.locks) <= 1_000
    assert rate.wait("busy") > 0
    assert "very many addresses" in caplog.text


def test_a_flood_of_different_queries_pushes_no_page_out(site, settings, monkeypatch):
    settings.SEARCH_LIMIT = settings.PAGE_LIMIT = 0
    site = Site(monkeypatch)
    site.cache.store, site.cache.queries = Store(700_000), Store(100_000)
    site.ask("/")
    made = site.made
    for number in range(60):
        assert site.ask(f"/search/?q=word{number}").status == 200
    assert site.made == made + 60 and site.cache.queries.size <= 100_000 and 0 < len(site.cache.queries) < 60
    site.ask("/")
    assert site.made == made + 60


def test_sizes_have_limits_that_are_said(site):
    assert site.ask("/search/?q=" + "a" * 60_000).status == 200
    assert site.ask("/" + "a" * 60_000).status == 404
    refused = site.ask("/admin/login/", "POST", b"x" * 70_000)
    assert refused.status == 413 and "send fewer or smaller files" in words_in(html.fromstring(refused.body))
    for method in ("POST", "PUT", "TRACE", "PROPFIND", "X" * 500, "É"):
        refused = site.ask("/about/", method, b"x")
        assert (refused.status, refused["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "Open it as a page instead" in words_in(html.fromstring(refused.body))
    assert site.made == 2


def test_staff_may_send_what_strangers_may_not(site, admin_client, settings):
    cookie = f"sessionid={admin_client.cookies['sessionid'].value}"
    for length, expected in ((200_000, 403), (5_000_000, 403), (80_000_000, 413)):
        answer = site.ask("/admin/", "POST", b"x" * min(length, 5_000_000), content_length=str(length), cookie=cookie)
        assert answer.status == expected, length
    for other in ("sessionid=abcdefghijklmnop", "sessionid=é\0'", "sessionid=", "x"):
        assert site.ask("/admin/", "POST", b"x" * 200_000, cookie=other).status == 413
