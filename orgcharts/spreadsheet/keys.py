"""The keys of positions in a table. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.numbers import Number, format_number
from orgcharts.spreadsheet.values import Message

if TYPE_CHECKING:
    from orgcharts.spreadsheet.parsed_table import ParsedRow


def read_keys(
    texts: Sequence[str], entries: Sequence[Entry], keys: Mapping[int, Number], messages: list[Message]
) -> list[int | None]:
    """Return the key of each row, or None; report keys that this chart does not have.

    Where the head has a foreign key and no row has one of this chart, the table comes from another chart, such as the
    one that this is a copy of: then keys are ignored.
    """
    read = [int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None for text in texts]
    known = [key if key in keys else None for key in read]
    is_head = [entry.text("number").rstrip(".") == "1" or not entry.text("number") for entry in entries]
    if not any(known) and any(text and head for text, head in zip(texts, is_head, strict=True)):
        messages.append(
            Message(
                "The keys in this table are not those of this chart, as in a table that was exported from another "
                "chart or from the one that this is a copy of. They were not used: positions are found by their index "
                "numbers and titles.",
                is_error=False,
            )
        )
        return known
    for text, key, entry in zip(texts, known, entries, strict=True):
        if text and key is None:
            messages.append(
                Message(
                    f"The key “{text[:30]}” is not that of a position of this chart. Leave the key as the download of "
                    "this chart wrote it; where the position was deleted meanwhile, or for a new one, leave it empty.",
                    entry.row,
                )
            )
    return known


def check_keys(rows: Sequence[ParsedRow], keys: Mapping[int, Number], messages: list[Message]) -> None:
    """Report keys that occur twice, and those that would make another position the head."""
    first: dict[int, ParsedRow] = {}
    for row in rows:
        if row.key is None:
            continue
        if row.key in first:
            messages.append(
                Message(
                    f"The key {row.key} stands in row {first[row.key].row:,} already. Each position has its own: leave "
                    "it with one of the two and empty it for the other, which then is a new position.",
                    row.row,
                )
            )
            continue
        first[row.key] = row
        was_head, is_head = keys[row.key] == (1,), row.number == (1,)
        if was_head and row.number and not is_head:
            messages.append(
                Message(
                    f"The key {row.key} is that of the head of this chart, but here it is {row.index_number}. The head "
                    "stays the head: give this row another place by emptying its key, and write the key of the head in "
                    "the row with the index number 1, where you may change the title.",
                    row.row,
                )
            )
        elif is_head and not was_head:
            messages.append(
                Message(
                    f"The key {row.key} is that of {format_number(keys[row.key])}, but here it is the head. Another "
                    "position cannot become the head: write the key of the head in this row, where you may change the "
                    "title, and keep the position below it or leave it out.",
                    row.row,
                )
            )
