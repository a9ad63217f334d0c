"""The entries of the search."""

from django.db import models


class Kind(models.TextChoices):
    """Kinds of searchable objects, in the order in which equal hits are listed."""

    JOB_DESCRIPTION = "job-description", "Job description"
    POSITION = "position", "Position"
    SUPPORT_MODEL = "support-model", "Support model"
    PAGE = "page", "Page"


class SearchEntry(models.Model):
    """The text of one thing that can be found, as people read it and as the databases compare it.

    The terms are words normalised by ``terms``, so that SQLite and PostgreSQL find the same. Each database keeps its
    own full-text index over them (see the migration): SQLite the table ``search_fts``, PostgreSQL the column
    ``document``. An entry stores no address: that follows from the object when it is found.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    title_key = models.CharField(
        max_length=200, help_text="The terms of the title alone, as a query for it would have them."
    )
    title_terms = models.TextField(
        help_text="What counts as a hit in the title: the title, other titles, the index number."
    )
    # The long fields stand last, so that reading the others never touches their pages.
    body = models.TextField()
    body_terms = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_entry_for_each_object")]
        # All that ranking needs besides the full-text index, without the long rows.
        indexes = [models.Index(fields=["id", "kind", "title_key", "title"], name="search_entry_small")]

    def __str__(self) -> str:
        return self.title
