"""Reading the yearly workbooks of the federal survey (.xlsx) under limits. No Django in here.

The workbooks are large: that of metropolitan areas has some 150,000 rows. They are read as a stream, and only the rows
that pages show stay in memory. openpyxl parses with defusedxml, so that no entity is expanded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import DEFUSEDXML, load_workbook

from jobdescriptions.oews.values import COLUMNS, STATE_COLUMN, Figure, make_figure

#: Maximum sizes in bytes: of the file, and of everything in it unpacked.
LARGEST_FILE, LARGEST_CONTENT = 64 * 1024 * 1024, 1024 * 1024 * 1024
MOST_ENTRIES, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 500, 10, 1_000_000, 64
#: Rows above the headings, such as a title.
MOST_ROWS_ABOVE = 10

_WHERE = "Download it anew from https://www.bls.gov/oes/tables.htm and unpack it."
_RELEASE = re.compile(r"M(20\d\d)(?:_|\b)|\bMay[ _-]?(20\d\d)", re.IGNORECASE)

if not DEFUSEDXML:
    raise ImportError("Workbooks are read only with defusedxml. Install it.")


class OewsError(ValueError):
    """Why a file cannot be imported, as a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The figures of a workbook that pages show, and the year of its release (None where it does not say)."""

    year: int | None
    figures: tuple[Figure, ...]


def read_workbook(path: Path) -> Workbook:
    """Return what a workbook has for pages. Raises OewsError, and OSError where the file cannot be read."""
    _check_file(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # Parsers raise all kinds of exceptions for damaged files.
        raise OewsError(f"{path.name} is damaged and cannot be read. {_WHERE}") from error
    try:
        sheets = book.worksheets[:MOST_SHEETS]
        names = [path.name, *(sheet.title for sheet in sheets)]
        missing: list[str] = list(COLUMNS)
        for sheet in sheets:
            sheet.reset_dimensions()  # What the file says about its size may be wrong.
            rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            headings, lacking = _find_headings(rows)
            if not lacking:
                return Workbook(_find_release(names), tuple(_read_figures(path, headings, rows)))
            missing = min(missing, lacking, key=len)
    except OewsError:
        raise
    except Exception as error:
        raise OewsError(f"{path.name} is damaged and cannot be read. {_WHERE}") from error
    finally:
        book.close()
    if len(missing) == len(COLUMNS):
        raise OewsError(f"{path.name} has no sheet with the columns of the survey (AREA, OCC_CODE …). {_WHERE}")
    raise OewsError(f"{path.name} lacks the columns {', '.join(missing)}. {_WHERE}")


def _check_file(path: Path) -> None:
    """Raise OewsError for what is no workbook, or too large for one of the survey."""
    if path.stat().st_size > LARGEST_FILE:
        raise OewsError(f"{path.name} is larger than any workbook of the survey. {_WHERE}")
    with path.open("rb") as file:
        head = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<html" in head or head.startswith((b"<!doctype", b"<?xml")):
        raise OewsError(f"{path.name} is a web page, whatever its name says: the download was refused. {_WHERE}")
    if not head.startswith(b"pk\x03\x04"):
        raise OewsError(f"{path.name} is no Excel workbook (.xlsx). {_WHERE}")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise OewsError(f"{path.name} is damaged: it was not downloaded completely. {_WHERE}") from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
        raise OewsError(f"{path.name} unpacks to more than any workbook of the survey. {_WHERE}")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        inner = next((name for name in names if name.lower().endswith(".xlsx")), "")
        if inner:
            raise OewsError(f"{path.name} is the archive that BLS sends. Unpack it and import {inner}.")
        raise OewsError(f"{path.name} is no Excel workbook (.xlsx). {_WHERE}")


def _find_headings(rows: Iterator[tuple[Any, ...]]) -> tuple[dict[str, int], list[str]]:
    """Return the place of each heading in the first row that has most of them, and the needed ones it lacks."""
    best: dict[str, int] = {}
    for number, cells in enumerate(rows, start=1):
        found = {str(cell).strip().upper(): at for at, cell in enumerate(cells) if cell is not None}
        if len(set(COLUMNS) & set(found)) > len(set(COLUMNS) & set(best)):
            best = found
        if set(COLUMNS) <= set(best) or number == MOST_ROWS_ABOVE:
            break
    return best, [column for column in COLUMNS if column not in best]


def _read_figures(path: Path, headings: dict[str, int], rows: Iterable[tuple[Any, ...]]) -> Iterator[Figure]:
    """Yield the figures of pages. The first of two rows for the same place counts."""
    places = {name: headings[name] for name in (*COLUMNS, STATE_COLUMN) if name in headings}
    seen = set()
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise OewsError(f"{path.name} has more than {MOST_ROWS:,} rows, more than any workbook of the survey.")
        row = {name: cells[at] if at < len(cells) else None for name, at in places.items()}
        if row["OCC_CODE"] is None:
            continue
        try:
            figure = make_figure(row)
        except ValueError as error:
            raise OewsError(f"{path.name} has {error} (occupation {row['OCC_CODE']}). {_WHERE}") from None
        if figure is None:
            continue
        place = (figure.soc_code, figure.area_type, figure.area, figure.industry)
        if place not in seen:
            seen.add(place)
            yield figure


def _find_release(names: Iterable[str]) -> int | None:
    """Return the year of the release that the names of a file and its sheets give.

    >>> _find_release(["natsector_M2025_dl.xlsx"]), _find_release(["a.xlsx", "All May 2024 data"]), _find_release([])
    (2025, 2024, None)
    """
    for name in names:
        if match := _RELEASE.search(name):
            return int(match[1] or match[2])
    return None
