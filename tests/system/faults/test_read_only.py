"""The site on a volume or a database that can only be read: pages are read, and saving says that it cannot be."""

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from tests import servers
from tests.conftest import ROOT
from tests.system.faults.conftest import copy_of, environment
from tests.system.faults.sites import Site, at_once

ONLY_READ = "The site can only be read at the moment: its disk or its database does not let anything be changed."
PAGES = ["/", "/charts/established-district/", "/search/?q=network", "/job-descriptions/network-specialist/word/"]
MODEL = "/admin/orgcharts/supportmodel/1/change/"


@pytest.fixture
def stopped(prepared, disk, tmp_path):
    """A site that is not running, with its data on ``disk``."""
    made = Site(copy_of(prepared, disk.folder / "data"), tmp_path / "log")
    yield made
    with suppress(AssertionError):
        made.stop()


def readers_notice_nothing(site):
    answers = at_once([site.visitor() for _ in PAGES], PAGES)
    assert [answer.status for answer in answers] == [200] * len(PAGES)


@pytest.mark.skipif(servers.on_postgresql(), reason="On PostgreSQL the database is not in the data folder.")
@pytest.mark.parametrize("ended", ["stopped", "killed"])
def test_a_site_is_served_from_a_folder_that_can_only_be_read(stopped, disk, ended):
    site = stopped.start()
    ann = site.visitor()
    assert ann.sign_in().status == 302
    fields = ann.form(MODEL, "supportmodel_form") | {"summary": "Support that was written."}
    (site.stop if ended == "stopped" else site.kill)()
    disk.make("ro")
    site.start()
    assert "can only be read: the site is served as it is" in site.log.read_text()
    readers_notice_nothing(site)
    assert ann.ask("/admin/").status == 200
    refused = ann.ask(MODEL, fields)
    assert (refused.status, refused.headers["retry-after"]) == (503, "60")
    assert ONLY_READ in refused.words
    refused = site.visitor().sign_in()
    assert refused.status == 503 and ONLY_READ in refused.words
    ready = ann.ask("/readyz")
    assert ready.status == 503 and b"database: The database can only be read.\n" in ready.body
    assert b"files: The folder for Word files cannot be written to." in ready.body
    site.stop()
    disk.make("rw")
    site.start()
    assert ann.is_ready()
    assert ann.ask(MODEL, fields).status == 302
    assert ann.form(MODEL, "supportmodel_form")["summary"] == "Support that was written."
    assert "Traceback" not in site.log.read_text()


@pytest.mark.any_database
def test_a_new_site_on_a_folder_that_can_only_be_read_does_not_start_and_says_why(disk, tmp_path):
    folder = disk.folder / "new"
    folder.mkdir()
    values = environment(folder) | {"SECRET_KEY": "x" * 60, "PORT": str(servers.free_port())}
    disk.make("ro")
    command = [sys.executable, "manage.py", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Check" in done.stderr and str(folder) in done.stderr
    del values["SECRET_KEY"]
    done = subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "The site cannot start." in done.stderr and "SECRET_KEY" in done.stderr


@pytest.mark.skipif(not servers.on_postgresql(), reason="SQLite can only be read where its folder can.")
def test_a_database_that_can_only_be_read_is_read_and_written_to_again_without_a_restart(stopped, cluster):
    site = stopped.start()
    ann = site.visitor()
    assert ann.sign_in().status == 302
    fields = ann.form(MODEL, "supportmodel_form") | {"summary": "Support that was written."}
    name = site.values["DATABASE_URL"].rpartition("/")[2]

    def only_read(value):
        # As on a server that stands by, or that has been told so for its maintenance.
        cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
        cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    only_read("on")
    readers_notice_nothing(site)
    assert ann.ask("/admin/").status == 200
    refused = ann.ask(MODEL, fields)
    assert refused.status == 503 and ONLY_READ in refused.words
    assert site.visitor().sign_in().status == 503
    ready = ann.ask("/readyz")
    assert ready.status == 503 and b"database: The database can only be read." in ready.body
    only_read("off")
    assert ann.is_ready()
    assert ann.ask(MODEL, fields).status == 302
    assert "Traceback" not in site.log.read_text()


@pytest.mark.skipif(not servers.on_postgresql(), reason="On SQLite the database is in the same folder.")
def test_word_files_that_cannot_be_written_stop_publishing_alone(stopped, disk):
    site = stopped.start()
    ann = site.visitor()
    assert ann.sign_in().status == 302
    path = "/admin/jobdescriptions/jobdescription/1"
    fields = ann.form(f"{path}/change/", "jobdescription_form")
    name = next(name for name in fields if name.startswith("sections-0-") and "<p>" in fields[name])
    assert ann.ask(f"{path}/change/", fields | {name: "<p>Words.</p>"}).status == 302
    form = ann.form(f"{path}/publish/", "publish-form")
    disk.make("ro")
    readers_notice_nothing(site)
    refused = ann.ask(f"{path}/publish/", form)
    assert refused.status == 503 and ONLY_READ in refused.words
    assert ann.ask("/readyz").status == 503
    disk.make("rw")
    assert ann.is_ready()
    assert ann.ask(f"{path}/publish/", form).status == 302
    assert os.listdir(disk.folder / "data" / "files")
