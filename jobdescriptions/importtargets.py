"""What becomes of a Word file that waits to be confirmed: which draft it replaces, in words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format

from jobdescriptions import importing
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.states import State, state_of, with_states
from jobdescriptions.word.guard import Refused

#: So long the title of a file is remembered that was read to name it, in seconds.
_REMEMBERED = 24 * 3600


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits: the title that it gives itself, what it replaces, and an earlier one with the same title.

    ``title`` is empty where the file cannot be read any more, ``becomes`` then says nothing.
    """

    pending: PendingImport
    title: str
    becomes: str
    same_as: str = ""


def namesake(title: str) -> JobDescription | None:
    """Return the job description with this title, upper and lower case being the same; None without a title."""
    return JobDescription.objects.filter(title__iexact=title).first() if title else None


def said_of(job: JobDescription | None) -> str:
    """Return what saving a file as ``job`` does to its draft and to what the public sees, in sentences."""
    if job is None:
        return "It becomes a new job description: a draft, which the public does not see."
    job = with_states(JobDescription.objects.filter(pk=job.pk)).get()
    name = f"“{job}” ({job.document_number})"
    edited = date_format(timezone.localtime(job.updated_at), "F j, Y, g:i a")
    state = state_of(job)
    if state == State.NEW:
        return f"It replaces the draft of {name}, which was never published and was last edited on {edited}."
    if state == State.TAKEN_BACK:
        return f"It replaces the draft of {name}. The public does not see that one now, and goes on not seeing it."
    public = f"The public goes on seeing version {job.published_version} until you publish the draft."
    if state == State.CURRENT:
        return f"It replaces the draft of {name}. {public}"
    return (
        f"It replaces the draft of {name}. {public} That draft has changes that were never published, last edited on "
        f"{edited}: they are replaced, too."
    )


def waiting_files(waiting, *, may_replace: bool) -> list[Waiting]:
    """Return the files of ``waiting`` (a queryset) in its order, each with what would become of it.

    ``may_replace`` is False for those who may only add: for them each file becomes a new job description.
    """
    found, seen = [], {}
    for pending in waiting.defer("data").select_related("job_description"):
        title = _title_of(pending)
        job = pending.job_description or namesake(title) if may_replace else None
        key = job.pk if job else title.casefold()
        found.append(Waiting(pending, title, said_of(job) if title else "", seen.get(key, "") if title else ""))
        seen.setdefault(key, pending.name)
    return found


def _title_of(pending: PendingImport) -> str:
    """Return the title in the file. To read one takes about 25 ms, so it is remembered for a day."""
    key = f"title-of-import-{pending.token}-{hashlib.sha256(repr(pending.mending).encode()).hexdigest()[:16]}"
    title = cache.get(key)
    if title is None:
        try:
            title = importing.preview(pending.name, bytes(pending.data), pending.mending).document.title
        except Refused:
            return ""
        cache.set(key, title, _REMEMBERED)
    return title
