"""Publishing: what turns a draft into what the public sees, with its Word file."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jobdescriptions import signals
from jobdescriptions.models import JobDescription, Publication, SourceFile, file_storage
from jobdescriptions.records import digest_of, from_content, summary, to_content, to_document
from jobdescriptions.storage import keep
from jobdescriptions.word.check import Finding, check
from jobdescriptions.word.check import summary as summary_of_check
from jobdescriptions.word.coercers import employment_group
from jobdescriptions.word.document import Document
from jobdescriptions.word.guard import Refused
from jobdescriptions.word.writer import write


def publish(job: JobDescription) -> Publication:
    """Show the draft as it stands to the public, as the next version, and return that publication.

    Its Word file is kept before the database says that it is there, so that no page ever offers a file that is missing.
    Raises ValueError where the text cannot be written to Word, or would make a file that is not accessible; then
    nothing has changed.
    """
    with transaction.atomic():
        job = JobDescription.objects.select_for_update().get(pk=job.pk)
        version = (job.publications.aggregate(last=Max("version"))["last"] or 0) + 1
        now = timezone.now()
        document = to_document(job)
        if not any(section.blocks for section in document.sections):
            raise ValueError("It has no text yet. Write at least one section, such as Definition, then publish it.")
        data = write(document, number=job.document_number, version=version, date=timezone.localtime(now).date())
        try:
            findings = _checked(check(data))
        except Refused as error:  # Our own guard would not take the file back.
            raise ValueError(
                "Its text is too long or repeats itself too often for a Word file. Shorten it, then publish it again."
            ) from error
        name, digest = keep(file_storage(), "word", data)
        publication = Publication.objects.create(
            job_description=job,
            version=version,
            title=document.title,
            employment_group=employment_group(document.employment_class),
            summary=summary(document),
            content=to_content(document),
            published_at=now,
            file=name,
            size=len(data),
            sha256=digest,
            accessibility=summary_of_check(findings),
            original=_original(job, document),
        )
        job.published_version = version
        job.save(update_fields=["published_version", "updated_at"])
        signals.published.send(sender=JobDescription, job_description=job)
    return publication


def word_file_of(publication: Publication) -> File:
    """Return the Word file of ``publication``, opened; one that has gone missing is written again from its content."""
    try:
        return publication.file.open("rb")
    except FileNotFoundError:
        data = write(
            from_content(publication.content),
            number=publication.job_description.document_number,
            version=publication.version,
            date=timezone.localtime(publication.published_at).date(),
        )
        keep(file_storage(), "word", data)
        if hashlib.sha256(data).hexdigest() != publication.sha256:  # The writer has changed since it was published.
            return ContentFile(data)
        return publication.file.open("rb")


def _checked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings of the check of a written file. Raises ValueError, with what to do, if any is an error.

    What the writer makes has none; an error comes from the text itself, such as a table without a header row.
    """
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        raise ValueError(
            "Its Word file would shut out readers with disabilities. "
            + " ".join(f"{finding.where}: {finding.text} {finding.remedy}" for finding in errors[:5])
        )
    return findings


def _original(job: JobDescription, document: Document) -> SourceFile | None:
    """Return the author's own file if it may be offered: harmless, and the text is still as it came from it."""
    source = job.source
    unchanged = source is not None and job.source_digest == digest_of(document)
    return source if unchanged and not source.dangers else None


@transaction.atomic
def unpublish(job: JobDescription) -> None:
    """Take the job description away from the public; its publications and its draft stay."""
    job.published_version = None
    job.save(update_fields=["published_version", "updated_at"])
    signals.unpublished.send(sender=JobDescription, job_description=job)
