"""What an import would change: which row of the file is which position, and how the chart becomes the one of the file.

Plain values in, plain values out: no queries and no Django in here. ``database`` reads the chart and carries it out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgcharts.fte import fte_to_json
from orgcharts.spreadsheet.cells import clean
from orgcharts.spreadsheet.columns import FTE, JOBS
from orgcharts.spreadsheet.describe import lost_words, said_of_fte, said_of_jobs
from orgcharts.spreadsheet.job_cell import Catalogue, Job, Listed
from orgcharts.spreadsheet.match import match
from orgcharts.spreadsheet.numbers import Number, written
from orgcharts.spreadsheet.rows import counted
from orgcharts.spreadsheet.wanted import Row, Standing, Table
from orgcharts.tree.arrangement import longest_run

ADDED, DELETED, MOVED, RENUMBERED, RENAMED, CHANGED = "added", "deleted", "moved", "renumbered", "renamed", "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """A position goes, or (``pk`` is None) a new one comes, right after or before another one or as the last one below.

    All numbers are those of the finished chart, by which the positions are known: exactly one of ``after``, ``before``
    and ``below`` is given, or none for the head of a chart without positions.
    """

    number: Number
    pk: int | None
    after: Number | None = None
    before: Number | None = None
    below: Number | None = None


@dataclass(slots=True)
class Change:
    """What happens to one position, in words: ``number`` is its new index number, ``old`` the one that it had."""

    row: int
    number: str
    old: str
    title: str
    kinds: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """All that an import would do. ``who`` are the positions that stay, by their numbers in the finished chart."""

    rows: Sequence[Row]
    who: dict[Number, int]
    steps: list[Step] = field(default_factory=list)
    edits: list[tuple[Number, dict[str, Any]]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.steps or self.edits or self.deleted)

    @property
    def counts(self) -> Counter[str]:
        """How many positions each kind of change is about."""
        return Counter(kind for change in self.changes for kind in change.kinds)

    @property
    def needed(self) -> set[str]:
        """The codenames of the permissions that the import needs besides that of changing the chart."""
        counts = self.counts
        needed = {"add_position"} if counts[ADDED] else set()
        if counts[DELETED]:
            needed.add("delete_position")
        if counts[MOVED] or counts[RENAMED] or counts[CHANGED]:
            needed.add("change_position")
        return needed

    def summary(self) -> str:
        """Return the plan in one sentence without its point, such as "2 positions added, 1 moved"."""
        counts = self.counts
        kinds = [kind for kind in (ADDED, DELETED, MOVED, RENAMED, CHANGED, RENUMBERED) if counts[kind]]
        if not kinds:
            return "nothing changed"
        first = counted(counts[kinds[0]], "position", "positions")
        return ", ".join([f"{first} {kinds[0]}", *(f"{counts[kind]:,} {kind}" for kind in kinds[1:])])


def plan(present: Sequence[Standing], table: Table, jobs: Catalogue) -> Plan:
    """Return how the chart whose positions are ``present`` becomes what ``table``, which has no errors, wants."""
    standing = {one.pk: one for one in present}
    who = match(present, table.rows)
    kept = set(who.values())
    made = Plan(table.rows, who, deleted=[one.pk for one in present if one.pk not in kept])
    moved = _place(made, standing)
    for row in table.rows:
        one = standing.get(who.get(row.number))
        values, said = _edit(row, one, table.columns, jobs)
        if values:
            made.edits.append((row.number, values))
        kinds: list[str] = []
        sentences: list[str] = []
        if one is None:
            kinds.append(ADDED)
            sentences.append("New position.")
        elif one.number != row.number:
            kinds.append(MOVED if one.pk in moved else RENUMBERED)
            how = "Moves" if one.pk in moved else "Gets another index number, because others come or go"
            sentences.append(f"{how}: from {written(one.number)} to {row.index_number}.")
        if one is not None and "title" in values:
            kinds.append(RENAMED)
            sentences.append(f"Renamed from “{one.title}”.")
        if one is not None and set(values) - {"title"}:
            kinds.append(CHANGED)
        if kinds:
            old = written(one.number) if one else ""
            made.changes.append(Change(row.row, row.index_number, old, row.title, tuple(kinds), (*sentences, *said)))
    gone = set(made.deleted)
    for one in present:
        if one.pk in gone:
            said = ("Deleted, because it is not in the file.", *lost_words(one))
            made.changes.append(Change(0, "", written(one.number), one.title, (DELETED,), said))
    return made


def _place(made: Plan, standing: Mapping[int, Standing]) -> set[int]:
    """Add the steps by which the positions come to stand as in the file; return the keys of those that move.

    From the head downwards: when it is the turn of those below a position, all above it are in their place, so that
    nothing is ever moved below itself. Below each position, the longest run of those that are in the right order
    already stays.
    """
    below: dict[Number, list[Number]] = defaultdict(list)
    for row in made.rows:
        if len(row.number) > 1:
            below[row.number[:-1]].append(row.number)
        elif row.number not in made.who:
            made.steps.append(Step(row.number, None))
    moved = set()
    for row in made.rows:
        above = row.number
        old_above = standing[made.who[above]].number if above in made.who else None
        there = [
            (number, standing[made.who[number]].number[-1])
            for number in below[above]
            if number in made.who and standing[made.who[number]].number[:-1] == old_above
        ]
        stays = {there[at][0] for at in longest_run([step for _, step in there])}
        before = None
        for number in below[above]:
            if number not in stays:
                pk = made.who.get(number)
                if pk is not None:
                    moved.add(pk)
                first = next((one for one in below[above] if one in stays), None) if before is None else None
                if before is not None:
                    made.steps.append(Step(number, pk, after=before))
                elif first is not None:
                    made.steps.append(Step(number, pk, before=first))
                else:
                    made.steps.append(Step(number, pk, below=above))
            before = number
    return moved


def _edit(row: Row, one: Standing | None, columns: Sequence[str], jobs: Catalogue) -> tuple[dict[str, Any], list[str]]:
    """Return the values that a position gets, as ``positions.edit`` takes them, and sentences about them."""
    values: dict[str, Any] = {}
    said: list[str] = []
    if one is None:
        one = Standing(0, row.number, row.title)
    elif clean(one.title) != clean(row.title):
        values["title"] = row.title
    if FTE in columns and row.fte != one.fte:
        values["fte"] = fte_to_json(row.fte)
        said.append(said_of_fte(one.fte, row.fte))
    if JOBS in columns:
        listed = _listed(row, one, jobs.by_pk)
        if listed != one.jobs:
            values["placements"] = [{"job": job.job, "title": job.title} for job in listed]
            said.extend(said_of_jobs(one.jobs, listed, jobs.by_pk))
    return values, said


def _listed(row: Row, one: Standing, jobs: Mapping[int, Job]) -> tuple[Listed, ...]:
    """Return the job descriptions of a row, each with the title that it is listed under."""
    present = {job.job: job.title for job in one.jobs}
    listed = []
    for job in row.jobs:
        there = present.get(job.job)
        if there is not None and (not job.title or clean(there) == clean(job.title)):
            title = there
        else:
            title = job.title or jobs[job.job].title
        listed.append(Listed(job.job, title))
    return tuple(listed)
