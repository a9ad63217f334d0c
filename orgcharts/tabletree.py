"""Whether the rows of a table make one tree: repeated index numbers, gaps, orphans, rings. No Django in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgcharts.tablenumbers import Number, NumberProblem, read_number, written
from orgcharts.tables import Message

if TYPE_CHECKING:
    from orgcharts.tablechecks import Row

#: So many positions of a ring are named.
_RING_TOLD = 6


def check_tree(rows: Sequence[tuple[Row, str]], messages: list[Message]) -> None:
    """Say what keeps ``rows``, each with what its column "Reports to" holds, from being one tree."""
    first: dict[Number, Row] = {}
    for row, _ in rows:
        if row.number in first:
            messages.append(_repeated(row, first[row.number]))
        else:
            first[row.number] = row
    if (1,) not in first:
        messages.append(
            Message("There is no head: no row has the index number 1. Add the position to which all others report.")
        )
    _check_gaps(first, messages)
    _check_above(rows, first, messages)


def _repeated(row: Row, earlier: Row) -> Message:
    number = row.index_number
    if row.number == (1,):
        return Message(
            f"This is a second head: the index number 1 stands in row {earlier.row:,} already. A chart has one head; "
            "write 1.1 for a position that reports to it.",
            row.row,
        )
    hint = ""
    if len(row.number) == 2 and row.number[1] < 10:
        hint = (
            f" If this was {number}0: the spreadsheet program has taken it for a number. Give the column the format "
            "Text and type it again."
        )
    return Message(
        f"The index number {number} stands in row {earlier.row:,} already (“{earlier.title[:60]}”). Give each position "
        f"its own.{hint}",
        row.row,
    )


def _check_gaps(first: dict[Number, Row], messages: list[Message]) -> None:
    below: dict[Number, list[int]] = defaultdict(list)
    for number in first:
        if len(number) > 1:
            below[number[:-1]].append(number[-1])
    for above, steps in below.items():
        if above not in first:
            for step in sorted(steps):
                number = (*above, step)
                messages.append(
                    Message(
                        f"{written(number)} would report to {written(above)}, which is not in the file. Add a row for "
                        f"{written(above)}, or give this position another index number.",
                        first[number].row,
                    )
                )
            continue
        expected = 1
        for step in sorted(steps):
            if step != expected:
                missing = written((*above, expected))
                last = f" to {written((*above, step - 1))}" if step - 1 > expected else ""
                are = "are" if last else "is"
                date = " Or has a spreadsheet program turned this into a date?" if 1900 <= step <= 2100 else ""
                messages.append(
                    Message(
                        f"{written((*above, step))} follows a gap: {missing}{last} {are} not in the file. Number the "
                        f"positions below {written(above)} without gaps, or add what is missing.{date}",
                        first[(*above, step)].row,
                    )
                )
            expected = step + 1


def _check_above(rows: Sequence[tuple[Row, str]], first: dict[Number, Row], messages: list[Message]) -> None:
    said: dict[Number, Number] = {}
    titles: dict[str, list[Row]] = defaultdict(list)
    for row, _ in rows:
        titles[row.title.casefold()].append(row)
    wrong = []
    for row, text in rows:
        if not text:
            continue
        if len(row.number) == 1:
            messages.append(
                Message(
                    f"This is the head, which reports to nobody in the chart, but “Reports to” says “{text[:40]}”. "
                    "Empty that cell.",
                    row.row,
                )
            )
            continue
        try:
            above = read_number(text)
        except NumberProblem as problem:
            namesakes = titles.get(text.casefold(), ())
            hint = f" “{text[:60]}” is {namesakes[0].index_number}: write that." if len(namesakes) == 1 else ""
            messages.append(Message(f"In “Reports to”: {'' if hint else problem}{hint}".replace(":  ", ": "), row.row))
            continue
        said.setdefault(row.number, above)
        if above != row.number[:-1]:
            wrong.append((row, above))
    rings = _rings(said)
    in_rings = {number for ring in rings for number in ring}
    for ring in rings:
        messages.append(_ring(ring, first))
    for row, above in wrong:
        if row.number in in_rings:
            continue
        fitting = written(row.number[:-1])
        known = "" if above in first else ", which is not in the file"
        messages.append(
            Message(
                f"“Reports to” says {written(above)}{known}, but by its index number {row.index_number} the position "
                f"reports to {fitting}. Write {fitting} there, or give the position an index number below "
                f"{written(above)}.",
                row.row,
            )
        )


def _rings(above: dict[Number, Number]) -> list[list[Number]]:
    """Return the rings in which positions report to each other, each from the first of its positions on."""
    done: set[Number] = set()
    rings = []
    for start in above:
        way: list[Number] = []
        places: dict[Number, int] = {}
        number = start
        while number in above and number not in done and number not in places:
            places[number] = len(way)
            way.append(number)
            number = above[number]
        if number in places:
            rings.append(way[places[number] :])
        done.update(way)
    return rings


def _ring(ring: list[Number], first: dict[Number, Row]) -> Message:
    row = first[ring[0]].row
    if len(ring) == 1:
        return Message(
            f"{written(ring[0])} reports to itself. Write {written(ring[0][:-1])} under “Reports to”, as its index "
            "number says.",
            row,
        )
    way = [f"{written(number)} (row {first[number].row:,})" for number in ring[:_RING_TOLD]]
    told = ", which reports to ".join(way)
    if len(ring) > _RING_TOLD:
        told += f", and so on through {len(ring) - _RING_TOLD:,} more"
    return Message(
        f"Positions report to each other in a ring: {told}, which reports to {written(ring[0])} again. Nobody in it "
        f"reports to the head. Correct “Reports to” as the index numbers say, such as {written(ring[0][:-1])} for "
        f"{written(ring[0])}.",
        row,
    )
