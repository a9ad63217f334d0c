"""How long a copy of the site as files takes, and how much memory: ``bench_export.py [JOB DESCRIPTIONS] [POSITIONS]``.

It makes a site of its own in a folder that is thrown away, with SQLite or on the database that DATABASE_URL names
(which must be empty), and exports it in a process of its own: once anew, once over the copy that is there.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def fill(jobs: int, positions: int) -> None:
    """Make so many job descriptions, of the texts of the reference content, and a chart of so many positions."""
    import django

    django.setup()
    from django.core.management import call_command

    from jobdescriptions.content import from_content, to_content, to_document
    from jobdescriptions.drafts import save
    from jobdescriptions.models import JobDescription
    from jobdescriptions.publishing import publish
    from orgcharts.models import Placement, Position
    from tests.factory import make_wide_chart

    call_command("migrate", verbosity=0)
    call_command("load_reference_content", verbosity=0)
    texts = [to_content(to_document(job)) for job in JobDescription.objects.all()]
    made = []
    for number in range(jobs - len(texts)):
        content = texts[number % len(texts)]
        made.append(publish(save(from_content(content | {"title": f"{content['title']} {number}"}))).job_description)
    from orgcharts.models import SupportModel

    if positions:
        SupportModel.objects.filter(chart__slug="emerging-district").update(level="school-site", maturity="other")
        chart = make_wide_chart(positions, slug="wide")
        for job, position in zip(made, Position.objects.filter(chart=chart), strict=False):
            Placement.objects.create(position=position, job_description=job, title=job.title)


def measure(target: Path, environment: dict[str, str]) -> dict[str, float]:
    """Export in a process of its own; return the seconds, those of CPU, and the most megabytes that it took."""
    script = (
        "import json, resource, sys, django; django.setup(); from django.core.management import call_command; "
        "call_command('export_site', sys.argv[1], url='https://example.org', compress=True, verbosity=0); "
        "used = resource.getrusage(resource.RUSAGE_SELF); "
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))"
    )
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    cpu, megabytes = json.loads(ran.stdout)
    return {"seconds": time.perf_counter() - began, "cpu": cpu, "megabytes": megabytes}


def main(jobs: int = 1_000, positions: int = 1_000) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        environment = dict(os.environ) | {
            "DJANGO_SETTINGS_MODULE": "techsets.settings",
            "TECHSETS_DATA": f"{folder}/data",
        }
        fill_it = [sys.executable, __file__, "fill", str(jobs), str(positions)]
        subprocess.run(fill_it, cwd=ROOT, env=environment, check=True)
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=ROOT, env=environment, check=True
        )
        print(f"{jobs:,} job descriptions, a chart of {positions:,} positions")
        print("| | seconds | of CPU | MB of memory | files | MB of files |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name in ("anew", "again"):
            found = measure(Path(folder) / "copy", environment)
            files = [path.stat().st_size for path in (Path(folder) / "copy").rglob("*") if path.is_file()]
            figures = f"{found['seconds']:.0f} | {found['cpu']:.0f} | {found['megabytes']:.0f}"
            print(f"| {name} | {figures} | {len(files):,} | {sum(files) / 1e6:.0f} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(int(sys.argv[2]), int(sys.argv[3]))
    else:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        main(*map(int, sys.argv[1:]))
