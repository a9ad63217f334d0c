"""A bulk import that is killed and run again ends with exactly the right set and no half files."""

import datetime
import hashlib
import json
import random
import signal
import time

import pytest

from jobdescriptions.word.write.writer import write
from tests import servers
from tests.factory import make_document
from tests.system.forking import forks_of

FILES = 90
KILLS = 20

TELL = """
import django, json
django.setup()
from django.db.models import Count, Max, Min
from jobdescriptions.models import JobDescription, LastNumber, Publication, Section, SourceFile
from techsets.history.models import Change
from techsets.search.models import SearchEntry
jobs = JobDescription.objects.order_by("number")
files = [*SourceFile.objects.values_list("file", "sha256"), *Publication.objects.values_list("file", "sha256")]
print(json.dumps({
    "titles": sorted(job.title for job in jobs),
    "numbers": [job.number for job in jobs],
    "halves": jobs.filter(source=None).count() + jobs.filter(published_version=None).count(),
    "without text": jobs.filter(sections=None).count(),
    "versions": [*Publication.objects.aggregate(Count("pk"), Min("version"), Max("version")).values()],
    "changes": [Change.objects.filter(message__startswith=said).count() for said in ("Imported", "Published")],
    "found": SearchEntry.objects.filter(kind="job-description").count(),
    "files": dict(files),
}))
"""


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    yield from servers.environment_of(request.param, tmp_path / "data")


def run(environment, *arguments):
    return servers.start(environment, "manage.py", *arguments)


def test_an_import_that_is_killed_twenty_times_is_finished_by_running_it_again(environment, tmp_path):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    for number in range(FILES):
        document = make_document(f"Technician {number:02}")
        content = write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 23))
        (uploads / f"{number:02}.docx").write_bytes(content)
    assert run(environment, "migrate", "--verbosity=0").wait(120) == 0
    importing = ("import_job_descriptions", str(uploads), "--publish")

    chance = random.Random(11)
    acknowledged = set()
    with forks_of(environment | {"PYTHONUNBUFFERED": "1"}) as forks:
        for _ in range(KILLS):
            process = forks.start("manage.py", *importing)
            saved = chance.randint(0, 3)
            for line in process.stdout:
                if "published as version" not in line:
                    continue
                acknowledged.add(line.partition(":")[0])
                saved -= 1
                if saved < 0:
                    break
            time.sleep(chance.uniform(0, 0.08))
            assert process.poll() is None, "It was through before it was killed: it needs more files."
            process.kill()
            process.communicate(timeout=30)
            assert process.returncode == -signal.SIGKILL
    there = json.loads(servers.start(environment, "-c", TELL).communicate(timeout=60)[0])
    assert {f"Technician {name.removesuffix('.docx')}" for name in acknowledged} <= set(there["titles"])
    assert len(there["titles"]) < FILES
    process = run(environment, *importing)
    process.communicate(timeout=120)
    assert process.returncode == 0

    told = json.loads(servers.start(environment, "-c", TELL).communicate(timeout=60)[0])
    assert told["titles"] == [f"Technician {number:02}" for number in range(FILES)]
    assert len(set(told["numbers"])) == FILES
    assert told["changes"] == [FILES, FILES]
    assert (told["halves"], told["without text"]) == (0, 0)
    assert told["versions"] == [FILES, 1, 1]
    assert told["found"] == FILES
    stored = {
        str(path.relative_to(tmp_path / "data/files")): path
        for path in (tmp_path / "data/files").rglob("*")
        if path.is_file()
    }
    # The Word files of a version carry its date alone, so a version that was written twice has the same bytes.
    assert set(stored) == set(told["files"])
    for name, path in stored.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == told["files"][name], name
