"""Whether the rows of a table make one tree, and the index numbers that follow from it. No Django in here.

A row stands below the one that its index number says, or, where it says none, below the one that it reports to. Where
"Reports to" was changed and the index number was not, the position moves. Index numbers that are not contiguous are an
error, unless they shall be made so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count

from orgcharts.spreadsheet.columns import ABOVE
from orgcharts.spreadsheet.cycles import check_rings
from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.number_gaps import Numbers, check_heads, check_orphans, is_moved, tell_gaps, tell_repeated
from orgcharts.spreadsheet.numbers import DEEPEST, Number, NumberProblem, read_number, written
from orgcharts.spreadsheet.values import Message, counted, named_rows


def build_tree(entries: Sequence[Entry], messages: list[Message], *, renumber: bool = False) -> bool:
    """Set ``number`` of each row, or say what keeps the rows from being one tree.

    ``renumber`` closes gaps and shifts those that follow a number that stands there twice. Returns whether that would
    mend all that was said.
    """
    before = len(messages)
    numbers: Numbers = defaultdict(list)
    for entry in entries:
        if entry.stated:
            numbers[entry.stated].append(entry)
    mendable = 0
    if numbers:
        mendable = 0 if renumber else tell_repeated(numbers, messages)
        mendable += 0 if renumber else tell_gaps(numbers, messages)
        check_heads(numbers, messages)
        check_orphans(numbers, messages)
    in_rings = check_rings(entries, messages)
    head = _hang(entries, numbers, in_rings, messages, renumber=renumber)
    stopping = [message for message in messages[before:] if message.stops]
    if not stopping and head is not None and not any(entry.is_unreadable for entry in entries):
        _number(entries, head, messages)
    return 0 < mendable == len(stopping)


def _hang(
    entries: Sequence[Entry], numbers: Numbers, in_rings: set[Entry], messages: list[Message], *, renumber: bool
) -> Entry | None:
    """Set the row above each row and return the head, or say why that cannot be done."""
    heads: list[Entry] = []
    moved, stale, missing = [], [], []
    now = {entry.position.number: entry for entry in entries if entry.position}
    for entry in entries:
        if entry.is_unreadable or entry in in_rings:
            continue
        if entry.stated == (1,):
            heads.append(entry)
        elif entry.stated:
            entry.above = _above(entry, numbers, now, messages if renumber else None)
            if entry.reports is not None and entry.reports is not entry.above:
                if is_moved(entry, entry.above):
                    entry.above = entry.reports
                    moved.append(entry)
                elif entry.position and entry.text(ABOVE) == written(entry.position.number[:-1]):
                    stale.append(entry)
                else:
                    _tell_contradiction(entry, written(entry.reports.stated or ()) or entry.reports.named, "", messages)
            elif entry.reports is None and _names_another(entry, numbers):
                said = written(read_number(entry.text(ABOVE)))
                _tell_contradiction(entry, said, ", which is not in the file", messages)
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


def _names_another(entry: Entry, numbers: Numbers) -> bool:
    """Say whether "Reports to" says an index number that is neither in the file nor the one above the row's own."""
    try:
        said = read_number(entry.text(ABOVE))
    except NumberProblem:
        return False
    return said not in numbers and said != entry.stated[:-1]


def _above(entry: Entry, numbers: Numbers, now: Mapping[Number, Entry], messages: list[Message] | None) -> Entry | None:
    """Return the row that the index number says; of several of that number the one below which it stands now.

    ``now`` are the rows by the index numbers that their positions have in the chart.
    """
    found = numbers.get(entry.stated[:-1], [])
    if len(found) < 2:
        return found[0] if found else None
    fitting = now.get(entry.position.number[:-1]) if entry.position else None
    for one in (fitting, entry.reports):
        if one is not None and one.stated == entry.stated[:-1]:
            return one
    if messages is None:  # It is told of each that it stands there twice, which is enough.
        return found[0]
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
    heads = [entry for entry in heads if entry.title] or heads  # Of the others it is said that they have no title.
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
        if below[entry] and len(entry.number) == DEEPEST:
            messages.append(Message(f"The chart would have more than {DEEPEST} levels. Choose higher places."))
            return
        for step, (_, one) in enumerate(sorted(below[entry], key=lambda pair: pair[0]), start=1):
            one.number = (*entry.number, step)
            waiting.append(one)
            placed += 1
    if placed < len(entries):  # What moves below itself stands in a ring with it.
        lost = [entry for entry in entries if not entry.number]
        messages.append(
            Message(
                f"{counted(len(lost), 'position stands', 'positions stand')} below nobody that reports to the head: "
                f"{named_rows([entry.row for entry in lost]).lower()}. “Reports to” names a position that stands below "
                "the row itself. Correct it there."
            )
        )
