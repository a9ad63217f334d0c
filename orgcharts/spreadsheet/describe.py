"""Sentences about what an import would do to a position. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orgcharts.fte import Fte, format_fte_change
from orgcharts.spreadsheet.job_cell import Job, JobEntry
from orgcharts.spreadsheet.lines_cell import LineEntry, format_lines

if TYPE_CHECKING:
    from orgcharts.spreadsheet.parsed_table import CurrentPosition


def describe_fte(before: Fte, after: Fte) -> str:
    """Return a sentence about full-time equivalents that change.

    >>> from decimal import Decimal
    >>> describe_fte(Decimal("1.00"), None)
    'FTE: from 1 to none.'
    """
    return f"FTE: {format_fte_change(before, after)}."


def describe_jobs(before: Sequence[JobEntry], after: Sequence[JobEntry], jobs: Mapping[int, Job]) -> list[str]:
    """Return sentences about job descriptions that are added, removed, reordered or listed under another title."""
    old, new = {job.job: job.title for job in before}, {job.job: job.title for job in after}
    sentences = []
    for what, keys, titles in (
        ("added", [key for key in new if key not in old], new),
        ("removed", [key for key in old if key not in new], old),
    ):
        if keys:
            named = ", ".join(f"“{titles[key]}” ({_number(key, jobs)})" for key in keys)
            sentences.append(f"Job description{'s' if len(keys) > 1 else ''} {what}: {named}.")
    both = [key for key in new if key in old]
    for key in both:
        if old[key] != new[key]:
            sentences.append(f"Job description {_number(key, jobs)} listed as “{new[key]}” instead of “{old[key]}”.")
    if both != [key for key in old if key in new]:
        sentences.append("Job descriptions in another order.")
    return sentences


def describe_kind_change(before: str, after: str) -> str:
    """Return a sentence about what the job descriptions of a position are.

    >>> describe_kind_change("", "team")
    'Its job descriptions are now: team. Nothing was said before.'
    """
    was = f"It was: {before}." if before else "Nothing was said before."
    return (
        f"Its job descriptions are now: {after}. {was}"
        if after
        else f"What its job descriptions are is not said. {was}"
    )


def describe_lines(before: Sequence[LineEntry], after: Sequence[LineEntry]) -> str:
    """Return a sentence about dotted lines that change.

    >>> describe_lines([], [LineEntry("District support", "tools")])
    'Also supervised by: “District support | | tools”; before: nobody.'
    """
    new, old = (format_lines(lines) for lines in (after, before))
    return f"Also supervised by: {f'“{new}”' if new else 'nobody'}; before: {f'“{old}”' if old else 'nobody'}."


def describe_losses(one: CurrentPosition) -> list[str]:
    """Return sentences about what would be deleted with a position."""
    sentences = []
    if one.jobs:
        sentences.append(
            f"It lists {', '.join(f'“{job.title}”' for job in one.jobs)}; job descriptions themselves stay."
        )
    if one.note:
        sentences.append("Its note would be lost.")
    if one.lines:
        sentences.append(f"Its shared supervision would be lost: {', '.join(f'“{line.title}”' for line in one.lines)}.")
    if one.leads:
        line = "dotted lines" if len(one.leads) > 1 else "dotted line"
        sentences.append(f"The {line} of {', '.join(one.leads)} would not lead to it any more.")
    return sentences


def _number(key: int, jobs: Mapping[int, Job]) -> str:
    return f"TS-{jobs[key].number:04d}" if key in jobs else "deleted"
