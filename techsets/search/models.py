"""The entries of the search, and the synonyms that staff keep."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from techsets.common.sources import SourcesField
from techsets.search.terms import query_parts, query_words


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


#: Maximum number of words of one synonym, such as "family educational rights and privacy act".
MAX_WORDS = 8
#: Maximum number of synonyms on either side of a group.
MAX_SYNONYMS = 40


class SynonymGroupQuerySet(models.QuerySet):
    def from_onet(self) -> SynonymGroupQuerySet:
        """Groups with words of the O*NET Database, whose license (CC BY 4.0) asks for credit."""
        return self.filter(sources__contains="onetonline.org")


class SynonymGroup(models.Model):
    """Words that searchers type, and what they find besides what the words themselves find (see ``synonyms``).

    ``words`` and ``leads_to`` have one word or short expression to a line.
    """

    class Kind(models.TextChoices):
        SAME = "same", "The same: each of the words finds what the others find"
        LEADS_TO = "leads-to", "Leads to: the words also find what stands under “leads to”, not the other way round"
        MISSPELLING = "misspelling", "Misspelling: what stands under “leads to” is looked for instead"

    words = models.TextField(
        max_length=2_000, help_text="One word or short expression to a line, as people type it. Case does not matter."
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SAME)
    leads_to = models.TextField(
        blank=True,
        max_length=2_000,
        help_text="One to a line, the nearest first, in words that titles or texts of this site have. Empty for words "
        "that mean the same.",
    )
    sources = SourcesField()
    remark = models.TextField("remark for staff", blank=True, max_length=2_000)
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change.")
    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["words", "pk"]
        verbose_name = "group of synonyms"
        verbose_name_plural = "synonyms"

    def __str__(self) -> str:
        listed = ", ".join(self.word_list)
        return listed if len(listed) <= 60 else f"{listed[:59]}…"

    @property
    def word_list(self) -> list[str]:
        return split_lines(self.words)

    @property
    def target_list(self) -> list[str]:
        return split_lines(self.leads_to)

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        for name, found in (("words", self.word_list), ("leads_to", self.target_list)):
            if found_problems := [problem for text in found if (problem := _find_problem(text))]:
                problems[name] = found_problems
            elif len(found) > MAX_SYNONYMS:
                problems[name] = f"There are {len(found)} lines. Make several groups of at most {MAX_SYNONYMS}."
        if self.kind == self.Kind.SAME and self.target_list:
            problems.setdefault(
                "leads_to", "Words that mean the same lead to each other. Leave this empty, or choose another kind."
            )
        elif self.kind == self.Kind.SAME and len(self.word_list) == 1:
            problems.setdefault("words", "Write at least two words that mean the same, one to a line.")
        elif self.kind != self.Kind.SAME and not self.target_list:
            problems.setdefault("leads_to", "Write what the words lead to, one to a line.")
        if problems:
            raise ValidationError(problems)


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text`` without empty ones and spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _find_problem(text: str) -> str:
    """Return a sentence with what is wrong with a synonym, or an empty string."""
    if not query_words(text)[0]:
        return f"“{text}” has no word that the search looks for. Write a word that says something."
    if len(query_parts(text)) > MAX_WORDS:
        return f"“{text}” is longer than {MAX_WORDS} words. Shorten it, or write each synonym on a line of its own."
    return ""
