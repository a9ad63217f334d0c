"""A Word document's way in: read, show what was understood, and only then save, all or nothing.

The command and the admin take the same steps: ``preview``, then ``confirm``.
"""

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

from jobdescriptions.content import compute_digest, from_content, to_content
from jobdescriptions.drafts import save
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
    """What was understood of a Word file, in values that can be kept as JSON. Nothing has been saved.

    ``content`` is the document as ``content.to_content`` gives it. ``messages`` tell the author what was not
    understood; ``lost_words`` lists every word of the file that the result lacks (empty for a complete reading).
    ``suggest_fixes`` can be taken by previewing again with their keys in ``taken``.

    Only ``preview_with_check`` fills the rest: ``passages`` are the text of the file in its order, as it was read and
    before anything was mended; ``findings`` are what keeps people with disabilities from using the file as it was
    uploaded, and ``findings_summary`` says so in a sentence, or why it could not be checked.
    """

    name: str
    sha256: str
    content: dict[str, Any]
    messages: tuple[Message, ...]
    lost_words: tuple[str, ...]
    offers: tuple[SuggestedFix, ...]
    taken: tuple[str, ...]
    recognised: RecognizedFacts
    #: The name of the district that somebody typed into our own file; empty without one.
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
        """The job description as a plain value. Large ones take a while to make."""
        return from_content(self.content)


def preview(name: str, data: bytes, taken: Collection[str] = ()) -> Preview:
    """Read the Word file ``data`` that was called ``name``, mended by the offers whose keys are in ``taken``.

    ``taken`` may be ``("all",)``: every offer is taken. Raises ``guard.FileRefused``, with a sentence that says what to
    do, for a file that cannot be read at all.
    """
    return _build_preview(name, data, read(data), taken)


def preview_with_check(name: str, data: bytes, taken: Collection[str] = ()) -> Preview:
    """Return what ``preview`` does, with the text as it was read and what the check for accessibility found."""
    found = read(data)
    shown = _build_preview(name, data, found, taken)
    findings, message = _check_accessibility(data)
    read_text = tuple(split_passages(found.value.blocks))
    return dataclasses.replace(shown, passages=read_text, findings=findings, findings_summary=message)


def _check_accessibility(data: bytes) -> tuple[tuple[Finding, ...], str]:
    """Parts that only the check looks at, such as colors and headers, can be damaged though the text was read."""
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
    """Return a title for a file that has none: its name without ending, underscores and the like.

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
    """Save what ``preview`` showed of the file ``data`` as a draft, into ``job`` or as a new one, and return it.

    ``document`` is what was read with corrections, such as another title. The file is kept unchanged as the source
    file. The public sees nothing of it until it is published. ``known`` are the keys of the job descriptions of this
    very file that whoever confirms was shown; None where nobody was shown any. Raises ValidationError where the values
    cannot be saved, for example without a title, or where there is already a job description of the file that is not
    among ``known``, and this would be a second one; and ValueError where the preview is of another file.
    """
    if hashlib.sha256(data).hexdigest() != shown.sha256:
        raise ValueError(f"The preview of {shown.name} is of another file.")
    is_new = job is None
    document = document or shown.document
    source = store_source(shown.name, data, user, further=_describe_omissions(shown))
    message = (
        f"Imported the Word file {shown.name}." if job is None else f"Replaced the draft by the Word file {shown.name}."
    )
    job = save(document, job, message=message)
    if is_new and known is not None:
        # Asked after the file was kept: there, the second of two who confirm it at once waits for the first.
        other = JobDescription.objects.filter(source=source).exclude(pk__in=known).order_by("pk").first()
        if other is not None:
            raise ValidationError(
                f"Somebody else has just saved this very file as “{other}”, and nothing of yours was saved. Discard "
                "the file, choose that job description to replace its draft, or press Save as a draft again to save a "
                "second one."
            )
    # Of what the file says: with corrections, the text is not the file's any more.
    job.source, job.source_digest = source, compute_digest(shown.document)
    job.save(update_fields=["source", "source_digest", "updated_at"])
    return job


#: Messages about text that is in the file and not in what was understood: nobody meant the public to read it.
_HIDDEN = {"hidden-text-dropped", "tracked-changes-accepted", "comments-dropped", "header-footer-dropped"}


def _describe_omissions(shown: Preview) -> tuple[str, ...]:
    """Return what is in the file and not on the page, in words, as one more reason not to offer the file itself."""
    left_out = bool(shown.lost_words) or any(message.code in _HIDDEN for message in shown.messages)
    return ("text that is not on the page",) if left_out else ()


def store_source(name: str, data: bytes, user=None, further: tuple[str, ...] = ()) -> SourceFile:
    """Keep an upload unchanged and return its record; the same bytes again give the record that is there.

    ``further`` are reasons, beside what is dangerous in the file, why the public is not offered it.
    """
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile.objects.filter(sha256=digest).first()
    if source is not None:
        return source
    stored, digest = store_file(file_storage(), "sources", data)
    # Somebody may be keeping the same bytes at this moment: then theirs is the record.
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
    """Return what is dangerous in a file. A part that the reader does not need can be damaged."""
    try:
        return tuple(find_dangers(data))
    except FileRefused:
        return ("a damaged part",)
