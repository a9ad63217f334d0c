"""How a draft stands, in plain values: what the history keeps of it, and from which it comes back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jobdescriptions import records, signals
from jobdescriptions.comparing import compare
from jobdescriptions.models import JobDescription

State = dict[str, Any]

#: So many sentences tell what was edited; of more, the rest is counted.
TOLD = 5


def state_of(job: JobDescription) -> State:
    """Return everything that staff edit at ``job`` as JSON values: what ``records.to_content`` gives, and beside it
    ``number``, ``slug``, and ``read_at``, the addresses where its figures were read, in their order.
    """
    return {
        **records.to_content(records.to_document(job)),
        "number": job.number,
        "slug": job.slug,
        "read_at": [salary.read_at for salary in job.salaries.all()],
    }


def tell_edited(job: JobDescription, before: State | None, said: str = "") -> None:
    """Let the rest of the site know that the draft has changed, unless it is as it was ``before``.

    Call it in the transaction that changed it.
    """
    job._prefetched_objects_cache = {}
    after = state_of(job)
    if after != before:
        said = said or ("Added." if before is None else _edited(before, after))
        signals.edited.send(sender=JobDescription, job_description=job, before=before, after=after, said=said)


def _edited(before: State, after: State) -> str:
    """Return what was edited, in the first few of the sentences that tell it."""
    sentences = compare(before, after).sentences
    more = len(sentences) - TOLD
    told = ["Edited the draft.", *sentences[:TOLD]]
    more = len(sentences) - TOLD
    if more > 0:
        told.append("And one more change." if more == 1 else f"And {more} more changes.")
    return " ".join(told)


@transaction.atomic
def restore(
    state: State, job: JobDescription | None = None, said: str = "", *, pk: int | None = None
) -> JobDescription:
    """Let the draft of ``job`` stand as ``state`` has it, or make a deleted draft again, and return it.

    A draft that comes back has its number, its key ``pk``, by which its history knows it, and, unless that is taken by
    now, its address.
    Raises ValidationError where the values cannot be saved, e.g. because they break a rule that is newer than they are.
    """
    if job is None:
        if JobDescription.objects.filter(number=state["number"]).exists():
            job = JobDescription.objects.get(number=state["number"])
        else:
            taken = JobDescription.objects.filter(slug=state["slug"]).exists()
            slug = records.free_slug(state["title"]) if taken else state["slug"]
            job = JobDescription(pk=pk, number=state["number"], slug=slug)
    job = records.save(records.from_content(state), job, said=said)
    for salary, address in zip(job.salaries.all(), state["read_at"], strict=True):
        if salary.read_at != address:
            type(salary).objects.filter(pk=salary.pk).update(read_at=address)
    return job


@transaction.atomic
def delete(job: JobDescription) -> None:
    """Delete a draft that was never public and stands nowhere; the history keeps how it was.

    Raises django.db.models.ProtectedError where it stands in a chart.
    """
    before = state_of(job)
    pk = job.pk
    job.delete()
    job.pk = pk  # Whoever is told wants to know which it was.
    signals.edited.send(
        sender=JobDescription, job_description=job, before=before, after=None, said="Deleted the draft."
    )
    job.pk = None
