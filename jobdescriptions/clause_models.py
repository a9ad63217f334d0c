"""The models of the clause library: clauses, and their past wordings. Their use is in ``clauses``."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from jobdescriptions.word.document import CLAUSE_KEY, MAX_CLAUSE_KEY_LENGTH, Paragraph
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from techsets.common.addresses import reverse
from techsets.common.sources import Source, SourcesField, parse_sources

#: Maximum number of characters of HTML in a clause: about three pages.
LONGEST_BODY = 10_000


class Clause(models.Model):
    """A legal line that job descriptions place: its wording counts in every draft, and in each next publication.

    ``version`` grows when ``body`` changes; ``dated`` is the day on which the wording was last checked.
    """

    key = models.SlugField(
        unique=True,
        max_length=MAX_CLAUSE_KEY_LENGTH,
        validators=[
            RegexValidator(
                rf"^{CLAUSE_KEY.pattern}\Z",
                "Use small letters and digits with single hyphens, such as drivers-license.",
            )
        ],
        help_text="Permanent: job descriptions and Word files name the clause by it, e.g. drivers-license.",
    )
    name = models.CharField(max_length=150, help_text="What lists call it, e.g. Driver’s license.")
    body = models.TextField(
        "text", help_text="One or more paragraphs, with bold, italic and links, as every job description shall have it."
    )
    applies = models.TextField(
        "applies to", blank=True, help_text="Which job descriptions it belongs into, and where in them."
    )
    sources = SourcesField()
    confirm_locally = models.TextField(
        blank=True, help_text="What could not be confirmed, or what each district has to settle. Shown to the public."
    )
    dated = models.DateField(
        "last checked", help_text="The day on which the wording was last held against its sources."
    )
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Grows when the text changes.")
    reworded_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When this version was saved: drafts differ since then."
    )
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return clause_address(self.key)

    @property
    def source_list(self) -> list[Source]:
        """The public sources."""
        return parse_sources(self.sources)

    def clean(self) -> None:
        """Bring the text into normal form. Raises ValidationError unless it is paragraphs."""
        if self.body:
            self.body = normalize_body(self.body)


class ClauseVersion(models.Model):
    """A wording of a clause, past or present, as it was on the day ``dated``."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    body = models.TextField()
    dated = models.DateField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["clause", "-version"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["clause", "version"], name="one_wording_for_each_version")]

    def __str__(self) -> str:
        return f"{self.clause}, version {self.version}"

    @property
    def text(self) -> str:
        """The wording as plain text."""
        return to_text(from_html(self.body))


def clause_address(key: str) -> str:
    """Return the address of a clause on the page of all clauses."""
    return f"{reverse('clauses')}#{key}"


def normalize_body(html: str) -> str:
    """Return the text of a clause in the normal form of stored HTML, without marks of clauses.

    Raises ValidationError for a text that is too long, has no words, or is more than paragraphs: in Word a clause is
    paragraphs inside one content control.
    """
    if len(html) > LONGEST_BODY:
        raise ValidationError(
            {"body": f"This text has {len(html):,} characters; at most {LONGEST_BODY:,} are a clause."}
        )
    blocks = from_html(html)
    if not blocks:
        raise ValidationError({"body": "Write the text of the clause."})
    if not all(isinstance(block, Paragraph) for block in blocks):
        raise ValidationError({"body": "A clause is paragraphs only. Make its headings, lists and tables paragraphs."})
    return to_html([Paragraph(block.runs) for block in blocks])
