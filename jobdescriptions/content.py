"""The one bridge between job descriptions in the database and the plain values of ``word``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.text import slugify

from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.word.coercers import employment_group
from jobdescriptions.word.document import Document
from jobdescriptions.word.document import SalaryRange as SalaryValue
from jobdescriptions.word.document import Section as SectionValue
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from jobdescriptions.word.understand.headings import SALARY, kind_of, name_of

T = TypeVar("T", bound=models.Model)

#: The fields that a job description and a document have in common, by the same name.
SHARED_FIELDS = ("title", "employment_class", "reports_to", "flsa", "work_year", "soc_code", "soc_title")


def to_document(job: JobDescription) -> Document:
    """Return the job description as the plain value from which its Word file is written."""
    sections = tuple(
        SectionValue(section.kind, section.heading, from_html(section.body)) for section in job.sections.all()
    )
    salaries = tuple(salary.as_value() for salary in job.salaries.all())
    if salaries and not any(section.kind == SALARY for section in sections):
        # Figures stand in a section of their own; the draft of somebody who forgot it shall not break anything.
        sections = (*sections, SectionValue(SALARY, name_of(SALARY)))
    return Document(
        **{name: getattr(job, name) for name in SHARED_FIELDS},
        also_called=tuple(job.other_titles),
        sections=sections,
        salaries=salaries,
    )


def to_content(document: Document) -> dict[str, Any]:
    """Return ``document`` as JSON values: what a publication keeps and the reference content compares.

    The shared fields are strings, ``also_called`` is a list; ``sections`` is a list of kind, heading and body (HTML
    subset); ``salaries`` is a list with the fields of ``SalaryRange``, figures as strings.
    """
    content: dict[str, Any] = {name: getattr(document, name) for name in SHARED_FIELDS}
    content["also_called"] = list(document.also_called)
    content["sections"] = [
        {"kind": section.kind, "heading": section.heading, "body": to_html(section.blocks)}
        for section in document.sections
    ]
    content["salaries"] = [
        # Always two decimals, as the database gives them back, so that equal figures are equal strings.
        {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in asdict(salary).items()}
        for salary in document.salaries
    ]
    return content


def digest_of(document: Document) -> str:
    """Return the SHA-256 of everything in ``document``, in hex: equal for equal documents alone."""
    return hashlib.sha256(json.dumps(to_content(document), sort_keys=True).encode()).hexdigest()


def from_content(content: dict[str, Any]) -> Document:
    """Return the document that ``to_content`` was given."""
    return Document(
        **{name: content[name] for name in SHARED_FIELDS},
        also_called=tuple(content["also_called"]),
        sections=tuple(
            SectionValue(section["kind"], section["heading"], from_html(section["body"]))
            for section in content["sections"]
        ),
        salaries=tuple(salary_from_content(salary) for salary in content["salaries"]),
    )


def salary_from_content(values: dict[str, Any]) -> SalaryValue:
    """Return one salary range of ``to_content`` as a plain value."""
    figures = {name: Decimal(values[name]) for name in ("low", "high")}
    median = None if values["median"] is None else Decimal(values["median"])
    return SalaryValue(**{**values, **figures, "median": median})


def summary(document: Document) -> str:
    """Return the definition as plain text in one line, or nothing where there is none."""
    for section in document.sections:
        if section.kind == "definition":
            return " ".join(to_text(section.blocks).split())
    return ""


@transaction.atomic
def save(document: Document, job: JobDescription | None = None, *, said: str = "") -> JobDescription:
    """Write ``document`` into ``job``, or into a new draft with the next free number, and return it.

    Sections and salary ranges are replaced as a whole; a figure keeps the address where it was read if the same figure
    was there before. Publishing is a step of its own (see ``publishing``). ``said`` tells the history what was done.
    Raises ValidationError where a value cannot be saved.
    """
    from jobdescriptions.drafts import state_of, tell_edited  # They know this module.

    if job is None:
        job = JobDescription(number=JobDescription.objects.next_number(), slug=free_slug(document.title))
    before = None
    if not job._state.adding:
        # First, so that of two at once the second waits here and reads what the first has written. All of it: what the
        # caller read before, such as which version is published, may have changed meanwhile and shall not come back.
        JobDescription.objects.filter(pk=job.pk).update(revision=F("revision") + 1)
        job.refresh_from_db()
        before = state_of(JobDescription.objects.get(pk=job.pk))
    for name in SHARED_FIELDS:
        setattr(job, name, getattr(document, name))
    job.also_called = "\n".join(document.also_called)
    job.employment_group = employment_group(document.employment_class)
    job.full_clean(exclude=["source"])
    job.save()
    read_at = {salary.as_value(): salary.read_at for salary in job.salaries.all()}
    job.sections.all().delete()
    job.salaries.all().delete()
    Section.objects.bulk_create(_valid(_sections(job, document)))
    SalaryRange.objects.bulk_create(_valid(_salaries(job, document, read_at)))
    # What was prefetched before is out of date now.
    job._prefetched_objects_cache = {}
    tell_edited(job, before, said)
    return job


def _sections(job: JobDescription, document: Document) -> Iterator[Section]:
    for order, section in enumerate(document.sections):
        kind, body = section.kind or kind_of(section.heading), to_html(section.blocks)
        yield Section(job_description=job, order=order, kind=kind, heading=section.heading, body=body)


def _salaries(job: JobDescription, document: Document, read_at: dict[SalaryValue, str]) -> Iterator[SalaryRange]:
    for order, value in enumerate(document.salaries):
        fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
        yield SalaryRange(job_description=job, order=order, read_at=read_at.get(value, ""), **fields)


def _valid(rows: Iterable[T]) -> Iterator[T]:
    """Yield the rows, each of which a form could save too. Raises ValidationError with the row named."""
    for row in rows:
        try:
            row.full_clean(exclude=["job_description"])
        except ValidationError as error:
            name = str(row)
            name = name if len(name) <= 60 else f"{name[:60]}..."
            raise ValidationError([f'"{name}": {problem}' for problem in error.messages]) from error
        yield row


def free_slug(title: str) -> str:
    """Return an address for ``title`` that no job description has yet."""
    base = slugify(title)[:70] or "job-description"
    slug, count = base, 1
    while JobDescription.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{base}-{count}"
    return slug
