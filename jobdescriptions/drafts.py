"""Save, restore and delete drafts, and capture their state for the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.text import slugify

from jobdescriptions import content, signals
from jobdescriptions.clauses.library import Library
from jobdescriptions.compare import compare
from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.salary_content import salaries_from_content
from jobdescriptions.word.coercers import parse_employment_group
from jobdescriptions.word.document import Document
from jobdescriptions.word.document import SalaryRange as SalaryValue
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.understand.headings import find_kind

T = TypeVar("T", bound=models.Model)

State = dict[str, Any]

#: Maximum number of sentences about an edit; the rest is counted.
MOST_SENTENCES = 5


class AlreadyPublished(Exception):
    """A job description that was published keeps its number and versions for good."""


def capture_state(job: JobDescription) -> State:
    """Return all editable values as JSON: ``content.to_content`` with ``number`` and ``slug``."""
    return {**content.to_content(content.to_document(job)), "number": job.number, "slug": job.slug}


def send_edited(job: JobDescription, before: State | None, message: str = "") -> None:
    """Send ``signals.edited`` if the draft differs from ``before``. Call it in the transaction of the edit."""
    job._prefetched_objects_cache = {}
    after = capture_state(job)
    if after != before:
        message = message or ("Added." if before is None else _describe_edit(before, after))
        signals.edited.send(sender=JobDescription, job_description=job, before=before, after=after, message=message)


def _describe_edit(before: State, after: State) -> str:
    """Return the first sentences about an edit as one text."""
    sentences = compare(before, after).sentences
    parts = ["Edited the draft.", *sentences[:MOST_SENTENCES]]
    more = len(sentences) - MOST_SENTENCES
    if more > 0:
        parts.append("And one more change." if more == 1 else f"And {more} more changes.")
    return " ".join(parts)


@transaction.atomic
def save(document: Document, job: JobDescription | None = None, *, message: str = "") -> JobDescription:
    """Save ``document`` as the draft of ``job``, or as a new one with the next number, and return it.

    Replaces all sections and salary ranges; a figure that was there before and comes without an address, as from a Word
    file without links, keeps the address where it was read. Clauses are saved as the library words them; a placement of
    one that it does not have becomes ordinary text. ``message`` is the sentence for the history. Raises
    ValidationError if a value is invalid.
    """
    if job is None:
        job = JobDescription(number=JobDescription.objects.next_number(), slug=find_free_slug(document.title))
    before = None
    if not job._state.adding:
        # First, so that of two concurrent saves the second waits here. All fields are reloaded: what the caller has
        # read, such as the published version, may be outdated.
        JobDescription.objects.filter(pk=job.pk).update(revision=F("revision") + 1)
        job.refresh_from_db()
        before = capture_state(JobDescription.objects.get(pk=job.pk))
    for name, value in {"title": document.title, **content.facts_as_fields(document)}.items():
        setattr(job, name, value)
    job.employment_group = parse_employment_group(document.employment_class or document.bargaining_unit)
    job.full_clean(exclude=["source"])
    job.save()
    known = {_without_source(value): value for value in (salary.as_value() for salary in job.salaries.all())}
    job.sections.all().delete()
    job.salaries.all().delete()
    Section.objects.bulk_create(_validate_rows(_build_sections(job, document)))
    SalaryRange.objects.bulk_create(_validate_rows(_build_salaries(job, document, known)))
    # Prefetched rows are outdated.
    job._prefetched_objects_cache = {}
    send_edited(job, before, message)
    return job


def _build_sections(job: JobDescription, document: Document) -> Iterator[Section]:
    library = Library()
    for order, section in enumerate(document.sections):
        kind, body = section.kind or find_kind(section.heading), library.update(to_html(section.blocks))
        yield Section(job_description=job, order=order, kind=kind, heading=section.heading, body=body)


def _build_salaries(
    job: JobDescription, document: Document, known: dict[SalaryValue, SalaryValue]
) -> Iterator[SalaryRange]:
    for order, value in enumerate(document.salaries):
        salary = value if value.read_at else known.get(value, value)
        fields = {name: getattr(salary, name) for name in salary.__dataclass_fields__}
        yield SalaryRange(job_description=job, order=order, **fields)


def _without_source(salary: SalaryValue) -> SalaryValue:
    return replace(salary, read_at="", seen=None)


def _validate_rows(rows: Iterable[T]) -> Iterator[T]:
    """Yield the rows. Raises ValidationError that names the row if one is invalid."""
    for row in rows:
        try:
            row.full_clean(exclude=["job_description"])
        except ValidationError as error:
            name = str(row)
            name = name if len(name) <= 60 else f"{name[:60]}..."
            raise ValidationError([f'"{name}": {problem}' for problem in error.messages]) from error
        yield row


def find_free_slug(title: str) -> str:
    """Return an unused slug for ``title``."""
    base = slugify(title)[:70] or "job-description"
    slug, count = base, 1
    while JobDescription.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{base}-{count}"
    return slug


@transaction.atomic
def restore(state: State, job: JobDescription | int, message: str = "", *, revision: int = 0) -> JobDescription:
    """Restore the draft of ``job`` to ``state``, or recreate a deleted draft, and return it.

    For a deleted draft, ``job`` is its key. It comes back with that key, its number and, if still free, its address;
    ``revision`` is one that it never had, so that no form from before its deletion is taken for a current one.
    Raises ValidationError if the values are invalid, e.g. by a rule that is newer than they are.
    """
    if isinstance(job, int):
        taken = JobDescription.objects.filter(slug=state["slug"]).exists()
        slug = find_free_slug(state["title"]) if taken else state["slug"]
        job = JobDescription(pk=job, number=state["number"], slug=slug, revision=revision)
    job = save(content.from_content(state), job, message=message)
    for salary, source in zip(job.salaries.all(), _list_sources(state), strict=True):
        # Saving keeps the addresses of figures that come without one.
        if {name: getattr(salary, name) for name in source} != source:
            type(salary).objects.filter(pk=salary.pk).update(**source)
    return job


def _list_sources(state: State) -> Iterator[dict[str, Any]]:
    """Yield where each figure of a state was read."""
    # Earlier releases stored only the addresses.
    addresses = state.get("read_at") or [""] * len(state["salaries"])
    for value, address in zip(salaries_from_content(state), addresses, strict=True):
        yield {"read_at": value.read_at or address, "seen": value.seen}


@transaction.atomic
def delete(job: JobDescription) -> None:
    """Delete a draft that was never published and has no placement; the history keeps its state.

    Raises django.db.models.ProtectedError if it has a placement, JobDescription.DoesNotExist if it has been deleted,
    and AlreadyPublished if somebody has published it.
    """
    job = JobDescription.objects.select_for_update().get(pk=job.pk)
    if job.publications.exists():
        raise AlreadyPublished(f"{job} was published meanwhile, so it was not deleted.")
    before = capture_state(job)
    pk = job.pk
    job.delete()
    job.pk = pk  # For the receivers of the signal.
    signals.edited.send(
        sender=JobDescription, job_description=job, before=before, after=None, message="Deleted the draft."
    )
