"""Restores that are killed, that meet a site that is there, and that are of an older release."""

import json
import signal
import time
import zipfile
from unittest.mock import ANY

import pytest
from django.db.migrations.loader import MigrationLoader

from techsets.backup.tables import columns_of, kept_models
from tests import servers
from tests.site.techsets.backup.test_archives import rewritten
from tests.system.forking import forks_of
from tests.system.techsets.backup.commands import environments, manage

LOAD, SITE = "tests/system/techsets/backup/load.py", "tests/system/techsets/backup/site.py"

#: Functions of the module that restores, and in which call of it the process is killed.
KILLED_AT = [
    ("MigrationExecutor.migrate", 1),
    ("replace_file", 3),
    ("_insert", 1),
    ("_insert", 12),
    ("set_last_key", 25),
    ("call_command", 1),
    ("index.rebuild", 1),
    ("_begin_content_version", 1),
    ("_put_secret_key", 1),  # After the transaction: only now there is something to complete.
]


def sites(kind, folder, name):
    """Yield what forks the processes of a site of its own: there are many of them."""
    for environment in environments(kind, folder, name):
        with forks_of(environment) as forks:
            yield forks


@pytest.fixture(scope="module", params=servers.KINDS)
def made(request, tmp_path_factory):
    """A small site on a database of the run's kind: the kind, its archive and its rows."""
    folder = tmp_path_factory.mktemp("made")
    for site in sites(request.param, folder / "data", "_made"):
        servers.finish(site.start(LOAD, "prepare"))
        manage(site, "backup", folder / "site.zip")
        rows = servers.finish(site.start(SITE, "rows"))
    return request.param, folder / "site.zip", rows


def test_a_restore_that_is_killed_anywhere_is_completed_by_running_it_again(made, tmp_path):
    kind, archive, rows = made
    for site in sites(kind, tmp_path / "data", "_killed"):
        for place, times in KILLED_AT:
            process = site.start(SITE, "killed_restore", str(archive), place, str(times))
            out, problems = process.communicate(timeout=60)
            assert process.returncode == -signal.SIGKILL, out + problems
        said = manage(site, "serve", status=1)
        assert "was not finished. Run the same manage.py restore again." in said
        assert "was not finished" in manage(site, "verify", status=1)
        said = manage(site, "restore", archive)  # Without --replace: what is there is its own.
        assert "What it left is removed." in said and "Everything is whole." in said
        assert servers.finish(site.start(SITE, "rows")) == rows
        assert "named by no row" not in manage(site, "verify")

        said = manage(site, "restore", archive, status=1)
        assert "is not empty" in said and "6 rows of jobdescriptions_publication" in said and "--replace" in said
        process = site.start("manage.py", "restore", str(archive), "--replace")
        out, problems = process.communicate("no\n", timeout=60)
        assert process.returncode == 1 and "Nothing was touched." in problems
        assert servers.finish(site.start(SITE, "rows")) == rows


def test_a_database_that_was_only_migrated_is_empty(made, tmp_path):
    kind, archive, rows = made
    for site in sites(kind, tmp_path / "data", "_migrated"):
        manage(site, "migrate", "--verbosity=0")
        began = int(time.time())
        assert "Tables" not in manage(site, "restore", archive)
        assert servers.finish(site.start(SITE, "rows")) == rows
        # No web server has ever kept pages for this content version, whatever was edited after the backup.
        first, count = servers.finish(site.start(SITE, "content_version"))
        assert began <= first <= time.time() and count == 1
        manage(site, "restore", archive, "--replace", "--no-input")
        assert servers.finish(site.start(SITE, "content_version"))[0] > first


#: The first migrations since two older releases: before the staff's editing, and before models were renamed.
SINCE = {
    "editing": [
        ("jobdescriptions", "0002_staff_editing"),
        ("orgcharts", "0002_staff_editing"),
        ("history", "0001_initial"),
        ("pagecache", "0001_initial"),
    ],
    "renaming": [("pagecache", "0002_public_revision"), ("history", "0003_message")],
}
#: Names of columns now, by those of then.
RENAMED = {"said": "message"}


@pytest.mark.parametrize("release", SINCE)
def test_an_archive_of_an_older_release_is_brought_up_to_date(made, tmp_path, release):
    kind, archive, rows = made
    older = tmp_path / "older.zip"
    older.write_bytes(archive.read_bytes())
    loader = MigrationLoader(None, ignore_no_migrations=True)
    # With all that depends on them: no later migration is in an archive of that release.
    since = {key for first in SINCE[release] for key in loader.graph.backwards_plan(first)}
    left = [key for key in loader.graph.nodes if key not in since]
    last = [key for key in left if not set(left).intersection(loader.graph.node_map[key].children)]
    there = {model._meta.label: columns_of(model) for model in kept_models(loader.project_state(last).apps)}
    if release == "editing":
        assert "jobdescriptions.LastNumber" not in there and "revision" not in there["orgcharts.OrgChart"]
    else:
        assert "said" in there["history.Change"] and "message" not in there["history.Change"]

    def without_what_came_since(members):
        told = json.loads(manifest)
        for table in told["tables"]:
            name = f"rows/{table['label']}.jsonl"
            if table["label"] not in there:
                del members[name]
                continue
            at = [table["columns"].index(RENAMED.get(column, column)) for column in there[table["label"]]]
            lines = [json.loads(line) for line in members[name].splitlines()]
            members[name] = b"".join(json.dumps([row[one] for one in at]).encode() + b"\n" for row in lines)

    def tell_so(told):
        told["migrations"] = [key for key in told["migrations"] if tuple(key) not in since]
        told["tables"] = [table for table in told["tables"] if table["label"] in there]
        for table in told["tables"]:
            table["columns"] = there[table["label"]]

    with zipfile.ZipFile(older) as opened:
        manifest = opened.read("manifest.json")
    rewritten(older, without_what_came_since, manifest=tell_so)
    for site in sites(kind, tmp_path / "data", f"_older_{release}"):
        assert "Everything is whole." in manage(site, "restore", older)
        restored = servers.finish(site.start(SITE, "rows"))
    for label in ("orgcharts.Placement", "jobdescriptions.Publication", "jobdescriptions.Section", "auth.Group"):
        assert restored[label] == rows[label]
    assert len(restored["orgcharts.Position"][1]) == len(rows["orgcharts.Position"][1])
    assert restored["history.Change"] == (rows["history.Change"] if release == "renaming" else [ANY, []])


def test_an_archive_that_is_refused_leaves_the_present_site_as_it_was(made, tmp_path):
    """Whole in itself, but one row names something missing, or only the database or the search finds what is wrong."""
    kind, archive, rows = made

    def rewrite(label, change):
        def rewrite_member(members):
            name = f"rows/{label}.jsonl"
            lines = [json.loads(line) for line in members[name].splitlines()]
            with zipfile.ZipFile(archive) as opened:
                tables = json.loads(opened.read("manifest.json"))["tables"]
            change(lines, next(table["columns"] for table in tables if table["label"] == label))
            members[name] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)

        return rewrite_member

    def dangle(lines, columns):
        lines[0][columns.index("job_description_id")] = 4_711

    def same_slug(lines, columns):
        lines[1][columns.index("slug")] = lines[0][columns.index("slug")]

    def no_content(lines, columns):
        for line in lines:
            line[columns.index("content")] = [5]

    def no_path(lines, columns):
        for at, line in enumerate(lines):
            line[columns.index("path")] = f"-{at}"

    wrong = [
        ("jobdescriptions.Publication", dangle, "it names 4711 of jobdescriptions.JobDescription, which is not there"),
        ("jobdescriptions.JobDescription", same_slug, "does not take a row of jobdescriptions.JobDescription"),
        ("jobdescriptions.Publication", no_content, "what it holds cannot be read"),
        ("orgcharts.Position", no_path, "Its place in the tree, '-0', is damaged. (and 17 more) What was there before"),
    ]
    for site in sites(kind, tmp_path / "data", "_refused"):
        manage(site, "restore", archive)
        stored = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.docx")}
        assert stored
        for number, (label, change, sentence) in enumerate(wrong):
            crafted = tmp_path / f"{number}.zip"
            crafted.write_bytes(archive.read_bytes())
            rewritten(crafted, rewrite(label, change))
            said = manage(site, "restore", crafted, "--replace", "--no-input", status=1)
            assert sentence in said and "Traceback" not in said, said
            assert servers.finish(site.start(SITE, "rows")) == rows
            assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.docx")} == stored
            assert "Everything is whole." in manage(site, "verify")
        manage(site, "restore", archive, "--replace", "--no-input")
        assert servers.finish(site.start(SITE, "rows")) == rows


def test_a_restore_in_place_of_a_site_that_is_killed_leaves_that_site(made, tmp_path):
    kind, archive, rows = made
    for site in sites(kind, tmp_path / "data", "_kept"):
        manage(site, "restore", archive)
        for place, times in [(one, at) for one, at in KILLED_AT if one not in {"replace_file", "_put_secret_key"}]:
            process = site.start(SITE, "killed_restore", str(archive), place, str(times), "--replace")
            out, problems = process.communicate(timeout=60)
            assert process.returncode == -signal.SIGKILL, out + problems
            assert servers.finish(site.start(SITE, "rows")) == rows
            assert "Everything is whole." in manage(site, "verify")
