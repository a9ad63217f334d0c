"""Which row of a table is which position of the chart. No Django in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.numbers import Number
from orgcharts.spreadsheet.wanted import CurrentPosition, ParsedRow


def match(present: Sequence[CurrentPosition], rows: Sequence[ParsedRow]) -> dict[Number, int]:
    """Return which row, by its index number, is which position.

    The head is the head. Then those with the same key; the same index number and title; a title that only one position
    and one row have, in the whole chart or below the same supervisor; and, in a file without any keys, the same index
    number. A row with no key in a file that has keys says that its position is new, unless its title says otherwise.
    In a file without index numbers, namesakes below one supervisor are matched in their order.
    """
    matching = _Matching(present, rows)
    matching.take(lambda one: one.number == (1,) or None, lambda row: row.number == (1,) or None)
    keyed = {row.key for row in rows} - {None}
    matching.take(lambda one: one.pk if one.pk in keyed else None, lambda row: row.key)
    matching.take(
        lambda one: (one.number, clean_text(one.title)), lambda row: row.stated and (row.stated, clean_text(row.title))
    )
    matching.take(lambda one: clean_text(one.title), lambda row: clean_text(row.title))
    by_number = {one.number: one.pk for one in present}
    while matching.take(
        lambda one: (by_number.get(one.number[:-1]), clean_text(one.title)),
        lambda row: (
            (matching.matches[row.number[:-1]], clean_text(row.title)) if row.number[:-1] in matching.matches else None
        ),
    ):
        pass
    if all(row.stated is None for row in rows):
        matching.take_namesakes(by_number)
    if not keyed:
        matching.take(lambda one: one.number, lambda row: row.stated)
    return matching.matches


class _Matching:
    def __init__(self, present: Sequence[CurrentPosition], rows: Sequence[ParsedRow]) -> None:
        self.present, self.rows = list(present), list(rows)
        self.matches: dict[Number, int] = {}

    def take(self, of_position, of_row) -> bool:
        """Match what has the same value, where only one position and one row have it; None is no value."""
        there, wanted = defaultdict(list), defaultdict(list)
        for found, things, of in ((there, self.present, of_position), (wanted, self.rows, of_row)):
            for thing in things:
                value = of(thing)
                if value is not None:
                    found[value].append(thing)
        pairs = [(there[value][0], rows[0]) for value, rows in wanted.items() if len(rows) == len(there[value]) == 1]
        for one, row in pairs:
            self.matches[row.number] = one.pk
        taken = {one.pk for one, _ in pairs}
        self.present = [one for one in self.present if one.pk not in taken]
        self.rows = [row for row in self.rows if row.number not in self.matches]
        return bool(pairs)

    def take_namesakes(self, by_number: Mapping[Number, int]) -> None:
        """Match what has the same title below the same supervisor, one after the other, from the head downwards."""
        there: dict[tuple, list[CurrentPosition]] = defaultdict(list)
        for one in self.present:
            there[by_number.get(one.number[:-1]), clean_text(one.title)].append(one)
        taken = set()
        for row in sorted(self.rows, key=lambda row: row.number):
            found = there[self.matches.get(row.number[:-1]), clean_text(row.title)]
            if found and row.number[:-1] in self.matches:
                one = found.pop(0)
                self.matches[row.number] = one.pk
                taken.add(one.pk)
        self.present = [one for one in self.present if one.pk not in taken]
        self.rows = [row for row in self.rows if row.number not in self.matches]
