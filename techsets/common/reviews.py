"""Who has reviewed a page last, and when: said beside its text, and no part of it.

A review is not an edit: it makes no new version, and restoring an earlier text does not bring back its review.
"""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.formats import date_format

#: Sent with ``row=``, ``before=`` and ``after=`` (sentences of ``Reviewable.review``) in the transaction of the change.
reviewed = Signal()


class Reviewable(models.Model):
    """A row whose page says when and by whom it was reviewed last. Both fields are set by ``set_review``."""

    reviewed_on = models.DateField(null=True, blank=True, editable=False, help_text="Empty: no review is recorded.")
    reviewed_by = models.CharField(
        max_length=150, blank=True, default="", db_default="", editable=False, help_text="As the public reads it."
    )

    class Meta:
        abstract = True

    @property
    def review(self) -> str:
        """A sentence about the last review; empty where none is recorded."""
        return describe_review(self.reviewed_on, self.reviewed_by)


def describe_review(day: date | None, name: str) -> str:
    """Return the sentence about a review.

    >>> describe_review(date(2026, 11, 30), "Ann Lee, Human Resources"), describe_review(None, "")
    ('Last reviewed on November 30, 2026, by Ann Lee, Human Resources.', '')
    """
    return f"Last reviewed on {date_format(day, 'F j, Y')}, by {name.removesuffix('.')}." if day else ""


@transaction.atomic
def set_review(row: Reviewable, day: date | None, name: str) -> None:
    """Record that ``row`` was reviewed on that day by ``name``; None and an empty name: no review is recorded."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    before = rows.select_for_update(no_key=True).get().review
    # Not save(): a review changes neither the draft nor the time of its last edit.
    rows.update(reviewed_on=day, reviewed_by=name)
    row.reviewed_on, row.reviewed_by = day, name
    if row.review != before:
        reviewed.send(sender=type(row), row=row, before=before, after=row.review)
