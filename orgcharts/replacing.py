"""Showing a chart that was prepared as a draft to the public, in place of the one that a support model has."""

from __future__ import annotations

from contextlib import ExitStack

from django.db import transaction

from orgcharts import formernumbers, journal
from orgcharts.locking import ChartError, changing, lock_across_charts
from orgcharts.models import OrgChart
from orgcharts.permissions import check_reach
from orgcharts.retrying import retried

_TAKES = "This would change what the public sees of {chart}"


@retried
def put_in_place(draft: OrgChart, of: OrgChart, *, revisions: tuple[int, int] | None = None) -> OrgChart:
    """Let the support model of the chart ``of`` have the chart ``draft``, and return that as it is now.

    The two exchange their addresses, so that the public finds the new chart where the old one was; ``of`` stays as a
    draft. It can be taken back at either of the two. ``revisions`` are those of ``draft`` and ``of`` as the caller saw
    them: where one has been changed since, it is refused.

    Raises ChartError where one of them is gone or outrun, ``draft`` is public already or ``of`` is not.
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
    """Let ``new`` have the support model and the address of ``old``, and ``old`` the address of ``new``.

    The caller holds the locks of both and has read them under these. Raises ChartError where ``old`` is not what the
    public sees, or ``new`` is.
    """
    check_reach({old.pk, new.pk}, _TAKES)
    if new.is_public or not old.is_public:
        raise ChartError(
            "unreversed",
            f"This cannot be taken back: “{new.title}” and “{old.title}” are not before the public as they were. Put "
            "the chart before the public by hand.",
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
    formernumbers.hand_over(old, new)
    step = {"op": "put-in-place", "title": new.title, "of": old.title, "public": new.pk, "draft": old.pk}
    for row in (new, old):
        journal.note(row.pk, step | {"id": row.pk})
