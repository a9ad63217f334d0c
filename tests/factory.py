"""Small objects for tests: each ``make_x`` gives a whole, valid one, and takes what a test cares about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jobdescriptions.clauses.editing import save_clause
from jobdescriptions.drafts import save
from jobdescriptions.models import Clause, JobDescription
from jobdescriptions.publishing import publish
from jobdescriptions.word.document import Document, Paragraph, Run, SalaryRange, Section
from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.models import Level, Maturity, OrgChart, Placement, Position, SharedSupervision, SupportModel
from orgcharts.spreadsheet.database import apply_plan, read_catalogue, validate_columns
from orgcharts.spreadsheet.plan import make_plan
from orgcharts.spreadsheet.values import Columns, Line


def make_salary(**overrides: Any) -> SalaryRange:
    values = {
        "employer": "Example Unified School District",
        "class_title": "Network Technician",
        "low": Decimal("4000.00"),
        "high": Decimal("5000.00"),
        "unit": "month",
        "year": "2024-25",
        "publisher": "Example USD salary schedule, 1 July 2024",
        "closeness": "close",
    }
    return SalaryRange(**values | overrides)


def make_section(kind: str, heading: str, *paragraphs: str) -> Section:
    return Section(kind, heading, tuple(Paragraph((Run(text),)) for text in paragraphs))


def make_document(title: str = "Network Technician", **overrides: Any) -> Document:
    values: dict[str, Any] = {
        "employment_class": "Classified",
        "reports_to": "Network manager",
        "flsa": "Non-exempt",
        "work_year": "12 months",
        "sections": (
            make_section("definition", "Definition", f"The {title} keeps the network of the schools working."),
            make_section("salary", "Salary information", "Figures are those of the employers named."),
        ),
    }
    return Document(title=title, **values | overrides)


def make_job(title: str = "Network Technician", *, published: bool = True, **overrides: Any) -> JobDescription:
    job = save(make_document(title, **overrides))
    if published:
        publish(job)
        job.refresh_from_db()
    return job


def make_clause(key: str = "tuberculosis", body: str = "<p>A risk assessment.</p>", **overrides: Any) -> Clause:
    values = {
        "key": key,
        "name": key.replace("-", " ").capitalize(),
        "body": body,
        "sources": "Education Code | https://leginfo.legislature.ca.gov/ | section 49406 | 2026-11-30",
        "dated": "2026-11-30",
    }
    return save_clause(values | overrides)


def make_placement(*keys: str, text: str = "Words of the file.") -> Section:
    """Return a section that places these clauses between two paragraphs, each with ``text`` for its words."""
    clauses = (Paragraph((Run(text),), key) for key in keys)
    blocks = (Paragraph((Run("Before."),)), *clauses, Paragraph((Run("After."),)))
    return Section("licenses", "Licenses and clearances", blocks)


def make_chart(tree: Any = None, **overrides: Any) -> OrgChart:
    """Make a support model with its chart. ``tree`` is (title, [tree, ...]) or a title; None makes just a head.

    Its positions come through the site's own operations, as one change: history, search and revision know of them.
    """
    chart = _make_empty_chart(**overrides)
    title, below = _parts(tree or "Superintendent")
    with positions.changing(chart, "Made for a test."):
        _hang(positions.add_head(chart, title), below)
    return _as_it_is(chart)


def make_wide_chart(count: int, **overrides: Any) -> OrgChart:
    """Make a chart of ``count`` positions, four below each, by importing one table."""
    chart = _make_empty_chart(**overrides)
    numbers = ["1"]
    for above in numbers:
        if len(numbers) >= count:
            break
        numbers.extend(f"{above}.{step}" for step in range(1, min(4, count - len(numbers)) + 1))
    lines = [
        Line(at, {"number": number, "title": f"Position {at}" if at > 1 else "Head"})
        for at, number in enumerate(numbers, start=1)
    ]
    jobs = read_catalogue()
    table = validate_columns(Columns(("number", "title"), lines), [], jobs)
    apply_plan(chart, make_plan([], table, jobs), "Made for a test.", revision=chart.revision)
    return _as_it_is(chart)


def place(job: JobDescription, position: Position, title: str = "") -> Placement:
    """Let ``job`` stand at ``position`` too, as the last one there."""
    placements = read_values([position])[position.pk]["placements"]
    positions.edit(position, {"placements": [*placements, {"job": job.pk, "title": title or job.title}]})
    return Placement.objects.get(position=position, job_description=job)


def share(position: Position, title: str, supervisor: Position | None = None) -> SharedSupervision:
    """Draw one more dotted line from ``position``, the last one there."""
    line = {"supervisor": supervisor and supervisor.pk, "title": title, "covers": ""}
    positions.edit(position, {"shared": [*read_values([position])[position.pk]["shared"], line]})
    return position.shared_lines.order_by("order", "pk").last()


def at(chart: OrgChart, number: str) -> Position:
    """Return the position with that index number."""
    return Position.objects.at(chart.slug, number).get()


def _parts(tree: Any) -> tuple[str, list[Any]]:
    return tree if isinstance(tree, tuple) else (tree, [])


def _hang(above: Position, trees: list[Any]) -> None:
    for tree in trees:
        title, below = _parts(tree)
        _hang(positions.add_below(above, title), below)


def _make_empty_chart(**overrides: Any) -> OrgChart:
    """Make a support model with a chart, as the reference content makes one before its positions come in."""
    slug = overrides.pop("slug", "emerging-district")
    maturity, _, level = slug.partition("-")
    values = {
        "name": slug.replace("-", " ").capitalize(),
        "maturity": maturity if maturity in Maturity.values else Maturity.EMERGING,
        "level": level if level in Level.values else Level.DISTRICT,
        "lead": "This model is characterized by:",
        "summary": "A model for tests.",
    }
    model = SupportModel.objects.create(**values | overrides)
    return OrgChart.objects.create(slug=slug, title=model.name, support_model=model)


def _as_it_is(chart: OrgChart) -> OrgChart:
    """Return ``chart`` with the revision that it has by now."""
    chart.refresh_from_db(fields=["revision"])
    return chart
