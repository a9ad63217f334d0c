"""SQLite is locked, taken away or replaced under a running site: pages go on, saving says at once that it cannot be."""

import os
import shutil
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from tests import servers
from tests.system.faults.conftest import copy_of
from tests.system.faults.sites import Site, at_once, contention, have_every_worker_keep

pytestmark = pytest.mark.skipif(servers.on_postgresql(), reason="PostgreSQL is frozen in test_database_frozen.")

MOST = 5
PATH = "/admin/orgcharts/supportmodel/1/change/"


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """One site for all of these tests: each of them leaves it as it was, but for what it saves."""
    folder = tmp_path_factory.mktemp("locked")
    made = Site(copy_of(prepared, folder / "data"), folder / "log").start()
    yield made
    made.stop()


@pytest.fixture
def staff(site):
    people = [site.visitor() for _ in range(10)]
    assert people[0].sign_in().status == 302
    for one in people[1:]:
        one.cookies = people[0].cookies
    return people


def editing(one, summary):
    return PATH, one.form(PATH, "supportmodel_form") | {"summary": summary}


def database(site):
    return f"{site.values['TECHSETS_DATA']}/techsets.sqlite3"


def test_a_writer_that_has_stopped_holds_up_no_reader_and_no_editor_for_long(site, staff):
    readers = [site.visitor() for _ in range(4)]
    edit = editing(staff[0], "Support that was let in.")
    signing_in = (
        "/admin/login/",
        {"username": "ann", "password": "wrong"} | readers[3].form("/admin/login/", "login-form"),
    )
    usual = contention(staff, PATH)
    with closing(sqlite3.connect(database(site), isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        for round_ in range(2):
            pages = ["/", f"/search/?q=network&n={round_}", f"/about/?n={round_}"]
            answers = at_once([*readers, *staff], [*pages, signing_in, *[edit] * 10])
            assert max(answer.seconds for answer in answers) <= MOST + usual, [answer.seconds for answer in answers]
            assert [answer.status for answer in answers[:3]] == [200] * 3
            # 10: told that the database is away; 5: waited for a place behind those who were told.
            assert {(answer.status, answer.headers["retry-after"]) for answer in answers[3:]} <= {
                (503, "10"),
                (503, "5"),
            }
        another.execute("ROLLBACK")
    assert staff[0].ask(*edit).status == 302
    assert "Traceback" not in site.log.read_text()


def test_whoever_waits_while_others_commit_waits_for_their_turn(site, staff):
    path, fields = editing(staff[0], "Support that had its turn.")
    done = []
    waiting = threading.Thread(target=lambda: done.append(staff[0].ask(path, fields)))
    with closing(sqlite3.connect(database(site), isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        waiting.start()
        for number in range(8):  # Others, who are always a little quicker.
            another.execute("INSERT INTO pagecache_publicedit (made_at) VALUES (?)", [f"2026-11-26 00:00:0{number}"])
            time.sleep(0.5)
            another.execute("COMMIT")
            another.execute("BEGIN IMMEDIATE")
        assert not done
        another.execute("ROLLBACK")
    waiting.join(10)
    assert done[0].status == 302 and done[0].seconds > 3.9


def test_a_file_that_is_taken_away_is_not_made_anew_and_another_in_its_place_is_noticed(site, staff):
    file, kept = database(site), f"{database(site)}.kept"
    readers = [site.visitor() for _ in range(10)]
    page = "/?kept=by-every-worker"
    have_every_worker_keep(site, page)
    edit = editing(staff[0], "Support of the present.")
    with closing(sqlite3.connect(file)) as present, closing(sqlite3.connect(kept)) as copy:
        present.backup(copy)
        copy.execute("UPDATE orgcharts_supportmodel SET summary = 'Support of another file.' WHERE id = 1")
        copy.execute("INSERT INTO pagecache_publicedit (made_at) VALUES ('2026-11-26 00:00:00')")
        copy.commit()
    for name in (file, f"{file}-wal", f"{file}-shm"):
        if os.path.exists(name):
            os.rename(name, name.replace("techsets.sqlite3", "gone"))
    answers = at_once([*readers[:2], *staff[:2]], [page, "/about/?n=taken-away", edit, "/readyz"])
    assert [answer.status for answer in answers] == [200, 503, 503, 503]
    assert not os.path.exists(file)
    shutil.move(kept, file)
    assert readers[0].is_ready()

    def all_see_it():
        answers = at_once(readers, ["/"] * 10)
        assert {answer.status for answer in answers} == {200}
        return all("Support of another file." in answer.words for answer in answers)

    servers.wait_until(all_see_it, 3)  # Each worker learns of it when it is asked, and tells it a little later.
    assert all_see_it()
    # What somebody saves now is in this file. (They were signed in there, too.)
    assert staff[0].ask(*editing(staff[0], "Support of the present.")).status == 302
    with closing(sqlite3.connect(file)) as present:
        assert present.execute("SELECT summary FROM orgcharts_supportmodel WHERE id = 1").fetchone() == (
            edit[1]["summary"],
        )
