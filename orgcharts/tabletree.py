"""Whether the rows of a table make one tree, and the index numbers that follow from it. No Django in here.

A row stands below the one that its index number says, or, where it says none, below the one that it reports to. Where
"Reports to" was changed and the index number was not, the position moves. Index numbers that are not contiguous are an
error, unless they shall be made so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from orgcharts.tablecolumns import ABOVE, NUMBER
from orgcharts.tableentries import Entry
from orgcharts.tablenumbers import DEEPEST, Number, NumberProblem, read_number, written
from orgcharts.tablerings import check_rings
from orgcharts.tablesupervisors import means_nobody
from orgcharts.tablevalues import Message, counted, named_rows


def build_tree(entries: Sequence[Entry], messages: list[Message], *, renumber: bool = False) -> bool:
    """Set ``number`` of each row, or say what keeps the rows from being one tree.

    ``renumber`` closes gaps and shifts those that follow a number that stands there twice. Returns whether that would
    mend all that was said.
    """
    before = len(messages)
    numbers: dict[Number, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.stated:
            numbers[entry.stated].append(entry)
    mendable = 0
    if numbers:
        mendable = 0 if renumber else _tell_repeated(numbers, messages)
        mendable += 0 if renumber else _tell_gaps(numbers, messages)
        _check_heads(numbers, messages)
        _check_orphans(numbers, messages)
    in_rings = check_rings(entries, messages)
    head = _hang(entries, numbers, in_rings, messages)
    stopping = [message for message in messages[before:] if message.stops]
    if not stopping and head is not None and not any(entry.is_unreadable for entry in entries):
        _number(entries, head, messages)
    return 0 < mendable == len(stopping)


def _tell_repeated(numbers: dict[Number, list[Entry]], messages: list[Message]) -> int:
    """Say which index numbers stand there twice; return how many such sentences there are."""
    told = 0
    for number, (first, *others) in numbers.items():
        for entry in others if number != (1,) else ():
            hint = ""
            if len(number) == 2 and number[1] < 10:
                hint = (
                    f" If this was {written(number)}0: the spreadsheet program has taken it for a number. Give the "
                    "column the format Text and type it again."
                )
            messages.append(
                Message(
                    f"The index number {written(number)} stands in row {first.row:,} already (“{first.title[:60]}”). "
                    f"Give each position its own.{hint}",
                    entry.row,
                )
            )
            told += 1
    return told


def _tell_gaps(numbers: dict[Number, list[Entry]], messages: list[Message]) -> int:
    """Say where the numbers below a position have gaps; return how many such sentences there are."""
    below: dict[Number, list[int]] = defaultdict(list)
    for number in numbers:
        if len(number) > 1 and number[:-1] in numbers:
            below[number[:-1]].append(number[-1])
    told = 0
    for above, steps in below.items():
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
                        numbers[(*above, step)][0].row,
                    )
                )
                told += 1
            expected = step + 1
    return told


def _check_heads(numbers: dict[Number, list[Entry]], messages: list[Message]) -> None:
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


def _check_orphans(numbers: dict[Number, list[Entry]], messages: list[Message]) -> None:
    for number, found in numbers.items():
        if len(number) > 1 and number[:-1] not in numbers:
            above = written(number[:-1])
            if found[0].reports is not None and _is_moved(found[0], None):
                continue
            messages.append(
                Message(
                    f"{written(number)} would report to {above}, which is not in the file. Add a row for {above}, or "
                    "give this position another index number.",
                    found[0].row,
                )
            )


def _hang(
    entries: Sequence[Entry], numbers: dict[Number, list[Entry]], in_rings: set[Entry], messages: list[Message]
) -> Entry | None:
    """Set the row above each row and return the head, or say why that cannot be done."""
    heads: list[Entry] = []
    moved, stale, missing = [], [], []
    for entry in entries:
        if entry.is_unreadable or entry in in_rings:
            continue
        if entry.stated == (1,):
            heads.append(entry)
        elif entry.stated:
            entry.above = _above(entry, numbers, messages)
            if entry.reports is not None and entry.reports is not entry.above:
                if _is_moved(entry, entry.above):
                    entry.above = entry.reports
                    moved.append(entry)
                elif entry.position and entry.text(ABOVE) == written(entry.position.number[:-1]):
                    stale.append(entry)
                else:
                    _tell_contradiction(entry, written(entry.reports.stated or ()) or entry.reports.named, "", messages)
            elif entry.reports is None and entry.text(ABOVE) and (said := _read(entry.text(ABOVE))):
                _tell_contradiction(entry, written(said), ", which is not in the file", messages)
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
        _tell_heads(heads, entries, messages)
    _tell_moved(moved, stale, messages)
    return heads[0] if heads else None


def _read(text: str) -> Number | None:
    try:
        return read_number(text)
    except NumberProblem:
        return None


def _is_moved(entry: Entry, above: Entry | None) -> bool:
    """Say whether "Reports to" was changed and the index number was not."""
    return entry.is_where_it_was and entry.reports is not entry and entry.reports is not above


def _above(entry: Entry, numbers: dict[Number, list[Entry]], messages: list[Message]) -> Entry | None:
    """Return the row that the index number says; of several of that number the one below which it stands now."""
    found = numbers.get(entry.stated[:-1], [])
    if len(found) < 2:
        return found[0] if found else None
    now = entry.position.number[:-1] if entry.position else None
    fitting = [one for one in found if one.position and one.position.number == now]
    if len(fitting) == 1:
        return fitting[0]
    if entry.reports in found:
        return entry.reports
    messages.append(
        Message(
            f"{written(entry.stated)} could report to {named_rows([one.row for one in found]).lower()}, which both say "
            f"{written(entry.stated[:-1])}. Give each its own index number, and those below it theirs.",
            entry.row,
        )
    )
    return None


def _tell_contradiction(entry: Entry, said: str, known: str, messages: list[Message]) -> None:
    fitting = written(entry.stated[:-1])
    messages.append(
        Message(
            f"“Reports to” says {said}{known}, but by its index number {written(entry.stated)} the position reports to "
            f"{fitting}. Write {fitting} there, or give the position an index number below {said}.",
            entry.row,
        )
    )


def _tell_heads(heads: Sequence[Entry], entries: Sequence[Entry], messages: list[Message]) -> None:
    if len(heads) > 1:
        named = ", ".join(f"“{entry.title[:40]}”" for entry in heads[:5]) + (" and others" if len(heads) > 5 else "")
        messages.append(
            Message(
                f"{named_rows([entry.row for entry in heads])} report to nobody: {named}. A chart has one head: say in "
                "“Reports to” of the others whom they report to, or delete rows that are no positions."
            )
        )
    elif not heads and entries and not any(message.stops for message in messages):
        messages.append(
            Message("There is no head: each row reports to another one. Empty “Reports to” in the row of the head.")
        )


def _tell_moved(moved: Sequence[Entry], stale: Sequence[Entry], messages: list[Message]) -> None:
    for entry in moved:
        messages.append(
            Message(
                f"“Reports to” was changed, so {entry.named} moves below {entry.reports.named} with all below it, to "
                "the last place. Index numbers follow.",
                entry.row,
                stops=False,
            )
        )
    if stale:
        messages.append(
            Message(
                f"{named_rows([entry.row for entry in stale])}: the index number was changed and “Reports to” was not. "
                "The index number says where the position moves.",
                stops=False,
            )
        )


def _number(entries: Sequence[Entry], head: Entry, messages: list[Message]) -> None:
    """Set the number of each row: below each, those with a number of it in their order, then the others as they come.

    Of several with one number the new one comes first, as that is where somebody has put it.
    """
    below: dict[Entry, list[tuple[tuple, Entry]]] = defaultdict(list)
    order = count()
    for entry in entries:
        if entry.above is not None:
            is_numbered = bool(entry.stated) and entry.above.stated == entry.stated[:-1]
            step = entry.stated[-1] if is_numbered else 0
            below[entry.above].append(((not is_numbered, step, entry.is_where_it_was, next(order)), entry))
    head.number = (1,)
    waiting, placed = [head], 1
    while waiting:
        entry = waiting.pop()
        for step, (_, one) in enumerate(sorted(below[entry], key=lambda pair: pair[0]), start=1):
            one.number = (*entry.number, step)
            waiting.append(one)
            placed += 1
    if any(len(entry.number) > DEEPEST for entry in entries):
        messages.append(Message(f"The chart would have more than {DEEPEST} levels. Choose higher places."))
    if placed < len(entries):  # What moves below itself stands in a ring with it.
        lost = [entry for entry in entries if not entry.number]
        messages.append(
            Message(
                f"{counted(len(lost), 'position stands', 'positions stand')} below nobody that reports to the head: "
                f"{named_rows([entry.row for entry in lost]).lower()}. “Reports to” names a position that stands below "
                "the row itself. Correct it there."
            )
        )


def states_numbers(entries: Sequence[Entry]) -> bool:
    """Say whether any row has something in the column of index numbers."""
    return any(entry.text(NUMBER) for entry in entries)
