"""Writers, and backups taken while they write: ``python load.py prepare``, ``write KIND LEDGER``,
``back_up FOLDER COUNT LEDGER...``, ``hold FILE``, ``restore_all FOLDER``, ``tell``.

Whoever writes notes each acknowledged change, with the time, in a ledger; what was acknowledged before a backup began
must be in it, and the backup must be of one moment.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT))  # As a program of its own it is started from anywhere.

JOBS = 6
LARGEST = 60


def prepare() -> dict:
    """Make the tables, groups, three charts that the public sees, and some published job descriptions."""
    from django.core.management import call_command

    from techsets.accounts.groups import set_up_groups
    from tests.factory import make_chart, make_job

    call_command("migrate", verbosity=0)
    set_up_groups()
    for slug in ("emerging-district", "established-district", "emerging-school-site"):
        make_chart(("Head", [("Left", ["One", "Two"]), ("Right", ["Three"])]), slug=slug)
    for number in range(JOBS):
        make_job(f"Technician {number}")
    return {}


def write(kind: str, ledger: str) -> dict:
    """Do one kind of work until told to stop; the last thing that is done is acknowledged, too."""
    chance, failures, count = random.Random(kind), [], 0
    work = {"charts": change_a_chart, "publish": publish_a_job, "import": import_a_file}[kind]
    print("ready", flush=True)
    stopped = Path(sys.stdin.readline().strip())
    with open(ledger, "w", buffering=1) as lines:
        while not stopped.exists():
            try:
                done = work(chance, count)
            except Exception:
                failures.append(traceback.format_exc())
                break
            print(json.dumps({"at": time.monotonic(), **done}), file=lines)
            count += 1
            # SQLite gives its write lock to whoever asks at the right moment: without pauses, to one of them only.
            time.sleep(chance.uniform(0.03, 0.12))
    return {"count": count, "failures": failures}


def change_a_chart(chance: random.Random, count: int) -> dict:
    """Add a position, move another, now and then delete one, all as one change of a chart."""
    from orgcharts.changes import positions
    from orgcharts.models import OrgChart, Position

    chart = chance.choice(list(OrgChart.objects.order_by("pk")))
    with positions.changing(chart, f"Change {count}"):
        rows = list(Position.objects.filter(chart=chart))
        added = positions.add_below(chance.choice(rows), f"Added {count}")
        row = chance.choice(rows[1:])
        targets = [one for one in rows if not one.path.startswith(row.path)]
        positions.move(positions.reload_position(row), below=positions.reload_position(chance.choice(targets)))
        leaves = [one for one in Position.objects.filter(chart=chart, numchild=0) if one.pk != added.pk]
        if len(rows) > LARGEST and leaves:
            positions.delete(chance.choice(leaves))
    return {"chart": chart.pk, "revision": OrgChart.objects.get(pk=chart.pk).revision}


def publish_a_job(chance: random.Random, count: int) -> dict:
    """Edit a job description and publish it."""
    from jobdescriptions.drafts import save
    from jobdescriptions.models import JobDescription
    from jobdescriptions.publishing import publish
    from tests.factory import make_document

    job = JobDescription.objects.get(title=f"Technician {chance.randrange(JOBS)}")
    save(make_document(job.title, reports_to=f"Manager {count}"), job)
    published = publish(job)
    return {"job": job.pk, "version": published.version}


def import_a_file(chance: random.Random, count: int) -> dict:
    """Import a Word file as a new job description."""
    from jobdescriptions.imports.steps import confirm, preview
    from jobdescriptions.word.write.writer import write as write_word
    from tests.factory import make_document

    data = write_word(make_document(f"Import {count}"), number="TS-1", version=1, date=datetime.date(2026, 11, 26))
    job = confirm(preview(f"{count}.docx", data), data)
    return {"imported": job.pk, "title": job.title}


def back_up(folder: str, count: str, *ledgers: str) -> dict:
    """Take ``count`` backups, one after the other, and tell when each began and how long it took.

    Between two of them, each of those who write to ``ledgers`` has written something.
    """
    from django.core.management import call_command
    from django.db import connection

    began = {}
    sizes = [0] * len(ledgers)
    for number in range(int(count)):
        until = time.monotonic() + 60
        while any(Path(ledger).stat().st_size == size for ledger, size in zip(ledgers, sizes, strict=True)):
            assert time.monotonic() < until, "Somebody has not written anything for a minute."
            time.sleep(0.01)
        sizes = [Path(ledger).stat().st_size for ledger in ledgers]
        at = time.monotonic()
        call_command("backup", f"{folder}/{number:02}.zip", verbosity=0)
        connection.close()  # Each as if by a process of its own.
        began[f"{number:02}"] = [at, time.monotonic() - at]
    return began


def hold(path: str) -> dict:
    """Take a backup that stands still while its rows are read, until it is told a line."""
    from django.core.management import call_command

    from techsets.backup import writing

    real, held = writing.read_rows, []

    def read_rows(model):
        if not held:
            held.append(True)
            print("held", flush=True)
            sys.stdin.readline()
        yield from real(model)

    writing.read_rows = read_rows
    call_command("backup", path, verbosity=0)
    return {}


def restore_all(folder: str) -> dict:
    """Restore every backup in ``folder`` into a SQLite file of its own, verify it, and tell what is in it."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    call_command("migrate", verbosity=0)
    template = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    told = {}
    for archive in sorted(Path(folder).glob("*.zip")):
        place = template.parent / archive.stem
        place.mkdir()
        shutil.copy(template, place / "site.sqlite3")
        connection.settings_dict["NAME"] = str(place / "site.sqlite3")
        with override_settings(DATA_DIR=place, MEDIA_ROOT=place / "files"), open(os.devnull, "w") as nowhere:
            # Ends with SystemExit where it finds anything wrong, and so does this process.
            call_command("restore", str(archive), stdout=nowhere)
            told[archive.stem] = tell()
        connection.close()
        shutil.rmtree(place)
    return told


def tell() -> dict:
    """What a restored site says of itself, and whether what belongs together is of one moment."""
    from django.db.models import Count, Max

    from jobdescriptions.models import JobDescription, LastNumber, Publication
    from orgcharts.models import OrgChart, Position
    from techsets.history.models import Change, Kind
    from techsets.search.models import SearchEntry

    charts = dict(OrgChart.objects.values_list("pk", "revision"))
    jobs = list(JobDescription.objects.annotate(last=Max("publications__version"), count=Count("publications")))
    changes = Change.objects.filter(kind=Kind.CHART).order_by().values("object_id").annotate(last=Max("revision"))
    published = Change.objects.filter(message__startswith="Published").count()
    return {
        "problems": Position.objects.find_problems(),
        "charts": charts,
        "history": dict(changes.values_list("object_id", "last")),
        "jobs": {job.pk: job.published_version or 0 for job in jobs},
        "torn": [job.pk for job in jobs if not (job.published_version or 0) == (job.last or 0) == job.count],
        "titles": {job.pk: job.title for job in jobs},
        "sources": JobDescription.objects.exclude(source=None).count(),
        "published": [published, Publication.objects.count()],
        "numbers": [LastNumber.objects.get().number, max(job.number for job in jobs)],
        "found": [
            SearchEntry.objects.filter(kind="position").count(),
            Position.objects.count(),
        ],
    }


def main() -> None:
    import django

    django.setup()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])), flush=True)


if __name__ == "__main__":
    main()
