"""Cycles in the column "Reports to". No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.numbers import format_number
from orgcharts.spreadsheet.values import Message

#: Maximum number of positions of a cycle that a message names.
_MAX_NAMED = 6


def report_cycles(entries: Sequence[Entry], messages: list[Message]) -> set[Entry]:
    """Report cycles, and return their rows.

    A row that reports to itself is a cycle unless it is the head.
    """
    reports = {}
    for entry in entries:
        if entry.reports is not None and not (entry.reports is entry and _may_be_head(entry)):
            reports[entry] = entry.reports
    # Without index numbers, one row may report to itself: programs write the head like that.
    selves = [entry for entry in reports if reports[entry] is entry and not entry.stated]
    if len(selves) == 1 and all(entry.stated is None and (entry in reports) for entry in entries):
        del reports[selves[0]]
        selves[0].reports = None
    rings = _find_cycles(reports)
    messages.extend(_describe_cycle(ring) for ring in rings)
    return {entry for ring in rings for entry in ring}


def _may_be_head(entry: Entry) -> bool:
    return entry.stated == (1,)


def _find_cycles(reports: Mapping[Entry, Entry]) -> list[list[Entry]]:
    """Return the cycles, each from its first row on."""
    done: set[Entry] = set()
    rings = []
    for start in reports:
        way: list[Entry] = []
        places: dict[Entry, int] = {}
        entry = start
        while entry in reports and entry not in done and entry not in places:
            places[entry] = len(way)
            way.append(entry)
            entry = reports[entry]
        if entry in places:
            rings.append(way[places[entry] :])
        done.update(way)
    return rings


def _describe_cycle(ring: Sequence[Entry]) -> Message:
    first = ring[0]
    fitting = format_number(first.stated[:-1]) if first.stated else ""
    if len(ring) == 1:
        instead = fitting or "its supervisor"
        why = ", as its index number says" if fitting else ", or leave it empty for the head"
        return Message(f"{first.label} reports to itself. Write {instead} under “Reports to”{why}.", first.row)
    way = [f"{entry.label} (row {entry.row:,})" for entry in ring[:_MAX_NAMED]]
    path = ", which reports to ".join(way)
    if len(ring) > _MAX_NAMED:
        path += f", and so on through {len(ring) - _MAX_NAMED:,} more"
    correct = "Correct “Reports to” in one of these rows."
    if fitting:
        correct = f"Correct “Reports to” as the index numbers say, such as {fitting} for {first.label}."
    return Message(
        f"Positions report to each other in a ring: {path}, which reports to {first.label} again. Nobody in it reports "
        f"to the head. {correct}",
        first.row,
    )
