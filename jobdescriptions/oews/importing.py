"""Bringing figures of a release into the database, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from jobdescriptions import signals
from jobdescriptions.models import JobDescription, OewsFigure, Publication
from jobdescriptions.oews.read_workbook import OewsError
from jobdescriptions.oews.values import FIELDS, NATION, STATE, Figure

#: The first release that the bureau names after a May.
FIRST_YEAR = 2003


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many figures there are now of the file, and whether any of them is new or changed."""

    count: int
    changed: bool


def list_codes() -> set[str]:
    """Return the codes of the occupations that job descriptions name, and of those that have figures."""
    drafts = JobDescription.objects.values_list("soc_code", flat=True)
    public = Publication.objects.current().values_list("content__soc_code", flat=True)
    present = OewsFigure.objects.values_list("soc_code", flat=True).distinct()
    return {code for code in (*drafts, *public, *present) if code}


@transaction.atomic
def import_figures(year: int, figures: Iterable[Figure], source: str, *, go_back: bool = False) -> Imported:
    """Save the figures of a release. They replace those of the same release and the same kinds of areas.

    ``source`` names the file. Raises OewsError where there are none, for a year that has no release, and where the
    figures that pages show are of a later release; with ``go_back``, those of later releases are deleted instead.
    """
    rows = {(one.soc_code, one.area_type, one.area, one.industry): one for one in figures}
    if not rows:
        raise OewsError(
            "The file has no figure that pages show: the nation's public schools (industry 611103), California, or its "
            "areas, for an occupation of a job description. Import the workbooks of these from "
            "https://www.bls.gov/oes/tables.htm."
        )
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise OewsError(
            f"There is no release of May {year}. Give the right year, from {FIRST_YEAR} on, with --release, or rename "
            "the file."
        )
    later = OewsFigure.objects.filter(year__gt=year)
    if later.exists() and not go_back:
        newest = later.order_by("-year").first().year
        raise OewsError(
            f"The site has the release of May {newest}, which is newer than that of May {year}. Nothing was changed. "
            "To go back to the older one, add --go-back."
        )
    deleted, _ = later.delete()
    kinds = {one.area_type for one in rows.values()}
    present = OewsFigure.objects.filter(year=year, area_type__in=kinds)
    if not deleted and _is_same(present, rows.values()):
        return Imported(len(rows), changed=False)
    present.delete()
    OewsFigure.objects.bulk_create(
        (OewsFigure(year=year, source=source, **asdict(one)) for one in rows.values()), batch_size=500
    )
    signals.occupation_pay_changed.send(sender=OewsFigure)
    return Imported(len(rows), changed=True)


def _is_same(present: Iterable[OewsFigure], figures: Collection[Figure]) -> bool:
    known = {Figure(**{name: getattr(row, name) for name in FIELDS}) for row in present}
    return known == set(figures)


def find_missing(year: int) -> list[str]:
    """Return what is still needed before pages show the figures of a release; empty where they do."""
    kinds = set(OewsFigure.objects.filter(year=year).values_list("area_type", flat=True))
    names = {NATION: "the nation's public schools", STATE: "California"}
    return [name for kind, name in names.items() if kind not in kinds]
