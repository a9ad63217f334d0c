"""What a page costs that was not seen before, next to a view that says "ok": those of the reference content, and charts
of 30, 200 and 10,000 positions.

Run it with ``.venv/bin/python tests/benchmarks/bench_pages.py``, with DATABASE_URL for an empty database on PostgreSQL;
wrk comes from Debian. It serves a site of its own, with no pages kept, from a folder that is thrown away, and leaves
nothing running. All are asked in turn by eight connections on the same cores. CPU is what the server's processes took
for each request, without the database's own; the medians count. The view that says "ok" is ``/healthz``: it goes
through the same server and the same middleware, and asks no database.
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
#: No page is kept, and no address is told to wait.
EVERY_PAGE_ANEW = {"TECHSETS_PAGE_CACHE": "0", "TECHSETS_PAGE_LIMIT": "0"}
SIZES = {"emerging-school-site": 30, "emerging-district": 200, "established-district": 10_000}
#: In place of three charts of the reference content, in a process of its own: charts of the sizes, ten positions below
#: each as far as they reach, with a job description at each of the first 500.
FILL = """
import sys; sys.path.insert(0, ".")
import django; django.setup()
from django.db import transaction
from jobdescriptions.models import JobDescription
from orgcharts.changes import positions
from orgcharts.tree import moves
from orgcharts.models import OrgChart, Placement, Position
jobs = list(JobDescription.objects.filter(published_version__isnull=False))
for slug, count in SIZES.items():
    with transaction.atomic():
        chart = OrgChart.objects.get(slug=slug)
        Position.objects.filter(chart=chart).delete()
        head = positions.add_head(chart, "Superintendent")
        rows = [head]
        for above in rows:
            here = min(10, count - len(rows))
            above.numchild = here
            rows.extend(
                Position(chart=chart, title=f"Technology services {len(rows) + step}", depth=above.depth + 1,
                         path=moves.child_path(above.path, step))
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


#: Of the reference content: path, and the most times the CPU of "ok" that it may take.
PAGES = {
    "a job description": ("/job-descriptions/network-specialist/", 10),
    "the list of job descriptions": ("/job-descriptions/", 20),
    "the home page": ("/", 8),
}


def main() -> None:
    need("wrk")
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as name:
        data = Path(name) / "data"
        print(f"{'':30}{'bytes':>10}{'CPU us':>10}{'ratio to ok':>13}")
        with site(data, **EVERY_PAGE_ANEW) as (address, process):
            paths = {what: path for what, (path, _) in PAGES.items()}
            taken = measure(address, paths, process.pid)
            for what, (_, most) in PAGES.items():
                goal(f"{what}, not seen before: CPU of a view that says ok", ratio(taken, what, "ok"), most)
        fill(data)
        with site(data, **EVERY_PAGE_ANEW) as (address, process):
            small, large, largest = (f"/charts/{slug}/" for slug in SIZES)
            taken = measure(address, {"30 positions": small, "200 positions": large}, process.pid)
            goal(
                "a chart of 30 positions, not seen before: CPU of a view that says ok",
                ratio(taken, "30 positions", "ok"),
                6.5,
            )
            goal(
                "a chart of 200 positions: CPU of one of 30",
                ratio(taken, "200 positions", "30 positions"),
                3.5,
            )
            measure_largest(address + largest, process.pid)


def fill(data: Path) -> None:
    """Put charts of the sizes in place of three of the reference content."""
    environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key}
    environment |= {"TECHSETS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "techsets.settings"}
    subprocess.run(
        [sys.executable, "-c", f"SIZES = {SIZES!r}\n{FILL}"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def measure(address: str, paths: dict[str, str], pid: int) -> dict[str, list[float]]:
    """Ask for "ok" and all of ``paths`` in turn; print and return the CPU microseconds for each request by round."""
    pages = {"ok": address + "/healthz"} | {what: address + path for what, path in paths.items()}
    taken: dict[str, list[float]] = {what: [] for what in pages}
    for page in pages.values():
        load(page, "", pid)
    for _ in range(ROUNDS):
        for what, page in pages.items():
            taken[what].append(load(page, "", pid)[1])
    for what, page in pages.items():
        size, middle = len(fetch(page, "")), statistics.median(taken[what])
        print(f"{what:30}{size:>10}{middle:>10.0f}{ratio(taken, what, 'ok'):>12.1f}x", flush=True)
    return taken


def ratio(taken: dict[str, list[float]], what: str, base: str) -> float:
    """Return the median of the ratios of the CPU of two pages, round by round."""
    return statistics.median(one / other for one, other in zip(taken[what], taken[base], strict=True))


def measure_largest(page: str, pid: int) -> None:
    """Measure the wait for a page that is asked for by one alone."""
    waits = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        size = len(fetch(page, ""))
        waits.append(time.perf_counter() - began)
    middle = statistics.median(waits)
    print(f"{'10,000 positions':30}{size:>10}{middle:>9.2f}s, {memory(pid):.0f} MB in the largest process")
    goal("a chart of 10,000 positions, not seen before", middle, 1, unit="s")
    goal("the largest process after it", memory(pid), 200, unit="MB")


if __name__ == "__main__":
    main()
