"""A bulk import that is killed and run again ends with exactly the right set and no half files."""

import datetime
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from jobdescriptions.word.writer import write
from tests.conftest import ROOT
from tests.factory import make_document

FILES = 30


def run(folder, *arguments, **options):
    values = {
        name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    values["TECHSETS_DATA"] = str(folder)
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=values,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )


def test_a_killed_import_is_finished_by_running_it_again(tmp_path):
    data, uploads = tmp_path / "data", tmp_path / "uploads"
    uploads.mkdir()
    for number in range(FILES):
        document = make_document(f"Technician {number:02}")
        content = write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 23))
        (uploads / f"{number:02}.docx").write_bytes(content)
    assert run(data, "migrate", "--verbosity=0").wait(120) == 0
    chance = random.Random(11)
    killed = 0
    for _ in range(6):
        process = run(data, "import_job_descriptions", str(uploads), "--publish", start_new_session=True)
        time.sleep(chance.uniform(0.4, 1.2))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait(30)
    assert run(data, "import_job_descriptions", str(uploads), "--publish").wait(120) == 0
    assert killed >= 2

    connection = sqlite3.connect(data / "techsets.sqlite3")
    titles = [row[0] for row in connection.execute("SELECT title FROM jobdescriptions_jobdescription ORDER BY title")]
    assert titles == [f"Technician {number:02}" for number in range(FILES)]
    versions = connection.execute(
        "SELECT count(*), min(version), max(version) FROM jobdescriptions_publication"
    ).fetchone()
    assert versions == (FILES, 1, 1)
    halves = connection.execute(
        "SELECT count(*) FROM jobdescriptions_jobdescription WHERE source_id IS NULL OR published_version IS NULL"
    ).fetchone()
    assert halves == (0,)
    named = {
        row[0]: row[1]
        for table in ("jobdescriptions_sourcefile", "jobdescriptions_publication")
        for row in connection.execute(f"SELECT file, sha256 FROM {table}")
    }
    connection.close()
    for name, digest in named.items():
        assert hashlib.sha256((data / "files" / name).read_bytes()).hexdigest() == digest, name
    stored = {str(path.relative_to(data / "files")) for path in (data / "files").rglob("*.docx")}
    # The Word files of a version carry its date alone, so a version that was written twice has the same bytes.
    assert stored == set(named)
