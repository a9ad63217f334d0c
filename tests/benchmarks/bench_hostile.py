"""How long it takes to refuse, read or compare what is made to be slow, or damaged, as large as a site may meet it.

Run it with ``.venv/bin/python tests/benchmarks/bench_hostile.py``. What is hostile must not hold a worker: each goal is
the most seconds of processor time. It ends with status 1 if a goal is missed.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from measuring import goal

from tests.unit.jobdescriptions.contents import HOSTILE as CONTENTS

django.setup()

from jobdescriptions.compare import compare  # noqa: E402
from techsets.web import rate_limits  # noqa: E402
from tests.unit.jobdescriptions.word import shapes, test_fuzz  # noqa: E402
from tests.unit.jobdescriptions.word.docx_parts import archive  # noqa: E402
from tests.unit.orgcharts.spreadsheet import test_rows  # noqa: E402

met = True


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def show(what: str, took: float, most: float) -> None:
    """Print how the seconds stand to the goal, and remember whether it is met."""
    global met
    goal(what, took, most, unit="s")
    met = met and took <= most


def comparing() -> None:
    for kind, make in CONTENTS.items():
        before, after = make(1, 1), make(2, 1)
        found = []
        show(f"comparing contents: {kind}", seconds(lambda: found.append(compare(before, after))), 10)  # noqa: B023
        assert found[0]
        assert len(found[0].sentences) <= 61
        if kind == "items":
            assert "too long to compare all of it word by word" in found[0].summary


def tables() -> None:
    show("writing and reading the largest table", seconds(lambda: test_rows.write_and_read(19_999)), 20)


def damaged_word_files() -> None:
    draw, files = random.Random(1), []
    for _ in range(600):
        seed = draw.randrange(len(test_fuzz.SEEDS))
        parts, data = dict(test_fuzz.SEEDS[seed]), bytearray(test_fuzz.PACKED[seed])
        moves = [(draw.randrange(7), draw.randrange(10_000), draw.randrange(10_000)) for _ in range(8)]
        document = str(parts["word/document.xml"]).partition("?>\n")[2]
        files.append(archive(parts | {"word/document.xml": test_fuzz.mix_up(document, moves)}))
        for _ in range(draw.randint(1, 6)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        files.append(bytes(data))
        files.append(bytes(data[: draw.randrange(len(data))]))
    longest = max(seconds(lambda: test_fuzz.read_unless_refused(data)) for data in files)  # noqa: B023
    show("reading the damaged Word file that takes longest", longest, 0.5)


def imports() -> None:
    sizes = {
        "a line of different figures": 45_000,
        "different lines in bold": 600_000,
        "different supervisors": 260_000,
    }
    for name, size in sizes.items():
        parts = shapes.STRUCTURES[name](size)
        show(f"all steps of an import of {name}", seconds(lambda: shapes.all_steps(parts)), 4)  # noqa: B023


def counting() -> None:
    rate = rate_limits.Rate("test", 10, 20, rate_limits.BoundedStorage())
    for number in range(rate_limits.MAX_COUNTERS):
        rate.wait(f"filled {number}")
    took = seconds(lambda: [rate.wait(f"address {number % 50}") for number in range(2_000)])
    show("counting two thousand requests beside as many counters as are kept", took, 0.4)


if __name__ == "__main__":
    for part in (comparing, tables, damaged_word_files, imports, counting):
        part()
    sys.exit(0 if met else 1)
