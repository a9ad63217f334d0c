"""``manage.py migrate`` is killed again and again, on a database of an older release that has data in it: running it
again completes it, and what comes out is what an undisturbed run makes."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.system.faults.conftest import environment
from tests.system.faults.sites import Site

#: Before staff could edit: the state of the first release, with a chart of two positions in it.
OLDER = """
import django, sys
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("migrate", "jobdescriptions", "0001", verbosity=0)
call_command("migrate", "orgcharts", "0001", verbosity=0)
apps = MigrationExecutor(connection).loader.project_state(
    [("orgcharts", "0001_initial"), ("jobdescriptions", "0001_initial")]
).apps
chart = apps.get_model("orgcharts", "OrgChart").objects.create(title="Chart of the first release", slug="first")
Position = apps.get_model("orgcharts", "Position")
Position.objects.create(chart=chart, path="0001", depth=1, numchild=1, title="Head of the first release")
Position.objects.create(chart=chart, path="00010001", depth=2, numchild=0, title="Below it")
JobDescription = apps.get_model("jobdescriptions", "JobDescription")
JobDescription.objects.create(title="Job of the first release", slug="job", number=1)
"""

#: Kills itself when all migrations have been carried out, before the permissions are made.
KILLED_AFTERWARDS = """
import django, os, signal
django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
migrate.emit_post_migrate_signal = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
call_command("migrate", verbosity=0)
"""

MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""

#: Kills itself right before the migration with that number, of those that are left, is noted as carried out.
KILLED_BEFORE_NOTING = """
import django, os, signal, sys
django.setup()
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
left = int(sys.argv[1])
noted = MigrationRecorder.record_applied
def note(self, app, name):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    noted(self, app, name)
MigrationRecorder.record_applied = note
call_command("migrate", verbosity=0)
"""

TELL = """
import django, json
django.setup()
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart, Position
if connection.vendor == "sqlite":
    # A table that has been made anew has its name in quotes.
    schema = "SELECT type, name, tbl_name, replace(replace(sql, char(34), ''), char(10), ' ') FROM sqlite_master"
else:
    schema = '''
        SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
            || coalesce(generation_expression, '') FROM information_schema.columns WHERE table_schema = 'public'
        UNION SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT 'constraint', conrelid::regclass::text, regexp_replace(conname, '_[0-9a-f]{8}_', '_'),
            pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace'''
with connection.cursor() as cursor:
    cursor.execute(schema)
    schema = sorted(map(str, cursor.fetchall()))
print(json.dumps({
    "schema": schema,
    "migrations": sorted(map(str, MigrationRecorder.Migration.objects.values_list("app", "name"))),
    "permissions": sorted(Permission.objects.values_list("content_type__app_label", "codename")),
    "problems": Position.objects.find_problems(),
    "rows": list(Position.objects.filter(chart__slug="first").values_list("path", "title", "revision", "fte")),
    "jobs": list(JobDescription.objects.filter(slug="job").values_list("title", "revision")),
}))
"""

READY = """
import django
django.setup()
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/readyz")
print(answer.status_code, answer.content.decode())
"""


def python(values, script, *arguments, code=0):
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture
def databases(tmp_path, cluster_or_none):
    """The environments of two databases of the first release."""
    found = []
    for name in ("killed", "undisturbed"):
        url = ""
        if cluster_or_none:
            cluster_or_none.execute(f"CREATE DATABASE {name}")
            url = cluster_or_none.url(name)
        found.append(environment(tmp_path / name, url))
        python(found[-1], OLDER)
    return found


def test_a_migration_that_is_killed_again_and_again_is_completed_by_running_it_again(databases, prepared, tmp_path):
    killed, undisturbed = databases
    shutil.copytree(prepared[0] / "static", tmp_path / "killed/static")  # Collecting them takes time.
    chance = random.Random(7)
    for number in (0, 3, 8):  # At the moment between the change and the note that it was made ...
        python(killed, KILLED_BEFORE_NOTING, str(number), code=-signal.SIGKILL)
    for _ in range(3):  # ... and at any.
        process = subprocess.Popen(
            [sys.executable, "manage.py", "migrate"],
            cwd=ROOT,
            env=killed | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        seen = b""
        while seen.count(b"Applying ") < 2 and (part := process.stdout.read1(4096)):
            seen += part
        time.sleep(chance.uniform(0, 0.05))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert process.returncode == -signal.SIGKILL, seen.decode()
    ready = python(killed, READY)
    assert ready.startswith("503") and "migrations: The database is of an older release" in ready
    python(killed, KILLED_AFTERWARDS, code=-signal.SIGKILL)
    # A start of the site completes it, as it would have done it in the first place.
    site = Site(killed, tmp_path / "log").start()
    try:
        answer = site.visitor().ask("/readyz")
        assert answer.status == 200, answer.body
        assert site.visitor().ask("/charts/established-district/").status == 200
    finally:
        site.stop()
    python(undisturbed, MIGRATE)
    told, expected = (json.loads(python(values, TELL)) for values in (killed, undisturbed))
    assert told["schema"] == expected["schema"]
    assert told["migrations"] == expected["migrations"]
    assert told["permissions"] == expected["permissions"]
    assert told["problems"] == [[], [], [], [], []]
    rows = [["0001", "Head of the first release", 0, None], ["00010001", "Below it", 0, None]]
    assert told["rows"] == expected["rows"] == rows
    assert told["jobs"] == expected["jobs"] == [["Job of the first release", 0]]
