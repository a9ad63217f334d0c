"""What a page shows of the federal figures for its occupation.

The figures of an occupation are read for each page, but put into words and rendered once for equal ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jobdescriptions.models import OewsFigure
from jobdescriptions.oews.values import NATION, STATE
from jobdescriptions.word.coercers import format_money

#: Where the bureau offers all releases.
TABLES_URL = "https://www.bls.gov/oes/tables.htm"

_SCHOOLS = "Public elementary and secondary schools, United States"
_CALIFORNIA = "California, all industries"
_STATISTICS = {"p10": "10th percentile", "median": "Median", "p90": "90th percentile"}
#: Number of occupations whose figures a process keeps rendered.
CACHE_SIZE = 100


class Figure(NamedTuple):
    """The columns of an ``OewsFigure`` that pages show."""

    soc_title: str
    area_type: int
    area_title: str
    jobs: int | None
    annual_p10: int | None
    annual_median: int | None
    annual_p90: int | None
    hourly_p10: Decimal | None
    hourly_median: Decimal | None
    hourly_p90: Decimal | None
    at_top: str
    source: str


@dataclass(frozen=True, slots=True)
class Wage:
    """A statistic of wages as texts: its name, dollars a year, and dollars an hour where they are published."""

    name: str
    annual: str
    hourly: str


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one area and industry."""

    name: str
    wages: tuple[Wage, ...]
    jobs: str
    figure: Figure


@dataclass(frozen=True)
class OccupationPay:
    """The figures of one release for one occupation: ``rows`` of the nation's schools and of California, and ``areas``.

    ``missing`` are sentences about what the release does not have.
    """

    soc_code: str
    soc_title: str
    year: int
    rows: tuple[Row, ...] = ()
    areas: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def release(self) -> str:
        """The name of the release, such as May 2025."""
        return f"May {self.year}"

    @property
    def has_hours(self) -> bool:
        """Whether any wage for an hour is published."""
        return any(wage.hourly for row in (*self.rows, *self.areas) for wage in row.wages)

    @cached_property
    def html(self) -> SafeString:
        """The figures as a section of a page."""
        return render_to_string("jobdescriptions/_occupation_pay.html", {"pay": self})


def build_occupation_pay(soc_code: str, soc_title: str) -> OccupationPay | None:
    """Return what pages show for an occupation; None without a code, and where the site has no figures at all.

    Of several releases, it is the newest that has both the nation's schools and California, for any occupation: rows of
    different years must not stand side by side.
    """
    year = OewsFigure.objects.find_shown_year() if soc_code else None
    if year is None:
        return None
    rows = OewsFigure.objects.for_page(soc_code).filter(year=year).values_list(*Figure._fields)
    # With DEBUG, edited templates show at once.
    build = _build.__wrapped__ if settings.DEBUG else _build
    return build(soc_code, soc_title, year, tuple(map(Figure._make, rows)))


@lru_cache(CACHE_SIZE)
def _build(soc_code: str, soc_title: str, year: int, figures: tuple[Figure, ...]) -> OccupationPay:
    title = figures[0].soc_title if figures else soc_title
    if not figures:
        sentence = (
            f"No figure of May {year} was found for this occupation ({soc_code})"
            " in the industries and areas that are shown here."
        )
        return OccupationPay(soc_code, title, year, missing=(sentence,))
    names = {NATION: _SCHOOLS, STATE: _CALIFORNIA}
    rows = [_make_row(names[one.area_type], one) for one in figures if one.area_type in names]
    kinds = {one.area_type for one in figures}
    return OccupationPay(
        soc_code,
        title,
        year,
        rows=tuple(rows),
        areas=tuple(_make_row(one.area_title, one) for one in figures if one.area_type not in names),
        missing=tuple(
            f"No figure of May {year} was published for this occupation in: {name}."
            for kind, name in names.items()
            if kind not in kinds
        ),
        sources=tuple(dict.fromkeys(one.source for one in figures)),
    )


def _make_row(name: str, figure: Figure) -> Row:
    wages = tuple(
        Wage(label, _format_wage(figure, f"annual_{key}"), _format_wage(figure, f"hourly_{key}"))
        for key, label in _STATISTICS.items()
    )
    return Row(name, wages, "" if figure.jobs is None else f"{figure.jobs:,}", figure)


def _format_wage(figure: Figure, name: str) -> str:
    amount = getattr(figure, name)
    if amount is None:
        return ""
    return f"{format_money(Decimal(amount))}{' or more' if name in figure.at_top.split() else ''}"


def describe_salaries(pay: OccupationPay) -> list[dict[str, Any]]:
    """Return the rows with wages for a year as schema.org MonetaryAmountDistributions."""
    return [_describe_salary(row, pay) for row in pay.rows if row.figure.annual_median is not None]


def _describe_salary(row: Row, pay: OccupationPay) -> dict[str, Any]:
    keys: Sequence[tuple[str, str]] = (("percentile10", "p10"), ("median", "median"), ("percentile90", "p90"))
    figures = {name: getattr(row.figure, f"annual_{key}") for name, key in keys}
    return {
        "@type": "MonetaryAmountDistribution",
        "name": f"{row.name}, {pay.release}",
        "currency": "USD",
        "duration": "P1Y",
        **{name: figure for name, figure in figures.items() if figure is not None},
    }
