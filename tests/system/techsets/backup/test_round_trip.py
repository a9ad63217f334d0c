"""A backup gives the same site on either kind of database: every row, every page and file, signing in, undoing."""

import json
import os
import stat
import zipfile

import pytest

from tests import servers
from tests.system.techsets.backup.commands import environments, manage

PROGRAM = "tests/system/techsets/backup/site.py"
#: The kinds that the backup of this run's kind is restored to. A run on SQLite has no PostgreSQL server.
TARGETS = ["sqlite", "postgresql"] if servers.on_postgresql() else ["sqlite"]

CONTACT = {"TECHSETS_CONTACT": "webmaster@example.org"}


def ask(environment, *arguments):
    return servers.finish(servers.start(environment, PROGRAM, *arguments))


@pytest.fixture(scope="module", params=servers.KINDS)
def site(request, tmp_path_factory):
    """A whole site, its backup, and what there is to know of it."""
    folder = tmp_path_factory.mktemp("site")
    for environment in environments(request.param, folder / "data"):
        environment = environment | CONTACT | {"SENTRY_DSN": ""}
        made = ask(environment, "prepare")
        archive = folder / "site.zip"
        said = manage(environment, "backup", archive)
        assert "written and read back" in said
        yield {
            "kind": request.param,
            "made": made,
            "archive": archive,
            "rows": ask(environment, "rows"),
            "pages": ask(environment, "crawl"),
            "environment": environment,
        }


@pytest.mark.parametrize("kind", TARGETS)
def test_a_restored_site_is_the_same_row_by_row_and_byte_for_byte(site, kind, tmp_path):
    for environment in environments(kind, tmp_path / "data", "_restored"):
        said = manage(environment, "restore", site["archive"])
        assert "Everything is whole." in said
        assert "had TECHSETS_CONTACT=webmaster@example.org" in said

        rows, expected = ask(environment, "rows"), site["rows"]
        assert set(rows) == set(expected)
        assert {label: found for label, found in rows.items() if found != expected[label]} == {}
        assert rows["orgcharts.Position"][0] > len(rows["orgcharts.Position"][1]) > 20
        assert len(rows["jobdescriptions.Publication"][1]) > 29

        pages, expected = ask(environment | CONTACT, "crawl"), dict(site["pages"])
        kinds = [headers[0] for _, headers, *_ in pages.values()]
        assert len(pages) >= 100 and len(set(kinds)) >= 5, set(kinds)
        if site["kind"] != kind:
            # Each database ranks by its own figures where a word is found in texts alone: the same hits, in all.
            for one in (pages, expected):
                searches = [one.pop(address) for address in list(one) if address.startswith("/search/")]
                one["hits"] = sorted({link for search in searches for link in search[-1]})
        assert pages == expected

        old, new = site["environment"]["TECHSETS_DATA"], environment["TECHSETS_DATA"]
        assert read(old, "secret_key") == read(new, "secret_key")
        assert stat.S_IMODE(os.stat(f"{new}/secret_key").st_mode) == 0o600

        assert ask(environment, "sign_in")["statuses"] == [200, 302, 200]
        made = site["made"]
        undone = ask(environment, "undo", str(made["chart"]), str(made["position"]))
        assert undone["title"] == made["title"] != "Renamed last" and undone["missing"] == []
        # The history still knows what had the last key; nothing else ever gets it.
        assert undone["key"] > site["rows"]["orgcharts.Position"][0]

        assert "is not empty" in manage(environment, "restore", site["archive"], status=1)
        said = manage(environment, "restore", site["archive"], "--replace", "--no-input")
        assert "will be removed for good" in said
        assert ask(environment, "rows") == site["rows"]
        manage(environment, "backup", tmp_path / "again.zip")
    # And back to the first kind, from a backup of the other.
    for environment in environments(site["kind"], tmp_path / "back", "_back") if site["kind"] != kind else ():
        manage(environment, "restore", tmp_path / "again.zip")
        assert ask(environment, "rows") == site["rows"]
        assert ask(environment | CONTACT, "crawl") == site["pages"]


def read(folder, name):
    with open(f"{folder}/{name}") as file:
        return file.read()


def test_a_backup_is_for_this_account_alone_and_tells_no_secrets_of_the_environment(site):
    assert stat.S_IMODE(site["archive"].stat().st_mode) == 0o600
    with zipfile.ZipFile(site["archive"]) as archive:
        told = json.loads(archive.read("settings.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert told["settings"]["TECHSETS_CONTACT"] == "webmaster@example.org"
    assert "SENTRY_DSN" in told["secret"] and "SENTRY_DSN" not in told["settings"]
    assert b"postgres://" not in everything
    assert b"sessions.Session" not in everything


def test_an_archive_can_be_looked_at_without_touching_anything(site, tmp_path):
    for environment in environments(servers.KINDS[0], tmp_path / "data", "_untouched"):
        said = manage(environment, "restore", site["archive"], "--check")
        assert "is good" in said
        assert "older release" in manage(environment, "verify", status=1)  # Still no tables.
