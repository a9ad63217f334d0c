"""A chart as a table: its columns, how their headings are recognized, and the rows as text.

``recognize`` turns the cells of a file into lines of text under known columns; ``tablechecks`` turns those into rows of
a chart or says what is wrong with them. No queries and no Django in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgcharts.tablecells import as_index_number, as_text, is_empty
from orgcharts.tablecolumns import ABOVE, COLUMN, COLUMNS, NUMBER, column_of

#: So many messages are told one by one; of more, the rest is counted.
MOST_TOLD = 200
#: The headings are looked for in so many rows from the top.
HEADING_ROWS = 20


class TableError(Exception):
    """Why a file cannot be read as a table at all: a ``code`` for programs, and full sentences with the remedy."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about a file: about a row as the spreadsheet program numbers it, or (``row`` is 0) about all of it.

    An error keeps the file from being imported; a warning (``stops`` is False) does not.
    """

    text: str
    row: int = 0
    stops: bool = True

    def __str__(self) -> str:
        return f"Row {self.row}: {self.text}" if self.row else self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file as text, by the name of its column."""

    row: int
    cells: dict[str, str]


@dataclass(slots=True)
class Grid:
    """What a file holds: rows of cells, each with the number that a spreadsheet program shows, and what to say."""

    rows: list[tuple[int, Sequence[Any]]]
    messages: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """The lines of a file under the columns that were recognized, and what there is to say about them."""

    columns: tuple[str, ...]
    lines: list[Line]
    messages: list[Message] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """Return columns and lines as JSON values."""
        lines = [[line.row, *(line.cells.get(name, "") for name in self.columns)] for line in self.lines]
        return {"columns": list(self.columns), "lines": lines}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> Sheet:
        """Return the sheet that ``to_plain`` gave these values of."""
        columns = tuple(values["columns"])
        return cls(columns, [Line(row, dict(zip(columns, cells, strict=True))) for row, *cells in values["lines"]])


def headings_at(rows: Sequence[tuple[int, Sequence[Any]]]) -> int | None:
    """Return where among the first ``rows`` the headings are: those that name the required columns; None if nowhere."""
    for at, (_, cells) in enumerate(rows[:HEADING_ROWS]):
        found = {column.name for column in map(column_of, cells) if column}
        if all(column.name in found for column in COLUMNS if column.required):
            return at
    return None


def recognize(grid: Grid) -> Sheet:
    """Return the lines of ``grid`` under its known columns; unknown columns and empty rows are passed over with a word.

    Raises TableError where a required column is missing, a column is there twice, or there is nothing below it.
    """
    at = headings_at(grid.rows)
    if at is None:
        raise _no_headings(grid)
    messages = list(grid.messages)
    places = _places(grid.rows[at][1], messages)
    lines, empty, numbers = [], 0, []
    for row, cells in grid.rows[at + 1 :]:
        if all(is_empty(cell) for cell in cells):
            empty += 1
            continue
        line = Line(row, {})
        for name, place in places.items():
            cell = cells[place] if place < len(cells) else None
            convert = as_index_number if name in {NUMBER, ABOVE} else as_text
            text, problem = convert(cell)
            line.cells[name] = text
            if problem:
                messages.append(Message(f"In the column “{COLUMN[name].heading}” {problem}", row))
            elif (
                name in {NUMBER, ABOVE} and isinstance(cell, float) and not cell.is_integer() and numbers[-1:] != [row]
            ):
                numbers.append(row)
        lines.append(line)
    if not lines:
        raise TableError(
            "empty", "There is no position in the file, only the headings. Add a row for each position, the head first."
        )
    if empty:
        messages.append(Message(f"{counted(empty, 'empty row was', 'empty rows were')} passed over.", stops=False))
    if numbers:
        messages.append(
            Message(
                f"{_rows(numbers)}: index numbers such as 1.1 are stored as plain numbers, not as text. They were "
                "understood, but 1.10 would turn into 1.1. Give the columns “Index number” and “Reports to” the format "
                "Text in the spreadsheet program.",
                stops=False,
            )
        )
    return Sheet(tuple(places), lines, messages)


def counted(count: int, one: str, more: str) -> str:
    """Return a count with the fitting word.

    >>> counted(1200, "row", "rows")
    '1,200 rows'
    """
    return f"{count:,} {one if count == 1 else more}"


def told(messages: Iterable[Message]) -> tuple[list[Message], int]:
    """Return the messages to be told one by one, in the order of the rows, and how many more there are."""
    ordered = sorted(messages, key=lambda message: (not message.stops, message.row))
    return ordered[:MOST_TOLD], max(0, len(ordered) - MOST_TOLD)


def _rows(rows: Sequence[int]) -> str:
    shown = ", ".join(f"{row:,}" for row in rows[:8])
    more = f" and {len(rows) - 8:,} more" if len(rows) > 8 else ""
    return f"Row {shown}" if len(rows) == 1 else f"Rows {shown}{more}"


def _places(cells: Sequence[Any], messages: list[Message]) -> dict[str, int]:
    """Return where each known column is, in the order of the file."""
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(cells):
        column = column_of(cell)
        if column is None:
            if not is_empty(cell):
                unknown.append(f"“{as_text(cell)[0][:60]}”")
        elif column.name in places:
            first = as_text(cells[places[column.name]])[0]
            raise TableError(
                "column-twice",
                f"The column “{column.heading}” is there twice, under “{first[:60]}” and “{as_text(cell)[0][:60]}”. "
                "Delete or rename one of the two.",
            )
        else:
            places[column.name] = place
    if unknown:
        listed = ", ".join(unknown[:10]) + (f" and {len(unknown) - 10} more" if len(unknown) > 10 else "")
        what = (
            "The column {} is not known and was not used." if len(unknown) == 1 else "These columns were not used: {}."
        )
        messages.append(Message(what.format(listed), stops=False))
    return places


def _no_headings(grid: Grid) -> TableError:
    first: Sequence[Any] = ()
    best: set[str] = set()
    for _, cells in grid.rows[:HEADING_ROWS]:
        found = {column.name for column in map(column_of, cells) if column}
        if not first or len(found) > len(best):
            first, best = cells, found
    if not grid.rows:
        return TableError("empty", "The file is empty. Start from the download of the chart or from the empty table.")
    missing = [f"“{column.heading}”" for column in COLUMNS if column.required and column.name not in best]
    there = ", ".join(f"“{as_text(cell)[0][:40]}”" for cell in list(first)[:10] if not is_empty(cell)) or "nothing"
    what = f"column {missing[0]} is" if len(missing) == 1 else f"columns {' and '.join(missing)} are"
    return TableError(
        "columns-missing",
        f"The {what} missing. The first row must hold the headings; it holds {there}. Name the columns as the list "
        "of columns on this page does, or start from the download of the chart.",
    )
