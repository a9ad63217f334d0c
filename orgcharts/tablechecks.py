"""Lines of a table become rows of a chart, or it is said line by line what is wrong with them. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from orgcharts.fte import DECIMALS, plain_fte, shown_fte
from orgcharts.tablecells import clean
from orgcharts.tablecolumns import ABOVE, FTE, JOBS, KEY, NUMBER, TITLE
from orgcharts.tablejobs import Catalogue, Listed, read_jobs
from orgcharts.tablenumbers import Number, NumberProblem, read_number, written
from orgcharts.tables import Line, Message, Sheet
from orgcharts.tabletree import check_tree

LONGEST_TITLE = 150
MOST_FTE = Decimal("9999.9999")


@dataclass(frozen=True, slots=True)
class Row:
    """A position as a file wants it. ``fte`` is a string such as "2.50", or None; ``jobs`` are in their order."""

    row: int
    number: Number
    title: str
    fte: str | None = None
    jobs: tuple[Listed, ...] = ()
    key: int | None = None

    @property
    def index_number(self) -> str:
        return written(self.number)


@dataclass(slots=True)
class Table:
    """The positions that a file wants, each after the one it reports to, and everything there is to say about it.

    ``rows`` can be relied on only where there are no ``errors``. ``columns`` are those that the file has: what it has
    no column for stays as it is.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    messages: list[Message] = field(default_factory=list)

    @property
    def errors(self) -> list[Message]:
        return [message for message in self.messages if message.stops]

    @property
    def warnings(self) -> list[Message]:
        return [message for message in self.messages if not message.stops]


def check(sheet: Sheet, jobs: Catalogue, keys: Mapping[int, Number]) -> Table:
    """Return the rows of ``sheet``, with all that is wrong with them told at once.

    ``jobs`` are the job descriptions that there are; ``keys`` are the keys of the chart's positions, each with its
    index number now.
    """
    messages = list(sheet.messages)
    told = {message.row for message in messages if message.stops and message.row}
    rows: list[Row] = []
    above: list[tuple[Row, str]] = []
    for line in sheet.lines:
        number = _number(line, messages, line.row in told)
        row = Row(
            line.row,
            number or (),
            _title(line, messages, line.row in told),
            _fte(line, messages),
            _jobs(line, jobs, messages),
            _key(line, keys, messages),
        )
        rows.append(row)
        if number:
            above.append((row, line.cells.get(ABOVE, "").strip()))
    _check_keys(rows, keys, messages)
    check_tree(above, messages)
    rows.sort(key=lambda row: row.number)
    return Table(sheet.columns, rows, messages)


def _number(line: Line, messages: list[Message], told: bool) -> Number | None:
    text = line.cells.get(NUMBER, "").strip()
    if not text:
        if not told:
            messages.append(
                Message("The index number is missing. Write the place of this position, such as 1.1.2.", line.row)
            )
        return None
    try:
        return read_number(text)
    except NumberProblem as problem:
        messages.append(Message(str(problem), line.row))
        return None


def _title(line: Line, messages: list[Message], told: bool) -> str:
    title = clean(line.cells.get(TITLE, ""))
    if not title and not told:
        messages.append(Message("The title is missing. Say what this position is called.", line.row))
    elif len(title) > LONGEST_TITLE:
        messages.append(
            Message(
                f"The title “{title[:40]}…” has {len(title):,} characters; {LONGEST_TITLE} fit. Shorten it.", line.row
            )
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
    try:
        value = Decimal(plain) if len(plain) <= 40 and plain.isascii() and "_" not in plain else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
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


def _key(line: Line, keys: Mapping[int, Number], messages: list[Message]) -> int | None:
    text = line.cells.get(KEY, "").strip()
    if not text:
        return None
    key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if key is None or key not in keys:
        messages.append(
            Message(
                f"The key “{text[:30]}” is not that of a position of this chart. Leave the key as the download of this "
                "chart wrote it; where the position was deleted meanwhile, or for a new one, leave it empty.",
                line.row,
            )
        )
        return None
    return key


def _check_keys(rows: list[Row], keys: Mapping[int, Number], messages: list[Message]) -> None:
    first: dict[int, Row] = {}
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
                    f"The key {row.key} is that of {written(keys[row.key])}, but here it is the head. Another position "
                    "cannot become the head: write the key of the head in this row, where you may change the title, "
                    "and keep the position below it or leave it out.",
                    row.row,
                )
            )
