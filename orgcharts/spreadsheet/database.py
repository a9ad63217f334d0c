"""Reading a chart and the job descriptions for a table, and applying the plan of an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

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
    jobs = JobDescription.objects.order_by("number").only("number", "title", "also_called")
    return Catalogue(Job(job.pk, job.number, job.title, tuple(job.other_titles)) for job in jobs)


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
    lines: dict[int, list[str]] = defaultdict(list)
    leads: dict[int, list[str]] = defaultdict(list)
    shared = SharedSupervision.objects.filter(Q(position__chart=chart) | Q(supervisor__chart=chart))
    for line in shared.select_related("position__chart").order_by("order", "pk"):
        lines[line.position_id].append(line.title)
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
            "key": str(one.pk),
        }
        rows.append([texts[name] for name in columns])
    return rows


def validate_columns(
    sheet: Columns, present: Sequence[CurrentPosition], jobs: Catalogue, *, renumber: bool = False
) -> ParsedTable:
    """Return the rows that ``sheet`` describes for the chart with those positions, and messages about them."""
    return validate(sheet, jobs, {one.pk: one.number for one in present}, present, renumber=renumber)


@retry_on_conflict
def apply_plan(chart: OrgChart, plan: Plan, message: str, *, revision: int) -> None:
    """Change ``chart`` according to ``plan``, as one change with ``message``, which can be undone as one.

    ``revision`` is that of the chart for which the plan was made. Raises ChartError where the chart has changed since
    or has been deleted, or a value is not valid; then nothing has changed.
    """
    with positions.changing(chart, message, revision=revision) as chart:
        working = WorkingChart(chart)
        values = dict(plan.edits)
        key_at: dict[Number, int] = {}
        below: dict[int | None, list[int]] = {None: [], **{key: [] for key in working.tree.above}}
        for row in sorted(plan.rows, key=lambda row: row.number):
            key = plan.matches.get(row.number)
            if key is None:
                key = working.add({"title": row.title} | values.get(row.number, {}))
            elif row.number in values:
                working.edit(key, values[row.number])
            key_at[row.number] = key
            below.setdefault(key_at.get(row.number[:-1]), []).append(key)
        working.tree.replace(below)
        working.save()
        _verify(chart, plan)


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
