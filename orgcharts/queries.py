"""The queries of public pages about support models and charts, in plain SQL for both databases.

Django takes longer to build a query with joins than a database takes to answer it for one chart (see decision 18). All
of these only read. ``tests/site/orgcharts/test_queries.py`` compares them with the ORM.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DateField, Model

from orgcharts.fte import Fte
from orgcharts.kinds import TEAM, format_size
from orgcharts.models import OrgChart, SiteText, SupportModel

#: Placements with their positions, in charts that the public sees.
_PUBLIC_PLACES = """orgcharts_placement l
        JOIN orgcharts_position place ON place.id = l.position_id
        JOIN orgcharts_orgchart c ON c.id = place.chart_id
        JOIN orgcharts_supportmodel m ON m.id = c.support_model_id"""


class BoxRow(NamedTuple):
    """A position with one of its placements and one of its dotted lines; None where it has none.

    ``published_version`` is that of the job description, ``job_added`` its fact ``added_year`` in that version;
    ``supervisor_*`` are the path of the supervising position and its chart; ``line_is_derived`` belongs to the dotted
    line.
    """

    pk: int
    path: str
    title: str
    is_derived: bool
    derived_title: str
    kind: str
    fte: Fte
    placement: int | None
    listed_title: str | None
    job_slug: str | None
    published_version: int | None
    job_added: str | None
    line: int | None
    supervisor: str | None
    covers: str | None
    line_is_derived: bool | None
    supervisor_path: str | None
    supervisor_chart_slug: str | None
    supervisor_chart_title: str | None
    supervisor_chart_model: int | None


class CatalogueRow(NamedTuple):
    """A published job description with one of its places in public charts; None where it has none.

    ``maturity`` and ``level`` are those of the chart's support model.
    """

    slug: str
    title: str
    summary: str
    employment_group: str
    flsa_group: str
    soc_code: str
    has_district_figure: bool
    added_year: str
    path: str | None
    chart_slug: str | None
    chart_title: str | None
    maturity: str | None
    level: str | None


def select_chart(slug: str) -> tuple[OrgChart, list[tuple[str, str, str]]] | None:
    """Return the public chart at that address with its support model, and the model's characteristics in order.

    A characteristic is its text, its note and the sources of the note. None where the public sees no such chart.
    """
    rows = _select(
        f"""
        SELECT {_columns(OrgChart, "c")}, {_columns(SupportModel, "m")}, t.text, t.note, t.sources
        FROM orgcharts_orgchart c
        JOIN orgcharts_supportmodel m ON m.id = c.support_model_id
        LEFT JOIN orgcharts_characteristic t ON t.support_model_id = m.id
        WHERE c.slug = %s
        ORDER BY t."order", t.id
        """,
        slug,
    )
    if not rows:
        return None
    chart, rest = _split(OrgChart, rows[0])
    chart.support_model, _ = _split(SupportModel, rest)
    return chart, [tuple(row[-3:]) for row in rows if row[-3] is not None]


def select_boxes(chart: int) -> list[BoxRow]:
    """Return the positions of the chart with that key in path order, with placements and dotted lines in theirs.

    One row for each pair of a placement and a dotted line of a position: nearly always one of them has at most one.
    """
    rows = _select(
        """
        SELECT p.id, p.path, p.title, p.is_derived, p.derived_title, p.kind, p.fte, l.id, l.title, j.slug,
               j.published_version, t.added_year, s.id, s.title, s.covers, s.is_derived, above.path, c.slug, c.title,
               c.support_model_id
        FROM orgcharts_position p
        LEFT JOIN orgcharts_placement l ON l.position_id = p.id
        LEFT JOIN jobdescriptions_jobdescription j ON j.id = l.job_description_id
        LEFT JOIN jobdescriptions_publication t ON t.job_description_id = j.id AND t.version = j.published_version
        LEFT JOIN orgcharts_sharedsupervision s ON s.position_id = p.id
        LEFT JOIN orgcharts_position above ON above.id = s.supervisor_id
        LEFT JOIN orgcharts_orgchart c ON c.id = above.chart_id
        WHERE p.chart_id = %s
        ORDER BY p.path, l."order", l.id, s."order", s.id
        """,
        chart,
    )
    # SQLite stores booleans as integers and decimals as floats.
    return [
        BoxRow(*row[:3], bool(row[3]), *row[4:6], None if row[6] is None else Decimal(str(row[6])), *row[7:])
        for row in rows
    ]


def select_support_models() -> list[SupportModel]:
    """Return the support models that have a chart, in order, each with its chart.

    ``size_in_words`` of each are the boxes of its chart and the jobs for which these stand at least
    (``kinds.count_jobs`` of the job descriptions that the public sees).
    """
    models = []
    for row in _select(
        f"""
        SELECT {_columns(SupportModel, "m")}, {_columns(OrgChart, "c")}, n.boxes, n.jobs
        FROM orgcharts_supportmodel m
        JOIN orgcharts_orgchart c ON c.support_model_id = m.id
        LEFT JOIN (
            SELECT p.chart_id, COUNT(*) boxes,
                SUM(CASE WHEN p.kind = '{TEAM}' AND t.size > 1 THEN t.size ELSE 1 END) jobs
            FROM orgcharts_position p
            LEFT JOIN (
                SELECT l.position_id, COUNT(*) size
                FROM orgcharts_placement l
                JOIN jobdescriptions_jobdescription j
                    ON j.id = l.job_description_id AND j.published_version IS NOT NULL
                GROUP BY l.position_id
            ) t ON t.position_id = p.id
            GROUP BY p.chart_id
        ) n ON n.chart_id = c.id
        ORDER BY m."order", m.id
        """
    ):
        model, rest = _split(SupportModel, row)
        model.chart, counts = _split(OrgChart, rest)
        model.size_in_words = format_size(*(int(count or 0) for count in counts))
        models.append(model)
    return models


def select_site_text(key: str) -> SiteText | None:
    """Return the text of the site with that key; None where there is none."""
    rows = _select(f"SELECT {_columns(SiteText, 't')} FROM orgcharts_sitetext t WHERE t.key = %s", key)
    return _split(SiteText, rows[0])[0] if rows else None


def select_catalogue(
    *,
    chart: str = "",
    maturity: str = "",
    level: str = "",
    group: str = "",
    flsa: str = "",
    soc: str = "",
    has_figure: bool = False,
    added: str = "",
) -> list[CatalogueRow]:
    """Return the published job descriptions from A to Z, one row for each place in a public chart, or one without.

    The filters that are given narrow it to an employment group, an FLSA group, an occupation, to those with a
    district's figure of pay, to those added in a year ("original": to all others), and to job descriptions with a place
    in the chart at that address, in a support model of that maturity and level: one place has to match all three.
    """
    conditions, parameters = ["j.published_version = p.version"], []
    for column, value in (("p.employment_group", group), ("p.flsa_group", flsa), ("p.soc_code", soc)):
        if value:
            conditions.append(f"{column} = %s")
            parameters.append(value)
    if has_figure:
        conditions.append("p.has_district_figure")
    if added:
        conditions.append("SUBSTR(p.added_year, 1, 4) = %s")
        parameters.append("" if added == "original" else added)
    wanted = [
        (column, value) for column, value in (("c.slug", chart), ("m.maturity", maturity), ("m.level", level)) if value
    ]
    if wanted:
        places = f"SELECT l.job_description_id FROM {_PUBLIC_PLACES} WHERE "
        places += " AND ".join(f"{column} = %s" for column, _ in wanted)
        conditions.append(f"j.id IN ({places})")
        parameters.extend(value for _, value in wanted)
    rows = _select(
        f"""
        SELECT j.slug, p.title, p.summary, p.employment_group, p.flsa_group, p.soc_code, p.has_district_figure,
               p.added_year,
               place.path, c.slug, c.title, m.maturity, m.level
        FROM jobdescriptions_publication p
        JOIN jobdescriptions_jobdescription j ON j.id = p.job_description_id
        LEFT JOIN ({_PUBLIC_PLACES}) ON l.job_description_id = j.id
        WHERE {" AND ".join(conditions)}
        ORDER BY LOWER(p.title), p.id, l."order", l.id
        """,
        *parameters,
    )
    # SQLite stores booleans as integers.
    return [CatalogueRow(*row[:6], bool(row[6]), *row[7:]) for row in rows]


def select_occupations() -> list[tuple[str, str]]:
    """Return SOC code and title of each occupation of the published job descriptions, in the order of codes."""
    sql = """
        SELECT p.soc_code, MIN(p.soc_title)
        FROM jobdescriptions_publication p
        JOIN jobdescriptions_jobdescription j ON j.id = p.job_description_id AND j.published_version = p.version
        WHERE p.soc_code <> ''
        GROUP BY p.soc_code
        ORDER BY p.soc_code
    """
    return [tuple(row) for row in _select(sql)]


def select_chart_names() -> list[tuple[str, str]]:
    """Return address and title of each chart that the public sees, in order."""
    sql = (
        'SELECT c.slug, c.title FROM orgcharts_orgchart c WHERE c.support_model_id IS NOT NULL ORDER BY c."order", c.id'
    )
    return [tuple(row) for row in _select(sql)]


def _select(sql: str, *parameters: Any) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _columns(model: type[Model], table: str) -> str:
    """Return all columns of a model, in the order of its fields, for a SELECT."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def _split(model: type[Model], row: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
    """Return an object of ``model`` from the first values of ``row``, and the remaining values.

    Only for models with numbers, texts and days. SQLite stores days as texts; nothing else needs conversion.
    """
    fields = model._meta.concrete_fields
    values = [
        field.to_python(value) if isinstance(field, DateField) else value
        for field, value in zip(fields, row, strict=False)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], values), row[len(fields) :]
