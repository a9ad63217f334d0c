"""Recognizing the columns of a file and turning its cells into lines of text below them.

``validate`` then turns the lines into rows of a chart. No queries and no Django in here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.utils import get_column_letter

from orgcharts.spreadsheet.cells import as_index_number, as_text, clean_text, is_empty
from orgcharts.spreadsheet.columns import ABOVE, COLUMN, FTE, IDENT, KEY, NUMBER, TITLE, Meaning, meaning_of
from orgcharts.spreadsheet.headings import (
    Roles,
    choose_columns,
    find_headings,
    guess_headings,
    missing_headings,
    use_columns,
)
from orgcharts.spreadsheet.values import Columns, Heading, Line, Message, RawRows, TableError, format_rows
from techsets.common.text import format_count

_TOTAL = re.compile(r"(grand |sub-?|sum )?totals?( (fte|positions|headcount))?:?|sum:?", re.IGNORECASE)
#: Maximum number of cells of a column that are shown as examples.
_EXAMPLES = 3

_Row = tuple[int, Sequence[Any]]


def list_headings(grid: RawRows) -> list[Heading]:
    """Return all columns of a file with examples of their cells, recognized or not; none where the file is empty."""
    at = guess_headings(grid.rows)
    if at is None:
        return []
    cells = grid.rows[at][1]
    body = grid.rows[at + 1 :]
    width = max((len(row) for _, row in grid.rows[at:]), default=0)
    headings = []
    for place in range(width):
        text = as_text(cells[place])[0] if place < len(cells) else ""
        filled = (as_text(row[place])[0] for _, row in body if place < len(row) and not is_empty(row[place]))
        examples = tuple(_shorten(example) for _, example in zip(range(_EXAMPLES), filter(None, filled), strict=False))
        if text or examples:
            headings.append(Heading(place, clean_text(text), examples))
    return headings


def recognize(grid: RawRows, chosen: Mapping[int, str] | None = None) -> Columns:
    """Return the lines of ``grid`` under its known columns; rows that do not belong to it are skipped with a warning.

    ``chosen`` has the names of columns by index, where staff have chosen them.

    Raises TableError where a required column is missing, a column occurs twice, or there is no row below.
    """
    at = find_headings(grid.rows) if chosen is None else guess_headings(grid.rows)
    if at is None:
        raise missing_headings(grid.rows)
    messages = list(grid.messages)
    headings = list_headings(grid)
    rows = _select_positions(grid.rows[at + 1 :], grid.rows[at][1], messages)
    if chosen is None:
        roles = choose_columns(headings, lambda place: [_text(cells, place) for _, cells in rows])
    else:
        roles = use_columns(chosen, headings)
    if not rows:
        raise TableError(
            "empty", "There is no position in the file, only the headings. Add a row for each position, the head first."
        )
    _report_unused(headings, roles, messages)
    lines = _lines(rows, roles, messages)
    shown = {line.row for line in lines}
    _report_hidden([row for row in grid.hidden if row in shown], messages)
    _report_merged(grid, {grid.rows[at][0], *shown}, messages)
    for place, heading in enumerate(headings):
        headings[place] = Heading(heading.place, heading.text, heading.examples, roles.get(heading.place, ""))
    return Columns(tuple(roles[place] for place in sorted(roles)), lines, messages, headings, grid.rows[at][0])


def _text(cells: Sequence[Any], place: int) -> str:
    return as_text(cells[place])[0].strip() if place < len(cells) else ""


def _select_positions(rows: Sequence[_Row], headings: Sequence[Any], messages: list[Message]) -> list[_Row]:
    """Return the rows without those that are no positions: empty ones, sums, notes, and repeated headings."""
    empty, sums, notes, again = 0, [], [], []
    found: list[_Row] = []
    means = [meaning_of(cell) for cell in headings]
    structure = {at for at, one in enumerate(means) if one and one.name in {NUMBER, ABOVE, KEY, IDENT}}
    titles = {at for at, one in enumerate(means) if one and one.name == TITLE}
    heads = [clean_text(as_text(cell)[0]).casefold() for cell in headings]
    for row, cells in rows:
        if _has_place(cells, structure | titles, heads):
            found.append((row, cells))
            continue
        filled = [(at, clean_text(as_text(cell)[0])) for at, cell in enumerate(cells) if not is_empty(cell)]
        if not filled:
            empty += 1
        elif _is_sum(filled, structure) or _is_bare_sum(filled, means, found):
            sums.append(row)
        elif len(filled) == 1 and filled[0][0] not in titles and re.search(r"[^\W\d_]{2}.* ", filled[0][1]):
            notes.append((row, filled[0][1]))
        elif len(filled) > 1 and all(at < len(heads) and text.casefold() == heads[at] for at, text in filled):
            again.append(row)
        else:
            found.append((row, cells))
    if empty:
        messages.append(
            Message(f"{format_count(empty, 'empty row was', 'empty rows were')} passed over.", is_error=False)
        )
    if sums:
        messages.append(Message(f"{format_rows(sums)}: a sum is no position and was passed over.", is_error=False))
    if again:
        messages.append(Message(f"{format_rows(again)}: the headings once more were passed over.", is_error=False))
    if notes:
        what = f"only a text stands there (“{notes[0][1][:60]}”)"
        if len(notes) > 1:
            what = f"only a text stands in each, such as “{notes[0][1][:60]}”"
        rows_ = format_rows([row for row, _ in notes])
        messages.append(Message(f"{rows_}: {what}, no position. It was passed over.", is_error=False))
    return found


def _has_place(cells: Sequence[Any], places: set[int], heads: Sequence[str]) -> bool:
    """Say whether a row is certainly a position: it has texts in two columns that sums and headings lack."""
    texts = [(at, clean_text(as_text(cells[at])[0])) for at in places if at < len(cells) and not is_empty(cells[at])]
    return len(texts) > 1 and not any(_TOTAL.fullmatch(text) or text.casefold() == heads[at] for at, text in texts)


def _is_sum(filled: Sequence[tuple[int, str]], structure: set[int]) -> bool:
    """Say whether a row is a sum: a word such as "Total", only numbers beside it, and no place in the chart."""
    labels = [at for at, text in filled if _TOTAL.fullmatch(text)]
    others = [(at, text) for at, text in filled if at not in labels]
    return bool(labels) and all(at not in structure and _is_number(text) for at, text in others)


def _is_bare_sum(filled: Sequence[tuple[int, str]], means: Sequence[Meaning | None], above: Sequence[_Row]) -> bool:
    """Say whether a row has only the sum of all full-time equivalents above it."""
    place, text = filled[0]
    meaning = means[place] if place < len(means) else None
    if len(filled) > 1 or meaning is None or meaning.name != FTE or not _is_number(text):
        return False
    texts = [_text(cells, place) for _, cells in above]
    return sum(_number(one) for one in texts if _is_number(one)) == _number(text)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _is_number(text: str) -> bool:
    try:
        return _number(text).is_finite()
    except InvalidOperation:
        return False


def _lines(rows: Sequence[_Row], roles: Roles, messages: list[Message]) -> list[Line]:
    lines, plain_numbers = [], []
    for row, cells in rows:
        line = Line(row, {})
        numeric = []
        for place, name in sorted(roles.items()):
            cell = cells[place] if place < len(cells) else None
            convert = as_index_number if name in {NUMBER, ABOVE} else as_text
            text, problem = convert(cell)
            if problem and name in {NUMBER, ABOVE} and hasattr(cell, "isoformat"):
                # Whether it can be restored depends on the chart.
                text, line.dated[name] = cell.isoformat(), f"In the column “{COLUMN[name].heading}” {problem}"
            elif problem:
                heading = COLUMN[name].heading if name in COLUMN else "ID"
                messages.append(Message(f"In the column “{heading}” {problem}", row))
            elif isinstance(cell, float) and not cell.is_integer() and name in {NUMBER, ABOVE}:
                numeric.append(name)
            line.cells[name] = text
        if numeric:
            plain_numbers.append(row)
            line = Line(row, line.cells, line.dated, tuple(numeric))
        lines.append(line)
    if plain_numbers:
        messages.append(
            Message(
                f"{format_rows(plain_numbers)}: index numbers such as 1.1 are stored as plain numbers, not as text. "
                "They were understood, but 1.10 would turn into 1.1. Give the columns “Index number” and “Reports to” "
                "the format Text in the spreadsheet program.",
                is_error=False,
            )
        )
    return lines


def _report_unused(headings: Sequence[Heading], roles: Roles, messages: list[Message]) -> None:
    unused = [one for one in headings if one.place not in roles]
    if not unused:
        return
    names = [f"“{one.text[:60]}”" if one.text else f"{get_column_letter(one.place + 1)} (no heading)" for one in unused]
    listed = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    if len(unused) > 1:
        text = f"These columns were not used: {listed}."
    else:
        known = "" if meaning_of(unused[0].text) else "is not known and "
        text = f"The column {listed} {known}was not used."
    messages.append(Message(text, is_error=False))


def _report_hidden(rows: Sequence[int], messages: list[Message]) -> None:
    if rows:
        messages.append(
            Message(
                f"{format_rows(rows)}: hidden in the spreadsheet, but read like all others, as positions without a row "
                "would be deleted. Show the rows and delete those that you do not want.",
                is_error=False,
            )
        )


def _report_merged(grid: RawRows, rows: set[int], messages: list[Message]) -> None:
    """Report merged cells in the table's own ``rows``, as opposed to a caption above or a note below."""
    own = sorted(rows)
    merged = [one.name for one in grid.merged if bisect_left(own, one.first) < bisect_right(own, one.last)]
    if merged:
        shown = ", ".join(merged[:6]) + (" and others" if len(merged) > 6 else "")
        messages.append(
            Message(
                f"Cells are merged ({shown}): only the first cell of each group has a text, the others count as empty. "
                "Unmerge them and fill in every row.",
                is_error=False,
            )
        )


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
