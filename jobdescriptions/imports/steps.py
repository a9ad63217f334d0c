"""Import a Word file: ``preview`` reads it, ``confirm`` saves it, all or nothing. Command and admin use both."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from jobdescriptions.clauses.library import Library
from jobdescriptions.content import compute_digest, from_content, to_content
from jobdescriptions.drafts import save
from jobdescriptions.imports.clause_offers import settle_clauses
from jobdescriptions.imports.original import Passage, split_passages
from jobdescriptions.models import JobDescription, SourceFile, file_storage
from jobdescriptions.word.accessibility import Finding, check, summarize
from jobdescriptions.word.document import Document
from jobdescriptions.word.package.dangers import find_dangers
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.read.reader import ReadDocument, read
from jobdescriptions.word.results import NOTICE, Message, Result
from jobdescriptions.word.understand.fixes import FIX_KEYS, SuggestedFix, apply_fixes, suggest_fixes
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.recognize import RecognizedFacts, recognize
from jobdescriptions.word.understand.titles import clean_title
from techsets.common.storage.files import store_file


@dataclass(frozen=True)
class Preview:
    """The reading of a Word file, in values that can be stored as JSON. Nothing is saved yet.

    ``content`` has the shape of ``content.to_content``. ``messages`` tell the author what was not understood;
    ``lost_words`` lists every word of the file that the result lacks (empty for a complete reading). ``offers`` are
    applied by previewing again with their keys in ``taken``.

    Only ``preview_with_check`` sets the rest: ``passages``, the text as read, before any offer was applied;
    ``findings``, the accessibility findings of the uploaded file, and ``findings_summary``, a sentence about them or
    why the file could not be checked.
    """

    name: str
    sha256: str
    content: dict[str, Any]
    messages: tuple[Message, ...]
    lost_words: tuple[str, ...]
    offers: tuple[SuggestedFix, ...]
    taken: tuple[str, ...]
    recognised: RecognizedFacts
    #: The name of the district in a file of this site; empty without one.
    district: str = ""
    passages: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    findings_summary: str = ""

    @property
    def title(self) -> str:
        """The title of the job description."""
        return self.content["title"]

    @cached_property
    def document(self) -> Document:
        """The job description as a plain value. Slow for large ones."""
        return from_content(self.content)


def preview(name: str, data: bytes, taken: Collection[str] = ()) -> Preview:
    """Return the reading of the Word file ``data`` called ``name``, with the offers in ``taken`` (keys) applied.

    ``taken`` may be ``("all",)``. Raises ``guard.FileRefused``, with a remedy, for a file that cannot be read.
    """
    return _build_preview(name, data, read(data), taken)


def preview_with_check(name: str, data: bytes, taken: Collection[str] = ()) -> Preview:
    """Return ``preview`` with the original text and the accessibility findings."""
    found = read(data)
    shown = _build_preview(name, data, found, taken)
    findings, message = _check_accessibility(data)
    read_text = tuple(split_passages(found.value.blocks))
    return dataclasses.replace(shown, passages=read_text, findings=findings, findings_summary=message)


def _check_accessibility(data: bytes) -> tuple[tuple[Finding, ...], str]:
    """Return findings and summary. Parts that only the check reads, such as headers, may be damaged."""
    try:
        findings = check(data)
    except FileRefused as error:
        return (), f"Whether the file is accessible could not be checked. {error.text}"
    return findings, summarize(findings)


def _build_preview(name: str, data: bytes, found: Result[ReadDocument], taken: Collection[str]) -> Preview:
    wanted = FIX_KEYS if "all" in taken else taken
    offered = suggest_fixes(found.value.blocks, wanted)
    keys = tuple(offer.key for offer in offered if offer.key in wanted)
    blocks = apply_fixes(found.value.blocks, keys)
    parsed = parse(dataclasses.replace(found.value, blocks=blocks))
    document, messages = parsed.value, found.messages + parsed.messages
    if not document.title:
        document = dataclasses.replace(document, title=title_from_name(name))
        text = f'The name of the file was taken for the title: "{document.title}". Correct it if it is not right.'
        messages = (*messages, Message(NOTICE, "title-from-name", text))
    return Preview(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        content=to_content(document),
        messages=messages,
        lost_words=found.value.lost_words,
        offers=offered,
        taken=keys,
        recognised=recognize(blocks),
        district=found.value.district,
    )


def title_from_name(name: str) -> str:
    """Return a title made from a file name.

    >>> title_from_name("network_specialist-JD.docx")
    'network specialist JD'
    >>> title_from_name("Network Specialist - Job Description.docx")
    'Network Specialist'
    """
    stem = name.rsplit(".", 1)[0]
    return clean_title(re.sub(r"[_\-]+", " ", stem))[:150].strip() or "Job description"


@transaction.atomic
def confirm(
    shown: Preview,
    data: bytes,
    job: JobDescription | None = None,
    *,
    document: Document | None = None,
    user=None,
    known: Collection[int] | None = None,
) -> JobDescription:
    """Save the previewed file ``data`` as the draft of ``job``, or as a new draft, and return it.

    ``document`` is the reading with corrections, such as another title; without it, texts that are marked as clauses
    and are not ours become ordinary text (see ``clause_offers``). The file is kept unchanged as the source file.
    ``known`` are the keys of the job descriptions of this file that the user was shown; None if nobody was shown any.
    Raises ValidationError if the values are invalid, or if a new draft would duplicate a job description of the file
    that is not in ``known``; and ValueError if the preview is of another file.
    """
    if hashlib.sha256(data).hexdigest() != shown.sha256:
        raise ValueError(f"The preview of {shown.name} is of another file.")
    is_new = job is None
    document = document or settle_clauses(shown.document, Library())
    source = store_source(shown.name, data, user, further=_describe_omissions(shown))
    message = (
        f"Imported the Word file {shown.name}." if job is None else f"Replaced the draft by the Word file {shown.name}."
    )
    job = save(document, job, message=message)
    if is_new and known is not None:
        # Checked after the file was stored: there, the second of two concurrent confirmations waits for the first.
        other = JobDescription.objects.filter(source=source).exclude(pk__in=known).order_by("pk").first()
        if other is not None:
            raise ValidationError(
                f"Somebody else has just saved this very file as “{other}”, and nothing of yours was saved. Discard "
                "the file, choose that job description to replace its draft, or press Save as a draft again to save a "
                "second one."
            )
    # Of the file itself: with corrections, the text is no longer the file's.
    job.source, job.source_digest = source, compute_digest(shown.document)
    job.save(update_fields=["source", "source_digest", "updated_at"])
    return job


#: Codes of messages about hidden text of the file, which was not meant for the public.
_HIDDEN = {"hidden-text-dropped", "tracked-changes-accepted", "comments-dropped", "header-footer-dropped"}


def _describe_omissions(shown: Preview) -> tuple[str, ...]:
    """Return reasons not to offer the file because it has text that the page lacks."""
    left_out = bool(shown.lost_words) or any(message.code in _HIDDEN for message in shown.messages)
    return ("text that is not on the page",) if left_out else ()


def store_source(name: str, data: bytes, user=None, further: tuple[str, ...] = ()) -> SourceFile:
    """Store an upload unchanged and return its row; the same bytes give the same row.

    ``further`` are reasons, besides dangers in the file, why the public is not offered it.
    """
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile.objects.filter(sha256=digest).first()
    if source is not None:
        return source
    stored, digest = store_file(file_storage(), "sources", data)
    # Somebody may be storing the same bytes at this moment.
    source, _ = SourceFile.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": name[:255],
            "size": len(data),
            "file": stored,
            "uploaded_by": user,
            "dangers": ", ".join((*_find_dangers(data), *further))[:300],
        },
    )
    return source


def _find_dangers(data: bytes) -> tuple[str, ...]:
    """Return the dangers of a file. A part that the reader does not need may be damaged."""
    try:
        return tuple(find_dangers(data))
    except FileRefused:
        return ("a damaged part",)
