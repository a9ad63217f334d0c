"""How a draft stands, in plain values: what the history keeps of it, and from which it comes back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jobdescriptions import content, signals
from jobdescriptions.compare import compare
from jobdescriptions.models import JobDescription

State = dict[str, Any]

#: So many sentences tell what was edited; of more, the rest is counted.
TOLD = 5


class WasPublic(Exception):
    """A job description that was public once keeps its number and its versions for good."""


def state_of(job: JobDescription) -> State:
    """Return everything that staff edit at ``job`` as JSON values: what ``content.to_content`` gives, and beside it
    ``number``, ``slug``, and ``read_at``, the addresses where its figures were read, in their order.
    """
    return {
        **content.to_content(content.to_document(job)),
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
def restore(state: State, job: JobDescription | int, said: str = "", *, revision: int = 0) -> JobDescription:
    """Let the draft of ``job`` stand as ``state`` has it, or make a deleted draft again, and return it.

    ``job`` is the key of one that was deleted. It comes back under that key, by which charts and the history know it,
    with its number and, unless that is taken by now, its address; ``revision`` is one that it never had, so that no
    form that is still open from before is taken for a present one.
    Raises ValidationError where the values cannot be saved, e.g. because they break a rule that is newer than they are.
    """
    if isinstance(job, int):
        taken = JobDescription.objects.filter(slug=state["slug"]).exists()
        slug = content.free_slug(state["title"]) if taken else state["slug"]
        job = JobDescription(pk=job, number=state["number"], slug=slug, revision=revision)
    job = content.save(content.from_content(state), job, said=said)
    for salary, address in zip(job.salaries.all(), state["read_at"], strict=True):
        if salary.read_at != address:
            type(salary).objects.filter(pk=salary.pk).update(read_at=address)
    return job


@transaction.atomic
def delete(job: JobDescription) -> None:
    """Delete a draft that was never public and stands nowhere; the history keeps how it was.

    Raises django.db.models.ProtectedError where it stands in a chart, JobDescription.DoesNotExist where it is gone, and
    WasPublic where somebody has published it, also since a moment ago.
    """
    job = JobDescription.objects.select_for_update().get(pk=job.pk)
    if job.publications.exists():
        raise WasPublic(f"{job} was published meanwhile, so it was not deleted.")
    before = state_of(job)
    pk = job.pk
    job.delete()
    job.pk = pk  # Whoever is told wants to know which it was.
    signals.edited.send(
        sender=JobDescription, job_description=job, before=before, after=None, said="Deleted the draft."
    )
