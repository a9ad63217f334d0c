"""Showing a chart that was prepared as a draft to the public, in place of the one that a support model has."""

from __future__ import annotations

from contextlib import ExitStack

from django.db import transaction

from orgcharts import journal
from orgcharts.locking import ChartError, changing
from orgcharts.models import OrgChart


def put_in_place(draft: OrgChart, of: OrgChart) -> OrgChart:
    """Let the support model of the chart ``of`` have the chart ``draft``, and return that as it is now.

    The two exchange their addresses, so that the public finds the new chart where the old one was; ``of`` stays as a
    draft. Raises ChartError where one of them is gone, ``draft`` is public already or ``of`` is not.
    """
    with transaction.atomic(), ExitStack() as stack:
        # In the order of their keys, so that no two wait for each other.
        rows = {pk: stack.enter_context(changing(pk)) for pk in sorted({draft.pk, of.pk})}
        new, old = rows[draft.pk], rows[of.pk]
        if new.is_public:
            raise ChartError("invalid", f"The public sees “{new.title}” already.")
        if not old.is_public:
            raise ChartError("invalid", f"The public does not see “{old.title}”, so nothing can take its place.")
        model, slugs = old.support_model, (old.slug, new.slug)
        # One after the other: addresses and support models are unique at every moment.
        # Nobody can give a chart an address with such a mark in it.
        old.support_model, old.slug = None, f"~{old.pk}"
        old.save(update_fields=["support_model", "slug"])
        new.support_model, new.slug = model, slugs[0]
        new.save(update_fields=["support_model", "slug"])
        old.slug = slugs[1]
        old.save(update_fields=["slug"])
        for row in (new, old):
            step = {"op": "put-in-place", "id": row.pk, "title": new.title, "of": old.title}
            journal.note(row.pk, step)
    return OrgChart.objects.get(pk=draft.pk)
