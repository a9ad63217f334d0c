"""What a file with a table holds, in plain values, from its cells to its lines. No Django in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgcharts.spreadsheet.cells import cell_from_json, cell_to_json

#: So many messages are told one by one; of more, the rest is counted.
MAX_MESSAGES = 200


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
class MergedRange:
    """A range of merged cells: as the spreadsheet program names it, and its first and last row."""

    name: str
    first: int
    last: int


@dataclass(slots=True)
class RawRows:
    """What a file holds: rows of cells, each with the number that a spreadsheet program shows, and what to say.

    ``hidden`` are the numbers of the rows that the program does not show; ``merged`` the ranges of merged cells.
    """

    rows: list[tuple[int, Sequence[Any]]]
    messages: list[Message] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "rows": [[number, *map(cell_to_json, cells)] for number, cells in self.rows],
            "messages": [[message.text, message.row, message.stops] for message in self.messages],
            "hidden": self.hidden,
            "merged": [[one.name, one.first, one.last] for one in self.merged],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> RawRows:
        """Return the grid that ``to_json`` gave these values of."""
        return cls(
            [(number, [cell_from_json(cell) for cell in cells]) for number, *cells in values["rows"]],
            [Message(*one) for one in values["messages"]],
            values["hidden"],
            [MergedRange(*one) for one in values["merged"]],
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file as text, by the name of its column.

    ``dated`` are sentences about cells in which a spreadsheet program has made a date of an index number;
    ``numeric`` the names of those that held a number with decimals instead of text.
    """

    row: int
    cells: dict[str, str]
    dated: dict[str, str] = field(default_factory=dict)
    numeric: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its place from 0, its heading, what stands in it, and as which column it was taken."""

    place: int
    text: str
    examples: tuple[str, ...] = ()
    name: str = ""


@dataclass(slots=True)
class Columns:
    """The lines of a file under the columns that were recognized, and what there is to say about them.

    ``headings`` are all columns of the file, also those that were not recognized; they stand in ``row``.
    """

    columns: tuple[str, ...]
    lines: list[Line]
    messages: list[Message] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    row: int = 0


def first_messages(messages: Iterable[Message]) -> tuple[list[Message], int]:
    """Return the messages to be told one by one, in the order of the rows, and how many more there are."""
    ordered = sorted(messages, key=lambda message: (not message.stops, message.row))
    return ordered[:MAX_MESSAGES], max(0, len(ordered) - MAX_MESSAGES)


def format_rows(rows: Sequence[int]) -> str:
    """Return rows by their numbers, so far as one wants to read them.

    >>> format_rows([4]), format_rows([4, 1200])
    ('Row 4', 'Rows 4, 1,200')
    """
    shown = ", ".join(f"{row:,}" for row in rows[:8])
    more = f" and {len(rows) - 8:,} more" if len(rows) > 8 else ""
    return f"Row {shown}" if len(rows) == 1 else f"Rows {shown}{more}"
