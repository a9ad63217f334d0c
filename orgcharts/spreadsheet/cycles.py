"""Positions that report to each other in a ring, by the column "Reports to". No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.numbers import format_number
from orgcharts.spreadsheet.values import Message

#: So many positions of a ring are named.
_MAX_NAMED = 6


def report_cycles(entries: Sequence[Entry], messages: list[Message]) -> set[Entry]:
    """Say which rows report to each other in a ring, and return them.

    A row that reports to itself stands in one where it is no head.
    """
    reports = {}
    for entry in entries:
        if entry.reports is not None and not (entry.reports is entry and _may_be_head(entry)):
            reports[entry] = entry.reports
    # Of rows without any numbers one may report to itself, as programs write the head.
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
    """Return the rings, each from the first of its rows on."""
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
    told = ", which reports to ".join(way)
    if len(ring) > _MAX_NAMED:
        told += f", and so on through {len(ring) - _MAX_NAMED:,} more"
    correct = "Correct “Reports to” in one of these rows."
    if fitting:
        correct = f"Correct “Reports to” as the index numbers say, such as {fitting} for {first.label}."
    return Message(
        f"Positions report to each other in a ring: {told}, which reports to {first.label} again. Nobody in it reports "
        f"to the head. {correct}",
        first.row,
    )
