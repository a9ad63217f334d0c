"""The rows of a table while their positions and supervisors are being resolved. No Django in here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.columns import KEY, NUMBER, TITLE
from orgcharts.spreadsheet.dates import find_possible_numbers, is_shortened
from orgcharts.spreadsheet.numbers import Number, NumberError, format_number, parse_number
from orgcharts.spreadsheet.values import Line, Message, format_rows

if TYPE_CHECKING:
    from orgcharts.spreadsheet.parsed_table import CurrentPosition

#: The last step of an index number that looks like the year of a date.
_YEARS = range(1900, 2101)


@dataclass(slots=True, eq=False)
class Entry:
    """A row of a table. ``position`` is its position in the chart where that is certain: by key or by a unique title.

    ``stated`` is the index number in the row, or None; ``is_lengthened`` says that it was restored to 1.10 where the
    row has 1.1. ``reports`` is the row that "Reports to" names, ``above`` the supervisor that results, and ``number``
    the index number that results.
    """

    line: Line
    title: str
    position: CurrentPosition | None = None
    stated: Number | None = None
    is_unreadable: bool = False
    is_lengthened: bool = False
    reports: Entry | None = None
    above: Entry | None = None
    number: Number = ()

    @property
    def row(self) -> int:
        return self.line.row

    @property
    def is_unmoved(self) -> bool:
        """Whether the row has the index number that its position has in the chart."""
        return self.position is not None and self.position.number == self.stated

    @property
    def label(self) -> str:
        """The index number of the row, or its title where it has none."""
        return format_number(self.stated) if self.stated else f"“{self.title[:60]}”"

    def text(self, name: str) -> str:
        """Return the text in a column."""
        return self.line.cells.get(name, "").strip()


def make_entries(lines: Iterable[Line], present: Sequence[CurrentPosition], keys: Mapping[int, Number]) -> list[Entry]:
    """Return the rows, each with its position where that is certain."""
    entries = [Entry(line, clean_text(line.cells.get(TITLE, ""))) for line in lines]
    by_key = {str(one.pk): one for one in present if one.pk in keys}
    by_title: dict[str, list[CurrentPosition]] = defaultdict(list)
    rows: dict[str, list[Entry]] = defaultdict(list)
    for one in present:
        by_title[clean_text(one.title)].append(one)
    for entry in entries:
        entry.position = by_key.get(entry.text(KEY))
        rows[entry.title].append(entry)
    taken = {entry.position.pk for entry in entries if entry.position}
    for title, found in rows.items():
        there = by_title.get(title, [])
        if title and len(found) == len(there) == 1 and not found[0].position and there[0].pk not in taken:
            found[0].position = there[0]
    return entries


def read_stated_numbers(entries: Sequence[Entry], messages: list[Message]) -> bool:
    """Set ``stated`` of the rows, also where a spreadsheet program has turned the number into something else.

    Returns False, with one error, where the column holds the numbers of another program.
    """
    problems: list[tuple[Entry, str]] = []
    back: list[Entry] = []
    # A program that turns a column into numbers writes the head as 1.0; a chart has one head.
    has_head = any(entry.text(NUMBER) == "1" for entry in entries)
    for entry in entries:
        text = entry.text(NUMBER)
        if not text:
            continue
        if text == "1.0" and not has_head:
            text, has_head = "1", True
        try:
            if NUMBER in entry.line.dated:
                raise NumberError(entry.line.dated[NUMBER])
            entry.stated = parse_number(text)
            if entry.stated[-1] in _YEARS:  # 1.3.2026, which may be a date as well as a place in the chart.
                raise NumberError("")
        except NumberError as problem:
            if entry.position and entry.position.number in find_possible_numbers(text):
                entry.stated = entry.position.number
                back.append(entry)
            else:
                if entry.stated:
                    continue
                entry.is_unreadable = True
                problems.append((entry, str(problem)))
    back += _restore_shortened(entries)
    if back:
        rows = format_rows(sorted(entry.row for entry in back))
        read = ", ".join(entry.label for entry in back[:8]) + (" and others" if len(back) > 8 else "")
        messages.append(
            Message(
                f"{rows}: a spreadsheet program had made a date or another number of the index number. As the row is "
                f"that of a position of this chart, it was read back: {read}. Give the column the format Text.",
                is_error=False,
            )
        )
    return _report_problems(entries, problems, messages)


def _restore_shortened(entries: Sequence[Entry]) -> list[Entry]:
    """Restore 1.10 in rows that have 1.1, where the chart says so and another row is 1.1 or rows are below 1.10.

    Returns those rows. A row that alone has 1.1 may as well have been moved there.
    """
    stated = Counter(entry.stated for entry in entries if entry.stated)
    above = {number[:-1] for number in stated}
    back = []
    for entry in entries:
        was = entry.position.number if entry.position else None
        if entry.stated is None or was is None or was == entry.stated or was in stated:
            continue
        is_needed = stated[entry.stated] > 1 or was in above
        if is_needed and is_shortened(format_number(entry.stated), was):
            entry.stated, entry.is_lengthened = was, True
            back.append(entry)
    return back


def _report_problems(entries: Sequence[Entry], problems: list[tuple[Entry, str]], messages: list[Message]) -> bool:
    others = [entry.text(NUMBER) for entry, _ in problems if entry.text(NUMBER).isdecimal()]
    if len(others) > 2 and len(others) * 2 > len(entries):
        messages.append(
            Message(
                f"The column of index numbers holds numbers such as {', '.join(others[:3])}. Those of HR or of another "
                "program are no index numbers, which say the place in the chart: 1, 1.1, 1.1.1. Call the column "
                "“Position number” (or say so below), and name the supervisor of each position in a column “Reports "
                "to”: the index numbers then follow."
            )
        )
        return False
    messages.extend(Message(problem, entry.row) for entry, problem in problems)
    return True
