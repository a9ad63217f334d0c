"""Lines of a table become rows of a chart, or it is said line by line what is wrong with them. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from orgcharts.fte import DECIMALS, plain_fte, shown_fte
from orgcharts.spreadsheet.build_tree import build_tree
from orgcharts.spreadsheet.columns import FTE, JOBS, KEY
from orgcharts.spreadsheet.entries import Entry, make_entries, state_numbers
from orgcharts.spreadsheet.job_cell import Catalogue, Listed, read_jobs
from orgcharts.spreadsheet.keys import check_keys, read_keys
from orgcharts.spreadsheet.numbers import Number
from orgcharts.spreadsheet.reports_to import find_reports
from orgcharts.spreadsheet.values import Line, Message, Sheet
from orgcharts.spreadsheet.wanted import Row, Standing, Table

LONGEST_TITLE = 150
MOST_FTE = Decimal("9999.9999")


def check(
    sheet: Sheet,
    jobs: Catalogue,
    keys: Mapping[int, Number],
    present: Sequence[Standing] = (),
    *,
    renumber: bool = False,
) -> Table:
    """Return the rows of ``sheet``, with all that is wrong with them told at once.

    ``jobs`` are the job descriptions that there are; ``keys`` are the keys of the chart's positions, each with its
    index number now; ``present`` are the positions themselves, by which it is seen what was changed. ``renumber`` makes
    index numbers contiguous that are not.
    """
    messages = list(sheet.messages)
    told = {message.row for message in messages if message.stops and message.row}
    entries = make_entries(sheet.lines, present, keys)
    read = read_keys([line.cells.get(KEY, "").strip() for line in sheet.lines], entries, keys, messages)
    others, can_renumber = 0, False
    if state_numbers(entries, messages):
        for entry in entries:
            entry.is_unreadable = entry.is_unreadable or (entry.row in told and not entry.stated)
        find_reports(entries, {one.name: one.text for one in sheet.headings}, sheet.columns, messages)
        others = len(messages)
        can_renumber = build_tree(entries, messages, renumber=renumber)
    rows = [_row(entry, key, jobs, entry.row in told, messages) for entry, key in zip(entries, read, strict=True)]
    check_keys(rows, keys, messages)
    # Nothing but what contiguous numbers would mend may have been said.
    can_renumber = can_renumber and not any(message.stops for message in messages[:others])
    rows.sort(key=lambda row: row.number)
    return Table(sheet.columns, rows, messages, can_renumber)


def _row(entry: Entry, key: int | None, jobs: Catalogue, told: bool, messages: list[Message]) -> Row:
    return Row(
        entry.row,
        entry.number or entry.stated or (),
        _title(entry.title, entry.row, messages, told),
        _fte(entry.line, messages),
        _jobs(entry.line, jobs, messages),
        key,
        entry.stated,
    )


def _title(title: str, row: int, messages: list[Message], told: bool) -> str:
    if not title and not told:
        messages.append(Message("The title is missing. Say what this position is called.", row))
    elif len(title) > LONGEST_TITLE:
        messages.append(
            Message(f"The title “{title[:40]}…” has {len(title):,} characters; {LONGEST_TITLE} fit. Shorten it.", row)
        )
    return title


def _fte(line: Line, messages: list[Message]) -> str | None:
    text = "".join(line.cells.get(FTE, "").split())
    if not text:
        return None
    plain = text
    if text.count(",") == 1 and "." not in text:
        plain = text.replace(",", ".")
        messages.append(
            Message(
                f"The FTE “{text[:20]}” was read as {plain[:20]}. Write it with a point next time.",
                line.row,
                stops=False,
            )
        )
    percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    try:
        value = Decimal(plain) if len(plain) <= 40 and plain.isascii() and "_" not in plain else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if percent:
        value /= 100
    if not value.is_finite():
        problem = f"The FTE “{text[:40]}” is not a number. Write one such as 1 or 2.5, or leave it empty."
    elif value < 0:
        problem = f"The FTE {text} is negative. Write 0 or more, or leave it empty."
    elif value > MOST_FTE:
        problem = f"The FTE {text} is too large; at most {MOST_FTE} is possible. Write the number of full-time people."
    elif abs(value - round(value, DECIMALS)) > Decimal("1e-9"):  # Less comes from a spreadsheet's arithmetic.
        problem = (
            f"The FTE {text} has more than four decimals, such as 0.4375 for 3.5 of 8 hours. Round it, such as "
            f"{shown_fte(value)}."
        )
    else:
        return plain_fte(abs(value))
    messages.append(Message(problem, line.row))
    return None


def _jobs(line: Line, jobs: Catalogue, messages: list[Message]) -> tuple[Listed, ...]:
    listed, problems = read_jobs(line.cells.get(JOBS, ""), jobs)
    messages.extend(Message(problem, line.row) for problem in problems)
    return listed
