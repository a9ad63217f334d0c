"""Whether the time of an import, of pasted HTML and of a comparison grows with the text, or with its square.

Run it with ``.venv/bin/python tests/benchmarks/bench_growth.py``. Each shape is made eight times as large: what is
linear takes eight times as long, what is not takes 64 times. Only the relation of the two counts, and the best of
several tries, since other programs on the machine can only add to it. It ends with status 1 if a goal is missed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from measuring import goal

django.setup()

from jobdescriptions.compare import compare  # noqa: E402
from jobdescriptions.templatetags.structured_data import wrap_tables  # noqa: E402
from jobdescriptions.word.html.subset import from_html, to_html  # noqa: E402
from jobdescriptions.word.understand.pay_text import find_pay_figures  # noqa: E402
from tests.unit.jobdescriptions.contents import content, section  # noqa: E402
from tests.unit.jobdescriptions.html_shapes import SHAPES as HTML  # noqa: E402
from tests.unit.jobdescriptions.word.shapes import STRUCTURES, TEXTS, all_steps  # noqa: E402

TIMES, MOST, TRIES = 8, 24, 3
#: Less is not worth measuring, in seconds.
LEAST = 0.0005

#: A work of a shape: made of a size, and then done.
Work = Callable[[int], Callable[[], object]]


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def growth(work: Work, size: int) -> float:
    """Return how many times as long ``work`` takes for eight times the size."""
    small, large = work(size), work(size * TIMES)
    small()
    found = float("inf")
    for _ in range(TRIES):
        found = min(found, seconds(large) / max(min(seconds(small) for _ in range(2)), LEAST))
        if found <= MOST:
            break
    return found


def show(what: str, works: Iterable[tuple[str, Work]], size: int) -> bool:
    """Print the shape that grows most, and say whether the goal is met."""
    found = {name: growth(work, size) for name, work in works}
    name = max(found, key=found.__getitem__)
    goal(f"{what}: {name}, 8 times as large"[:66], found[name], MOST)
    return found[name] <= MOST


def of(make: Callable[[int], Any], step: Callable[[Any], object]) -> Work:
    """Return the work of taking a step with what ``make`` makes of a size; making it takes no part."""

    def work(size: int) -> Callable[[], object]:
        made = make(size)
        return lambda: step(made)

    return work


def importing(name: str) -> Work:
    return of(STRUCTURES[name], all_steps)


def looking_for_pay(name: str, labels: tuple[str, ...]) -> Work:
    return of(lambda size: TEXTS[name] * (size // len(TEXTS[name])), lambda text: find_pay_figures(text, labels))


def of_html(name: str, step: Callable[[str], object]) -> Work:
    return of(HTML[name], step)


def comparing(name: str) -> Work:
    def work(size: int) -> Callable[[], object]:
        body = to_html(from_html(HTML[name](size)))
        before, after = (content(section("Text", text)) for text in (body, f"{body}<p>And more.</p>"))
        return lambda: compare(before, after)

    return work


def main() -> int:
    pay = [(name, looking_for_pay(name, labels)) for name in TEXTS for labels in ((), ("Salary range",))]
    met = [
        show("all steps of an import", [(name, importing(name)) for name in STRUCTURES], 4_000),
        show("pay in a line", pay, 4_000),
        show("reading HTML", [(name, of_html(name, from_html)) for name in HTML], 10_000),
        show("drawing HTML", [(name, of_html(name, wrap_tables)) for name in HTML], 40_000),
        show("comparing HTML", [(name, comparing(name)) for name in HTML], 10_000),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
