"""Publish and unpublish job descriptions, and write their Word files."""

from __future__ import annotations

import datetime
import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jobdescriptions import signals
from jobdescriptions.clauses.library import Library
from jobdescriptions.content import compute_digest, extract_summary, from_content, to_content, to_document
from jobdescriptions.models import JobDescription, Publication, SourceFile, file_storage
from jobdescriptions.word.accessibility import Finding, check
from jobdescriptions.word.accessibility import summarize as summary_of_check
from jobdescriptions.word.coercers import parse_employment_group, parse_flsa_group
from jobdescriptions.word.document import CLOSE, SAME, Document
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.write.writer import write
from techsets.common.storage.files import StorageUnavailable, open_verified, replace_file, store_file

logger = logging.getLogger(__name__)


class DraftChangedError(ValueError):
    """The draft has changed since it was shown for publishing."""


def publish(job: JobDescription) -> Publication:
    """Publish the draft as ``publish_if_changed`` does, and return the current publication."""
    return publish_if_changed(job)[0]


def publish_if_changed(job: JobDescription, *, shown: str | None = None) -> tuple[Publication, bool]:
    """Publish the draft as the next version; return the publication and True.

    If the current publication has the same content, it is returned with False. ``shown`` is the ``compute_token`` of
    the draft that was shown to the user; raises DraftChangedError if it is outdated.

    The Word file is stored before the row is saved, so that no page ever offers a missing file. Raises ValueError, and
    changes nothing, if the text cannot be written to Word or the file would not be accessible.
    """
    with transaction.atomic():
        job = JobDescription.objects.select_for_update().get(pk=job.pk)
        library = Library()  # Read once, so that no publication has half of two wordings.
        document = to_document(job, library)
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
        publication = build_publication(job, document, version, library)
        publication.file, publication.size, publication.sha256 = name, len(data), digest
        publication.accessibility, publication.original = summary_of_check(findings), original
        publication.published_at = now
        publication.save(force_insert=True)
        job.published_version = version
        # Not updated_at: a draft that was saved after its publication may differ from it.
        job.save(update_fields=["published_version"])
        signals.published.send(sender=JobDescription, job_description=job)
    return publication, True


def compute_token(job: JobDescription, document: Document) -> str:
    """Return a token that changes with the draft (``document``) and with the published version."""
    return f"{compute_digest(document)[:32]}-{job.published_version or 0}"


def get_next_version(job: JobDescription) -> int:
    """Return the next version number."""
    return (job.publications.aggregate(last=Max("version"))["last"] or 0) + 1


def build_publication(job: JobDescription, document: Document, version: int, library: Library) -> Publication:
    """Return an unsaved publication of ``document``, which has its clauses from ``library``, without a Word file."""
    content = to_content(document)
    return Publication(
        job_description=job,
        version=version,
        title=document.title,
        employment_group=parse_employment_group(document.employment_class or document.bargaining_unit),
        added_year=document.added_year,
        flsa_group=parse_flsa_group(document.flsa),
        soc_code=document.soc_code,
        soc_title=document.soc_title,
        summary=extract_summary(document),
        content=content | library.record_versions(content),
        has_district_figure=any(salary.closeness in {SAME, CLOSE} for salary in document.salaries),
        imprint=compose_imprint(job),
        published_at=timezone.now(),
    )


def compose_imprint(job: JobDescription) -> str:
    """Return sentences about who publishes it and its last review, as far as known, for the footer of its Word file.

    Without contact details, which screen readers would pass over there: they are on its page.
    """
    publisher = f"Published by {settings.PUBLISHER.removesuffix('.')}." if settings.PUBLISHER else ""
    return f"{publisher} {job.review}".strip()


def has_same_content(publication: Publication, content: dict[str, Any]) -> bool:
    """Return whether ``publication`` has this content, also if an earlier release stored it.

    The texts count, and not which versions of clauses they are.
    """
    content, published = ({**one, "clauses": {}} for one in (content, publication.content))
    return published == content or {**to_content(from_content(published)), "clauses": {}} == content


def write_draft(
    job: JobDescription, document: Document, version: int, date: datetime.date, *, mark: str = ""
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the Word file of a draft and the findings of its accessibility check.

    ``mark`` follows the document number in the footer. Raises ValueError if there is no text, or if it cannot be
    written.
    """
    if not any(section.blocks for section in document.sections):
        raise ValueError("It has no text yet. Write at least one section, such as Definition, then publish it.")
    number = f"{job.document_number} {mark}".strip()
    data = write(document, number=number, version=version, date=date, imprint=compose_imprint(job))
    try:
        return data, check(data)
    except FileRefused as error:  # The guard would refuse the written file.
        raise ValueError(
            "Its text is too long or repeats itself too often for a Word file. Shorten it, then publish it again."
        ) from error


class RewrittenFile(ContentFile):
    """A Word file that a changed writer has rewritten from its publication. ``sha256`` is that of its bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.sha256 = hashlib.sha256(data).hexdigest()


def open_word_file(publication: Publication) -> File:
    """Return the Word file of ``publication``, opened and verified.

    A missing, damaged or unreadable file is rewritten from the publication, and stored again if its bytes are the
    published ones; otherwise it is a RewrittenFile. Raises OSError if it cannot be rewritten.
    """
    storage, there = file_storage(), True
    try:
        return open_verified(storage, publication.file.name, publication.sha256)
    except StorageUnavailable as error:  # The stored file may be sound; do not wait for the storage a second time.
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
    except OSError as error:  # The download does not depend on it.
        logger.error("The Word file %s cannot be put back: %s", publication.file.name, error)
    return ContentFile(data)


def rewrite_word_file(publication: Publication) -> bytes:
    """Return the Word file of a publication, rewritten from its content.

    Unless the writer has changed, the bytes are the published ones (``publication.sha256``). Raises OSError if the
    content cannot be written.
    """
    try:
        return write(
            from_content(publication.content),
            number=publication.job_description.document_number,
            version=publication.version,
            date=timezone.localtime(publication.published_at).date(),
            imprint=publication.imprint,
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise OSError(f"The Word file of {publication} cannot be written again: {error}") from error


def _describe_error(error: OSError) -> str:
    return str(error) if error.filename is None else f"The stored file {error.filename}: {error.strerror}."


def raise_for_errors(findings: tuple[Finding, ...]) -> None:
    """Raise ValueError, with remedies, if a written file has accessibility errors.

    They come from the text itself, such as a table without a header row.
    """
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        raise ValueError(
            "Its Word file would shut out readers with disabilities. "
            + " ".join(f"{finding.where}: {finding.text} {finding.remedy}" for finding in errors[:5])
        )


def get_original(job: JobDescription, document: Document) -> SourceFile | None:
    """Return the uploaded file if it may be offered: it is harmless, and the text has not been edited since."""
    source = job.source
    unchanged = source is not None and job.source_digest == compute_digest(document)
    return source if unchanged and not source.dangers else None


@transaction.atomic
def unpublish(job: JobDescription) -> bool:
    """Unpublish the job description; publications and draft stay. Return whether it was published."""
    now = JobDescription.objects.select_for_update().get(pk=job.pk)
    job.published_version = None
    if now.published_version is None:
        return False
    now.published_version = None
    now.save(update_fields=["published_version", "updated_at"])
    signals.unpublished.send(sender=JobDescription, job_description=now)
    return True
