"""What a move costs with the index numbers closed up, compared with treebeard's bare move.

Run it with ``.venv/bin/python tests/benchmarks/bench_tree.py``, with DATABASE_URL for PostgreSQL; it makes a database
of its own. Wall time without the commit; medians of rounds in which both moves start from the same tree and are undone.
The ratios count, not the milliseconds.

A move to the left makes treebeard write the positions that it passes, as ours does. After any other move treebeard
leaves a gap: the positions behind it keep their paths, and their index numbers are wrong. "fix_tree" is its move with
its own way to close gaps. The chart is one that the public does not see; "public" is our move in one that it does see,
where the search and the former index numbers are kept in step too.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings

_folder = tempfile.TemporaryDirectory(prefix="techsets-bench-")
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as the site has it; Django's tests would take the memory.
    settings.DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder.name) / "bench.sqlite3")}
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402
from measuring import goal  # noqa: E402

from orgcharts.changes import positions  # noqa: E402
from orgcharts.models import OrgChart, Position, SupportModel  # noqa: E402
from orgcharts.tree import moves as tree_moves  # noqa: E402

SHAPES = [(100, 10), (1_000, 10), (10_000, 10), (1_000, 999)]


def make_chart(count: int, below: int) -> OrgChart:
    """Make a chart of ``count`` positions, with ``below`` of them below each as far as they reach."""
    chart = OrgChart.objects.create(title=f"{count} positions", slug=f"bench-{count}-{below}")
    head = positions.add_head(chart, "Head")
    rows = [head]
    for above in rows:
        here = min(below, count - len(rows))
        above.numchild = here
        rows.extend(
            Position(
                chart=chart,
                title=f"{above.title[:100]}.{step}",
                path=tree_moves.child_path(above.path, step),
                depth=above.depth + 1,
            )
            for step in range(1, here + 1)
        )
    Position.objects.bulk_create(rows[1:], batch_size=1000)
    Position.objects.filter(pk=head.pk).update(numchild=head.numchild)
    settle()
    return chart


def settle() -> None:
    """Let PostgreSQL clear away the rows of what was undone, so that every round meets the same table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE orgcharts_position")
        else:
            cursor.execute("ANALYZE")


def milliseconds(work) -> float:
    """Return how long ``work()`` takes; what it did is undone."""
    with transaction.atomic():
        started = time.perf_counter()
        work()
        taken = (time.perf_counter() - started) * 1000
        transaction.set_rollback(True)
    settle()
    return taken


def moves(chart):
    """Yield the name of a move, treebeard's way to do it, and ours."""
    rows = Position.objects.filter(chart=chart)
    below = list(rows.filter(depth=2))
    first, second, last = (below[at].pk for at in (0, 1, -1))

    def row(pk):
        return rows.get(pk=pk)

    yield (
        "last to first",
        lambda: Position.objects.move(row(last), row(first), "left"),
        lambda: positions.move(row(last), before=row(first)),
    )
    yield (
        "first to last",
        lambda: Position.objects.move(row(first), row(last), "right"),
        lambda: positions.move(row(first), after=row(last)),
    )
    yield (
        "last below second",
        lambda: Position.objects.move(row(last), row(second), "last-child"),
        lambda: positions.move(row(last), below=row(second)),
    )
    yield (
        "first below second",
        lambda: Position.objects.move(row(first), row(second), "last-child"),
        lambda: positions.move(row(first), below=row(second)),
    )


def main() -> None:
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(f"{connection.vendor}: milliseconds, and ours / bare move")
        print(f"{'positions':>15} {'move':>19} {'bare':>8} {'ours':>8} {'ratio':>7} {'fix_tree':>9} {'public':>8}")
        for count, below in SHAPES:
            chart = make_chart(count, below)
            head = Position.objects.get(chart=chart, depth=1)
            rounds = 5 if count > 1_000 or below > 100 else 9
            for name, bare, ours in moves(chart):
                pairs = [(milliseconds(bare), milliseconds(ours)) for _ in range(rounds)]
                mended = ""
                if count <= 1_000 and below < 100:  # Its cost grows with the square of the positions.
                    mend = milliseconds(lambda bare=bare, head=head: (bare(), Position.objects.fix_tree(True, head)))
                    mended = f"{mend:.0f}"
                model = SupportModel.objects.create(name=chart.title, maturity="emerging", level="district")
                OrgChart.objects.filter(pk=chart.pk).update(support_model=model)
                public = milliseconds(ours)
                OrgChart.objects.filter(pk=chart.pk).update(support_model=None)
                model.delete()
                theirs, mine = (statistics.median(column) for column in zip(*pairs, strict=True))
                ratio = statistics.median(ours_once / theirs_once for theirs_once, ours_once in pairs)
                shape = f"{count} x {below}"
                figures = f"{theirs:>8.1f} {mine:>8.1f} {ratio:>6.2f}x {mended:>9} {public:>8.0f}"
                print(f"{shape:>15} {name:>19} {figures}", flush=True)
                if count == 10_000:
                    goal(f"{connection.vendor}, public chart of 10,000, {name}", public, 300, unit="ms")
                if below == 10:
                    goal(f"{connection.vendor}, {count} positions, {name}: a bare move's time", ratio, 2)
            positions.delete_chart(chart)
    finally:
        runner.teardown_databases(databases)
        _folder.cleanup()


if __name__ == "__main__":
    main()
