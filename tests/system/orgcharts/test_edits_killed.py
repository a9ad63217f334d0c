"""Processes that edit charts are killed in the middle, again and again: nothing is half done, nothing that was
acknowledged is lost, and the history tells all of it, so that it can be taken back to the beginning."""

import json
import random
import time

import pytest

from tests import servers
from tests.system.forking import forks_of
from tests.system.orgcharts import test_many_hands as many_hands

KILLS = 20

#: The present rows, and all steps that the history tells, in their order.
TELL = """
import django, json
django.setup()
from orgcharts.models import Position
from techsets.history.models import Change
steps = [step for change in Change.objects.filter(kind="chart").order_by("pk") for step in change.details["steps"]]
print(json.dumps({
    "problems": Position.objects.find_problems(),
    "rows": [[row.pk, row.path, row.title, row.chart_id] for row in Position.objects.order_by("path")],
    "steps": [[step["op"], step["id"]] for step in steps],
}))
"""

#: Restores each chart to how it was after its first change.
RESTORE = """
import django
django.setup()
from orgcharts.models import OrgChart
from techsets.history import undo as undoing
from techsets.history.models import Change
for chart in OrgChart.objects.all():
    first = Change.objects.of("chart", chart.pk).last()
    if undoing.later_steps(first):
        undoing.restore(first)
"""


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    yield from servers.environment_of(request.param, tmp_path)


def test_no_edit_is_half_done_or_lost_however_often_the_editing_is_killed(environment, tmp_path):
    def ask(script):
        return servers.finish(servers.start(environment, "-c", script))

    servers.finish(many_hands.start(environment, "prepare"))
    before = ask(TELL)
    chance = random.Random(4)
    ledgers = []
    with forks_of(environment) as forks:
        for number in range(KILLS):
            pair = []
            for hand in range(2):
                ledgers.append(tmp_path / f"ledger-{number}-{hand}")
                pair.append(forks.start(many_hands.__file__, "work", str(100 * number + hand), str(ledgers[-1])))
            try:
                for process in pair:
                    assert (line := process.stdout.readline()) == "ready\n", line + process.stdout.read()
                for process in pair:
                    process.stdin.write("60\n")
                time.sleep(chance.uniform(0.02, 0.5))
                assert [process.poll() for process in pair] == [None, None], pair[0].stdout.read()
            finally:
                for process in pair:
                    process.kill()
                    process.communicate()
    after = ask(TELL)

    assert after["problems"] == [[], [], [], [], []]
    steps: dict[str, list[int]] = {}
    for _, path, *_ in after["rows"]:
        steps.setdefault(path[:-4], []).append(int(path[-4:], 36))
    assert [path for path, found in steps.items() if found != list(range(1, len(found) + 1))] == []

    # What is there is what the history tells: neither more nor less.
    told = after["steps"][len(before["steps"]) :]
    expected = {row[0] for row in before["rows"]}
    for op, pk in told:
        if op == "add":
            expected.add(pk)
        elif op == "delete":
            expected.remove(pk)
    assert {row[0] for row in after["rows"]} == expected
    # And whatever was acknowledged to somebody is in it.
    lines = [json.loads(line) for ledger in ledgers if ledger.exists() for line in ledger.read_text().splitlines()]
    ops = {"added": "add", "moved": "move", "deleted": "delete"}
    acknowledged = [(ops[name], line[name]) for line in lines for name in ops if name in line]
    done = {(op, pk) for op, pk in told}
    # A move to where it stood already is acknowledged and is no change.
    assert [one for one in acknowledged if one not in done and one[0] != "move"] == []
    assert len(acknowledged) > KILLS, "The processes were killed before they did anything."

    assert servers.finish(servers.start(environment, "-c", RESTORE)) == {}
    restored = ask(TELL)
    assert restored["problems"] == [[], [], [], [], []]
    assert restored["rows"] == before["rows"]
