"""Eight processes change four charts in every way at once, and every chart stays whole.

The processes have a database of their own: a SQLite file always, and a database on the server of DATABASE_URL where
that is PostgreSQL. CONCURRENCY_SECONDS says how long they are at it; 6 seconds, where nothing is said.

This file is also what the processes run: ``python test_many_hands.py prepare``, ``work NUMBER LEDGER`` or ``tell``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))  # As a program of its own it is started from anywhere.

from tests import servers  # noqa: E402
from tests.system.forking import forks_of  # noqa: E402

HANDS = 8
CHARTS = ["emerging-school-site", "emerging-district", "established-school-site", "established-district"]
SECONDS = float(os.environ.get("CONCURRENCY_SECONDS", "6"))
LARGEST = 45
#: In the environment of processes that also draw lines between charts, import, copy, undo and restore.
EVERY_KIND = "MANY_HANDS_DO_EVERYTHING"

#: What somebody may be told who decided on a chart as it was a moment ago; anything else is a fault.
OUTRUN = {"gone", "positions-below", "below-itself", "invalid", "stale-revision", "cannot-undo", "slug", "chart-gone"}


# What the processes do.


def prepare() -> None:
    """Make the tables and four charts of 21 positions, which the public sees."""
    from django.core.management import call_command

    from orgcharts.changes import positions
    from orgcharts.models import OrgChart, SupportModel
    from techsets.search.index import rebuild

    call_command("migrate", verbosity=0)
    for slug in CHARTS:
        maturity, _, level = slug.partition("-")
        model = SupportModel.objects.create(name=slug, maturity=maturity, level=level, lead="Lead:", summary="Summary.")
        chart = OrgChart.objects.create(title=slug, slug=slug, support_model=model)
        with positions.changing(chart):
            head = positions.add_head(chart, f"Head of {slug}")
            for branch in range(4):
                above = positions.add_below(head, f"Branch {branch}")
                for leaf in range(4):
                    positions.add_below(above, f"Leaf {branch}.{leaf}")
    rebuild()  # Support models and pages, which nobody has edited.


def work(number: int, ledger: Path) -> None:
    """Change charts until the time is over; note what was acknowledged, and print at the end how it went."""
    from orgcharts.models import OrgChart

    chance = random.Random(number)
    charts = list(OrgChart.objects.all())
    counts: Counter[str] = Counter()
    failures = []
    print("ready", flush=True)
    end = time.monotonic() + float(sys.stdin.readline())
    longest = 0.0
    with ledger.open("w", buffering=1) as lines:
        while time.monotonic() < end:
            started = time.monotonic()
            try:
                outcome = change(chance, chance.choice(charts), lambda **line: print(json.dumps(line), file=lines))
            except Exception:
                failures.append(traceback.format_exc())
                outcome = "failure"
            counts[outcome] += 1
            longest = max(longest, time.monotonic() - started)
    print(json.dumps({"counts": counts, "failures": failures, "longest": longest}), flush=True)


def change(chance: random.Random, chart, note: Callable[..., None]) -> str:
    """Decide on a change by the chart as it is, and make it a moment later, after others made theirs; return which."""
    from orgcharts.changes import positions
    from orgcharts.models import Position

    rows = list(Position.objects.filter(chart=chart))
    below_head = [row for row in rows if row.depth > 1]
    kinds = ["add", "move", "move", "delete"] if len(rows) < LARGEST else ["move", "delete", "delete"]
    kind = chance.choice(kinds) if below_head else "add"
    if EVERY_KIND in os.environ and chance.random() < 0.5:
        kind = chance.choice(["line", "line", "undo", "undo", "restore", "import", "copy"])
    time.sleep(chance.uniform(0, 0.02))
    try:
        if kind == "line":
            draw_line(chance, chance.choice(rows))
        elif kind == "undo":
            take_back(chart)
        elif kind == "restore":
            go_back(chance, chart)
        elif kind == "import":
            import_table(chance, chart)
        elif kind == "copy":
            copy_and_delete(chance, chart)
        elif kind == "add":
            row = chance.choice(rows)
            title = f"Added by {os.getpid()} at {time.monotonic_ns()}"
            if row.depth > 1 and chance.random() < 0.6:
                made = positions.add_beside(row, title, before=chance.random() < 0.5)
            else:
                made = positions.add_below(row, title)
            note(added=made.pk, title=title, chart=chart.pk)
        elif kind == "move":
            target = chance.choice(rows)
            how = chance.choice(["below", "before", "after"]) if target.depth > 1 else "below"
            row = chance.choice(below_head)
            positions.move(row, **{how: target})
            note(moved=row.pk)
        else:
            leaves = [row for row in below_head if row.is_leaf()] or below_head
            row = chance.choice(leaves)
            positions.delete(row)
            note(deleted=row.pk)
    except positions.ChartError as error:
        if error.code not in OUTRUN:
            raise
        return error.code
    return kind


def draw_line(chance: random.Random, row) -> None:
    """Let a dotted line lead from ``row`` to a position of any chart."""
    from orgcharts.changes import positions
    from orgcharts.models import Position

    above = chance.choice(list(Position.objects.exclude(pk=row.pk)))
    line = {"supervisor": above.pk, "title": above.title, "covers": "standards"}
    time.sleep(chance.uniform(0, 0.01))
    positions.edit(row, {"shared": [line]})


def take_back(chart) -> None:
    from techsets.history import undo

    change = undo.next_undo(chart.pk)
    if change is not None:
        undo.undo(change)


def go_back(chance: random.Random, chart) -> None:
    """Bring the chart back to how it was a few changes ago."""
    from techsets.history import undo
    from techsets.history.models import Change, Kind

    changes = list(Change.objects.of(Kind.CHART, chart.pk)[1:6])
    if changes:
        with suppress(undo.RestoreError):
            undo.restore(chance.choice(changes))


def import_table(chance: random.Random, chart) -> None:
    """Deal the titles below the head anew, by a table."""
    from orgcharts.models import OrgChart
    from orgcharts.spreadsheet import database
    from orgcharts.spreadsheet.columns import KEY
    from orgcharts.spreadsheet.plan import make_plan
    from orgcharts.spreadsheet.values import Columns, Line

    revision = OrgChart.objects.get(pk=chart.pk).revision
    jobs, present = database.read_catalogue(), database.read_positions(chart)
    columns = ("number", "title", KEY)
    rows = database.build_rows(present, jobs, columns)
    whats = [row[1:] for row in rows[1:]]
    chance.shuffle(whats)
    rows = [rows[0], *([row[0], *what] for row, what in zip(rows[1:], whats, strict=True))]
    lines = [Line(at, dict(zip(columns, row, strict=True))) for at, row in enumerate(rows, start=2)]
    table = database.validate_columns(Columns(columns, lines), present, jobs)
    if not table.errors:
        database.apply_plan(chart, make_plan(present, table, jobs), "Imported.", revision=revision)


def copy_and_delete(chance: random.Random, chart) -> None:
    """Copy a chart, and a while later delete the copy."""
    from orgcharts.changes import positions

    copy = positions.duplicate_chart(chart, "Copy", f"copy-{os.getpid()}-{time.monotonic_ns()}")
    time.sleep(chance.uniform(0, 0.02))
    positions.delete_chart(copy)


def tell() -> None:
    """Print what treebeard finds wrong, and all positions."""
    from orgcharts.models import Position
    from techsets.verify import derived_data, trees

    rows = [[row.pk, row.path, row.title, row.chart_id] for row in Position.objects.order_by("path")]
    # Circles of dotted lines are what was drawn, not what the drawing of many at once has damaged.
    findings = [str(one) for one in trees.check() if "circle" not in str(one)]
    findings += [
        str(one)
        for check in (derived_data.check_search, derived_data.check_search_index, derived_data.check_history)
        for one in check()
    ]
    print(json.dumps({"problems": Position.objects.find_problems(), "rows": rows, "verified": findings}))


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "work":
        work(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        {"prepare": prepare, "tell": tell}[sys.argv[1]]()


# What the test does.


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    """The environment of processes that have an empty database of that kind for themselves."""
    yield from servers.environment_of(request.param, tmp_path)


def start(environment, *arguments):
    return servers.start(environment, __file__, *arguments)


def hands_at_work(environment, folder) -> tuple[list[dict], list[Path]]:
    """Let eight processes change charts at once; return what each says at its end, and their ledgers."""
    ledgers = [folder / f"ledger-{number}" for number in range(HANDS)]
    with forks_of(environment) as forks:
        hands = [forks.start(__file__, "work", str(number), str(ledger)) for number, ledger in enumerate(ledgers)]
        for hand in hands:
            assert (line := hand.stdout.readline()) == "ready\n", line + hand.stdout.read()
        for hand in hands:
            hand.stdin.write(f"{SECONDS}\n")
            hand.stdin.flush()
        return [servers.finish(hand, seconds=SECONDS + 60) for hand in hands], ledgers


def test_everything_that_can_be_done_to_charts_at_once_leaves_them_whole(environment, tmp_path):
    environment = environment | {EVERY_KIND: "1"}
    servers.finish(start(environment, "prepare"))
    results, _ = hands_at_work(environment, tmp_path)
    counts = sum((Counter(result["counts"]) for result in results), Counter())
    longest = max(result["longest"] for result in results)
    print(f"{SECONDS:g} seconds: {sum(counts.values())} changes {dict(counts)}, the longest took {longest:.2f} s")
    assert [failure for result in results for failure in result["failures"]] == []
    assert [kind for kind in ("line", "undo", "restore", "import", "copy", "move") if not counts[kind]] == []
    after = servers.finish(start(environment, "tell"))
    assert after["problems"] == [[], [], [], [], []]
    assert after["verified"] == []


def test_charts_stay_whole_while_eight_processes_change_them(environment, tmp_path):
    servers.finish(start(environment, "prepare"))
    before = servers.finish(start(environment, "tell"))
    results, ledgers = hands_at_work(environment, tmp_path)
    after = servers.finish(start(environment, "tell"))

    counts = sum((Counter(result["counts"]) for result in results), Counter())
    longest = max(result["longest"] for result in results)
    print(f"{SECONDS:g} seconds: {sum(counts.values())} changes {dict(counts)}, the longest took {longest:.2f} s")
    assert [failure for result in results for failure in result["failures"]] == []
    assert min(counts["add"], counts["move"], counts["delete"]) > 0
    assert after["problems"] == [[], [], [], [], []]

    # What was acknowledged is there, with its title and in its chart; what was deleted is gone, and nothing else is.
    lines = [json.loads(line) for ledger in ledgers for line in ledger.read_text().splitlines()]
    expected = {pk: [title, chart] for pk, _, title, chart in before["rows"]}
    expected |= {line["added"]: [line["title"], line["chart"]] for line in lines if "added" in line}
    deleted = [line["deleted"] for line in lines if "deleted" in line]
    assert len(deleted) == len(set(deleted)) == counts["delete"]
    expected = {pk: what for pk, what in expected.items() if pk not in set(deleted)}
    assert {pk: [title, chart] for pk, _, title, chart in after["rows"]} == expected

    chart_of_head = {path: chart for _, path, _, chart in after["rows"] if len(path) == 4}
    assert len(set(chart_of_head.values())) == len(chart_of_head) == len(CHARTS)
    assert [path for _, path, _, chart in after["rows"] if chart_of_head[path[:4]] != chart] == []

    steps: dict[str, list[int]] = {}
    for _, path, *_ in after["rows"]:
        steps.setdefault(path[:-4], []).append(int(path[-4:], 36))
    assert [path for path, found in steps.items() if found != list(range(1, len(found) + 1))] == []


if __name__ == "__main__":
    main()
