"""Read Word files, each in a process of its own, and report the outcomes.

``python tests/unit/jobdescriptions/word/reading_child.py`` takes on its standard input a JSON object of the files and
the limits that hold for each (see ``odd_files.OddFile``), and writes one line of JSON for each file: the refusal, or
the text and the codes of the messages, and the processor time and the peak memory of the process that read it. What is
measured is what an import costs: reading, parsing, and making the text and the HTML of the page. Nothing that a
file does to its process (run on, fill the memory, crash) reaches the next file.

With ``--all-steps``, what is measured is all that an import costs from the upload to the preview page, with every fix
applied: reading, recognizing, fixing, the check, keeping what was read, and the HTML. Each line then has the size of
the HTML, and how many megabytes the process had in memory before (``base``).
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import json
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]

#: Where a process is ended: seconds of processor time, and bytes of address space.
HARD_SECONDS, HARD_MEMORY = 10, 2 * 1024**3


def outcomes(
    files: Mapping[Path, Mapping[str, int]], seconds: float, *, all_steps: bool = False
) -> dict[str, dict[str, Any]]:
    """Return the outcome of each file, read within its limits, by file name.

    ``seconds`` is the limit for all files together.
    """
    asked = json.dumps({str(path): dict(limits) for path, limits in files.items()})
    command = [sys.executable, __file__, *(["--all-steps"] if all_steps else [])]
    done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr
    return {outcome["name"]: outcome for outcome in map(json.loads, done.stdout.splitlines())}


def _lower(limits: Mapping[str, int]) -> None:
    for place, limit in limits.items():
        module, _, name = place.rpartition(".")
        found = importlib.import_module(f"jobdescriptions.word.{module}")
        assert limit < getattr(found, name), f"{place} is not lowered."
        setattr(found, name, limit)


def _outcome(path: Path) -> dict[str, Any]:
    from jobdescriptions.word.html.subset import to_html, to_text
    from jobdescriptions.word.package.guard import FileRefused
    from jobdescriptions.word.read.reader import read
    from jobdescriptions.word.understand.parser import parse

    data = path.read_bytes()
    started = time.process_time()
    try:
        result = read(data)
        document = parse(result.value).value
        html = sum(len(to_html(section.blocks)) for section in document.sections)
    except FileRefused as refusal:
        outcome: dict[str, Any] = {"refusal": refusal.code, "sentence": refusal.text}
    else:
        outcome = {
            "codes": [message.code for message in result.messages],
            "sentence": "\n".join(message.text for message in result.messages),
            "text": to_text(result.value.blocks)[:20_000],
            "title": result.value.title[:1_000],
            "html": html,
            "lost": result.value.lost_words[:20],
        }
    outcome["seconds"] = time.process_time() - started
    return outcome


def _all_steps(path: Path) -> dict[str, Any]:
    from django.core.serializers.json import DjangoJSONEncoder

    from jobdescriptions.imports.preview_html import render_passages, render_sections
    from jobdescriptions.imports.steps import preview_with_check
    from jobdescriptions.imports.stored_readings import from_json
    from jobdescriptions.word.package.guard import FileRefused

    data = path.read_bytes()
    started = time.process_time()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    try:
        shown = preview_with_check(path.name, data, ("all",))
        kept = json.dumps(dataclasses.asdict(shown), cls=DjangoJSONEncoder)
        shown = from_json(json.loads(kept))
        html = len(render_passages(shown.passages)) + len(render_sections(shown.content))
        outcome: dict[str, Any] = {"html": html}
    except FileRefused as refusal:
        outcome = {"refusal": refusal.code, "sentence": refusal.text}
    return outcome | {"seconds": time.process_time() - started, "base": base}


def main(files: dict[str, dict[str, int]], *, all_steps: bool) -> None:
    sys.path.insert(0, str(ROOT))
    # What every process needs is imported once, before the first of them begins.
    import jobdescriptions.word.html.subset
    import jobdescriptions.word.read.reader
    import jobdescriptions.word.understand.parser

    work = _outcome
    if all_steps:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        import jobdescriptions.imports.preview_html
        import jobdescriptions.imports.stored_readings  # noqa: F401

        work = _all_steps
    gc.collect()
    gc.freeze()
    for name, limits in files.items():
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS, HARD_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (HARD_MEMORY, HARD_MEMORY))
            try:
                _lower(limits)
                outcome = work(Path(name))
            except BaseException:
                outcome = {"error": traceback.format_exc()}
            with os.fdopen(writing, "w") as stream:
                json.dump(outcome, stream)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as stream:
            said = stream.read()
        _, status, usage = os.wait4(child, 0)
        outcome = json.loads(said) if said else {"error": f"ended with status {status}"}
        outcome["name"] = Path(name).name
        # Linux counts in kB, macOS in bytes.
        outcome["megabytes"] = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
        print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main(json.load(sys.stdin), all_steps="--all-steps" in sys.argv)
