"""How long it takes to compare job descriptions that are made to be slow, as large as a site may meet them.

Run it with ``.venv/bin/python tests/benchmarks/bench_comparing.py``. What is hostile must not hold a worker.
It ends with status 1 if a goal is missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measuring import goal

from jobdescriptions.comparing import compare
from tests.unit.jobdescriptions.contents import HOSTILE

#: The most seconds of processor time for one comparison.
SECONDS = 10


def main() -> int:
    met = True
    for kind, make in HOSTILE.items():
        before, after = make(1, 1), make(2, 1)
        started = time.process_time()
        comparison = compare(before, after)
        took = time.process_time() - started
        assert comparison
        assert len(comparison.sentences) <= 61
        if kind == "items":
            assert "too long to compare all of it word by word" in comparison.summary
        goal(f"comparing hostile contents: {kind}", took, SECONDS, unit="s")
        met = met and took <= SECONDS
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
