"""Load test: 200 readers and 6 editors at once for 60 seconds, on the site as ``make run`` serves it.

Run it with ``.venv/bin/python tests/benchmarks/bench_load.py``, with DATABASE_URL for PostgreSQL (an empty database).
LOAD_SECONDS sets another time. It serves a site of its own, from a folder that is thrown away, on the same cores.

Each reader has an address and a connection of their own, reads the site's pages at random (every twentieth one is a
search, every thirtieth a Word file), and takes a quarter of a second between two on average. Each editor signs in to
the admin and goes on retitling a position, rewriting a section of a job description and publishing it, by the forms
that the pages have. Afterwards every edit that was acknowledged must be in the history, the last one of each thing in
the database, and the trees sound. An answer other than 200, 302 or 304 is an error, and so is a broken connection.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measuring import ROOT, fetch, goal, memory, site

READERS, EDITORS = 200, 6
SECONDS = float(os.environ.get("LOAD_SECONDS", "60"))
#: Between two pages of a reader, and between two edits of an editor, in seconds.
READING, EDITING = 0.25, 0.2

STAFF = """
import django; django.setup()
from django.contrib.auth.models import User
from orgcharts.models import Position
from jobdescriptions.models import JobDescription
import json
positions = list(Position.objects.filter(chart__support_model__isnull=False, depth__gt=1).values_list("pk", flat=True))
jobs = list(JobDescription.objects.order_by("pk").values_list("pk", flat=True))
for number in range(COUNT):
    User.objects.create_superuser(f"editor{number}", f"e{number}@example.org", PASSWORD)
print(json.dumps([[positions[n], jobs[n]] for n in range(COUNT)]))
"""
CHECK = """
import django; django.setup()
import json, sys
from orgcharts.models import Position
from jobdescriptions.models import JobDescription, Publication
from techsets.history.models import Change
lost = []
for editor in json.load(sys.stdin):
    position = Position.objects.get(pk=editor["position"])
    if editor["titles"] and position.title != editor["titles"][-1]:
        lost.append(f"the last title is {position.title}, not {editor['titles'][-1]}")
    job = JobDescription.objects.get(pk=editor["job"])
    text = " ".join(section.body for section in job.sections.all())
    if editor["texts"] and editor["texts"][-1] not in text:
        lost.append(f"the last text of {job} is not there")
    published = Publication.objects.filter(job_description=job).count() - 1
    if published < editor["published"]:
        lost.append(f"{editor['published']} publications, {published} found")
    made = Change.objects.filter(who__startswith=editor["name"]).count()
    acknowledged = len(editor["titles"]) + len(editor["texts"]) + editor["published"]
    if made < acknowledged:
        lost.append(f"{editor['name']}: {acknowledged} edits acknowledged, {made} in the history")
problems = [problem for found in Position.find_problems() for problem in found]
print(json.dumps({"lost": lost, "problems": [str(one) for one in problems]}))
"""


async def read(number: int, port: int, paths: list[str], until: float, seen: list, errors: Counter) -> None:
    """Be a reader: ask for pages over one connection until ``until``; notes (kind, seconds) of each answer."""
    chance = random.Random(number)
    reader = writer = None
    while time.monotonic() < until:
        await asyncio.sleep(chance.expovariate(1 / READING))
        draw = chance.random()
        kind, path = "page", chance.choice(paths)
        if draw < 0.05:
            words = chance.choice(["network", "telecom", "lead technician", "data", "help desk", "librarian"])
            kind, path = "search", f"/search/?q={words.replace(' ', '+')}+{chance.randrange(500)}"
        elif draw < 0.083:
            kind, path = (
                "Word file",
                chance.choice([one for one in paths if one.count("/") == 3 and "/job-descriptions/" in one]) + "word/",
            )
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip, br"]
        lines += [f"X-Forwarded-For: 192.0.2.{number % 250}", "", ""]
        began = time.monotonic()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write("\r\n".join(lines).encode())
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1").lower()
            status = head.split()[1]
            length = re.search(r"\r\ncontent-length: (\d+)", head)
            if length:
                await reader.readexactly(int(length[1]))
            else:
                while (size := int((await reader.readline()).split(b";")[0], 16)) > 0:
                    await reader.readexactly(size + 2)
                await reader.readline()
            if status != "200":
                errors[f"{status} for {path.partition('?')[0]}"] += 1
            if "\r\nconnection: close" in head:
                writer.close()
                writer = None
        except (OSError, EOFError, asyncio.IncompleteReadError, TimeoutError) as error:
            errors[f"{type(error).__name__} for {path.partition('?')[0]}"] += 1
            writer = None
        seen.append((kind, time.monotonic() - began))
    if writer is not None:
        writer.close()


def readers(first: int, count: int, port: int, paths: list[str], until: float, queue) -> None:
    """Be ``count`` readers in this process."""
    seen: list[tuple[str, float]] = []
    errors: Counter = Counter()

    async def all_of_them() -> None:
        await asyncio.gather(*(read(first + n, port, paths, until, seen, errors) for n in range(count)))

    asyncio.run(all_of_them())
    queue.put(("readers", seen, dict(errors)))


def editor(number: int, port: int, position: int, job: int, until: float, queue) -> None:
    """Be an editor until ``until``."""
    from tests.system.faults.sites import Visitor

    seen: list[tuple[str, float]] = []
    errors: Counter = Counter()
    done = {"name": f"editor{number}", "position": position, "job": job, "titles": [], "texts": [], "published": 0}
    somebody = Visitor(port)
    chance = random.Random(number)
    while (answer := somebody.sign_in(f"editor{number}")).status == 503:
        time.sleep(int(answer.headers["retry-after"]))  # Only so many passwords are checked at a time.
    if answer.status != 302:
        errors["not signed in"] += 1
        until = 0
    count = 0
    where = f"/admin/jobdescriptions/jobdescription/{job}"
    while time.monotonic() < until:
        count += 1
        time.sleep(chance.expovariate(1 / EDITING))
        try:
            if count % 5 == 0:
                path, form, change = f"{where}/publish/", "publish-form", {}
            elif count % 2:
                path, form = f"/admin/orgcharts/position/{position}/change/", "position_form"
                change = {"title": f"Desk {number}, edit {count}"}
            else:
                path, form = f"{where}/change/", "jobdescription_form"
            fields = somebody.form(path, form)
            if form == "jobdescription_form":
                name = next(name for name in fields if name.startswith("sections-0-") and "<p>" in fields[name])
                change = {name: f"<p>Editor {number} wrote this as edit {count}.</p>"}
            answer = somebody.ask(path, fields | change)
            seen.append(("edit", answer.seconds))
            if answer.status != 302:
                errors[f"{answer.status} for {path}"] += 1
            elif form == "position_form":
                done["titles"].append(change["title"])
            elif form == "jobdescription_form":
                done["texts"].append(f"Editor {number} wrote this as edit {count}.")
            else:
                done["published"] += 1
        except Exception as error:
            errors[f"{type(error).__name__}: {error}"[:200]] += 1
    queue.put(("editor", seen, dict(errors), done))


def main() -> int:
    kind = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as folder:
        data = Path(folder)
        environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key}
        environment |= {"TECHSETS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "techsets.settings"}
        # Readers behind a proxy, each with an address: one address alone could not search so much.
        with site(data, TECHSETS_PROXIES="1") as (address, process):
            port = int(address.rpartition(":")[2])
            sitemap = fetch(f"{address}/sitemap.xml", "").decode()
            paths = [re.sub(r"^https?://[^/]+", "", one) for one in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
            work = json.loads(run(STAFF.replace("COUNT", str(EDITORS)), environment))
            done, seen, errors = run_all(port, paths, work)
            print_times(kind, seen, errors)
            print(f"largest process of the server: {memory(process.pid):.0f} MB")
            checked = json.loads(run(CHECK, environment, json.dumps(done)))
    acknowledged = sum(len(one["titles"]) + len(one["texts"]) + one["published"] for one in done)
    print(
        f"{acknowledged} edits acknowledged; lost: {checked['lost'] or 'none'}; trees: {checked['problems'] or 'sound'}"
    )
    goal(f"load on {kind}: errors", sum(errors.values()), 0, unit="")
    goal(f"load on {kind}: lost edits and unsound trees", len(checked["lost"]) + len(checked["problems"]), 0, unit="")
    return int(bool(errors or checked["lost"] or checked["problems"] or acknowledged < 2 * EDITORS))


def run_all(port: int, paths: list[str], work: list) -> tuple[list[dict], list[tuple[str, float]], Counter]:
    """Let readers and editors work; return what the editors did, (kind, seconds) of all answers, and errors."""
    processes = multiprocessing.get_context("spawn")
    queue = processes.Queue()
    until = time.monotonic() + SECONDS + 3  # The processes take a moment to start.
    half = READERS // 2
    started = [processes.Process(target=readers, args=(n * half, half, port, paths, until, queue)) for n in (0, 1)]
    started += [
        processes.Process(target=editor, args=(number, port, position, job, until, queue))
        for number, (position, job) in enumerate(work)
    ]
    for one in started:
        one.start()
    results = [queue.get(timeout=SECONDS + 120) for _ in started]
    for one in started:
        one.join(30)
    errors: Counter = Counter()
    for result in results:
        errors.update(result[2])
    seen = [pair for result in results for pair in result[1]]
    return [result[3] for result in results if result[0] == "editor"], seen, errors


def print_times(kind: str, seen: list[tuple[str, float]], errors: Counter) -> None:
    print(f"{kind}, {READERS} readers, {EDITORS} editors, {SECONDS:g} s")
    print(f"{'':12}{'answers':>9}{'a second':>10}{'p50':>10}{'p95':>10}{'p99':>10}{'longest':>10}")
    for what in ("page", "search", "Word file", "edit"):
        times = sorted(seconds * 1000 for name, seconds in seen if name == what)
        if times:
            at = [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95, 0.99, 1)]
            figures = "".join(f"{one:>7.1f} ms" for one in at)
            print(f"{what:12}{len(times):>9}{len(times) / SECONDS:>10.1f}{figures}")
    for what, count in errors.most_common(20):
        print(f"ERROR {count} x {what}")


def run(code: str, environment: dict[str, str], given: str = "") -> str:
    from tests.system.faults.sites import PASSWORD

    code = code.replace("PASSWORD", repr(PASSWORD))
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, input=given, capture_output=True, text=True
    )
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return ended.stdout


if __name__ == "__main__":
    sys.exit(main())
