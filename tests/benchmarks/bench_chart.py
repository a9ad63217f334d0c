"""What drawing a chart costs: one query and one pass, a template that includes itself, a query for each position.

Run it with ``.venv/bin/python tests/benchmarks/bench_chart.py``. All figures come from one run, in CPU time of this
process, as medians; compare the ratios, not the milliseconds.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.template import Context, Engine  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402

from orgcharts.drawing import boxes  # noqa: E402
from orgcharts.models import Position  # noqa: E402
from orgcharts.views import draw_chart  # noqa: E402
from tests.factory import make_job, make_wide_chart, place  # noqa: E402

NODE = (
    '<li><div id="p{{ box.index_number }}"><a href="{{ box.index_number }}/">{{ box.index_number }} {{ box.title }}</a>'
    "{% if box.listings %}<ul>{% for one in box.listings %}"
    '<li><a href="{{ one.slug }}/">{{ one.title }}</a></li>{% endfor %}</ul>{% endif %}</div>'
    "{% if box.below %}<ul>{% for box in box.below %}{% include 'node' %}{% endfor %}</ul>{% endif %}</li>"
)
ENGINE = Engine(loaders=[("django.template.loaders.locmem.Loader", {"node": NODE})])


def cpu(work, rounds=15) -> float:
    """Return the median CPU milliseconds of ``work()``."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def one_pass(chart):
    return draw_chart(chart, boxes.read_boxes(chart.pk))


def including_itself(chart):
    return ENGINE.get_template("node").render(Context({"box": boxes.read_boxes(chart.pk)}))


def a_query_each(chart):
    out, waiting = [], [Position.objects.get(chart=chart, depth=1)]
    while waiting:
        position = waiting.pop()
        jobs = "".join(f"<li>{one.title}</li>" for one in position.placements.all())
        out.append(f"<li>{position.index_number} {position.title}<ul>{jobs}</ul></li>")
        waiting.extend(Position.objects.get_children(position))
    return "".join(out)


def main() -> None:
    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        job = make_job("Network Specialist")
        print(f"{'positions':>9} {'one pass':>9} {'including itself':>17} {'a query each':>13} {'whole page':>11}")
        for count, slug in (
            (30, "emerging-district"),
            (200, "established-district"),
            (1000, "established-school-site"),
        ):
            chart = make_wide_chart(
                count,
                slug=slug,
                maturity=slug.split("-")[0],
                level=slug.split("-", 1)[1],
            )
            for position in Position.objects.filter(chart=chart)[:200]:
                place(job, position)
            base = cpu(lambda chart=chart: one_pass(chart))
            others = [cpu(lambda chart=chart, way=way: way(chart), 5) for way in (including_itself, a_query_each)]
            page = cpu(lambda chart=chart: Client().get(chart.get_absolute_url()))
            ratios = f"{others[0] / base:>15.1f} x {others[1] / base:>11.1f} x {page / base:>9.1f} x"
            print(f"{count:>9} {base:>6.2f} ms {ratios}")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
