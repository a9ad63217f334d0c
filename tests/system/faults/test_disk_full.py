"""The disk is full when something is committed, or when a Word file is written: that is said in a sentence, what was
typed is kept, nothing is half saved, readers notice nothing, and with space it works again without a restart."""

import secrets
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import servers
from tests.system.faults.conftest import copy_of
from tests.system.faults.sites import Site, at_once, values_of
from tests.system.faults.volumes import Volume

JOB = "/admin/jobdescriptions/jobdescription/1"
FULL = "The disk of the site is full, so nothing can be saved until there is space again."


@pytest.fixture
def site(prepared, disk, tmp_path):
    made = Site(copy_of(prepared, disk.folder / "data"), tmp_path / "log").start()
    yield made
    with suppress(AssertionError):
        made.stop()


@pytest.fixture
def ann(site):
    somebody = site.visitor()
    assert somebody.sign_in().status == 302
    return somebody


@pytest.fixture
def database_disk(disk, site, cluster_or_none):
    """The disk with the database: on PostgreSQL another one than that with the files."""
    if not servers.on_postgresql():
        yield disk
        return
    cluster = cluster_or_none
    name = site.values["DATABASE_URL"].rpartition("/")[2]
    volume = Volume(cluster.folder / "tiny", 64)
    shutil.chown(volume.folder, "postgres", "postgres")
    cluster.execute(f"CREATE TABLESPACE tiny LOCATION '{volume.folder}'")
    try:
        cluster.execute(f"ALTER DATABASE {name} WITH CONNECTION LIMIT 0")
        cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        cluster.execute(f"ALTER DATABASE {name} SET TABLESPACE tiny")
        cluster.execute(f"ALTER DATABASE {name} WITH CONNECTION LIMIT -1")
        yield volume
    finally:
        site.stop()
        cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cluster.execute("DROP TABLESPACE tiny")
        volume.remove()


def empty_log(site):
    """Let SQLite begin its log anew, at no length: in a long one there is space for a small change."""
    if not servers.on_postgresql():
        with closing(sqlite3.connect(f"{site.values['TECHSETS_DATA']}/techsets.sqlite3")) as connection:
            assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def stored(site):
    folder = Path(site.values["TECHSETS_DATA"], "files")
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def readers_notice_nothing(site, number):
    paths = ["/", "/charts/established-district/", f"/search/?q=network&n={number}", f"/job-descriptions/?n={number}"]
    answers = at_once([site.visitor() for _ in paths], paths)
    assert [answer.status for answer in answers] == [200] * len(paths)


def edited(ann, words):
    """Return the form of a job description with another text in its first section, and the name of that field."""
    fields = ann.form(f"{JOB}/change/", "jobdescription_form")
    name = next(name for name in fields if name.startswith("sections-0-") and "<p>" in fields[name])
    return fields | {name: f"<p>{words}</p>"}, name


def change_draft(ann, words):
    """Save another text and return the form that publishes it."""
    assert ann.ask(f"{JOB}/change/", edited(ann, words)[0]).status == 302
    return ann.form(f"{JOB}/publish/", "publish-form")


def many_words():
    """Words that cannot be made smaller: PostgreSQL finds space for a few in what it has."""
    return " ".join(secrets.token_hex(4) for _ in range(20_000 if servers.on_postgresql() else 100))


def test_an_edit_that_finds_no_space_is_kept_for_its_author_and_saved_once_there_is_space(site, ann, database_disk):
    fields, name = edited(ann, many_words())
    readers_notice_nothing(site, 0)
    empty_log(site)
    database_disk.fill()
    for _ in range(2):
        refused = ann.ask(f"{JOB}/change/", fields)
        assert (refused.status, refused.headers.get("retry-after")) == (507, "60")
        assert FULL in refused.words and "Nothing of what you sent was changed." in refused.words
        kept = values_of(refused, "kept-form")
        assert kept[name] == fields[name]
    readers_notice_nothing(site, 1)
    assert ann.form(f"{JOB}/change/", "jobdescription_form")[name] != fields[name]
    if not servers.on_postgresql():
        ready = ann.ask("/readyz")
        assert ready.status == 503 and b"database: The disk of the database is full." in ready.body
    database_disk.empty()
    assert ann.is_ready()
    assert ann.ask(f"{JOB}/change/", kept).status == 302
    assert ann.form(f"{JOB}/change/", "jobdescription_form")[name] == fields[name]
    assert "Traceback" not in site.log.read_text()


def test_publishing_that_finds_no_space_for_the_word_file_leaves_everything_as_it_was(site, ann, disk):
    form = change_draft(ann, "Words that did not fit.")
    before = stored(site)
    disk.fill()
    refused = ann.ask(f"{JOB}/publish/", form)
    assert (refused.status, refused.headers["retry-after"]) == (507, "60")
    assert FULL in refused.words
    assert stored(site) == before
    readers_notice_nothing(site, 0)
    ready = ann.ask("/readyz")
    assert ready.status == 503 and b"files: The disk of Word files is full." in ready.body
    disk.empty()
    assert ann.ask(f"{JOB}/publish/", values_of(refused, "kept-form")).status == 302
    assert len(stored(site)) == len(before) + 1
    assert "Traceback" not in site.log.read_text()


def test_publishing_that_finds_no_space_at_the_commit_leaves_no_word_file_behind(site, ann, disk, database_disk):
    form = change_draft(ann, many_words())
    before = stored(site)
    largest = max(Path(site.values["TECHSETS_DATA"], "files", name).stat().st_size for name in before)
    empty_log(site)
    # On SQLite there is space for the Word file, and hardly more; on PostgreSQL it has a disk of its own.
    database_disk.fill(but=0 if servers.on_postgresql() else largest + 16_384)
    refused = ann.ask(f"{JOB}/publish/", form)
    assert refused.status == 507, refused.words
    assert ("could not extend file" if servers.on_postgresql() else "database or disk is full") in site.log.read_text()
    assert stored(site) == before
    assert "belongs to nothing stays" not in site.log.read_text()
    readers_notice_nothing(site, 0)
    database_disk.empty()
    assert ann.ask(f"{JOB}/publish/", values_of(refused, "kept-form")).status == 302
    assert len(stored(site)) == len(before) + 1
