"""Publishing: what turns a draft into what the public sees, with its Word file."""

from __future__ import annotations

import datetime
import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jobdescriptions import signals
from jobdescriptions.content import compute_digest, extract_summary, from_content, to_content, to_document
from jobdescriptions.models import JobDescription, Publication, SourceFile, file_storage
from jobdescriptions.word.accessibility import Finding, check
from jobdescriptions.word.accessibility import summarize as summary_of_check
from jobdescriptions.word.coercers import parse_employment_group
from jobdescriptions.word.document import Document
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.write.writer import write
from techsets.common.storage.files import StorageUnavailable, open_verified, replace_file, store_file

logger = logging.getLogger(__name__)


class DraftChangedError(ValueError):
    """The draft is not the one that somebody looked at before they published it."""


def publish(job: JobDescription) -> Publication:
    """Show the draft to the public as ``publish_if_changed`` does, and return what the public sees then."""
    return publish_if_changed(job)[0]


def publish_if_changed(job: JobDescription, *, shown: str | None = None) -> tuple[Publication, bool]:
    """Show the draft as it stands to the public, as the next version; return that publication and True.

    Where the public sees just that already, nothing happens, and the current publication is returned with False: who
    publishes twice makes one version. ``shown`` is the ``compute_token`` of what somebody looked at: DraftChangedError
    where it is outdated.

    The Word file is kept before the database says that it is there, so that no page ever offers a file that is missing.
    Raises ValueError where the text cannot be written to Word, or would make a file that is not accessible; then
    nothing has changed.
    """
    with transaction.atomic():
        job = JobDescription.objects.select_for_update().get(pk=job.pk)
        document = to_document(job)
        original = get_original(job, document)
        current = job.publications.filter(version=job.published_version).first()
        if (
            current
            and current.original_id == (original and original.pk)
            and has_same_content(current, to_content(document))
        ):
            return current, False
        if shown is not None and shown != compute_token(job, document):
            raise DraftChangedError("The draft has changed since you looked at it.")
        version = get_next_version(job)
        now = timezone.now()
        data, findings = write_draft(job, document, version, timezone.localtime(now).date())
        raise_for_errors(findings)
        name, digest = store_file(file_storage(), "word", data)
        publication = build_publication(job, document, version)
        publication.file, publication.size, publication.sha256 = name, len(data), digest
        publication.accessibility, publication.original = summary_of_check(findings), original
        publication.published_at = now
        publication.save(force_insert=True)
        job.published_version = version
        # Not when it was last edited: a draft that was saved after its publication is one that may differ from it.
        job.save(update_fields=["published_version"])
        signals.published.send(sender=JobDescription, job_description=job)
    return publication, True


def compute_token(job: JobDescription, document: Document) -> str:
    """Return a short text that is another one as soon as the draft (``document``) or what the public sees changes."""
    return f"{compute_digest(document)[:32]}-{job.published_version or 0}"


def get_next_version(job: JobDescription) -> int:
    """Return the number that the next publication will have."""
    return (job.publications.aggregate(last=Max("version"))["last"] or 0) + 1


def build_publication(job: JobDescription, document: Document, version: int) -> Publication:
    """Return ``document`` as the publication that it would be now, not saved and without a Word file."""
    return Publication(
        job_description=job,
        version=version,
        title=document.title,
        employment_group=parse_employment_group(document.employment_class),
        summary=extract_summary(document),
        content=to_content(document),
        published_at=timezone.now(),
    )


def has_same_content(publication: Publication, content: dict[str, Any]) -> bool:
    """Say whether ``publication`` shows what ``content`` says, even if an earlier release of ours wrote it down."""
    return publication.content == content or to_content(from_content(publication.content)) == content


def write_draft(
    job: JobDescription, document: Document, version: int, date: datetime.date, *, mark: str = ""
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the Word file of a draft and what the check of it found.

    ``mark`` goes behind the document's number in the foot of each page. Raises ValueError where there is no text yet,
    or where it cannot be written.
    """
    if not any(section.blocks for section in document.sections):
        raise ValueError("It has no text yet. Write at least one section, such as Definition, then publish it.")
    number = f"{job.document_number} {mark}".strip()
    data = write(document, number=number, version=version, date=date)
    try:
        return data, check(data)
    except FileRefused as error:  # Our own guard would not take the file back.
        raise ValueError(
            "Its text is too long or repeats itself too often for a Word file. Shorten it, then publish it again."
        ) from error


class RewrittenFile(ContentFile):
    """A Word file that was written again from its publication, by a writer that has changed since: other bytes.

    ``sha256`` is theirs.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.sha256 = hashlib.sha256(data).hexdigest()


def open_word_file(publication: Publication) -> File:
    """Return the Word file of ``publication``, opened; never a damaged one.

    One that is missing, damaged or cannot be read is written again from what was published, and put back into the
    storage where that gives the very bytes that were published (else it is a RewrittenFile). Raises OSError where that
    cannot be done either.
    """
    storage, there = file_storage(), True
    try:
        return open_verified(storage, publication.file.name, publication.sha256)
    except StorageUnavailable as error:  # The file may well be sound; and a reader waits for one answer, not for two.
        there = False
        logger.warning("%s A Word file is written anew for its reader.", error)
    except OSError as error:
        logger.error("%s It is written again. Run manage.py verify, which names what is wrong.", _describe_error(error))
    data = rewrite_word_file(publication)
    if hashlib.sha256(data).hexdigest() != publication.sha256:
        return RewrittenFile(data)
    try:
        if there:
            replace_file(storage, publication.file.name, ContentFile(data))
    except OSError as error:  # The reader gets it all the same.
        logger.error("The Word file %s cannot be put back: %s", publication.file.name, error)
    return ContentFile(data)


def rewrite_word_file(publication: Publication) -> bytes:
    """Return the Word file of a publication, written again from what was published.

    As long as the writer has not changed since, it has the same bytes (``publication.sha256``). Raises OSError where
    what was published cannot be written.
    """
    try:
        return write(
            from_content(publication.content),
            number=publication.job_description.document_number,
            version=publication.version,
            date=timezone.localtime(publication.published_at).date(),
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise OSError(f"The Word file of {publication} cannot be written again: {error}") from error


def _describe_error(error: OSError) -> str:
    return str(error) if error.filename is None else f"The stored file {error.filename}: {error.strerror}."


def raise_for_errors(findings: tuple[Finding, ...]) -> None:
    """Raise ValueError, with what to do, if the check of a written file found an error.

    What the writer makes has none; an error comes from the text itself, such as a table without a header row.
    """
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        raise ValueError(
            "Its Word file would shut out readers with disabilities. "
            + " ".join(f"{finding.where}: {finding.text} {finding.remedy}" for finding in errors[:5])
        )


def get_original(job: JobDescription, document: Document) -> SourceFile | None:
    """Return the author's own file if it may be offered: harmless, and the text is still as it came from it."""
    source = job.source
    unchanged = source is not None and job.source_digest == compute_digest(document)
    return source if unchanged and not source.dangers else None


@transaction.atomic
def unpublish(job: JobDescription) -> bool:
    """Take the job description away from the public; its publications and its draft stay. Say whether it was there."""
    now = JobDescription.objects.select_for_update().get(pk=job.pk)
    job.published_version = None
    if now.published_version is None:
        return False
    now.published_version = None
    now.save(update_fields=["published_version", "updated_at"])
    signals.unpublished.send(sender=JobDescription, job_description=now)
    return True
