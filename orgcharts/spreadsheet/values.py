"""The values that a file goes through, from raw rows to lines of text, and messages about it. No Django in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgcharts.spreadsheet.cells import cell_from_json, cell_to_json

#: Maximum number of messages that are shown; further ones are counted.
MAX_MESSAGES = 200


class TableError(Exception):
    """Why a file cannot be read as a table: full sentences with the remedy, and a ``code`` for programs."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about a row, as the spreadsheet program numbers it, or (``row`` is 0) about the whole file.

    An error keeps the file from being imported; a warning does not.
    """

    text: str
    row: int = 0
    is_error: bool = True

    def __str__(self) -> str:
        return f"Row {self.row}: {self.text}" if self.row else self.text


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A range of merged cells: its name, such as "B3:B4", and its first and last row."""

    name: str
    first: int
    last: int


@dataclass(slots=True)
class RawRows:
    """The rows of a file as they were read: each with its number in the spreadsheet program and its cells.

    ``hidden`` are the numbers of hidden rows.
    """

    rows: list[tuple[int, Sequence[Any]]]
    messages: list[Message] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "rows": [[number, *map(cell_to_json, cells)] for number, cells in self.rows],
            "messages": [[message.text, message.row, message.is_error] for message in self.messages],
            "hidden": self.hidden,
            "merged": [[one.name, one.first, one.last] for one in self.merged],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> RawRows:
        """Return the rows from the values that ``to_json`` returned."""
        return cls(
            [(number, [cell_from_json(cell) for cell in cells]) for number, *cells in values["rows"]],
            [Message(*one) for one in values["messages"]],
            values["hidden"],
            [MergedRange(*one) for one in values["merged"]],
        )


@dataclass(frozen=True, slots=True)
class Line:
    """The texts of a row, by the names of their columns.

    ``dated`` are sentences about cells in which a spreadsheet program has turned an index number into a date;
    ``numeric`` the names of columns whose cell held a decimal number instead of text.
    """

    row: int
    cells: dict[str, str]
    dated: dict[str, str] = field(default_factory=dict)
    numeric: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its index from 0, heading, examples of its cells, and the column it was recognized as."""

    place: int
    text: str
    examples: tuple[str, ...] = ()
    name: str = ""


@dataclass(slots=True)
class Columns:
    """The columns that were recognized in a file, with the lines below them and messages about them.

    ``headings`` are all columns of the file, also those that were not recognized; ``row`` is the number of their row.
    """

    columns: tuple[str, ...]
    lines: list[Line]
    messages: list[Message] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    row: int = 0


def first_messages(messages: Iterable[Message]) -> tuple[list[Message], int]:
    """Return the first messages, errors first and then by row, and the number of further ones."""
    ordered = sorted(messages, key=lambda message: (not message.is_error, message.row))
    return ordered[:MAX_MESSAGES], max(0, len(ordered) - MAX_MESSAGES)


def format_rows(rows: Sequence[int]) -> str:
    """Return the numbers of rows in words; the first eight and the number of further ones.

    >>> format_rows([4]), format_rows([4, 1200])
    ('Row 4', 'Rows 4, 1,200')
    """
    shown = ", ".join(f"{row:,}" for row in rows[:8])
    more = f" and {len(rows) - 8:,} more" if len(rows) > 8 else ""
    return f"Row {shown}" if len(rows) == 1 else f"Rows {shown}{more}"
