"""The dotted lines of a position in one cell of a table. No Django in here.

A cell holds lines between semicolons or line breaks, each with up to four parts between bars: the title of the
supervisor, its place, what the line covers, and ``derived`` where the line was worked out. The place is an index number
of the same table, or that of another chart behind the address of that chart: ``established-district 1.1``. A place may
stand alone; with a bar behind it, it is a title. A part that holds a bar or a semicolon, or begins with a quotation
mark, stands in quotation marks, those inside it doubled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.numbers import Number, NumberError, format_number, parse_number

MAX_TITLE_LENGTH, MAX_COVERS_LENGTH = 150, 200
#: Maximum number of lines in one cell.
MAX_LINES = 50

_DERIVED = "derived"
_PART = re.compile(r'\s*(?:"(?P<quoted>(?:[^"]|"")*)"\s*(?=[|;\r\n]|\Z)|(?P<bare>[^|;\r\n]*))(?P<end>[|;\r\n]|\Z)')
_PLACE = re.compile(r"(?:(?P<chart>[A-Za-z0-9_-]+)\s+)?(?P<number>[0-9]+(?:\.[0-9]+)*)")


@dataclass(frozen=True, slots=True)
class LineEntry:
    """A dotted line: the supervisor's title, what it covers, and whether it was worked out.

    ``number`` is the index number of the supervisor, empty where there is only a title, and ``chart`` the address of
    its chart, empty for the same one. ``supervisor`` is its key, where that is known.
    """

    title: str
    covers: str = ""
    derived: bool = False
    chart: str = ""
    number: Number = ()
    supervisor: int | None = None

    @property
    def place(self) -> str:
        return f"{self.chart} {format_number(self.number)}".strip() if self.number else ""


#: Returns key and title of the position with that index number in the chart at that address, or None.
FindPosition = Callable[[str, Number], tuple[int, str] | None]


def format_lines(lines: Iterable[LineEntry]) -> str:
    """Return the cell for dotted lines.

    >>> format_lines([LineEntry("District support", "standards; tools", True, "established-district", (1, 1))])
    'District support | established-district 1.1 | "standards; tools" | derived'
    >>> format_lines([LineEntry("Curriculum director")])
    'Curriculum director'
    """
    written = []
    for line in lines:
        parts = [line.title, line.place, line.covers, _DERIVED if line.derived else ""]
        while not parts[-1] and len(parts) > 1:
            parts.pop()
        if len(parts) == 1 and _PLACE.fullmatch(clean_text(line.title)):
            parts.append("")  # A title, though it looks like a place: the bar says so.
        written.append(" |".join(f" {text}" if (text := _quote(part)) else "" for part in parts).lstrip())
    return "; ".join(written)


def _quote(part: str) -> str:
    text = clean_text(part)
    return '"' + text.replace('"', '""') + '"' if re.search(r'[|;]|\A"', text) else text


def parse_lines(cell: str, find_position: FindPosition) -> tuple[tuple[LineEntry, ...], list[str]]:
    """Return the dotted lines in ``cell``, and sentences about what is wrong with it.

    Places in the same table are resolved later (see ``resolve_in_table``), others with ``find_position``.
    """
    if len(cell) > MAX_LINES * (MAX_TITLE_LENGTH + MAX_COVERS_LENGTH + 100):
        return (), [f"“Also supervised by” has {len(cell):,} characters, more than can be read. Remove some."]
    lines: list[LineEntry] = []
    problems: list[str] = []
    for parts in _split(cell):
        if not any(parts):
            continue
        if len(lines) == MAX_LINES:
            problems.append(f"There are more than {MAX_LINES} lines in “Also supervised by”. Remove some.")
            break
        line = _read(parts, find_position, problems)
        if line is not None:
            lines.append(line)
    return tuple(lines), problems


def _split(cell: str) -> Iterable[list[str]]:
    """Yield the parts of each line of a cell."""
    parts: list[str] = []
    at = 0
    while at <= len(cell):
        match = _PART.match(cell, at)
        quoted = match["quoted"]
        parts.append(clean_text(quoted.replace('""', '"') if quoted is not None else match["bare"]))
        if match["end"] != "|":
            yield parts
            parts = []
        at = match.end() if match["end"] else len(cell) + 1


def _read(parts: Sequence[str], find_position: FindPosition, problems: list[str]) -> LineEntry | None:
    if len(parts) > 4 or (len(parts) == 4 and parts[3].casefold() not in {_DERIVED, ""}):
        problems.append(
            f"“{' | '.join(parts)[:80]}” in “Also supervised by” cannot be read. Write title | place | what it covers, "
            "and after another bar the word derived where the line was worked out."
        )
        return None
    title, place, covers, derived = (*parts, "", "", "")[:4]
    if len(parts) == 1 and _PLACE.fullmatch(title):
        title, place = "", title
    for what, text, most in (("title", title, MAX_TITLE_LENGTH), ("text after the place", covers, MAX_COVERS_LENGTH)):
        if len(text) > most:
            problems.append(
                f"In “Also supervised by” the {what} “{text[:40]}…” has {len(text):,} characters; {most} fit. "
                "Shorten it."
            )
            return None
    line = LineEntry(title, covers, bool(derived))
    if not place:
        if title:
            return line
        problems.append("“Also supervised by” does not say who supervises. Write a title, or an index number.")
        return None
    return _locate(line, place, find_position, problems)


def _locate(line: LineEntry, place: str, find_position: FindPosition, problems: list[str]) -> LineEntry | None:
    match = _PLACE.fullmatch(place)
    try:
        number = parse_number(match["number"]) if match else ()
    except NumberError:
        number = ()
    if not number:
        problems.append(
            f"“{place[:60]}” in “Also supervised by” is no place. Write an index number such as 1.1, or, for another "
            "chart, its address and the number: established-district 1.1."
        )
        return None
    if not match["chart"]:
        return replace(line, number=number)
    found = find_position(match["chart"], number)
    if found is None:
        problems.append(
            f"“Also supervised by” names {place[:60]}, and no chart with that address has such a position. Look it up, "
            "or write only a title."
        )
        return None
    return replace(line, title=line.title or found[1], chart=match["chart"], number=number, supervisor=found[0])


def resolve_in_table(
    lines: Sequence[LineEntry], own: Number, rows: dict[Number, tuple[Number, str]], problems: list[str]
) -> tuple[LineEntry, ...]:
    """Return ``lines`` with places in the same table as they are in the finished chart.

    ``own`` is the finished number of the row; ``rows`` has the finished number and the title of each row by the number
    that people know it by.
    """
    resolved = []
    for line in lines:
        if line.number and not line.chart:
            if line.number not in rows:
                problems.append(
                    f"“Also supervised by” names {format_number(line.number)}, which no row of this table is. Write "
                    "the index number of a row, or only a title."
                )
                continue
            number, title = rows[line.number]
            if number == own:
                problems.append(
                    "A position cannot share its own supervision. Name another one in “Also supervised by”."
                )
                continue
            line = replace(line, number=number, title=line.title or title)
        resolved.append(line)
    return tuple(resolved)
