"""The database server is frozen, stopped or killed under a running site: kept pages go on being sent, everything else
is 503 within 5 seconds, and when it is back the site works on without a restart."""

import itertools
import threading
import time

import pytest

from tests import servers
from tests.servers import wait_until
from tests.system.faults.sites import at_once, contention, have_every_worker_keep

pytestmark = pytest.mark.skipif(not servers.on_postgresql(), reason="SQLite has no server; see test_database_locked.")

MOST = 5
KEPT = "/charts/established-district/"
NEVER_SEEN = ["/job-descriptions/?", "/search/?q=network&", "/charts/emerging-district/1.1/?", "/sitemap.xml?"]
READY = "/readyz"
numbers = itertools.count()


@pytest.fixture
def hands(site):
    """Eight readers, and four who are signed in, each in front of an open form."""
    readers = [site.visitor() for _ in range(8)]
    have_every_worker_keep(site, KEPT)
    staff = []
    for _ in range(4):
        somebody = site.visitor()
        assert somebody.sign_in().status == 302
        staff.append(somebody)
    return readers, staff


def asking(staff):
    """Return what twelve people ask for at once, the last four of them staff: pages, forms, health."""
    edit = editing(staff[1], "Edited")
    signing_in = ("/admin/login/", {"username": "ann", "password": "whatever", **token(staff[2])})
    never_seen = [f"{path}n={next(numbers)}" for path in NEVER_SEEN]
    return [KEPT, KEPT, *never_seen, READY, "/healthz", "/admin/", edit, signing_in, "/admin/orgcharts/orgchart/"]


def token(somebody):
    return {"csrfmiddlewaretoken": somebody.cookies["csrftoken"]}


def editing(somebody, summary):
    """Return the address of a support model in the admin, and its form with another sentence in it."""
    path = "/admin/orgcharts/supportmodel/1/change/"
    fields = somebody.form(path, "supportmodel_form")
    return path, fields | {"summary": summary}


def check(answers, what, usual):
    """``usual`` is how long so many wait for the machine alone, see ``contention``."""
    for answer, one in zip(answers, what, strict=True):
        path = one if isinstance(one, str) else one[0]
        assert answer.seconds <= MOST + usual, (path, answer.seconds, [round(each.seconds, 1) for each in answers])
        if path in {KEPT, "/healthz"}:
            assert answer.status == 200, path
        else:
            assert (answer.status, answer.headers.get("retry-after")) == (503, "30"), (path, answer.body)
            assert answer.headers["cache-control"] == "no-store"


def is_back(readers, seconds):
    """Wait until all are told that the site is ready: each of its two workers finds out for itself."""

    def all_are_told():
        return {answer.status for answer in at_once(readers, [READY] * len(readers))} == {200}

    wait_until(all_are_told, seconds, f"The site is not back after {seconds} s.")


def test_a_frozen_server_holds_nobody_up_and_is_taken_up_again_when_it_goes_on(site, cluster, hands):
    readers, staff = hands
    what = asking(staff)
    people = [*readers, *staff]
    usual = contention(people, "/search/?q=network")
    cluster.freeze()
    try:
        check(at_once(people, what), what, usual)
        for _ in range(2):
            check(at_once(people, what), what, usual)
    finally:
        cluster.thaw()
    is_back(readers, 3.5)
    for answer in at_once(people[:8], [*NEVER_SEEN, KEPT, READY, "/about/", "/"]):
        assert answer.status == 200
    path, fields = editing(staff[0], "Support that was thawed.")
    assert staff[0].ask(path, fields).status == 302
    wait_until(lambda: all("Support that was thawed." in reader.ask("/").words for reader in readers), 1.5)
    assert "Traceback" not in site.log.read_text()


def test_a_server_that_is_stopped_or_killed_is_taken_up_again_when_it_has_started(site, cluster, hands):
    readers, staff = hands
    people = [*readers, *staff]
    usual = contention(people, "/search/?q=network")
    for end in (cluster.stop, cluster.kill):
        what = asking(staff)
        end()
        try:
            check(at_once(people, what), what, usual)
        finally:
            cluster.start()
        is_back(readers, 3.5)
        # No thread meets a connection of before.
        for path in [*NEVER_SEEN, "/about/", "/"] * 2:
            for answer in at_once(people, [path] * len(people)):
                assert answer.status == 200, path
    assert "Traceback" not in site.log.read_text()


def test_a_slow_statement_and_a_long_wait_for_a_lock_are_not_cut_short(site, cluster, hands):
    readers, staff = hands
    path, fields = editing(staff[0], "Support that waited.")
    database = site.values["DATABASE_URL"].rpartition("/")[2]
    done = []

    import psycopg

    with psycopg.connect(cluster.url(database)) as another:
        another.execute("SELECT * FROM orgcharts_supportmodel FOR UPDATE")
        waiting = threading.Thread(target=lambda: done.append(staff[0].ask(path, fields)))
        waiting.start()
        time.sleep(3.6)
        assert not done and readers[0].ask("/about/").status == 200
    waiting.join(10)
    assert done[0].status == 302 and done[0].seconds > 3.5
