"""Publishing a chart that was prepared as a draft in place of the chart that a support model has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

from django.db import transaction

from orgcharts.changes import former_numbers, journal
from orgcharts.changes.descriptions import name_kind
from orgcharts.changes.lock import ChartError, changing, lock_across_charts
from orgcharts.changes.retries import retry_on_conflict
from orgcharts.changes.rights import check_other_charts
from orgcharts.models import OrgChart, Position

_REPLACES = "This would change what the public sees of {chart}"


class ChartDifferences(NamedTuple):
    """How two charts differ: lines such as "1.2 Network becomes 1.3", and the number of positions that stay."""

    renamed: list[str]
    moved: list[str]
    added: list[str]
    removed: list[str]
    other_kind: list[str]
    kept: int


def compare_charts(old: OrgChart, new: OrgChart) -> ChartDifferences:
    """Return what changes for the public where ``new`` is published in place of ``old``; two queries.

    A position corresponds to the one that it was copied from; without an origin, to the one of the same number and
    title, or of a title that only one position on each side has.
    """
    before, after = (list(Position.objects.filter(chart=chart)) for chart in (old, new))
    same = dict(_match_positions(before, after))
    by_key = {row.pk: row for row in before}
    found = ChartDifferences([], [], [], [], [], 0)
    kept = 0
    for row in after:
        was = by_key.get(same.get(row.pk))
        if was is None:
            found.added.append(str(row))
            continue
        if was.title != row.title:
            found.renamed.append(f"{was} is called “{row.title}”")
        if was.index_number != row.index_number:
            found.moved.append(f"{was} becomes {row.index_number}")
        if was.kind != row.kind:
            found.other_kind.append(f"{row}: from {name_kind(was.kind)} to {name_kind(row.kind)}")
        kept += str(was) == str(row)
    found.removed.extend(str(row) for row in before if row.pk not in same.values())
    return found._replace(kept=kept)


def _match_positions(before: list[Position], after: list[Position]) -> Iterator[tuple[int, int]]:
    """Yield (key of a position of ``after``, key of the corresponding one of ``before``)."""
    origins = {row.pk: row.pk for row in before} | {row.copied_from: row.pk for row in before if row.copied_from}
    left = {}
    taken = set()
    for row in after:
        of = origins.get(row.copied_from) or origins.get(row.pk)
        if of is None or of in taken:
            left[row.pk] = row
        else:
            taken.add(of)
            yield row.pk, of
    for name in (lambda row: (row.index_number, row.title), lambda row: row.title):
        there, here = Counter(), Counter(name(row) for row in left.values())
        free = {name(row): row.pk for row in before if row.pk not in taken}
        there.update(name(row) for row in before if row.pk not in taken)
        for row in list(left.values()):
            if there[name(row)] == here[name(row)] == 1:
                taken.add(free[name(row)])
                del left[row.pk]
                yield row.pk, free[name(row)]


@retry_on_conflict
def publish_in_place(draft: OrgChart, of: OrgChart, *, revisions: tuple[int, int] | None = None) -> OrgChart:
    """Publish ``draft`` as the chart of the support model that has ``of``, and return it as it is now.

    The two exchange their addresses, so that the public finds the new chart where the old one was; ``of`` becomes a
    draft. It can be undone at either of the two. ``revisions`` are those of ``draft`` and ``of`` that the caller has
    seen; StaleRevision is raised where one has another.

    Raises ChartError where one of them has been deleted, ``draft`` is public already or ``of`` is not.
    """
    seen = dict(zip((draft.pk, of.pk), revisions, strict=True)) if revisions else {}
    with transaction.atomic(), ExitStack() as stack:
        # In the order of their keys, so that no two wait for each other.
        rows = {pk: stack.enter_context(changing(pk, revision=seen.get(pk))) for pk in sorted({draft.pk, of.pk})}
        new, old = rows[draft.pk], rows[of.pk]
        if new.is_public:
            raise ChartError("invalid", f"The public sees “{new.title}” already.")
        if not old.is_public:
            raise ChartError("invalid", f"The public does not see “{old.title}”, so nothing can take its place.")
        exchange(old, new)
    return OrgChart.objects.get(pk=draft.pk)


def exchange(old: OrgChart, new: OrgChart) -> None:
    """Give ``new`` the support model and the address of ``old``, and ``old`` the address of ``new``.

    The caller holds the locks of both and has read them under these. Raises ChartError where ``old`` is not public, or
    ``new`` is.
    """
    check_other_charts({old.pk, new.pk}, _REPLACES)
    if new.is_public or not old.is_public:
        raise ChartError(
            "cannot-undo",
            f"This cannot be undone: “{old.title}” is not public any more, or “{new.title}” already is. Publish the "
            "chart by hand.",
        )
    lock_across_charts()
    model, slugs = old.support_model, (old.slug, new.slug)
    # One after the other: addresses and support models are unique at every moment.
    # Nobody can give a chart an address with such a mark in it.
    old.support_model, old.drafted_for, old.slug = None, model, f"~{old.pk}"
    old.save(update_fields=["support_model", "drafted_for", "slug"])
    new.support_model, new.slug = model, slugs[0]
    new.save(update_fields=["support_model", "slug"])
    old.slug = slugs[1]
    old.save(update_fields=["slug"])
    former_numbers.transfer(old, new)
    step = {"op": "put-in-place", "title": new.title, "of": old.title, "public": new.pk, "draft": old.pk}
    for row in (new, old):
        journal.record(row.pk, step | {"id": row.pk})
