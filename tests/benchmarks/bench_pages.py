"""What a page costs that was not seen before: charts of 30, 200 and 10,000 positions next to a view that says "ok".

Run it with ``.venv/bin/python tests/benchmarks/bench_pages.py``; wrk comes from Debian. It serves a site of its own,
with no pages kept, from a folder that is thrown away, and leaves nothing running. All are asked in turn by eight
connections on the same cores. CPU is what the server's processes took for each request; the medians count. The view
that says "ok" is ``/healthz``: it goes through the same server and the same middleware, and asks no database.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import ROOT, fetch, goal, load, memory, need, site

ROUNDS = 5
SIZES = {"emerging-school-site": 30, "emerging-district": 200, "established-district": 10_000}
#: In place of three charts of the reference content, in a process of its own: charts of the sizes, ten positions below
#: each as far as they reach, with a job description at each of the first 500.
FILL = """
import sys; sys.path.insert(0, ".")
import django; django.setup()
from django.db import transaction
from jobdescriptions.models import JobDescription
from orgcharts import operations, places
from orgcharts.models import OrgChart, Placement, Position
jobs = list(JobDescription.objects.filter(published_version__isnull=False))
for slug, count in SIZES.items():
    with transaction.atomic():
        chart = OrgChart.objects.get(slug=slug)
        Position.objects.filter(chart=chart).delete()
        head = operations.add_head(chart, "Superintendent")
        rows = [head]
        for above in rows:
            here = min(10, count - len(rows))
            above.numchild = here
            rows.extend(
                Position(chart=chart, title=f"Technology services {len(rows) + step}", depth=above.depth + 1,
                         path=places.child(above.path, step))
                for step in range(1, here + 1)
            )
        Position.objects.bulk_create(rows[1:], batch_size=1000)
        Position.objects.filter(pk=head.pk).update(numchild=head.numchild)
        Placement.objects.bulk_create(
            Placement(position=row, job_description=jobs[at % len(jobs)], title=jobs[at % len(jobs)].title)
            for at, row in enumerate(rows[:500])
        )
print("filled")
"""


def main() -> None:
    need("wrk")
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as name:
        data = Path(name) / "data"
        with site(data):
            pass
        environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key}
        environment |= {"TECHSETS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "techsets.settings"}
        subprocess.run(
            [sys.executable, "-c", f"SIZES = {SIZES!r}\n{FILL}"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with site(data, TECHSETS_PAGE_CACHE="0") as (address, process):
            pages = {"ok": "/healthz"} | {f"{count} positions": f"/charts/{slug}/" for slug, count in SIZES.items()}
            measure({what: address + path for what, path in pages.items()}, process.pid)


def measure(pages: dict[str, str], pid: int) -> None:
    """Measure all of ``pages`` in turn but the largest, which is asked for by one alone."""
    *several, largest = pages
    taken: dict[str, list[float]] = {what: [] for what in several}
    for what in several:
        load(pages[what], "", pid)
    for _ in range(ROUNDS):
        for what in several:
            taken[what].append(load(pages[what], "", pid)[1])
    hello = several[0]
    print(f"{'':20}{'bytes':>10}{'CPU us':>10}{'ratio to ok':>13}")
    for what in several:
        ratio = statistics.median(one / base for one, base in zip(taken[what], taken[hello], strict=True))
        print(f"{what:20}{len(fetch(pages[what], '')):>10}{statistics.median(taken[what]):>10.0f}{ratio:>12.1f}x")
    small, large = several[1:]
    goal(
        "a chart of 30 positions, not seen before: CPU of a view that says ok",
        statistics.median(one / base for one, base in zip(taken[small], taken[hello], strict=True)),
        5,
    )
    goal(
        "a chart of 200 positions: CPU of one of 30",
        statistics.median(one / base for one, base in zip(taken[large], taken[small], strict=True)),
        3.5,
    )
    waits = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        size = len(fetch(pages[largest], ""))
        waits.append(time.perf_counter() - began)
    print(f"{largest:20}{size:>10}{statistics.median(waits):>9.2f}s, {memory(pid):.0f} MB in the largest process")
    goal("a chart of 10,000 positions, not seen before", statistics.median(waits), 1, unit="s")
    goal("the largest process after it", memory(pid), 200, unit="MB")


if __name__ == "__main__":
    main()
