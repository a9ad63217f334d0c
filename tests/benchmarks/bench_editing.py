"""What staff wait for: importing a table into a chart, taking that back, and comparing two versions of a text.

Run it with ``.venv/bin/python tests/benchmarks/bench_editing.py``, with DATABASE_URL for PostgreSQL; it makes a
database of its own. Seconds of this process, and the memory that it took at most. Only the ratios in the last column
count, which are to the same work at a tenth of the size: 10 would be linear.
"""

import os
import random
import resource
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
    settings.DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder.name) / "bench.sqlite3")}
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment  # noqa: E402
from measuring import goal  # noqa: E402

from jobdescriptions.compare import compare  # noqa: E402
from jobdescriptions.facts import COLUMNS  # noqa: E402
from orgcharts.changes import positions  # noqa: E402
from orgcharts.changes.descriptions import describe_steps as tell_steps  # noqa: E402
from orgcharts.models import OrgChart, Position  # noqa: E402
from orgcharts.spreadsheet import database  # noqa: E402
from orgcharts.spreadsheet.plan import make_plan  # noqa: E402
from orgcharts.spreadsheet.values import Columns, Line  # noqa: E402
from techsets.history import undo  # noqa: E402
from techsets.history.models import Change, Kind, pack  # noqa: E402


def seconds(work, *arguments) -> float:
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started


def make_chart(count: int, columns: int = 10) -> OrgChart:
    """Make a draft chart of ``count`` positions below a head, in groups."""
    chart = positions.create_chart(f"Of {count}", f"of-{count}-{time.monotonic_ns()}", "Head")
    head = Position.objects.get(chart=chart)
    with positions.changing(chart):
        groups = [positions.add_below(head, f"Group {at}") for at in range(columns)]
        for at in range(count - columns):
            positions.add_below(groups[at % columns], f"Position {at}")
    return chart


def table_of(chart: OrgChart, chance: random.Random) -> list[list[str]]:
    """Return the chart as rows whose titles are dealt anew, so that nearly every position has to move."""
    rows = [[row.index_number, row.title] for row in Position.objects.filter(chart=chart)]
    titles = [title for _, title in rows[1:]]
    chance.shuffle(titles)
    return [rows[0], *([number, title] for (number, _), title in zip(rows[1:], titles, strict=True))]


def import_table(chart: OrgChart, rows: list[list[str]]) -> None:
    """Plan and carry out what an import does once its file has been read."""
    present, jobs = database.read_positions(chart), database.read_catalogue()
    lines = [Line(at, {"number": number, "title": title}) for at, (number, title) in enumerate(rows, start=2)]
    table = database.validate_columns(Columns(("number", "title"), lines), present, jobs)
    revision = OrgChart.objects.get(pk=chart.pk).revision
    database.apply_plan(chart, make_plan(present, table, jobs), "Imported.", revision=revision)


def measure(name: str, most_seconds: float, most_statements: int, work, *arguments) -> None:
    """Print how long ``work`` takes, commit included, and how many statements, next to the goals."""
    with CaptureQueriesContext(connection) as statements:
        started = time.perf_counter()
        work(*arguments)
        taken = time.perf_counter() - started
    goal(f"{connection.vendor}, {name}", taken, most_seconds, unit="s")
    if most_statements:
        goal(f"{connection.vendor}, {name}: statements", len(statements), most_statements, unit="")


def measure_goals(chance: random.Random) -> None:
    """Measure what issues promise: see docs/performance.md."""
    chart = make_chart(1_000)
    measure("import of 1,000 positions that all move", 1, 60, import_table, chart, table_of(chart, chance))
    measure("taking it back", 1, 60, take_back, chart)
    new = positions.create_chart("New", "new", "Head")
    rows = [["1", "Head"], *([f"1.{step}", f"New {step}"] for step in range(1, 1_000))]
    measure("import of 1,000 new positions", 1, 0, import_table, new, rows)
    wide = make_chart(5_001)
    Position.objects.filter(chart=wide, depth__gt=1).delete()
    measure("undoing 5,000 deletions", 5, 0, take_back, wide)
    small = make_chart(30)
    last = Position.objects.filter(chart=small).last()
    for at in range(2_100):
        positions.rename(last, f"Name {at}")
    measure("100 undos of 2,100 changes", 1, 0, lambda: [take_back(small) for _ in range(100)])
    long = make_chart(30)
    note_long_history(long)
    measure("100 undos after 9,800 of 9,900 changes taken back", 1, 0, lambda: [take_back(long) for _ in range(100)])
    measure("100 redos after them", 1, 0, lambda: [do_again(long) for _ in range(100)])


def take_back(chart: OrgChart) -> None:
    undo.undo(undo.next_undo(chart.pk))


def do_again(chart: OrgChart) -> None:
    undo.undo(undo.next_redo(chart.pk), again=True)


def note_long_history(chart: OrgChart) -> None:
    """Write the history of a chart whose last position was renamed 9,900 times, which was taken back 9,800 times.

    Written as rows: to make the changes one by one would take minutes.
    """
    last = Position.objects.filter(chart=chart).last()

    def change(old: int, new: int, **fields) -> Change:
        before, after = {"title": f"Name {old}"}, {"title": f"Name {new}"}
        step = {"op": "edit", "id": last.pk, "number": last.index_number, "before": before, "after": after, **after}
        values = {"kind": Kind.CHART, "object_id": chart.pk, "name": chart.title, "message": tell_steps([step])}
        return Change(**values, packed=pack({"steps": [step]}), **fields)

    Change.objects.bulk_create([change(at, at + 1) for at in range(9_900)], batch_size=500)
    made = list(Change.objects.of(Kind.CHART, chart.pk)[:9_800])
    undoings = [change(at + 1, at, undoes=one) for at, one in zip(range(9_899, 99, -1), made, strict=True)]
    Change.objects.bulk_create(undoings, batch_size=500)
    Position.objects.filter(pk=last.pk).update(title="Name 100")
    with connection.cursor() as cursor:  # As autovacuum and "PRAGMA optimize" do after so many rows.
        cursor.execute("ANALYZE")


def content(words: int, seed: int) -> dict:
    """Return a text of so many words in ten sections, of sentences that another seed shares only in part."""
    chance = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(3000)]
    sections = [
        {
            "kind": "",
            "heading": f"Part {part}",
            "body": "".join(f"<p>{' '.join(chance.choices(vocabulary, k=50))}</p>" for _ in range(words // 500)),
        }
        for part in range(10)
    ]
    facts = {name: [] if column.is_list else "" for name, column in COLUMNS.items()}
    return {"title": "", **facts, "sections": sections, "salaries": []}


def main() -> None:
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    chance = random.Random(1)
    print(f"{'':44}{'small':>9}{'large':>9}{'ratio':>8}")
    try:
        charts = [make_chart(100), make_chart(1_000)]
        measure_goals(chance)
        for name, work in (
            ("import of a table, 100 and 1,000 positions", lambda chart: import_table(chart, table_of(chart, chance))),
            ("taking it back", take_back),
        ):
            tell(name, *(seconds(work, chart) for chart in charts))
        pairs = [(content(words, 1), content(words, 2)) for words in (1_000, 10_000)]
        tell("comparing texts of 1,000 and 10,000 words", *(seconds(compare, *pair) for pair in pairs))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"at most {memory} MB")
    finally:
        runner.teardown_databases(old)


def tell(name: str, small: float, large: float) -> None:
    print(f"{name:44}{small:>8.2f}s{large:>8.2f}s{large / max(small, 0.001):>7.1f}x")


if __name__ == "__main__":
    main()
