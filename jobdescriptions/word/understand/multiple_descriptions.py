"""Detect files with more than one job description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Block, Heading, Paragraph, Table
from jobdescriptions.word.understand.class_information import split_label
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.layout_tables import find_label_pairs
from jobdescriptions.word.understand.titles import TITLE_LABELS, is_form_name

#: Labels of a title that are unambiguous everywhere.
_SURE_LABELS = frozenset(label for label in TITLE_LABELS if "title" in label.split()[1:])

#: Minimum number of repeated section headings that indicate another job description.
_MIN_REPEATED = 2


def count_job_descriptions(blocks: Sequence[Block]) -> int:
    """Return the probable number of job descriptions in a file: by titles, or by repeated sections.

    >>> from jobdescriptions.word.document import Run
    >>> lines = ("Job title: Analyst", "Keeps records.", "Job title: Technician", "Repairs.")
    >>> count_job_descriptions([Paragraph((Run(line),)) for line in lines])
    2
    """
    titles = {normalize_wording(title) for title in _titles(blocks)}
    forms = sum(1 for block in blocks if isinstance(block, Heading | Paragraph) and _names_file(block))
    sections = Counter(
        normalize_wording(block_line(block))
        for block in blocks
        if isinstance(block, Heading) and find_kind(block_line(block))
    )
    repeated = sorted((count for count in sections.values() if count > 1), reverse=True)
    again = repeated[_MIN_REPEATED - 1] if len(repeated) >= _MIN_REPEATED else 1
    return max(len(titles), again, forms if repeated else 1)


def _titles(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table) and not block.header_rows:
            pairs = list(find_label_pairs(block))
        elif isinstance(block, Heading | Paragraph):
            pairs = [split_label(line) for line in "".join(run.text for run in block.runs).split("\n")]
        else:
            continue
        yield from (value for label, value in pairs if value and normalize_wording(label) in _SURE_LABELS)


def _names_file(block: Heading | Paragraph) -> bool:
    return is_form_name(block_line(block))
