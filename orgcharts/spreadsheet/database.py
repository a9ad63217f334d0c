"""Reading a chart and the job descriptions for a table, and applying the plan of an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from jobdescriptions.facts import describe_addition
from jobdescriptions.models import JobDescription
from orgcharts.changes import positions
from orgcharts.changes.positions import ChartError
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.working_chart import WorkingChart
from orgcharts.fte import format_fte
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision
from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.columns import COLUMNS, KEY
from orgcharts.spreadsheet.job_cell import Catalogue, Job, JobEntry, format_jobs
from orgcharts.spreadsheet.lines_cell import LineEntry, format_lines
from orgcharts.spreadsheet.numbers import Number, format_number
from orgcharts.spreadsheet.parsed_table import CurrentPosition, ParsedTable
from orgcharts.spreadsheet.plan import Plan
from orgcharts.spreadsheet.validate import validate
from orgcharts.spreadsheet.values import Columns
from orgcharts.tree.index_numbers import index_number

#: The columns of downloads: for staff, and for everybody.
STAFF_COLUMNS = tuple(column.name for column in COLUMNS)
PUBLIC_COLUMNS = tuple(name for name in STAFF_COLUMNS if name != KEY)


def read_catalogue() -> Catalogue:
    """Return all job descriptions; one query."""
    jobs = JobDescription.objects.order_by("number").only("number", "title", "also_called", "added_year")
    return Catalogue(
        Job(job.pk, job.number, job.title, tuple(job.other_titles), describe_addition(job.added_year)) for job in jobs
    )


def read_positions(chart: OrgChart, *, published: bool = False) -> list[CurrentPosition]:
    """Return the positions of ``chart`` in path order; three queries.

    ``published`` leaves out the job descriptions that the public does not see.
    """
    jobs: dict[int, list[JobEntry]] = defaultdict(list)
    placements = Placement.objects.filter(position__chart=chart)
    if published:
        placements = placements.filter(job_description__published_version__isnull=False)
    for position, job, title in placements.order_by("order", "pk").values_list(
        "position_id", "job_description_id", "title"
    ):
        jobs[position].append(JobEntry(job, title))
    lines: dict[int, list[LineEntry]] = defaultdict(list)
    leads: dict[int, list[str]] = defaultdict(list)
    shared = SharedSupervision.objects.filter(Q(position__chart=chart) | Q(supervisor__chart=chart))
    for line in shared.select_related("position__chart", "supervisor__chart").order_by("order", "pk"):
        lines[line.position_id].append(_line(line, chart, published=published))
        where = "" if line.position.chart_id == chart.pk else f" in “{line.position.chart}”"
        leads[line.supervisor_id].append(f"{line.position.index_number} “{line.position.title}”{where}")
    return [
        CurrentPosition(
            row.pk,
            _number(row.path),
            row.title,
            row.fte,
            tuple(jobs[row.pk]),
            bool(row.note),
            tuple(lines[row.pk]),
            tuple(leads[row.pk]),
            row.kind,
            row.is_derived,
            row.derived_title,
        )
        for row in Position.objects.filter(chart=chart)
    ]


def build_rows(present: Iterable[CurrentPosition], jobs: Catalogue, columns: Iterable[str]) -> list[list[str]]:
    """Return the rows of the table as text, for those ``columns``."""
    columns = list(columns)
    rows = []
    for one in present:
        texts = {
            "number": format_number(one.number),
            "title": one.title,
            "above": format_number(one.number[:-1]),
            "fte": format_fte(one.fte),
            "jobs": format_jobs((jobs.by_pk[job.job], job.title) for job in one.jobs),
            "kind": one.kind,
            "lines": format_lines(one.lines),
            "derived": ("renamed" if one.is_renamed else "yes") if one.derived else "",
            "key": str(one.pk),
        }
        rows.append([texts[name] for name in columns])
    return rows


def validate_columns(
    sheet: Columns, present: Sequence[CurrentPosition], jobs: Catalogue, *, renumber: bool = False
) -> ParsedTable:
    """Return the rows that ``sheet`` describes for the chart with those positions, and messages about them."""
    keys = {one.pk: one.number for one in present}
    return validate(sheet, jobs, keys, present, renumber=renumber, find_position=_PositionFinder())


class _PositionFinder:
    """Finds positions of charts by address and index number; one query for each chart that is asked for."""

    def __init__(self) -> None:
        self._charts: dict[str, dict[Number, tuple[int, str]]] = {}

    def __call__(self, chart: str, number: Number) -> tuple[int, str] | None:
        if chart not in self._charts:
            rows = Position.objects.filter(chart__slug=chart).values_list("pk", "path", "title")
            self._charts[chart] = {_number(path): (pk, title) for pk, path, title in rows}
        return self._charts[chart].get(number)


def _line(line: SharedSupervision, chart: OrgChart, *, published: bool) -> LineEntry:
    """Return a dotted line; for the public (``published``) without a place in a draft."""
    above = line.supervisor
    if above is None or (published and not above.chart.is_public):
        return LineEntry(line.title, line.covers, line.is_derived)
    address = "" if above.chart_id == chart.pk else above.chart.slug
    return LineEntry(line.title, line.covers, line.is_derived, address, _number(above.path), above.pk)


@retry_on_conflict
def apply_plan(chart: OrgChart, plan: Plan, message: str, *, revision: int) -> None:
    """Change ``chart`` according to ``plan``, as one change with ``message``, which can be undone as one.

    ``revision`` is that of the chart for which the plan was made. Raises ChartError where the chart has changed since
    or has been deleted, or a value is not valid; then nothing has changed.
    """
    with positions.changing(chart, message, revision=revision) as chart:
        working = WorkingChart(chart)
        key_at: dict[Number, int] = {}
        below: dict[int | None, list[int]] = {None: [], **{key: [] for key in working.tree.above}}
        for row in sorted(plan.rows, key=lambda row: row.number):
            key = plan.matches.get(row.number)
            key_at[row.number] = working.add({"title": row.title}) if key is None else key
            below.setdefault(key_at.get(row.number[:-1]), []).append(key_at[row.number])
        for number, values in plan.edits:
            working.edit(key_at[number], _with_supervisors(values, key_at))
        working.tree.replace(below)
        working.save()
        _verify(chart, plan)


def _with_supervisors(values: dict[str, Any], key_at: dict[Number, int]) -> dict[str, Any]:
    """Return ``values`` with the keys of supervisors that they name by their numbers, as those are new."""
    if "shared" not in values:
        return values
    lines = [
        line | {"supervisor": key_at[line["supervisor"]]} if isinstance(line["supervisor"], tuple) else line
        for line in values["shared"]
    ]
    return values | {"shared": lines}


def _verify(chart: OrgChart, plan: Plan) -> None:
    """Raise ChartError where the chart is not what the plan says: a programming error, which is rolled back."""
    found = list(Position.objects.filter(chart=chart).values_list("path", "title"))
    wanted = [(row.index_number, clean_text(row.title)) for row in plan.rows]
    if [(index_number(path), clean_text(title)) for path, title in found] != wanted:
        raise ChartError(
            "invalid",
            "The import was not carried out, because the chart would not have become the one of the file. Nothing has "
            "changed. Please tell those who run this site.",
        )


def _number(path: str) -> Number:
    return tuple(map(int, index_number(path).split(".")))
