"""Where clauses are used: in drafts, whose sections are searched for the mark, and in what the public sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jobdescriptions.clause_models import Clause
from jobdescriptions.clauses.placements import MARK
from jobdescriptions.models import JobDescription, Publication, Section

#: Number of places that a refusal names.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class UseCount:
    """The number of drafts that place a clause, and of public job descriptions that have it."""

    drafts: int
    public: int


def _in_section(key: str) -> Q:
    return Q(body__contains=f'{MARK}{key}"')


def filter_placing(jobs: QuerySet, key: str) -> QuerySet:
    """Return those of ``jobs`` whose draft places the clause."""
    return jobs.filter(pk__in=Section.objects.filter(_in_section(key)).order_by().values("job_description"))


def find_drafts(key: str) -> QuerySet:
    """Return the job descriptions whose draft places the clause, from A to Z."""
    return filter_placing(JobDescription.objects.order_by("title", "pk"), key)


def find_public(key: str) -> QuerySet:
    """Return the publications that the public sees and that have the clause, from A to Z, without their texts."""
    return Publication.objects.current().filter(content__clauses__has_key=key).defer("content")


def count_uses(clauses: Sequence[Clause]) -> dict[int, UseCount]:
    """Return where each clause is used, by its database key; two queries for any number of them."""
    if not clauses:
        return {}
    job = "job_description"
    drafts = Section.objects.order_by().aggregate(
        **{f"n{one.pk}": Count(job, filter=_in_section(one.key), distinct=True) for one in clauses}
    )
    public = (
        Publication.objects.current()
        .order_by()
        .aggregate(**{f"n{one.pk}": Count("pk", filter=Q(content__clauses__has_key=one.key)) for one in clauses})
    )
    return {one.pk: UseCount(drafts[f"n{one.pk}"], public[f"n{one.pk}"]) for one in clauses}


def describe_uses(clause: Clause) -> str:
    """Return why a clause cannot be deleted, with the places and what to do; an empty string if nothing has it."""
    drafts = [f"“{job}” ({job.document_number})" for job in find_drafts(clause.key)]
    public = [
        f"“{one}” ({one.job_description.document_number}), which is public"
        for one in find_public(clause.key).exclude(job_description__in=find_drafts(clause.key).values("pk"))
    ]
    places = drafts + public
    if not places:
        return ""
    named = ", ".join(places[:MOST_NAMED])
    more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
    return (
        f"“{clause}” stands in {named}{more}. Take it out of these drafts and publish "
        "them, or edit its text here instead."
    )
