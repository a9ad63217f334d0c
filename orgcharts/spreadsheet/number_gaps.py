"""Errors in the index numbers of rows: repeated numbers, gaps, no head, missing supervisors. No Django in here."""

from __future__ import annotations

from collections import defaultdict

from orgcharts.spreadsheet.columns import ABOVE
from orgcharts.spreadsheet.dates import is_shortened
from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.numbers import Number, format_number
from orgcharts.spreadsheet.supervisors import means_nobody
from orgcharts.spreadsheet.values import Message

#: The rows of each index number.
EntriesByNumber = dict[Number, list[Entry]]


def report_repeated(numbers: EntriesByNumber, messages: list[Message]) -> int:
    """Report index numbers that occur more than once; return the number of errors."""
    count = 0
    for number, (first, *others) in numbers.items():
        for entry in others if number != (1,) else ():
            hint = ""
            if len(number) == 2 and number[1] < 10:
                hint = (
                    f" If this was {format_number(number)}0: the spreadsheet program has taken it for a number. Give "
                    "the column the format Text and type it again."
                )
            messages.append(
                Message(
                    f"The index number {format_number(number)} stands in row {first.row:,} already "
                    f"(“{first.title[:60]}”). Give each position its own.{hint}",
                    entry.row,
                )
            )
            count += 1
    return count


def report_gaps(numbers: EntriesByNumber, messages: list[Message]) -> int:
    """Report gaps in the numbers below a position; return the number of errors."""
    below: dict[Number, list[int]] = defaultdict(list)
    for number in numbers:
        if len(number) > 1 and number[:-1] in numbers:
            below[number[:-1]].append(number[-1])
    count = 0
    for above, steps in below.items():
        expected = 1
        for step in sorted(steps):
            if step != expected:
                missing = format_number((*above, expected))
                last = f" to {format_number((*above, step - 1))}" if step - 1 > expected else ""
                are = "are" if last else "is"
                date = " Or has a spreadsheet program turned this into a date?" if 1900 <= step <= 2100 else ""
                messages.append(
                    Message(
                        f"{format_number((*above, step))} follows a gap: {missing}{last} {are} not in the file. "
                        f"Number the positions below {format_number(above)} without gaps, or add what is "
                        f"missing.{date}",
                        numbers[(*above, step)][0].row,
                    )
                )
                count += 1
            expected = step + 1
    return count


def report_heads(numbers: EntriesByNumber, messages: list[Message]) -> None:
    """Report a missing head, a second one, or one that reports to somebody."""
    heads = numbers.get((1,), [])
    if not heads:
        messages.append(
            Message("There is no head: no row has the index number 1. Add the position to which all others report.")
        )
    for entry in heads[1:]:
        messages.append(
            Message(
                f"This is a second head: the index number 1 stands in row {heads[0].row:,} already. A chart has one "
                "head; write 1.1 for a position that reports to it.",
                entry.row,
            )
        )
    for entry in heads:
        if entry.text(ABOVE) and entry.reports is not entry and not means_nobody(entry.text(ABOVE)):
            messages.append(
                Message(
                    "This is the head, which reports to nobody in the chart, but “Reports to” says "
                    f"“{entry.text(ABOVE)[:40]}”. Empty that cell.",
                    entry.row,
                )
            )


def report_orphans(numbers: EntriesByNumber, messages: list[Message]) -> None:
    """Report supervisors that are not in the file, each once for all who would report to it."""
    orphans: dict[Number, list[Number]] = defaultdict(list)
    for number, found in numbers.items():
        if len(number) > 1 and number[:-1] not in numbers and not (found[0].reports and is_moved(found[0], None)):
            orphans[number[:-1]].append(number)
    for above, below in orphans.items():
        others = f" and {len(below) - 1:,} more" if len(below) > 1 else ""
        which = "this position" if len(below) == 1 else "these positions"
        messages.append(
            Message(
                f"{format_number(below[0])}{others} would report to {format_number(above)}, which is not in the file. "
                f"Add a row for {format_number(above)}, or give {which} another index number.",
                numbers[below[0]][0].row,
            )
        )


def is_moved(entry: Entry, above: Entry | None) -> bool:
    """Say whether "Reports to" was changed and the index number was not.

    1.1 in place of 1.10 is no change: spreadsheet programs do that.
    """
    if above is not None and above.stated and is_shortened(entry.text(ABOVE), above.stated):
        return False
    return entry.is_unmoved and entry.reports is not entry and entry.reports is not above
