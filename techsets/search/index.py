"""Updates the entries of the search.

It writes in the caller's transaction, so that pages and search change together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from jobdescriptions.models import JobDescription, Publication
from orgcharts.changes.descriptions import split_steps
from orgcharts.models import OrgChart, Placement, Position, SupportModel
from orgcharts.tree import moves
from techsets.search import contents, pages
from techsets.search.contents import Content
from techsets.search.models import Kind, SearchEntry
from techsets.search.terms import index_terms, name_term, tidy, title_key

#: Maximum number of characters of a text. It is forty times the longest known job description, and within PostgreSQL's
#: limit of a document (1 MB).
MAX_BODY = 300_000

T = TypeVar("T")

_BATCH = 200
_WRITTEN = ["title", "title_key", "title_terms", "body", "body_terms"]


def index_job_description(job: JobDescription) -> None:
    """Update the entry of ``job``, or remove it if it is not published."""
    publication = Publication.objects.current().filter(job_description=job.pk).first()
    if publication is None:
        remove_entry(Kind.JOB_DESCRIPTION, job.pk)
    else:
        write([contents.of_publication(publication)])


def index_placements(job: JobDescription) -> None:
    """Update the entries of the positions where ``job`` is placed."""
    write(map(contents.of_position, _positions().filter(placements__job_description=job.pk).distinct()))


def index_chart(chart: OrgChart, steps: Iterable[dict[str, Any]] | None = None) -> None:
    """Update the entries of the support model of ``chart`` and of its positions.

    If ``steps`` of its journal are given, only the positions in them are updated. Moves change no entry, because
    entries have no index numbers.
    """
    if steps is not None:
        steps = list(split_steps(steps))
    whole = steps is None or any(
        step["op"] in {"put-in-place", "delete-chart", "create-chart"}
        or (step["op"] == "add" and step.get("above", 0) is None)
        for step in steps
    )
    if whole:
        # There is no signal for each position of a deleted branch.
        there = Position.objects.order_by().values("pk")
        SearchEntry.objects.filter(kind=Kind.POSITION).exclude(object_id__in=there).delete()
    else:
        for keys in batched(step["id"] for step in steps if step["op"] == "delete"):
            SearchEntry.objects.filter(kind=Kind.POSITION, object_id__in=keys).delete()
    if not (whole or {step["op"] for step in steps} & {"add", "copy", "edit"}):
        return
    if not (whole or chart.is_public):
        return  # None of its positions has an entry.
    positions = _positions().filter(chart=chart.pk)
    if whole:
        if not OrgChart.objects.published().filter(pk=chart.pk).exists():
            its_own = Position.objects.order_by().filter(chart=chart.pk).values("pk")
            SearchEntry.objects.filter(kind=Kind.POSITION, object_id__in=its_own).delete()
            return
        models = _support_models().filter(chart=chart.pk)
        write(chain(map(contents.of_support_model, models), map(contents.of_position, positions)))
        return
    keys = {step["id"] for step in steps if step["op"] in {"add", "edit"}}
    copies = Position.objects.filter(pk__in=[step["id"] for step in steps if step["op"] == "copy"])
    for path in copies.values_list("path", flat=True):
        keys.update(Position.objects.filter(**moves.branch_filter(path)).values_list("pk", flat=True))
    for batch in batched(sorted(keys)):
        write(map(contents.of_position, positions.filter(pk__in=batch)))


def index_pages() -> None:
    """Update the entries of the site's own pages; only changed ones are written."""
    there = {entry.object_id: entry for entry in SearchEntry.objects.filter(kind=Kind.PAGE)}
    changed = []
    for page in pages.contents():
        entry, expected = there.pop(page.object_id, None), build_entry(page)
        if entry is None or any(getattr(entry, name) != getattr(expected, name) for name in _WRITTEN):
            changed.append(page)
    if there:
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in there.values()]).delete()
    if changed:
        write(changed)


def rebuild_older() -> int:
    """Rebuild all entries if an earlier release wrote them: without what job descriptions are also called as terms.

    Return the number of entries, 0 where nothing was to be done.
    """
    jobs = SearchEntry.objects.filter(kind=Kind.JOB_DESCRIPTION)
    # Each has at least its document number.
    if not jobs.exists() or jobs.filter(title_terms__contains=f" {name_term('')}").exists():
        return 0
    return rebuild()


def remove_entry(kind: Kind | str, object_id: int) -> None:
    """Remove the entry of an object, if there is one."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


@transaction.atomic
def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Rebuild all entries in one transaction; return their number.

    ``progress`` is called with the number written and the expected number, now and then and at the end.
    """
    counted = (_support_models(), _positions(), Publication.objects.current())
    expected = len(pages.PAGES) + sum(found.count() for found in counted)
    _empty()
    written = 0
    for batch in batched(all_contents()):
        written += write(batch)
        if progress:
            progress(written, max(expected, written))
    if progress:
        progress(written, written)
    optimize()
    return written


def all_contents() -> Iterator[Content]:
    """Yield all searchable content, in batches."""
    # The few first: of thousands of equal hits the first are ranked (see ``ranking``).
    return chain(
        pages.contents(),
        map(contents.of_support_model, _support_models()),
        map(contents.of_position, _positions().iterator(_BATCH)),
        map(contents.of_publication, Publication.objects.current().iterator(_BATCH)),
    )


def _support_models() -> QuerySet[SupportModel]:
    return SupportModel.objects.on_the_site().prefetch_related("characteristics")


def _positions() -> QuerySet[Position]:
    """Return the public positions with their public placements."""
    shown = Placement.objects.filter(job_description__published_version__isnull=False).order_by("order", "pk")
    return Position.objects.filter(chart__support_model__isnull=False).prefetch_related(
        Prefetch("placements", shown, to_attr="shown_placements")
    )


def write(found: Iterable[Content]) -> int:
    """Save the entries of ``found`` that are new or changed; return the number of all.

    In the order of kinds and keys, to avoid deadlocks.
    """
    entries = sorted(map(build_entry, found), key=lambda entry: (entry.kind, entry.object_id))
    for batch in batched(entries):
        there = {
            tuple(row[:2]): tuple(row[2:])
            for row in SearchEntry.objects.filter(object_id__in={entry.object_id for entry in batch}).values_list(
                "kind", "object_id", *_WRITTEN
            )
        }
        SearchEntry.objects.bulk_create(
            [
                entry
                for entry in batch
                if there.get((entry.kind, entry.object_id)) != tuple(getattr(entry, name) for name in _WRITTEN)
            ],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=_WRITTEN,
        )
    return len(entries)


def build_entry(content: Content) -> SearchEntry:
    """Return the unsaved entry for ``content``."""
    title = tidy(content.title)[:300]
    body = tidy(content.body)[:MAX_BODY]
    terms = [term for text in (title, *content.other_titles) for term in index_terms(text)]
    # What it is also called is found by the whole of it, too.
    terms += [name_term(found) for text in content.other_titles if (found := title_key(text))]
    return SearchEntry(
        kind=content.kind,
        object_id=content.object_id,
        title=title,
        title_key=title_key(title),
        title_terms=_joined(terms),
        body=body,
        body_terms=_joined(index_terms(body)),
    )


def _joined(terms: list[str]) -> str:
    """Join ``terms`` with spaces, truncated at PostgreSQL's limit."""
    text = " ".join(terms)
    return text if len(text) <= MAX_BODY else text[:MAX_BODY].rpartition(" ")[0]


def batched(found: Iterable[T]) -> Iterator[list[T]]:
    """Yield lists of at most ``_BATCH`` elements."""
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _empty() -> None:
    SearchEntry.objects.all().delete()
    if connection.vendor == "sqlite":
        # On an empty table this is fast, and repairs the index.
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")


def optimize() -> None:
    """Optimize the database's index after a rebuild."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")
        else:
            cursor.execute("ANALYZE search_searchentry")
