"""Resolving the column "Reports to", whatever it names supervisors by. No Django in here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from orgcharts.spreadsheet.columns import ABOVE, COLUMN, IDENT, KEY, NUMBER, TITLE
from orgcharts.spreadsheet.dates import find_possible_numbers, is_shortened
from orgcharts.spreadsheet.entries import Entry
from orgcharts.spreadsheet.numbers import Number, NumberError, format_number, parse_number
from orgcharts.spreadsheet.supervisors import Lookup, find_supervisors, means_nobody
from orgcharts.spreadsheet.values import Message, format_rows

#: Maximum number of rows with the same problem that get a message each; for more, there is one for all.
_MOST_ALIKE = 5
_NAMES = {IDENT: "the numbers or identifiers in this file", KEY: "keys", TITLE: "titles"}
_NOW = "now"
_COLUMN_NAMES = {name: column.heading for name, column in COLUMN.items()} | {IDENT: "ID"}


def resolve_supervisors(
    entries: Sequence[Entry], headings: Mapping[str, str], columns: Collection[str], messages: list[Message]
) -> None:
    """Set ``reports`` of each row to the row that its "Reports to" names, and report what cannot be resolved.

    ``headings`` are those of the file, by the names of the ``columns``.
    """
    if ABOVE not in columns:
        return
    by_number = {entry.stated: entry for entry in entries if entry.stated}
    wanted = ["" if _is_settled(entry, by_number) else entry.text(ABOVE) for entry in entries]
    texts = _texts(entries, columns)
    kind, found = _resolve_by_one_column(entries, wanted, texts, messages)
    if found is None and kind:  # Reported as ambiguous.
        return
    if found is None:
        found = _resolve_row_by_row(entries, wanted, texts, messages)
    elif kind in _NAMES:
        above, other = (headings.get(name) or _COLUMN_NAMES[name] for name in (ABOVE, kind))
        messages.append(Message(f"“{above}” says who reports to whom, by what stands in “{other}”.", is_error=False))
    for entry, row in zip(entries, found, strict=True):
        entry.reports = entry.reports or (entries[row] if row is not None else None)
    _reconcile(entries, by_number, messages)


def _texts(entries: Sequence[Entry], columns: Collection[str]) -> dict[str, list[str]]:
    """Return the texts by which each row can be named as a supervisor, by column."""
    texts = {name: [entry.text(name) for entry in entries] for name in (IDENT, KEY, TITLE) if name in columns}
    if any(entry.stated for entry in entries):
        return {NUMBER: [format_number(entry.stated) if entry.stated else "" for entry in entries], **texts}
    # A file without index numbers may still refer to those that the chart has now.
    return texts | {_NOW: [format_number(entry.position.number) if entry.position else "" for entry in entries]}


def _is_settled(entry: Entry, by_number: Mapping[Number, Entry]) -> bool:
    """Say whether "Reports to" is a date that was made of the number above this row; set ``reports`` then."""
    if not entry.stated or len(entry.stated) < 2:
        return False
    if ABOVE in entry.line.dated or not re.fullmatch(r"[0-9.]+", entry.text(ABOVE)):
        above = entry.stated[:-1]
        if above in find_possible_numbers(entry.text(ABOVE)):
            entry.reports = by_number.get(above)
    return entry.reports is not None


def _resolve_by_one_column(
    entries: Sequence[Entry], wanted: Sequence[str], texts: dict[str, list[str]], messages: list[Message]
) -> tuple[str, list[int | None] | None]:
    """Return the column that names all supervisors, and the row of each; ("", None) where no single column does."""
    fitting = {name: rows for name, values in texts.items() if (rows := find_supervisors(wanted, [values]))}
    if not fitting:
        return "", None
    first = next(iter(fitting))
    if all(rows == fitting[first] for rows in fitting.values()):
        return first, fitting[first]
    # The index numbers tell which way is meant, if there are any.
    by_number = {entry.stated: at for at, entry in enumerate(entries) if entry.stated}
    for name, rows in fitting.items():
        if by_number and all(
            row is None or row == by_number.get((entries[at].stated or ())[:-1]) for at, row in enumerate(rows)
        ):
            return name, rows
    if first == NUMBER:
        return first, fitting[first]
    names = " or as ".join(_NAMES.get(name, "index numbers of this chart") for name in fitting)
    messages.append(
        Message(
            f"“Reports to” can be read as {names}, with different supervisors. Delete the column that is not meant, "
            "or write index numbers or titles."
        )
    )
    return "ambiguous", None


def _resolve_row_by_row(
    entries: Sequence[Entry], wanted: Sequence[str], texts: dict[str, list[str]], messages: list[Message]
) -> list[int | None]:
    lookup = Lookup(texts)
    found: list[int | None] = []
    unknown: list[Entry] = []
    for entry, text in zip(entries, wanted, strict=True):
        hits = lookup.find(text) if text else {}
        rows = set(hits.get(NUMBER, ())) or {row for some in hits.values() for row in some}
        if len(rows) > 1 and entry.stated and _number(text) == entry.stated[:-1]:
            pass  # It agrees with the index number, which is reported as repeated.
        elif len(rows) > 1:
            which = format_rows(sorted(entries[row].row for row in rows)).lower()
            messages.append(
                Message(
                    f"“Reports to” says “{text[:60]}”, which is what {which} are called. Write the index number, or "
                    "another number that only one of them has.",
                    entry.row,
                )
            )
            entry.is_unreadable = entry.stated is None
        elif text and not rows and not (means_nobody(text) and (entry.stated or (1,)) == (1,)):
            unknown.append(entry)
        found.append(rows.pop() if len(rows) == 1 else None)
    _report_unknown(unknown, messages)
    return found


def _report_unknown(unknown: Sequence[Entry], messages: list[Message]) -> None:
    numbered = [entry for entry in unknown if entry.stated and _number(entry.text(ABOVE))]
    rest = [entry for entry in unknown if entry not in numbered]
    for entry in rest:
        entry.is_unreadable = entry.stated is None
    if len(rest) > _MOST_ALIKE:
        shown = ", ".join(f"“{entry.text(ABOVE)[:40]}”" for entry in rest[:3])
        messages.append(
            Message(
                f"{format_rows([entry.row for entry in rest])}: “Reports to” says {shown} and so on, which names no "
                "row of this table. Write the supervisor's index number or title, or a number that stands in a column "
                f"such as “{COLUMN[KEY].heading}”, “Position number” or “ID”."
            )
        )
        return
    for entry in rest:
        text = entry.text(ABOVE)
        if entry.line.dated.get(ABOVE):
            messages.append(Message(entry.line.dated[ABOVE], entry.row))
        elif entry.stated and len(entry.stated) > 1:
            messages.append(Message(f"In “Reports to”: {_problem(text)} No row has it as its title either.", entry.row))
        elif not entry.stated:
            messages.append(
                Message(
                    f"“Reports to” says “{text[:60]}”, which names no row of this table. Write the number, the key or "
                    "the title of the supervisor as its row has it, or add that row; leave it empty for the head.",
                    entry.row,
                )
            )


def _number(text: str) -> Number | None:
    try:
        return parse_number(text)
    except NumberError:
        return None


def _problem(text: str) -> str:
    try:
        parse_number(text)
    except NumberError as problem:
        return str(problem)
    return ""


def _reconcile(entries: Sequence[Entry], by_number: Mapping[Number, Entry], messages: list[Message]) -> None:
    """Restore 1.10 in "Reports to" where a program has made 1.1 of it, as the index numbers show.

    Evidence of that are cells with numbers instead of text, a number such as 1.0, or shortened index numbers.
    """
    evident = any(entry.is_lengthened or re.fullmatch(r"[0-9]+\.0", entry.text(ABOVE)) for entry in entries)
    rows = []
    for entry in entries:
        above = by_number.get((entry.stated or ())[:-1])
        if above is None or entry.reports is above or not (evident or ABOVE in entry.line.numeric):
            continue
        if is_shortened(entry.text(ABOVE), above.stated):
            entry.reports = above
            rows.append(entry.row)
    if rows:
        messages.append(
            Message(
                f"{format_rows(rows)}: a program had made a number such as 1.1 of 1.10 in “Reports to”. It was read as "
                "the index number of the row says.",
                is_error=False,
            )
        )
