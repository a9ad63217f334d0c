"""Turning lines of text into rows of a chart, with a message for everything that is wrong. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orgcharts.fte import Fte, FteError, parse_fte
from orgcharts.kinds import KindError, parse_kind
from orgcharts.spreadsheet.build_tree import build_tree
from orgcharts.spreadsheet.columns import DERIVED, FTE, JOBS, KEY, KIND, LINES
from orgcharts.spreadsheet.entries import Entry, make_entries, read_stated_numbers
from orgcharts.spreadsheet.job_cell import Catalogue, JobEntry, parse_jobs
from orgcharts.spreadsheet.keys import check_keys, read_keys
from orgcharts.spreadsheet.lines_cell import FindPosition, LineEntry, parse_lines, resolve_in_table
from orgcharts.spreadsheet.numbers import Number
from orgcharts.spreadsheet.parsed_table import CurrentPosition, ParsedRow, ParsedTable
from orgcharts.spreadsheet.reports_to import resolve_supervisors
from orgcharts.spreadsheet.values import Columns, Line, Message

MAX_TITLE_LENGTH = 150
#: What says in the column "Derived" that a box is, or is not. A spreadsheet program writes true and false.
_YES = frozenset(("yes", "y", "x", "true", "1", "derived", "renamed"))
_NO = frozenset(("", "no", "n", "false", "0"))


def _find_nothing(chart: str, number: Number) -> None:
    """Find no position in other charts."""


def validate(
    sheet: Columns,
    jobs: Catalogue,
    keys: Mapping[int, Number],
    present: Sequence[CurrentPosition] = (),
    *,
    renumber: bool = False,
    find_position: FindPosition = _find_nothing,
) -> ParsedTable:
    """Return the rows of ``sheet``, with messages about all that is wrong at once.

    ``jobs`` are the job descriptions that there are; ``keys`` are the keys of the chart's positions, each with its
    index number now; ``present`` are the positions themselves. ``renumber`` makes index numbers contiguous.
    ``find_position`` finds the supervisors of dotted lines in other charts.
    """
    messages = list(sheet.messages)
    rows_with_errors = {message.row for message in messages if message.is_error and message.row}
    entries = make_entries(sheet.lines, present, keys)
    read = read_keys([line.cells.get(KEY, "").strip() for line in sheet.lines], entries, keys, messages)
    others, can_renumber = 0, False
    if read_stated_numbers(entries, messages):
        for entry in entries:
            entry.is_unreadable = entry.is_unreadable or (entry.row in rows_with_errors and not entry.stated)
        resolve_supervisors(entries, {one.name: one.text for one in sheet.headings}, sheet.columns, messages)
        others = len(messages)
        can_renumber = build_tree(entries, messages, renumber=renumber)
    rows = [
        _row(entry, key, jobs, entry.row in rows_with_errors, messages)
        for entry, key in zip(entries, read, strict=True)
    ]
    check_keys(rows, keys, messages)
    if LINES in sheet.columns:
        rows = _add_lines(rows, sheet.lines, find_position, messages)
    # Only where contiguous numbers would correct every error.
    can_renumber = can_renumber and not any(message.is_error for message in messages[:others])
    rows.sort(key=lambda row: row.number)
    return ParsedTable(sheet.columns, rows, messages, can_renumber)


def _row(entry: Entry, key: int | None, jobs: Catalogue, rows_with_errors: bool, messages: list[Message]) -> ParsedRow:
    return ParsedRow(
        entry.row,
        entry.number or entry.stated or (),
        _title(entry.title, entry.row, messages, rows_with_errors),
        _fte(entry.line, messages),
        _jobs(entry.line, jobs, messages),
        key,
        entry.stated,
        _kind(entry.line, messages),
        _derived(entry.line, messages),
    )


def _kind(line: Line, messages: list[Message]) -> str:
    try:
        return parse_kind(line.cells.get(KIND, ""))
    except KindError as error:
        messages.append(Message(str(error), line.row))
        return ""


def _derived(line: Line, messages: list[Message]) -> bool:
    text = line.cells.get(DERIVED, "").strip().casefold()
    if text not in _YES | _NO:
        messages.append(Message(f"“{text[:40]}” in “Derived” is neither yes nor no. Write yes, or nothing.", line.row))
    return text in _YES


def _add_lines(
    rows: list[ParsedRow], lines: Sequence[Line], find_position: FindPosition, messages: list[Message]
) -> list[ParsedRow]:
    """Return ``rows`` with their dotted lines; a place in the table is the number that its row states, if rows do."""
    known = {row.stated or row.number: (row.number, row.title) for row in rows}
    complete = []
    for row, line in zip(rows, lines, strict=True):
        found, problems = parse_lines(line.cells.get(LINES, ""), find_position)
        entries: tuple[LineEntry, ...] = resolve_in_table(found, row.number, known, problems)
        messages.extend(Message(problem, row.row) for problem in problems)
        complete.append(replace(row, lines=entries))
    return complete


def _title(title: str, row: int, messages: list[Message], rows_with_errors: bool) -> str:
    if not title and not rows_with_errors:
        messages.append(Message("The title is missing. Say what this position is called.", row))
    elif len(title) > MAX_TITLE_LENGTH:
        messages.append(
            Message(
                f"The title “{title[:40]}…” has {len(title):,} characters; {MAX_TITLE_LENGTH} fit. Shorten it.", row
            )
        )
    return title


def _fte(line: Line, messages: list[Message]) -> Fte:
    text = "".join(line.cells.get(FTE, "").split())
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
        messages.append(
            Message(
                f"The FTE “{line.cells[FTE].strip()[:20]}” was read as {text[:20]}. Write it with a point next time.",
                line.row,
                is_error=False,
            )
        )
    try:
        return parse_fte(text)
    except FteError as error:
        messages.append(Message(str(error), line.row))
        return None


def _jobs(line: Line, jobs: Catalogue, messages: list[Message]) -> tuple[JobEntry, ...]:
    listed, problems = parse_jobs(line.cells.get(JOBS, ""), jobs)
    messages.extend(Message(problem, line.row) for problem in problems)
    return listed
