"""What reading and writing Word files costs beside other programs, and the most memory that an accepted file can take.

Run it with ``.venv/bin/python tests/benchmarks/bench_word.py``. Every ratio comes from one run in which the ways take
turns file by file; what counts for a file is its fastest round, since other programs on the machine can only add to
it. Compare the ratios, not the milliseconds. It ends with status 1 if a goal is missed.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import docx  # noqa: E402
import mammoth  # noqa: E402
from lxml import etree  # noqa: E402
from measuring import goal  # noqa: E402

from jobdescriptions.word.accessibility import check  # noqa: E402
from jobdescriptions.word.document import Document  # noqa: E402
from jobdescriptions.word.package.guard import FileRefused  # noqa: E402
from jobdescriptions.word.read.reader import read  # noqa: E402
from jobdescriptions.word.understand.parser import parse  # noqa: E402
from jobdescriptions.word.write import writer  # noqa: E402
from tests.unit.jobdescriptions.word.docx_parts import archive, p, parts_of, r, tbl, tc, tr  # noqa: E402
from tests.unit.jobdescriptions.word.odd_files import odd_files  # noqa: E402
from tests.unit.jobdescriptions.word.reading_child import outcomes  # noqa: E402

TEMPLATE = Path(writer.__file__).with_name("template.docx")
CORPUS = ROOT / "../shared/corpus"
DATE = datetime.date(2026, 11, 23)

#: The goals: times as fast as mammoth, times the floor, times as fast as python-docx, megabytes.
MAMMOTH, FLOOR, PYTHON_DOCX, MEGABYTES = 10, 5, 0.8, 150
#: The most seconds of processor time for checking one real file, and for reading one odd file.
CHECKING, ODD = 0.5, 1
#: And for all steps of an import of a file at a limit: read, recognise, mend, check, keep, preview page.
ALL_STEPS = 1

ROUNDS = 7


def taking_turns(ways: dict[str, Callable[[Any], object]], things: Sequence[Any]) -> dict[str, float]:
    """Return the milliseconds that each way takes for one of the things on average."""
    totals = dict.fromkeys(ways, 0.0)
    for thing in things:
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(ROUNDS):
            for name, way in ways.items():
                started = time.perf_counter_ns()
                way(thing)
                best[name] = min(best[name], (time.perf_counter_ns() - started) / 1e6)
        for name in ways:
            totals[name] += best[name] / len(things)
    return totals


def floor(data: bytes) -> None:
    """What no reader can do without: unpacking and parsing the main document."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        etree.fromstring(file.read("word/document.xml"))


def mammoth_reads(data: bytes) -> None:
    mammoth.convert_to_html(io.BytesIO(data))


def readable(data: bytes) -> bool:
    """Say whether all three ways can read a file."""
    try:
        read(data)
        floor(data)
        mammoth_reads(data)
    except (FileRefused, KeyError, zipfile.BadZipFile):
        return False
    return True


def reading(name: str, files: list[bytes]) -> bool:
    """Measure reading, print it, and say whether the goals are met."""
    times = taking_turns({"read": read, "floor": floor, "mammoth": mammoth_reads}, files)
    faster, slower = times["mammoth"] / times["read"], times["read"] / times["floor"]
    print(
        f"{'reading ' + name:<38}{len(files):>6}{times['read']:>9.2f} ms"
        f"{faster:>8.1f} x mammoth's speed (goal {MAMMOTH}){slower:>8.2f} x the floor's time (goal {FLOOR})"
    )
    return faster >= MAMMOTH and slower <= FLOOR


def writing(name: str, files: list[bytes]) -> bool:
    """Measure writing, print it, and say whether the goal is met."""
    documents = [parse(read(data).value).value for data in files]
    counts = [len(docx.Document(io.BytesIO(data)).element.findall(".//{*}p")) for data in files]

    def python_docx(pair: tuple[Document, int]) -> None:
        document = docx.Document(str(TEMPLATE))
        for _ in range(pair[1]):
            document.add_paragraph()
        document.save(io.BytesIO())

    def write(pair: tuple[Document, int]) -> None:
        writer.write(pair[0], number="1", version=1, date=DATE)

    times = taking_turns({"write": write, "python-docx": python_docx}, list(zip(documents, counts, strict=True)))
    faster = times["python-docx"] / times["write"]
    print(
        f"{'writing ' + name:<38}{len(files):>6}{times['write']:>9.2f} ms"
        f"{faster:>8.2f} x python-docx's speed with as many empty paragraphs (goal {PYTHON_DOCX})"
    )
    return faster >= PYTHON_DOCX


def at_the_limits() -> dict[str, bytes]:
    """Files that are just accepted."""
    markup, words = 297_000, "ab " * 330_000 + "\U0001f600"
    bodies = {
        "paragraphs": "".join(p(f"word {n}") for n in range(9_999)),
        "lines to mend": "".join(p(r(f"Duties number {n} and more words", "<w:b/>")) for n in range(2_990)),
        "table cells": tbl(*(tr(*(tc(f"word {n}") for n in range(9))) for _ in range(500))),
        "runs": f"<w:p>{(r('x', '<w:b/>') + r('y')) * (markup // 15)}</w:p>",
        "words": p(words),
        "elements": "<a/>x" * markup,
        "attributes": ("<w:p " + " ".join(f'a{n}="{n}"' for n in range(9)) + "/>") * (markup // 10),
    }
    return {name: archive(parts_of(body), zipfile.ZIP_STORED) for name, body in bodies.items()}


def at_limits() -> bool:
    """Measure all steps of an import of files at the limits, each in a process, and say whether the goals are met."""
    met = True
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, (name, data) in enumerate(at_the_limits().items()):
            path = Path(folder, f"{place} {name}")
            path.write_bytes(data)
            paths.append(path)
        found = outcomes({path: {} for path in paths}, seconds=120, all_steps=True)
    for path in paths:
        outcome = found[path.name]
        accepted = "html" in outcome
        took = outcome.get("seconds", float("inf"))
        taken = outcome["megabytes"] - outcome.get("base", 0)
        met = met and accepted and taken <= MEGABYTES and took <= ALL_STEPS
        print(
            f"{'as many ' + path.name[2:] + ' as accepted':<38}{1:>6}{took * 1000:>9.0f} ms"
            f"{taken:>8.0f} MB beside the {outcome.get('base', 0):.0f} of the program"
            f"{'' if accepted else '  NOT ACCEPTED'}"
        )
        goal(f"all steps of an import of as many {path.name[2:]} as accepted", took, ALL_STEPS, unit="s")
        goal(f"memory of an import of as many {path.name[2:]} as accepted", taken, MEGABYTES, unit="MB")
    return met


def checking(files: list[bytes]) -> bool:
    """Measure the real file whose check takes longest (or its refusal), and say whether the goal is met."""
    longest = 0.0
    for data in files:
        started = time.process_time()
        with contextlib.suppress(FileRefused):
            check(data)
        longest = max(longest, time.process_time() - started)
    goal("checking the real Word file that takes longest", longest, CHECKING, unit="s")
    return longest <= CHECKING


def odd() -> bool:
    """Measure the most time and memory that reading one of the odd files takes, and say whether the goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        files = {Path(folder, str(place)): file for place, file in enumerate(odd_files())}
        for path, file in files.items():
            path.write_bytes(file.make())
        found = outcomes({path: file.limits for path, file in files.items()}, seconds=300)
    assert not any("error" in outcome for outcome in found.values())
    seconds, megabytes = (max(outcome[key] for outcome in found.values()) for key in ("seconds", "megabytes"))
    goal("reading the odd Word file that takes longest", seconds, ODD, unit="s")
    goal("reading the odd Word file that takes most memory", megabytes, MEGABYTES, unit="MB")
    return seconds <= ODD and megabytes <= MEGABYTES


def main() -> int:
    own = [path.read_bytes() for path in sorted((ROOT / "fixtures/word").glob("**/*.docx"))]
    sets = {"our files": own}
    real: dict[str, list[bytes]] = {}
    if CORPUS.is_dir():
        for entry in json.loads((CORPUS / "manifest.json").read_text()):
            real.setdefault(entry["set"], []).append((CORPUS / "files" / entry["file"]).read_bytes())
        sets["real job descriptions"] = [data for data in real["jd"] if readable(data)]
    print(f"{'':<38}{'files':>6}{'each':>12}")
    met = [reading(name, files) for name, files in sets.items()]
    met.append(writing("our files", own))
    met.append(at_limits())
    met.append(odd())
    if real:
        met.append(checking([data for files in real.values() for data in files]))
    print("All goals are met." if all(met) else "A goal is missed.")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
