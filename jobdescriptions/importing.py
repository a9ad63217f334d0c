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

from django.core.exceptions import ValidationError
from django.db import transaction

from jobdescriptions.models import JobDescription, SourceFile, file_storage
from jobdescriptions.records import digest_of, save
from jobdescriptions.storage import keep
from jobdescriptions.word.check import Finding, check, summary
from jobdescriptions.word.dangers import dangers
from jobdescriptions.word.document import Block, Document
from jobdescriptions.word.guard import Refused
from jobdescriptions.word.mending import KEYS, Offer, mend, offers
from jobdescriptions.word.parser import parse
from jobdescriptions.word.reader import read
from jobdescriptions.word.recognise import Recognised, recognise
from jobdescriptions.word.results import NOTICE, Message


@dataclass(frozen=True)
class Preview:
    """What was understood of a Word file. Nothing has been saved.

    ``messages`` tell the author what was not understood; ``lost_words`` lists every word of the file that the result
    lacks (empty for a complete reading). ``offers`` can be taken by previewing again with their keys in ``taken``.
    """

    name: str
    data: bytes
    document: Document
    messages: tuple[Message, ...]
    lost_words: tuple[str, ...]
    offers: tuple[Offer, ...]
    taken: tuple[str, ...]
    recognised: Recognised
    #: The name of the district that somebody typed into our own file; empty without one.
    district: str = ""
    #: The text of the file in its order, as it was read and before anything was mended.
    read_blocks: tuple[Block, ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def checked(self) -> tuple[tuple[Finding, ...], str]:
        """What keeps people with disabilities from using the file as it was uploaded, and a summary in a sentence.

        Parts that only the check looks at, such as colors and headers, can be damaged though the text was read.
        """
        try:
            findings = check(self.data)
        except Refused as error:
            return (), f"Whether the file is accessible could not be checked. {error.text}"
        return findings, summary(findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the check; empty where it could not be made."""
        return self.checked[0]


def preview(name: str, data: bytes, taken: Collection[str] = ()) -> Preview:
    """Read the Word file ``data`` that was called ``name``, mended by the offers whose keys are in ``taken``.

    ``taken`` may be ``("all",)``: every offer is taken. Raises ``guard.Refused``, with a sentence that says what to
    do, for a file that cannot be read at all.
    """
    found = read(data)
    wanted = KEYS if "all" in taken else taken
    offered = offers(found.value.blocks, wanted)
    keys = tuple(offer.key for offer in offered if offer.key in wanted)
    blocks = mend(found.value.blocks, keys)
    parsed = parse(dataclasses.replace(found.value, blocks=blocks))
    document, messages = parsed.value, found.messages + parsed.messages
    if not document.title:
        document = dataclasses.replace(document, title=title_from_name(name))
        text = f'The name of the file was taken for the title: "{document.title}". Correct it if it is not right.'
        messages = (*messages, Message(NOTICE, "title-from-name", text))
    return Preview(
        name=name,
        data=data,
        document=document,
        messages=messages,
        lost_words=found.value.lost_words,
        offers=offered,
        taken=keys,
        recognised=recognise(blocks),
        district=found.value.district,
        read_blocks=tuple(found.value.blocks),
    )


def title_from_name(name: str) -> str:
    """Return a title for a file that has none: its name without ending, underscores and the like.

    >>> title_from_name("network_specialist-JD.docx")
    'network specialist JD'
    """
    stem = name.rsplit(".", 1)[0]
    return " ".join(re.sub(r"[_\-]+", " ", stem).split())[:150] or "Job description"


@transaction.atomic
def confirm(
    shown: Preview,
    job: JobDescription | None = None,
    *,
    document: Document | None = None,
    user=None,
    known: Collection[int] | None = None,
) -> JobDescription:
    """Save what ``preview`` showed as a draft, into ``job`` or as a new job description, and return it.

    ``document`` is what was read with corrections, such as another title. The file is kept unchanged as the source
    file. The public sees nothing of it until it is published. ``known`` are the keys of the job descriptions of this
    very file that whoever confirms was shown; None where nobody was shown any. Raises ValidationError where the values
    cannot be saved, for example without a title, or where there is already a job description of the file that is not
    among ``known``, and this would be a second one.
    """
    is_new = job is None
    document = document or shown.document
    source = keep_source(shown.name, shown.data, user, further=_left_out(shown))
    said = (
        f"Imported the Word file {shown.name}." if job is None else f"Replaced the draft by the Word file {shown.name}."
    )
    job = save(document, job, said=said)
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
    job.source, job.source_digest = source, digest_of(shown.document)
    job.save(update_fields=["source", "source_digest", "updated_at"])
    return job


#: Messages about text that is in the file and not in what was understood: nobody meant the public to read it.
_HIDDEN = {"hidden-text-dropped", "tracked-changes-accepted", "comments-dropped", "header-footer-dropped"}


def _left_out(shown: Preview) -> tuple[str, ...]:
    """Return what is in the file and not on the page, in words, as one more reason not to offer the file itself."""
    left_out = bool(shown.lost_words) or any(message.code in _HIDDEN for message in shown.messages)
    return ("text that is not on the page",) if left_out else ()


def keep_source(name: str, data: bytes, user=None, further: tuple[str, ...] = ()) -> SourceFile:
    """Keep an upload unchanged and return its record; the same bytes again give the record that is there.

    ``further`` are reasons, beside what is dangerous in the file, why the public is not offered it.
    """
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile.objects.filter(sha256=digest).first()
    if source is not None:
        return source
    stored, digest = keep(file_storage(), "sources", data)
    # Somebody may be keeping the same bytes at this moment: then theirs is the record.
    source, _ = SourceFile.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": name[:255],
            "size": len(data),
            "file": stored,
            "uploaded_by": user,
            "dangers": ", ".join((*_dangers(data), *further))[:300],
        },
    )
    return source


def _dangers(data: bytes) -> tuple[str, ...]:
    """Return what is dangerous in a file. A part that the reader does not need can be damaged."""
    try:
        return tuple(dangers(data))
    except Refused:
        return ("a damaged part",)
