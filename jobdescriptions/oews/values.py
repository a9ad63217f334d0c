"""A figure of the federal survey as a plain value, and which rows of it the site keeps. No Django in here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

NATION, STATE, METROPOLITAN, NONMETROPOLITAN = 1, 2, 4, 6
#: The industries whose figures pages show: all of them, and "Elementary and Secondary Schools, Local Government Owned".
ALL_INDUSTRIES, PUBLIC_SCHOOLS = "000000", "611103"
#: California in the federal numbering of states.
CALIFORNIA = 6

#: The top of the survey's scale, in dollars a year and an hour: higher wages may be given as "#" in its workbooks.
TOP = {"annual": 239_200, "hourly": Decimal("115.00")}

#: The columns of the workbooks with wages, by field.
WAGE_COLUMNS = {
    "annual_p10": "A_PCT10",
    "annual_median": "A_MEDIAN",
    "annual_p90": "A_PCT90",
    "hourly_p10": "H_PCT10",
    "hourly_median": "H_MEDIAN",
    "hourly_p90": "H_PCT90",
}
#: All columns that are needed.
COLUMNS = (
    *("AREA", "AREA_TITLE", "AREA_TYPE", "NAICS", "NAICS_TITLE", "OCC_CODE", "OCC_TITLE", "TOT_EMP"),
    *WAGE_COLUMNS.values(),
)
#: The state of an area, in newer workbooks.
STATE_COLUMN = "PRIM_STATE"

#: Cells without a figure: "*" not available, "**" jobs not released, "-" not released, "~" not applicable.
_NO_FIGURE = frozenset(("", "*", "**", "-", "~"))
_AT_TOP = "#"
_CODE = re.compile(r"\d\d-\d{4}")


@dataclass(frozen=True, slots=True)
class Figure:
    """What an occupation is paid in one area and industry. The fields are those of ``models.OewsFigure``."""

    soc_code: str
    soc_title: str
    area_type: int
    area: str
    area_title: str
    industry: str
    industry_title: str
    jobs: int | None
    annual_p10: int | None
    annual_median: int | None
    annual_p90: int | None
    hourly_p10: Decimal | None
    hourly_median: Decimal | None
    hourly_p90: Decimal | None
    at_top: str = ""


FIELDS = tuple(field.name for field in fields(Figure))


def make_figure(row: Mapping[str, Any]) -> Figure | None:
    """Return the figure in a row of a workbook by column, or None for a row that no page shows.

    Kept are occupations of the nation's public schools, and those of California and its areas in all industries. Raises
    ValueError with the end of a sentence for a cell that is not understood.
    """
    area_type = _parse_number(row, "AREA_TYPE")
    industry = _text(row["NAICS"]).split(".")[0].zfill(6)
    if not _is_shown(row, area_type, industry) or not _CODE.fullmatch(_text(row["OCC_CODE"])):
        return None
    wages, at_top = {}, []
    for name, column in WAGE_COLUMNS.items():
        scale = name.partition("_")[0]
        if _text(row[column]) == _AT_TOP:
            at_top.append(name)
            wages[name] = TOP[scale]
        elif (wage := _parse_number(row, column)) is not None:
            wages[name] = int(wage) if scale == "annual" else wage
    jobs = _parse_number(row, "TOT_EMP")
    return Figure(
        soc_code=_text(row["OCC_CODE"]),
        soc_title=_text(row["OCC_TITLE"])[:200],
        area_type=int(area_type or 0),
        area=_normalize_area(int(area_type or 0), int(_parse_number(row, "AREA") or 0)),
        area_title=_text(row["AREA_TITLE"])[:200],
        industry=industry,
        industry_title=_text(row["NAICS_TITLE"])[:200],
        jobs=None if jobs is None else int(jobs),
        at_top=" ".join(at_top),
        **{name: wages.get(name) for name in WAGE_COLUMNS},
    )


def _is_shown(row: Mapping[str, Any], area_type: Decimal | None, industry: str) -> bool:
    if area_type == NATION:
        return industry == PUBLIC_SCHOOLS
    if industry != ALL_INDUSTRIES:
        return False
    if area_type == STATE:
        return _parse_number(row, "AREA") == CALIFORNIA
    in_california = _text(row.get(STATE_COLUMN)) == "CA" or _text(row["AREA_TITLE"]).endswith(", CA")
    return area_type in (METROPOLITAN, NONMETROPOLITAN) and in_california


def _normalize_area(area_type: int, area: int) -> str:
    """Return the code of an area as the workbooks of recent years have it."""
    return {NATION: "99", STATE: f"{area:02d}", NONMETROPOLITAN: f"{area:07d}"}.get(area_type, f"{area:05d}")


def _parse_number(row: Mapping[str, Any], column: str) -> Decimal | None:
    text = _text(row[column])
    if text in _NO_FIGURE:
        return None
    try:
        number = Decimal(text.replace(",", "").replace("$", ""))
    except InvalidOperation:
        number = Decimal(-1)
    # Dollars an hour are stored with seven digits; a larger number is one for a year in the wrong column.
    too_much = 10**4 if column.startswith("H_") else 10**9
    if not number.is_finite() or not 0 <= number < too_much:
        raise ValueError(f"“{text[:40]}” in the column {column}, where a number should be")
    return number


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
