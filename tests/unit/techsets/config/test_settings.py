"""Every setting is in the table, and a wrong one stops the site at start with a sentence that says how to mend it."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from techsets.backup.site_info import environment_of
from techsets.config import database, env, misspelled_names
from tests.conftest import ROOT

HTTPS = {"TECHSETS_URL": "https://staffing.example.org"}
BUCKET = {"TECHSETS_S3_BUCKET": "files"}


def table() -> dict[str, str]:
    """Return name and default of each variable in the table of docs/running.md."""
    text = (ROOT / "docs/running.md").read_text().split("## Settings")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([A-Z0-9_]+)` \| .* \| (.*) \|$", text, re.MULTILINE))


@pytest.fixture
def settings_with(tmp_path, monkeypatch):
    """Return a function that reads the settings anew with these variables and no others of ours."""

    def read(**values):
        for name in (*env.KNOWN, *(name for name in os.environ if name.startswith("TECHSETS_"))):
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"TECHSETS_DATA": str(tmp_path)} | values).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "techsets/settings.py"))

    return read


def test_the_table_names_just_the_variables_that_are_read(settings_with):
    env.KNOWN.clear()
    settings_with()
    assert sorted(table()) == sorted(env.KNOWN)


def test_the_table_tells_the_defaults(settings_with):
    env.KNOWN.clear()
    settings_with()
    defaults = table()
    for name, default in env.KNOWN.items():
        if default and name != "TECHSETS_DATA":
            assert default in re.findall(r"[\w.:]+", defaults[name]), name
    assert "`var/`" in defaults["TECHSETS_DATA"] and env.KNOWN["TECHSETS_DATA"] == str(ROOT / "var")


def test_no_variable_is_read_past_the_checks():
    # What the messages of a start repeat.
    shown = {"techsets/management/commands/serve.py": {"TECHSETS_DATA", "DATABASE_URL", "TECHSETS_HOSTS"}}
    shown["techsets/backup/site_info.py"] = {"SECRET_KEY"}
    shown["techsets/server/healthcheck.py"] = {"PORT"}  # It starts often, and without Django.
    of_a_request = ("HTTP_", "REQUEST_", "PATH_", "QUERY_", "SERVER_", "REMOTE_", "CONTENT_")
    for folder in ("techsets", "orgcharts", "jobdescriptions"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            read = re.findall(r"(?:getenv\(|environ\.get\(|environ\[)[\"']([A-Z0-9_]+)", path.read_text())
            assert {one for one in read if not one.startswith(of_a_request)} <= shown.get(name, set()), name


def test_a_backup_keeps_no_secret():
    values = {"TECHSETS_METRICS": "t" * 20, "SENTRY_DSN": "https://key@h/1", "DATABASE_URL": "postgres://u:p@h/d"}
    values |= {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_SESSION_TOKEN": "key",
        "SECRET_KEY": "k",
    }
    assert environment_of(values) == {"settings": {}, "secret": sorted(values)}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"DATABASE_URL": "mysql://u:secret@h/d"}, "begins with mysql://, which the site does not know"),
        ({"DATABASE_URL": "nonsense secret"}, "DATABASE_URL cannot be understood"),
        ({"DATABASE_URL": "postgres://u:secret@h:port/d"}, "DATABASE_URL cannot be understood"),
        ({"DATABASE_URL": "postgres://u:secret@h:5432/"}, "does not name a database"),
        ({"DATABASE_URL": "postgres://u:secret@h/d?sslmod=require"}, "option that PostgreSQL does not know"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "which is not a folder"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "does not name a database"),
        ({"TECHSETS_HOSTS": "https://example.org"}, "without http://, port, path or star"),
        ({"TECHSETS_HOSTS": "good.example.org, *"}, "names '*'"),
        ({"TECHSETS_HOSTS": "example.org:8000"}, "without http://, port, path or star"),
        ({"TECHSETS_URL": "https://example.org:99999"}, "Write it like https://staffing.example.org"),
        ({"TECHSETS_URL": "https://[::1"}, "Write it like https://staffing.example.org"),
        ({"TECHSETS_URL": "https://me:secret@example.org"}, "Write it like https://staffing.example.org"),
        ({"TECHSETS_URL": "https://two words"}, "Write it like https://staffing.example.org"),
        (HTTPS | {"TECHSETS_DEBUG": "1"}, "leave one of the two out"),
        ({"HOST": "example"}, "Set it to an address of this machine"),
        ({"PORT": "http"}, "whole number from 1 to 65535"),
        ({"WEB_CONCURRENCY": "0"}, "whole number from 1 to 64"),
        ({"TECHSETS_SESSION_HOURS": "25"}, "whole number from 1 to 24"),
        ({"TECHSETS_PAGE_CACHE": "64M"}, "whole number from 0 to 4096"),
        ({"TECHSETS_LOG": "xml"}, "Set it to text or json"),
        ({"TECHSETS_ACCESS_LOG": "some"}, "Set it to off or errors or made or all"),
        ({"TECHSETS_METRICS": "secret"}, "at least 20 letters and digits"),
        ({"SENTRY_DSN": "https://sentry.io/secret"}, "Copy it from the settings of the project"),
        ({"SENTRY_DSN": "https://secret@sentry.io/"}, "Copy it from the settings of the project"),
        ({"SENTRY_TRACES_SAMPLE_RATE": "5%"}, "number from 0 to 1"),
        ({"SENTRY_TRACES_SAMPLE_RATE": "1.5"}, "number from 0 to 1"),
        ({"TECHSETS_S3_REGION": "us-west-2"}, "Set TECHSETS_S3_BUCKET to the bucket"),
        ({"TECHSETS_S3_ENDPOINT": "http://127.0.0.1:9000"}, "Set TECHSETS_S3_BUCKET to the bucket"),
        ({"TECHSETS_S3_BUCKET": "s3://files"}, "the name of a bucket alone"),
        (BUCKET | {"TECHSETS_S3_ENDPOINT": "minio:9000"}, "Write it like https://minio.example.org:9000"),
        (BUCKET | {"TECHSETS_S3_REGION": "US West"}, "for example us-west-2"),
        (BUCKET | {"TECHSETS_S3_PREFIX": "../up"}, "for example techsets"),
        (BUCKET | {"AWS_ACCESS_KEY_ID": "key"}, "only one is set"),
        ({"SECRET_KEY": "secret"}, "shorter than 50"),
        ({"TECHSETS_URLS": "https://example.org"}, "Did you mean TECHSETS_URL?"),
        ({"TECHSETS_SECOND_FACTORS": "required"}, "Did you mean TECHSETS_SECOND_FACTOR?"),
        ({"TECHSETS_DATABASE_URL": "postgres://secret"}, "Did you mean DATABASE_URL?"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_does_not_repeat_secrets(settings_with, values, said):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(**values)
    text = str(refused.value)
    assert said in text
    assert text.endswith((".", "?")) and "\n" not in text
    assert "secret" not in text


def test_what_nothing_reads_and_is_like_nothing_known_is_only_warned_of(settings_with):
    found = settings_with(
        TECHSETS_FAVORITE_COLOR="red",
        TECHSETS_SERVICE_HOST="10.0.0.1",  # Kubernetes, for a service of that name.
        TECHSETS_PORT="tcp://10.0.0.1:8000",
        TECHSETS_PORT_8000_TCP_ADDR="10.0.0.1",
    )
    assert found["UNKNOWN_VARIABLES"] == ["TECHSETS_FAVORITE_COLOR"]


def test_good_values_are_taken(settings_with):
    found = settings_with(
        TECHSETS_URL="https://staffing.example.org/",
        TECHSETS_HOSTS="a.example.org,.example.net,10.0.0.7,fd00::7",
        HOST="::",
        DATABASE_URL="postgres://u:p%40ssword@/name?host=/run/postgresql&sslmode=disable",
        TECHSETS_S3_BUCKET="files.example",
        TECHSETS_S3_ENDPOINT="http://127.0.0.1:9000/",
        SENTRY_DSN="https://key@o1.ingest.sentry.io/2",
        SENTRY_TRACES_SAMPLE_RATE="0.05",
    )
    assert found["SITE_URL"] == "https://staffing.example.org"
    assert {"a.example.org", ".example.net", "10.0.0.7", "[fd00::7]"} <= set(found["ALLOWED_HOSTS"])
    assert (found["HOST"], found["SENTRY_TRACES"]) == ("::", 0.05)
    assert found["DATABASES"]["default"]["PASSWORD"] == "p@ssword"
    assert found["STORAGES"]["default"]["OPTIONS"]["endpoint_url"] == "http://127.0.0.1:9000"
    assert {"p@ssword", "p%40ssword"} <= set(found["SECRETS"])


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "open", lambda *arguments: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(ImproperlyConfigured, match="Let TECHSETS_DATA name a folder"):
        env.secret_key(tmp_path, {})


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path):
    found = database.database(tmp_path, {})
    assert found["NAME"] == str(tmp_path / "techsets.sqlite3")


def test_a_name_is_known_by_its_likeness():
    known = ["TECHSETS_PAGE_CACHE", "PORT"]
    assert misspelled_names.suggest("TECHSETS_PAGECACHE", known) == "TECHSETS_PAGE_CACHE"
    assert misspelled_names.refuse(known, {"TECHSETS_WEATHER": "fine"}) == ["TECHSETS_WEATHER"]


@pytest.mark.parametrize(
    ("arguments", "values", "said"),
    [
        (["manage.py", "serve"], {"TECHSETS_URLS": "x"}, "Did you mean TECHSETS_URL?"),
        (["manage.py", "migrate"], {"TECHSETS_LOG": "xml"}, "Set it to text or json"),
        (
            ["-m", "granian", "--interface", "wsgi", "techsets.wsgi:application"],
            {"PORT": "x"},
            "The site cannot start.",
        ),
        (
            ["manage.py", "migrate"],
            {"DATABASE_URL": "postgres://somebody:secret-word@127.0.0.1:1/none"},
            "The database cannot be reached",
        ),
    ],
)
def test_whatever_is_started_says_it_without_a_traceback(tmp_path, arguments, values, said):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"TECHSETS_DATA": str(tmp_path)} | values,
        capture_output=True,
        text=True,
        timeout=60,
    )
    printed = process.stdout + process.stderr
    assert process.returncode == 1
    assert said in printed
    assert "Traceback" not in printed and "secret" not in printed
