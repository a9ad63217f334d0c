"""What a hundred million page views a month ask of the site: a simulation, the last part of it played in earnest.

Run it with ``.venv/bin/python tests/benchmarks/bench_scale.py``. The busiest minute of the month is made up: when
people come, what they read, and through which of the places of a content delivery network (CDN). A CDN that keeps an
answer as long as it may (``s-maxage``) is simulated for several numbers of places. What it lets through is then asked
of the real site, at the times at which it would come, and the CPU that this takes is measured. Last, the database is
grown by edits.

The assumptions stand in ``MIX`` and the constants; ``docs/scale.md`` has the last figures and what follows from them.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from measuring import ROOT, cpu, fetch, goal, site

VIEWS = 100_000_000
#: School districts of one country: a month has 22 working days of ten hours that count, and the busiest hour of it has
#: three times the traffic of an average one of those.
AVERAGE = VIEWS / (22 * 10 * 3600)
PEAK = 3 * AVERAGE
SECONDS = 60
#: For so long, in seconds, what is kept at a place of the CDN is good; see ``techsets/common/public_pages.py``.
FRESH = 1.0
PLACES = (1, 5, 20, 50)
#: The share of each kind of address; within a kind the pages are as popular as Zipf's law says.
MIX = {
    "home": 0.15,
    "chart": 0.25,
    "position": 0.1,
    "job": 0.3,
    "list": 0.05,
    "word": 0.05,
    "search": 0.05,
    "other": 0.05,
}
QUERIES = 5_000


def kind_of(path: str) -> str:
    """Return which kind of page is at ``path``."""
    if path == "/":
        return "home"
    first, *rest = path.strip("/").split("/")
    if first == "charts":
        return "chart" if len(rest) == 1 else "position"
    if first == "job-descriptions":
        return "job" if rest else "list"
    return "other"


def requests(paths: list[str], rate: float, chance: random.Random) -> Iterator[tuple[float, str]]:
    """Yield (second, address) of the readers of one minute, ``rate`` of them a second on average."""
    pages: dict[str, list[str]] = {}
    for path in paths:
        pages.setdefault(kind_of(path), []).append(path)
    pages["word"] = [f"{path}word/" for path in pages["job"]]
    pages["search"] = [f"/search/?q=network+{number}" for number in range(QUERIES)]
    weights = {kind: list(accumulate(1 / rank for rank in range(1, len(some) + 1))) for kind, some in pages.items()}
    kinds, shares = list(MIX), list(accumulate(MIX.values()))
    now = 0.0
    while (now := now + chance.expovariate(rate)) < SECONDS:
        kind = chance.choices(kinds, cum_weights=shares)[0]
        yield now, chance.choices(pages[kind], cum_weights=weights[kind])[0]


def through_cdn(asked: list[tuple[float, str]], places: int, chance: random.Random) -> list[tuple[float, str, bool]]:
    """Return what comes through to the site: (second, address, whether that place of the CDN only asks if it is new).

    Each place keeps what it has, and asks again once it is older than ``FRESH``. Search results are not kept.
    """
    kept: dict[tuple[int, str], float] = {}
    through = []
    for at, path in asked:
        place = chance.randrange(places)
        since = kept.get((place, path))
        if since is not None and at - since < FRESH:
            continue
        through.append((at, path, since is not None))
        if not path.startswith("/search/"):
            kept[place, path] = at
    return through


async def play(port: int, through: list[tuple[float, str, bool]]) -> tuple[list[float], int]:
    """Ask the site for all of it at its times; return the seconds that each took, sorted, and how many were refused."""
    etags: dict[str, str] = {}
    waits: list[float] = []
    failed = 0
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    began = time.monotonic()

    async def ask(at: float, path: str, conditional: bool, number: int) -> None:
        nonlocal failed
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip"]
        lines += [f"X-Forwarded-For: 198.51.100.{number % 250}"]
        if conditional and path in etags:
            lines.append(f"If-None-Match: {etags[path]}")
        asked = time.monotonic()
        head = ""
        while not head:
            fresh = not idle
            reader, writer = await asyncio.open_connection("127.0.0.1", port) if fresh else idle.pop()
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode())
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            except (OSError, asyncio.IncompleteReadError):
                if fresh:  # An idle connection may have been closed meanwhile, a new one not.
                    raise
        status = head.split()[1]
        length = re.search(r"(?i)\r\ncontent-length: (\d+)", head)
        if length and status != "304":
            await reader.readexactly(int(length[1]))
        waits.append(time.monotonic() - asked)
        failed += status not in {"200", "304"}
        if etag := re.search(r"(?i)\r\netag: (\S+)", head):
            etags[path] = etag[1]
        idle.append((reader, writer))

    await asyncio.gather(*(ask(*one, number) for number, one in enumerate(through)))
    for _, writer in idle:
        writer.close()
    return sorted(waits), failed


def main() -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as folder:
        data = Path(folder)
        with site(data, TECHSETS_PROXIES="1") as (address, process):
            port = int(address.rpartition(":")[2])
            sitemap = fetch(f"{address}/sitemap.xml", "").decode()
            paths = [re.sub(r"^https?://[^/]+", "", one) for one in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
            asked = list(requests(paths, PEAK, chance))
            print(f"{VIEWS:,} views a month: {AVERAGE:.0f} a second in a working hour, {PEAK:.0f} in the busiest.")
            print(f"{'places of the CDN':>18}{'answered there':>16}{'to the site, a second':>23}{'only if new':>13}")
            streams = {}
            for places in PLACES:
                streams[places] = through = through_cdn(asked, places, chance)
                again = sum(conditional for _, _, conditional in through) / len(through)
                share = 1 - len(through) / len(asked)
                print(f"{places:>18}{share:>15.0%}{len(through) / SECONDS:>23.0f}{again:>12.0%}")
            print(f"\n{'asked in earnest':>28}{'a second':>10}{'CPU, cores':>12}{'p50':>9}{'p99':>9}{'refused':>9}")
            for what, stream in {
                "behind 20 places": streams[20],
                "without a CDN": [(at, path, False) for at, path in asked],
            }.items():
                before = cpu(process.pid)
                waits, failed = asyncio.run(play(port, stream))
                cores = (cpu(process.pid) - before) / SECONDS
                p50, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.99))
                print(f"{what:>28}{len(stream) / SECONDS:>10.0f}{cores:>12.2f}{p50:>6.1f} ms{p99:>6.1f} ms{failed:>9}")
                goal(f"a hundred million views a month, {what}: cores for the peak", cores, 1, unit="")
        grow(data)


GROW = """
import django; django.setup()
import os
from orgcharts.changes import positions as operations
from orgcharts.models import Position
from jobdescriptions.models import JobDescription
from jobdescriptions import publishing
from django.conf import settings
from django.db import connection
def size():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = sum(path.stat().st_size for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    return os.path.getsize(settings.DATABASES["default"]["NAME"]), files
begun = size()
position = Position.objects.filter(depth=2).first()
for number in range(1000):
    operations.rename(position, f"Desk {number}")
renamed = size()
jobs = list(JobDescription.objects.all())
for number in range(200):
    job = jobs[number % len(jobs)]
    job.refresh_from_db()
    section = job.sections.first()
    section.body = f"<p>Edition {number} of this section, with some more words than it had before.</p>"
    section.save()
    publishing.publish(job)
published = size()
print(f"database as loaded: {begun[0] / 1e6:.1f} MB, files {begun[1] / 1e6:.1f} MB")
print(f"an edit of a position: {(renamed[0] - begun[0]) / 1000:.0f} bytes")
more, files = (now - before for now, before in zip(published, renamed))
print(f"a publication: {more / 200:.0f} bytes, and {files / 200:.0f} of files")
"""


def grow(data: Path) -> None:
    """Print what the database takes, and what edits add to it."""
    environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key and key != "DATABASE_URL"}
    environment |= {"TECHSETS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "techsets.settings"}
    subprocess.run([sys.executable, "-c", GROW], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
