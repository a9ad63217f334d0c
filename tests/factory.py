"""Small objects for tests: each ``make_x`` gives a whole, valid one, and takes what a test cares about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish
from jobdescriptions.records import save
from jobdescriptions.word.document import Document, Paragraph, Run, SalaryRange, Section
from orgcharts.models import Level, Maturity, OrgChart, Placement, Position, SharedSupervision, SupportModel


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


def make_chart(tree: Any = None, **overrides: Any) -> OrgChart:
    """Make a support model with its chart. ``tree`` is (title, [tree, ...]) or a title; None makes just a head."""
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
    chart = OrgChart.objects.create(slug=slug, title=model.name, support_model=model)
    title, below = _parts(tree or "Superintendent")
    head = Position.objects.add_root(instance=Position(chart=chart, title=title))
    _hang(head, below)
    return chart


def make_wide_chart(count: int, **overrides: Any) -> OrgChart:
    """Make a chart of ``count`` positions, four below each."""
    chart = make_chart("Head", **overrides)
    waiting = [Position.objects.get(chart=chart)]
    made = 1
    while made < count:
        above = waiting.pop(0)
        for _ in range(min(4, count - made)):
            made += 1
            row = Position(chart=chart, title=f"Position {made}")
            waiting.append(Position.objects.add_child(above, instance=row))
    return chart


def place(job: JobDescription, position: Position, title: str = "") -> Placement:
    order = position.placements.count()
    return Placement.objects.create(position=position, job_description=job, title=title or job.title, order=order)


def share(position: Position, title: str, supervisor: Position | None = None) -> SharedSupervision:
    return SharedSupervision.objects.create(position=position, title=title, supervisor=supervisor)


def at(chart: OrgChart, number: str) -> Position:
    """Return the position with that index number."""
    return Position.objects.at(chart.slug, number).get()


def _parts(tree: Any) -> tuple[str, list[Any]]:
    return tree if isinstance(tree, tuple) else (tree, [])


def _hang(above: Position, trees: list[Any]) -> None:
    for tree in trees:
        title, below = _parts(tree)
        row = Position.objects.add_child(above, instance=Position(chart=above.chart, title=title))
        _hang(row, below)
