"""What an import would change: which row of the file is which position, and how the chart becomes the one of the file.

Plain values in, plain values out: no queries and no Django in here. ``database`` reads the chart and applies the plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from orgcharts.fte import fte_to_json
from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.columns import DERIVED, FTE, JOBS, KIND, LINES
from orgcharts.spreadsheet.describe import (
    describe_fte,
    describe_jobs,
    describe_kind_change,
    describe_lines,
    describe_losses,
)
from orgcharts.spreadsheet.job_cell import Catalogue, Job, JobEntry
from orgcharts.spreadsheet.lines_cell import LineEntry
from orgcharts.spreadsheet.match import match
from orgcharts.spreadsheet.numbers import Number, format_number
from orgcharts.spreadsheet.parsed_table import CurrentPosition, ParsedRow, ParsedTable
from orgcharts.tree.arrangement import longest_increasing_run
from techsets.common.text import format_count

ADDED, DELETED, MOVED, RENUMBERED, RENAMED, CHANGED = "added", "deleted", "moved", "renumbered", "renamed", "changed"


@dataclass(slots=True)
class Change:
    """What happens to one position, in sentences.

    ``row`` is its row in the file (0 if it is deleted), ``number`` its new index number, ``old`` its present one;
    ``kinds`` are of the constants above.
    """

    row: int
    number: str
    old: str
    title: str
    kinds: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """All that an import would do.

    ``matches`` has the keys of the positions that stay, by their index numbers in the finished chart; ``edits`` the
    values that positions get, by the same numbers; ``deleted`` the keys of those that go. The supervisor of a dotted
    line that leads to a new position is the number of that one.
    """

    rows: Sequence[ParsedRow]
    matches: dict[Number, int]
    edits: list[tuple[Number, dict[str, Any]]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    @property
    def counts(self) -> Counter[str]:
        """The number of positions for each kind of change."""
        return Counter(kind for change in self.changes for kind in change.kinds)

    @property
    def required_permissions(self) -> set[str]:
        """The codenames of the permissions that the import needs besides that of changing the chart."""
        counts = self.counts
        required = {"add_position"} if counts[ADDED] else set()
        if counts[DELETED]:
            required.add("delete_position")
        if counts[MOVED] or counts[RENAMED] or counts[CHANGED]:
            required.add("change_position")
        return required

    def summary(self) -> str:
        """Return the plan in one sentence without its point, such as "2 positions added, 1 moved"."""
        counts = self.counts
        kinds = [kind for kind in (ADDED, DELETED, MOVED, RENAMED, CHANGED, RENUMBERED) if counts[kind]]
        if not kinds:
            return "nothing changed"
        first = format_count(counts[kinds[0]], "position", "positions")
        return ", ".join([f"{first} {kinds[0]}", *(f"{counts[kind]:,} {kind}" for kind in kinds[1:])])


def make_plan(present: Sequence[CurrentPosition], table: ParsedTable, jobs: Catalogue) -> Plan:
    """Return how the chart whose positions are ``present`` becomes what ``table``, which has no errors, wants."""
    current = {position.pk: position for position in present}
    matches = match(present, table.rows)
    kept = set(matches.values())
    plan = Plan(table.rows, matches, deleted=[position.pk for position in present if position.pk not in kept])
    moved = _find_moved(table.rows, matches, current)
    for row in table.rows:
        position = current.get(matches.get(row.number))
        values, sentences = _edit(row, position, table.columns, jobs, matches)
        if values:
            plan.edits.append((row.number, values))
        change = _describe_row(row, position, values, sentences, is_moved=position is not None and position.pk in moved)
        if change.kinds:
            plan.changes.append(change)
    for position in present:
        if position.pk not in kept:
            sentences = ["Deleted, because it is not in the file.", *describe_losses(position)]
            number = format_number(position.number)
            plan.changes.append(Change(0, "", number, position.title, (DELETED,), tuple(sentences)))
    return plan


def _describe_row(
    row: ParsedRow, position: CurrentPosition | None, values: dict[str, Any], sentences: list[str], *, is_moved: bool
) -> Change:
    """Return what happens to the position of ``row``; ``sentences`` are about its ``values`` other than the title."""
    if position is None:
        return Change(row.row, row.index_number, "", row.title, (ADDED,), ("New position.", *sentences))
    kinds: list[str] = []
    first: list[str] = []
    old = format_number(position.number)
    if position.number != row.number:
        kinds.append(MOVED if is_moved else RENUMBERED)
        how = "Moves" if is_moved else "Gets another index number, because others come or go"
        first.append(f"{how}: from {old} to {row.index_number}.")
    if "title" in values:
        kinds.append(RENAMED)
        first.append(f"Renamed from “{position.title}”.")
    if set(values) - {"title", "derived_title"}:
        kinds.append(CHANGED)
    return Change(row.row, row.index_number, old, row.title, tuple(kinds), (*first, *sentences))


def _find_moved(
    rows: Sequence[ParsedRow], matches: Mapping[Number, int], current: Mapping[int, CurrentPosition]
) -> set[int]:
    """Return the keys of the positions that move; others only get another index number.

    Below each supervisor, the longest run of positions that are in the right order already stays.
    """
    below: dict[Number, list[Number]] = defaultdict(list)
    for row in rows:
        if len(row.number) > 1 and row.number in matches:
            below[row.number[:-1]].append(row.number)
    moved = set()
    for above, numbers in below.items():
        old_above = current[matches[above]].number if above in matches else None
        olds = {number: current[matches[number]].number for number in numbers}
        same = [number for number in numbers if olds[number][:-1] == old_above]
        stays = {same[at] for at in longest_increasing_run([olds[number][-1] for number in same])}
        moved.update(matches[number] for number in numbers if number not in stays)
    return moved


def _edit(
    row: ParsedRow,
    position: CurrentPosition | None,
    columns: Sequence[str],
    jobs: Catalogue,
    matches: Mapping[Number, int],
) -> tuple[dict[str, Any], list[str]]:
    """Return the values that a position gets, as ``positions.edit`` takes them, and sentences about them."""
    values: dict[str, Any] = {}
    sentences: list[str] = []
    if position is None:
        position = CurrentPosition(0, row.number, row.title)
    elif clean_text(position.title) != clean_text(row.title):
        values["title"] = row.title
        if position.derived and not position.derived_title:
            values["derived_title"] = position.title
    if FTE in columns and row.fte != position.fte:
        values["fte"] = fte_to_json(row.fte)
        sentences.append(describe_fte(position.fte, row.fte))
    if JOBS in columns:
        entries = _fill_titles(row, position, jobs.by_pk)
        if entries != position.jobs:
            values["placements"] = [{"job": entry.job, "title": entry.title} for entry in entries]
            sentences.extend(describe_jobs(position.jobs, entries, jobs.by_pk))
    if KIND in columns and row.kind != position.kind:
        values["kind"] = row.kind
        sentences.append(describe_kind_change(position.kind, row.kind))
    if DERIVED in columns and row.derived != position.derived:
        values["is_derived"] = row.derived
        sentences.append("Marked as derived." if row.derived else "No longer marked as derived.")
    if LINES in columns:
        wanted, present = (
            [_line_values(line, matches) for line in lines] for lines in (row.lines, map(_clean_line, position.lines))
        )
        if wanted != present:
            values["shared"] = wanted
            sentences.append(describe_lines(position.lines, row.lines))
    return values, sentences


def _clean_line(line: LineEntry) -> LineEntry:
    """Return a dotted line as a table has it, without odd spaces."""
    return replace(line, title=clean_text(line.title), covers=clean_text(line.covers))


def _line_values(line: LineEntry, matches: Mapping[Number, int]) -> dict[str, Any]:
    """Return the values of a dotted line as ``positions.edit`` takes them; of a new supervisor the number."""
    supervisor = line.supervisor
    if supervisor is None and line.number:
        supervisor = matches.get(line.number, line.number)
    return {
        "supervisor": supervisor,
        "title": line.title,
        "covers": line.covers,
        "is_derived": line.derived,
    }


def _fill_titles(row: ParsedRow, position: CurrentPosition, jobs: Mapping[int, Job]) -> tuple[JobEntry, ...]:
    """Return the job descriptions of a row, each with the title that it is listed under."""
    present = {entry.job: entry.title for entry in position.jobs}
    entries = []
    for entry in row.jobs:
        title = present.get(entry.job)
        if title is None or (entry.title and clean_text(title) != clean_text(entry.title)):
            title = entry.title or jobs[entry.job].title
        entries.append(JobEntry(entry.job, title))
    return tuple(entries)
