"""A Word document's way in: read, show what was understood, and only then save, all or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from jobdescriptions.models import JobDescription, SourceFile, file_storage
from jobdescriptions.records import save
from jobdescriptions.storage import keep
from jobdescriptions.word.document import Document
from jobdescriptions.word.parser import parse
from jobdescriptions.word.reader import read
from jobdescriptions.word.results import Message


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a Word file. Nothing has been saved.

    ``messages`` tell the author what was not understood; ``lost_words`` lists every word of the file that the result
    lacks (empty for a complete reading).
    """

    name: str
    data: bytes
    document: Document
    messages: tuple[Message, ...]
    lost_words: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def preview(name: str, data: bytes) -> Preview:
    """Read the Word file ``data`` that was called ``name``.

    Raises ``guard.Refused``, with a sentence that says what to do, for a file that cannot be taken at all.
    """
    found = read(data)
    parsed = parse(found.value)
    return Preview(name, data, parsed.value, found.messages + parsed.messages, found.value.lost_words)


@transaction.atomic
def confirm(shown: Preview, job: JobDescription | None = None, user=None) -> JobDescription:
    """Save what ``preview`` showed as a draft: into ``job``, or as a new job description. Returns it.

    The file is kept unchanged as the source file. A published job description stays as the public sees it until it is
    published again.
    """
    source = keep_source(shown.name, shown.data, user)
    job = save(shown.document, job)
    job.source = source
    job.save(update_fields=["source", "updated_at"])
    return job


def keep_source(name: str, data: bytes, user=None) -> SourceFile:
    """Keep an upload unchanged and return its record; the same bytes again give the record that is there."""
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile.objects.filter(sha256=digest).first()
    if source is not None:
        return source
    stored, digest = keep(file_storage(), "sources", data)
    return SourceFile.objects.create(sha256=digest, name=name[:255], size=len(data), file=stored, uploaded_by=user)
