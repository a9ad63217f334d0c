"""Matching the rows of a table with the positions of the chart. No Django in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.numbers import Number
from orgcharts.spreadsheet.parsed_table import CurrentPosition, ParsedRow


def match(present: Sequence[CurrentPosition], rows: Sequence[ParsedRow]) -> dict[Number, int]:
    """Return the key of the position for each row that has one, by the index number of the row.

    In this order: the heads; the same key; the same index number and title; a title that only one position and one row
    have, in the whole chart or below the same supervisor; and, in a file without keys, the same index number. In a file
    with keys, a row without one is a new position unless its title matches. In a file without index numbers, positions
    of the same title below one supervisor are matched in their order.
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
        """Match by a value that only one position and one row have; None is no value."""
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
        """Match by title below the same supervisor, in order, from the head downwards."""
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
