"""The states of job descriptions between draft and published, for a list in a few queries."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q

from jobdescriptions.clause_models import Clause
from jobdescriptions.clauses.library import Library, get_library
from jobdescriptions.content import facts_as_json, to_content, to_document
from jobdescriptions.facts import COLUMNS
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import has_same_content
from jobdescriptions.salary_content import salaries_from_content

#: Number of job descriptions in memory at once while a list is filtered by state.
_AT_ONCE = 200
#: For so long after an edit of a clause, a publication may have been made of its earlier wording: the edit is timed
#: when it begins, and others see it when it is done.
_CLAUSE_MARGIN = timedelta(hours=1)


class State(models.TextChoices):
    """Whether a job description is published, and whether its draft differs."""

    CURRENT = "published", "Published"
    AHEAD = "changed", "Published, with unpublished changes"
    UNPUBLISHED = "taken-back", "Unpublished"
    NEW = "new", "Draft, never published"


def with_states(jobs: models.QuerySet) -> models.QuerySet:
    """Prefetch what ``get_state`` needs, in three more queries for any number of job descriptions.

    Those that place clauses need one more, unless they share a library (see ``share_library``).
    """
    current = Publication.objects.filter(version=F("job_description__published_version"))
    return jobs.annotate(last_version=Max("publications__version")).prefetch_related(
        "sections", "salaries", Prefetch("publications", current, to_attr="shown")
    )


def filter_edited(jobs: models.QuerySet) -> models.QuerySet:
    """Return the published job descriptions that were saved after their publication, or whose clauses may have been.

    Only their drafts can differ from what is published.
    """
    reworded = Clause.objects.annotate(seen_by=F("reworded_at") + _CLAUSE_MARGIN)
    newer = Publication.objects.filter(
        Q(published_at__lt=OuterRef("updated_at"))
        | Q(content__has_key="clauses") & Exists(reworded.filter(seen_by__gt=OuterRef("published_at"))),
        job_description=OuterRef("pk"),
        version=OuterRef("published_version"),
    )
    return jobs.filter(Exists(newer))


def get_state(job: JobDescription) -> State:
    """Return the state of a job description from ``with_states``, without a query."""
    if job.published_version is None:
        return State.NEW if job.last_version is None else State.UNPUBLISHED
    return State.CURRENT if job.shown and matches_publication(job, job.shown[0]) else State.AHEAD


def describe_state(job: JobDescription) -> str:
    """Return the state of a job description from ``with_states`` as display text."""
    state = get_state(job)
    if state == State.CURRENT:
        return f"Published, version {job.published_version}"
    if state == State.AHEAD:
        return f"Published, version {job.published_version}, with unpublished changes"
    return state.label


def filter_by_state(jobs: models.QuerySet, state: str) -> models.QuerySet:
    """Return the job descriptions in ``state``; all of them for an unknown state.

    Whether a draft differs is not stored: the texts of those saved after their publication are compared here, which
    takes about as long as reading them.
    """
    if state == State.NEW:
        return jobs.filter(published_version=None, publications=None)
    if state == State.UNPUBLISHED:
        return jobs.filter(published_version=None, publications__isnull=False).distinct()
    if state not in State.values:
        return jobs
    edited = with_states(filter_edited(JobDescription.objects.all())).order_by("pk")
    ahead, library = [], Library()
    for job in edited.iterator(chunk_size=_AT_ONCE):
        job.shared_library = library
        if get_state(job) == State.AHEAD:
            ahead.append(job.pk)
    if state == State.AHEAD:
        return jobs.filter(pk__in=ahead)
    return jobs.filter(published_version__isnull=False).exclude(pk__in=ahead)


def matches_publication(job: JobDescription, publication: Publication) -> bool:
    """Return whether ``publication`` has the content of the draft.

    Stored values are compared first; only if they differ, the text is parsed, which takes much longer.
    """
    content, library = publication.content, get_library(job)
    sections = [
        {"kind": part.kind, "heading": part.heading, "body": library.update(part.body)} for part in job.sections.all()
    ]
    same = (
        job.title == content["title"]
        and facts_as_json(job) == {name: content[name] for name in COLUMNS if name in content}
        and sections == content["sections"]
        and tuple(salary.as_value() for salary in job.salaries.all()) == salaries_from_content(content)
    )
    return same or has_same_content(publication, to_content(to_document(job, library)))
