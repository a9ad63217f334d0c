"""The text of runs and blocks on one line."""

from __future__ import annotations

from collections.abc import Iterable

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Run, Table


def join_runs(runs: Iterable[Run]) -> str:
    """Return the text of runs on one line.

    >>> join_runs([Run("Network "), Run("Analyst", "b")])
    'Network Analyst'
    """
    return tidy("".join(run.text for run in runs))


def block_line(block: Block) -> str:
    """Return the text of a block on one line; empty for a table."""
    return "" if isinstance(block, Table) else join_runs(block.runs)
