"""People edit through the admin while workers, whole servers and the database are killed: what the site said that it
saved is there, the trees are sound, and the site comes back, by itself or by being started again."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from tests import servers
from tests.conftest import ROOT
from tests.system.faults.sites import Site, values_of

#: How often a worker, the whole server and, on PostgreSQL, the database are killed.
KILLS = ["worker", "server", "worker", "server", "worker"]
KILLS = [*KILLS, "database", "database"] if servers.on_postgresql() else [*KILLS, "server"]
#: So many edits have to be acknowledged between two kills.
BETWEEN = 10

TELL = """
import django, json
django.setup()
from orgcharts.models import OrgChart, Position, SupportModel
from techsets.history.models import Change
steps = [step for change in Change.objects.filter(kind="chart") for step in change.details["steps"]]
print(json.dumps({
    "problems": Position.objects.find_problems(),
    "heads": list(Position.objects.filter(depth=1).order_by("path").values_list("chart_id", "pk")),
    "rows": dict(Position.objects.values_list("pk", "title")),
    "paths": sorted(Position.objects.values_list("path", flat=True)),
    "summaries": dict(SupportModel.objects.values_list("pk", "summary")),
    "added": [step["id"] for step in steps if step["op"] == "add"],
}))
"""


def tell(site):
    done = subprocess.run([sys.executable, "-c", TELL], cwd=ROOT, env=site.values, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


class Editor(threading.Thread):
    """Somebody who signs in, adds positions to a chart and changes a support model, until it is ``over``."""

    def __init__(self, site: Site, head: tuple[int, int], model: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.site, self.over = site, over
        self.visitor = site.visitor()
        self.adding = f"/admin/orgcharts/orgchart/{head[0]}/position/{head[1]}/add/"
        self.head, self.model = head[1], model
        #: What the site said that it saved: titles by key, and how many edits.
        self.added: dict[int, str] = {}
        self.acknowledged = 0
        #: The sentence that it said last that it saved, and those sent since then without an answer.
        self.summary, self.sent = "", set()
        self.others: list[tuple] = []

    def run(self) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            try:
                if "sessionid" not in self.visitor.cookies:
                    self.visitor.sign_in()
                elif count % 3:
                    self.add(f"Added to {self.head} as {count}")
                else:
                    self.change(f"Support that was changed as {count}.")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # Killed, or not there yet.

    def form(self, path: str, form: str = "") -> dict | None:
        answer = self.visitor.ask(path)
        if answer.status == 200:
            return values_of(answer, form)
        self.others.append((answer.status, path))
        return time.sleep(0.05)

    def add(self, title: str) -> None:
        fields = self.form(f"{self.adding}?where=below")
        if fields is None:
            return
        answer = self.visitor.ask(self.adding, fields | {"title": title})
        made = answer.headers.get("location", "").rpartition("#p")[2]
        if answer.status == 302 and made.isdecimal() and int(made) != self.head:
            self.added[int(made)] = title
            self.acknowledged += 1
        else:
            self.others.append((answer.status, self.adding))

    def change(self, summary: str) -> None:
        path = f"/admin/orgcharts/supportmodel/{self.model}/change/"
        fields = self.form(path, "supportmodel_form")
        if fields is None:
            return
        self.sent.add(summary)
        answer = self.visitor.ask(path, fields | {"summary": summary})
        if answer.status == 302:
            self.summary, self.sent = summary, set()
            self.acknowledged += 1
        else:
            self.others.append((answer.status, path))


def test_nothing_that_was_acknowledged_is_lost_whatever_is_killed(site, cluster_or_none):
    before = tell(site)
    over, chance = threading.Event(), random.Random(5)
    models = sorted(map(int, before["summaries"]))
    editors = [Editor(site, head, model, over) for head, model in zip(before["heads"], models, strict=True)]
    for editor in editors:
        editor.start()
    try:
        for victim in KILLS:
            wait_for_edits(editors, site)
            time.sleep(chance.uniform(0, 0.3))
            if victim == "worker":
                os.kill(chance.choice(two_workers(site)), signal.SIGKILL)
            elif victim == "server":
                site.kill()
                site.start()
            else:
                cluster_or_none.kill()
                cluster_or_none.start()
        wait_for_edits(editors, site)
        two_workers(site)  # The last of those that were killed has been replaced, too.
    finally:
        over.set()
        for editor in editors:
            editor.join(40)
    site.kill()
    after = tell(site)

    assert after["problems"] == [[], [], [], [], []]
    steps = {}
    for path in after["paths"]:
        steps.setdefault(path[:-4], []).append(int(path[-4:], 36))
    assert [path for path, found in steps.items() if found != list(range(1, len(found) + 1))] == []
    assert sum(editor.acknowledged for editor in editors) >= BETWEEN * len(KILLS)
    for editor in editors:
        assert {pk: after["rows"].get(str(pk)) for pk in editor.added} == editor.added
        assert set(editor.added) <= set(after["added"])
        saved = after["summaries"][str(editor.model)]
        # The last one that was acknowledged, or one that was under way when the site was killed.
        assert saved in [editor.summary, *editor.sent]
        # Where there was an answer that did not lead on, it was the one for troubles.
        assert {status for status, _ in editor.others} <= {503}, editor.others
    # What is there is what the history tells.
    made = {int(pk) for pk in after["rows"]} - {int(pk) for pk in before["rows"]}
    assert made == set(after["added"]) - set(before["added"])


def wait_for_edits(editors, site):
    """Wait until each of several editors has been told again and again that something was saved."""
    enough = sum(editor.acknowledged for editor in editors) + BETWEEN
    until = time.monotonic() + 60
    while sum(editor.acknowledged for editor in editors) < enough:
        others = [editor.others[-3:] for editor in editors]
        assert time.monotonic() < until, f"Too few edits were acknowledged. {others} {site.log.read_text()[-2000:]}"
        time.sleep(0.02)


def two_workers(site):
    """Return the two processes that answer, once there are two."""
    until = time.monotonic() + 30
    while len(found := site.workers()) != 2:
        assert time.monotonic() < until, f"{found}: {site.log.read_text()[-2000:]}"
        time.sleep(0.05)
    return found
