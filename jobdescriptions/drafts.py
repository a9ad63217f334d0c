"""Saving, restoring and deleting drafts, and how a draft stands, in the plain values that the history keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.text import slugify

from jobdescriptions import content, signals
from jobdescriptions.compare import compare
from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.word.coercers import parse_employment_group
from jobdescriptions.word.document import Document
from jobdescriptions.word.document import SalaryRange as SalaryValue
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.understand.headings import find_kind

T = TypeVar("T", bound=models.Model)

State = dict[str, Any]

#: So many sentences tell what was edited; of more, the rest is counted.
MOST_SENTENCES = 5


class AlreadyPublished(Exception):
    """A job description that was public once keeps its number and its versions for good."""


def capture_state(job: JobDescription) -> State:
    """Return everything that staff edit at ``job`` as JSON values: what ``content.to_content`` gives, and beside it
    ``number``, ``slug``, and ``read_at``, the addresses where its figures were read, in their order.
    """
    return {
        **content.to_content(content.to_document(job)),
        "number": job.number,
        "slug": job.slug,
        "read_at": [salary.read_at for salary in job.salaries.all()],
    }


def send_edited(job: JobDescription, before: State | None, said: str = "") -> None:
    """Let the rest of the site know that the draft has changed, unless it is as it was ``before``.

    Call it in the transaction that changed it.
    """
    job._prefetched_objects_cache = {}
    after = capture_state(job)
    if after != before:
        said = said or ("Added." if before is None else _describe_edit(before, after))
        signals.edited.send(sender=JobDescription, job_description=job, before=before, after=after, said=said)


def _describe_edit(before: State, after: State) -> str:
    """Return what was edited, in the first few of the sentences that tell it."""
    sentences = compare(before, after).sentences
    more = len(sentences) - MOST_SENTENCES
    told = ["Edited the draft.", *sentences[:MOST_SENTENCES]]
    more = len(sentences) - MOST_SENTENCES
    if more > 0:
        told.append("And one more change." if more == 1 else f"And {more} more changes.")
    return " ".join(told)


@transaction.atomic
def save(document: Document, job: JobDescription | None = None, *, said: str = "") -> JobDescription:
    """Write ``document`` into ``job``, or into a new draft with the next free number, and return it.

    Sections and salary ranges are replaced as a whole; a figure keeps the address where it was read if the same figure
    was there before. Publishing is a step of its own (see ``publishing``). ``said`` tells the history what was done.
    Raises ValidationError where a value cannot be saved.
    """
    if job is None:
        job = JobDescription(number=JobDescription.objects.next_number(), slug=find_free_slug(document.title))
    before = None
    if not job._state.adding:
        # First, so that of two at once the second waits here and reads what the first has written. All of it: what the
        # caller read before, such as which version is published, may have changed meanwhile and shall not come back.
        JobDescription.objects.filter(pk=job.pk).update(revision=F("revision") + 1)
        job.refresh_from_db()
        before = capture_state(JobDescription.objects.get(pk=job.pk))
    for name, value in {"title": document.title, **content.facts_as_fields(document)}.items():
        setattr(job, name, value)
    job.employment_group = parse_employment_group(document.employment_class)
    job.full_clean(exclude=["source"])
    job.save()
    read_at = {salary.as_value(): salary.read_at for salary in job.salaries.all()}
    job.sections.all().delete()
    job.salaries.all().delete()
    Section.objects.bulk_create(_validate_rows(_build_sections(job, document)))
    SalaryRange.objects.bulk_create(_validate_rows(_build_salaries(job, document, read_at)))
    # What was prefetched before is out of date now.
    job._prefetched_objects_cache = {}
    send_edited(job, before, said)
    return job


def _build_sections(job: JobDescription, document: Document) -> Iterator[Section]:
    for order, section in enumerate(document.sections):
        kind, body = section.kind or find_kind(section.heading), to_html(section.blocks)
        yield Section(job_description=job, order=order, kind=kind, heading=section.heading, body=body)


def _build_salaries(job: JobDescription, document: Document, read_at: dict[SalaryValue, str]) -> Iterator[SalaryRange]:
    for order, value in enumerate(document.salaries):
        fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
        yield SalaryRange(job_description=job, order=order, read_at=read_at.get(value, ""), **fields)


def _validate_rows(rows: Iterable[T]) -> Iterator[T]:
    """Yield the rows, each of which a form could save too. Raises ValidationError with the row named."""
    for row in rows:
        try:
            row.full_clean(exclude=["job_description"])
        except ValidationError as error:
            name = str(row)
            name = name if len(name) <= 60 else f"{name[:60]}..."
            raise ValidationError([f'"{name}": {problem}' for problem in error.messages]) from error
        yield row


def find_free_slug(title: str) -> str:
    """Return an address for ``title`` that no job description has yet."""
    base = slugify(title)[:70] or "job-description"
    slug, count = base, 1
    while JobDescription.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{base}-{count}"
    return slug


@transaction.atomic
def restore(state: State, job: JobDescription | int, said: str = "", *, revision: int = 0) -> JobDescription:
    """Let the draft of ``job`` stand as ``state`` has it, or make a deleted draft again, and return it.

    ``job`` is the key of one that was deleted. It comes back under that key, by which charts and the history know it,
    with its number and, unless that is taken by now, its address; ``revision`` is one that it never had, so that no
    form that is still open from before is taken for a present one.
    Raises ValidationError where the values cannot be saved, e.g. because they break a rule that is newer than they are.
    """
    if isinstance(job, int):
        taken = JobDescription.objects.filter(slug=state["slug"]).exists()
        slug = find_free_slug(state["title"]) if taken else state["slug"]
        job = JobDescription(pk=job, number=state["number"], slug=slug, revision=revision)
    job = save(content.from_content(state), job, said=said)
    for salary, address in zip(job.salaries.all(), state["read_at"], strict=True):
        if salary.read_at != address:
            type(salary).objects.filter(pk=salary.pk).update(read_at=address)
    return job


@transaction.atomic
def delete(job: JobDescription) -> None:
    """Delete a draft that was never public and stands nowhere; the history keeps how it was.

    Raises django.db.models.ProtectedError where it stands in a chart, JobDescription.DoesNotExist where it is gone, and
    AlreadyPublished where somebody has published it, also since a moment ago.
    """
    job = JobDescription.objects.select_for_update().get(pk=job.pk)
    if job.publications.exists():
        raise AlreadyPublished(f"{job} was published meanwhile, so it was not deleted.")
    before = capture_state(job)
    pk = job.pk
    job.delete()
    job.pk = pk  # Whoever is told wants to know which it was.
    signals.edited.send(
        sender=JobDescription, job_description=job, before=before, after=None, said="Deleted the draft."
    )
