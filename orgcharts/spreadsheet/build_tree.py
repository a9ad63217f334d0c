"""Building one tree from the rows of a table, and its index numbers. No Django in here.

The supervisor of a row follows from its index number or, without one, from "Reports to". Where "Reports to" was changed
and the index number was not, the position moves. Gaps in index numbers are an error unless they shall be closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count

from orgcharts.spreadsheet.columns import ABOVE
from orgcharts.spreadsheet.cycles import report_cycles
from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.number_gaps import (
    EntriesByNumber,
    is_moved,
    report_gaps,
    report_heads,
    report_orphans,
    report_repeated,
)
from orgcharts.spreadsheet.numbers import MAX_DEPTH, Number, NumberError, format_number, parse_number
from orgcharts.spreadsheet.values import Message, format_rows
from techsets.common.text import format_count


def build_tree(entries: Sequence[Entry], messages: list[Message], *, renumber: bool = False) -> bool:
    """Set ``number`` of each row, or report what keeps the rows from being one tree.

    ``renumber`` closes gaps and shifts the rows after a repeated number. Returns whether that would correct all errors.
    """
    before = len(messages)
    numbers: EntriesByNumber = defaultdict(list)
    for entry in entries:
        if entry.stated:
            numbers[entry.stated].append(entry)
    mendable = 0
    if numbers:
        mendable = 0 if renumber else report_repeated(numbers, messages)
        mendable += 0 if renumber else report_gaps(numbers, messages)
        report_heads(numbers, messages)
        report_orphans(numbers, messages)
    in_rings = report_cycles(entries, messages)
    head = _set_parents(entries, numbers, in_rings, messages, renumber=renumber)
    stopping = [message for message in messages[before:] if message.is_error]
    if not stopping and head is not None and not any(entry.is_unreadable for entry in entries):
        _set_numbers(entries, head, messages)
    return 0 < mendable == len(stopping)


def _set_parents(
    entries: Sequence[Entry], numbers: EntriesByNumber, in_rings: set[Entry], messages: list[Message], *, renumber: bool
) -> Entry | None:
    """Set the supervisor of each row and return the head, or report why that cannot be done."""
    heads: list[Entry] = []
    moved, stale, missing = [], [], []
    now = {entry.position.number: entry for entry in entries if entry.position}
    for entry in entries:
        if entry.is_unreadable or entry in in_rings:
            continue
        if entry.stated == (1,):
            heads.append(entry)
        elif entry.stated:
            entry.above = _find_parent(entry, numbers, now, messages if renumber else None)
            if entry.reports is not None and entry.reports is not entry.above:
                if is_moved(entry, entry.above):
                    entry.above = entry.reports
                    moved.append(entry)
                elif entry.position and entry.text(ABOVE) == format_number(entry.position.number[:-1]):
                    stale.append(entry)
                else:
                    _report_contradiction(
                        entry, format_number(entry.reports.stated or ()) or entry.reports.label, "", messages
                    )
            elif entry.reports is None and _names_another(entry, numbers):
                stated = format_number(parse_number(entry.text(ABOVE)))
                _report_contradiction(entry, stated, ", which is not in the file", messages)
        elif entry.reports is not None and entry.reports is not entry:
            entry.above = entry.reports
        elif numbers:
            missing.append(entry)
        else:
            heads.append(entry)
    for entry in missing:
        messages.append(
            Message("The index number is missing. Write the place of this position, such as 1.1.2.", entry.row)
        )
    if not numbers:
        _report_heads(heads, entries, messages)
    _report_moved(moved, stale, messages)
    return heads[0] if heads else None


def _names_another(entry: Entry, numbers: EntriesByNumber) -> bool:
    """Say whether "Reports to" has an index number that is neither in the file nor the parent of the row's own."""
    try:
        stated = parse_number(entry.text(ABOVE))
    except NumberError:
        return False
    return stated not in numbers and stated != entry.stated[:-1]


def _find_parent(
    entry: Entry, numbers: EntriesByNumber, now: Mapping[Number, Entry], messages: list[Message] | None
) -> Entry | None:
    """Return the supervisor by index number; of several rows with that number, the present supervisor.

    ``now`` are the rows by the index numbers that their positions have in the chart.
    """
    found = numbers.get(entry.stated[:-1], [])
    if len(found) < 2:
        return found[0] if found else None
    fitting = now.get(entry.position.number[:-1]) if entry.position else None
    for one in (fitting, entry.reports):
        if one is not None and one.stated == entry.stated[:-1]:
            return one
    if messages is None:  # The repeated number is reported already.
        return found[0]
    messages.append(
        Message(
            f"{format_number(entry.stated)} could report to {format_rows([one.row for one in found]).lower()}, which "
            f"both say {format_number(entry.stated[:-1])}. Give each its own index number, and those below it theirs.",
            entry.row,
        )
    )
    return None


def _report_contradiction(entry: Entry, stated: str, known: str, messages: list[Message]) -> None:
    fitting = format_number(entry.stated[:-1])
    messages.append(
        Message(
            f"“Reports to” says {stated}{known}, but by its index number {format_number(entry.stated)} the position "
            f"reports to {fitting}. Write {fitting} there, or give the position an index number below {stated}.",
            entry.row,
        )
    )


def _report_heads(heads: Sequence[Entry], entries: Sequence[Entry], messages: list[Message]) -> None:
    heads = [entry for entry in heads if entry.title] or heads  # Missing titles are reported already.
    if len(heads) > 1:
        named = ", ".join(f"“{entry.title[:40]}”" for entry in heads[:5]) + (" and others" if len(heads) > 5 else "")
        messages.append(
            Message(
                f"{format_rows([entry.row for entry in heads])} report to nobody: {named}. A chart has one head: say "
                "in “Reports to” of the others whom they report to, or delete rows that are no positions."
            )
        )
    elif not heads and entries and not any(message.is_error for message in messages):
        messages.append(
            Message("There is no head: each row reports to another one. Empty “Reports to” in the row of the head.")
        )


def _report_moved(moved: Sequence[Entry], stale: Sequence[Entry], messages: list[Message]) -> None:
    for entry in moved:
        messages.append(
            Message(
                f"“Reports to” was changed, so {entry.label} moves below {entry.reports.label} with all below it, to "
                "the last place. Index numbers follow.",
                entry.row,
                is_error=False,
            )
        )
    if stale:
        messages.append(
            Message(
                f"{format_rows([entry.row for entry in stale])}: the index number was changed and “Reports to” was "
                "not. The index number says where the position moves.",
                is_error=False,
            )
        )


def _set_numbers(entries: Sequence[Entry], head: Entry, messages: list[Message]) -> None:
    """Set the number of each row: numbered siblings in the order of their numbers, then the others in that of the file.

    Of several with one number the new one comes first, as that is where somebody has put it.
    """
    below: dict[Entry, list[tuple[tuple, Entry]]] = defaultdict(list)
    order = count()
    for entry in entries:
        if entry.above is not None:
            is_numbered = bool(entry.stated) and entry.above.stated == entry.stated[:-1]
            step = entry.stated[-1] if is_numbered else 0
            below[entry.above].append(((not is_numbered, step, entry.is_unmoved, next(order)), entry))
    head.number = (1,)
    waiting, placed = [head], 1
    while waiting:
        entry = waiting.pop()
        if below[entry] and len(entry.number) == MAX_DEPTH:
            messages.append(Message(f"The chart would have more than {MAX_DEPTH} levels. Choose higher places."))
            return
        for step, (_, one) in enumerate(sorted(below[entry], key=lambda pair: pair[0]), start=1):
            one.number = (*entry.number, step)
            waiting.append(one)
            placed += 1
    if placed < len(entries):  # What moves below itself stands in a ring with it.
        lost = [entry for entry in entries if not entry.number]
        messages.append(
            Message(
                f"{format_count(len(lost), 'position stands', 'positions stand')} below nobody that reports to the "
                f"head: {format_rows([entry.row for entry in lost]).lower()}. “Reports to” names a position that "
                "stands below the row itself. Correct it there."
            )
        )
