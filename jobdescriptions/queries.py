"""Queries of public pages as plain SQL for both databases (see decision 18). They only read.

``tests/site/jobdescriptions/test_queries.py`` holds them to what the ORM gives.
"""

from __future__ import annotations

from datetime import UTC, date
from typing import Any, NamedTuple

from django.db import connection

from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.published_text import PublishedText

#: The columns of a publication that ``select_published`` reads first.
_SHOWN = (
    *("id", "job_description_id", "version", "title", "employment_group", "summary", "published_at", "file", "size"),
    *("sha256", "accessibility", "original_id", "added_year"),
)


def select_published(slug: str) -> Publication | None:
    """Return the current publication at that address, with its ``text``, or None.

    Its job description has only key, number, address and review, its original only key, name and size; other fields
    are deferred.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.job_description_id, p.version, p.title, p.employment_group, p.summary, p.published_at,
                   p.file, p.size, p.sha256, p.accessibility, p.original_id, p.added_year, p.content, j.number,
                   j.reviewed_on, j.reviewed_by, o.name, o.size
            FROM jobdescriptions_jobdescription j
            JOIN jobdescriptions_publication p ON p.job_description_id = j.id AND p.version = j.published_version
            LEFT JOIN jobdescriptions_sourcefile o ON o.id = p.original_id
            WHERE j.slug = %s
            """,
            [slug],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    *values, content, number, reviewed_on, reviewed_by, original_name, original_size = row
    publication = _from_db(Publication, **dict(zip(_SHOWN, values, strict=True)))
    if publication.published_at.tzinfo is None:  # SQLite stores naive UTC.
        publication.published_at = publication.published_at.replace(tzinfo=UTC)
    publication.text = PublishedText.from_json(content)
    publication.job_description = _from_db(
        JobDescription,
        id=publication.job_description_id,
        number=number,
        slug=slug,
        reviewed_on=date.fromisoformat(reviewed_on) if isinstance(reviewed_on, str) else reviewed_on,  # SQLite's texts.
        reviewed_by=reviewed_by,
    )
    if publication.original_id is not None:
        publication.original = _from_db(SourceFile, id=publication.original_id, name=original_name, size=original_size)
    return publication


def select_placements(job: JobDescription) -> list[Any]:
    """Return the placements of a job description in public charts, chart by chart.

    Each has its title, and its position (key, path, title, and whether the title was worked out) with the chart (key,
    address, title, support model). ``position.above`` is the position to which it reports in that chart, or None.
    """
    placement = job.placements.model
    position = placement._meta.get_field("position").related_model
    chart = position._meta.get_field("chart").related_model
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.id, l.title, c.id, c.slug, c.title, c.support_model_id,
                   p.id, p.path, p.title, p.is_derived, p.derived_title,
                   above.id, above.path, above.title, above.is_derived, above.derived_title
            FROM orgcharts_placement l
            JOIN orgcharts_position p ON p.id = l.position_id
            JOIN orgcharts_orgchart c ON c.id = p.chart_id AND c.support_model_id IS NOT NULL
            LEFT JOIN orgcharts_position above ON above.path = SUBSTR(p.path, 1, LENGTH(p.path) - %s)
            WHERE l.job_description_id = %s
            ORDER BY c."order", p.path, l."order", l.id
            """,
            [position.steplen, job.pk],
        )
        rows = cursor.fetchall()
    placements = []
    names = ("id", "path", "title", "is_derived", "derived_title")
    for row in rows:
        one = _from_db(placement, id=row[0], title=row[1])
        own_chart = _from_db(chart, id=row[2], slug=row[3], title=row[4], support_model_id=row[5])
        one.position, above = (
            _from_db(position, **dict(zip(names, values, strict=True))) for values in (row[6:11], row[11:])
        )
        one.position.chart = above.chart = own_chart
        one.position.above = above if above.pk else None
        placements.append(one)
    return placements


class PublishedCounts(NamedTuple):
    """Numbers of published job descriptions: of all, and of those that the original lists do not have."""

    total: int
    added: int


def count_published() -> PublishedCounts:
    """Return how many job descriptions are published."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT COUNT(*), COUNT(NULLIF(p.added_year, ''))
            FROM jobdescriptions_jobdescription j
            JOIN jobdescriptions_publication p ON p.job_description_id = j.id AND p.version = j.published_version
            """
        )
        return PublishedCounts(*cursor.fetchone())


def _from_db(model: type[Any], **values: Any) -> Any:
    """Return a ``model`` object with only these fields loaded."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(connection.alias, names, [values[name] for name in names])  # In the order of the fields.
