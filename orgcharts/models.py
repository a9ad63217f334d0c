"""Support models, their charts, and the tree of positions."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from treebeard.mp_tree import MP_Node

from jobdescriptions.models import JobDescription
from jobdescriptions.word.html.subset import from_html, to_html
from jobdescriptions.word.understand.normal import normalize_blocks
from orgcharts.fte import DECIMALS, DIGITS
from orgcharts.kinds import KINDS
from orgcharts.managers import OrgChartQuerySet, PositionManager, SupportModelQuerySet
from orgcharts.tree import index_numbers
from techsets.common.addresses import reverse
from techsets.common.reviews import Reviewable
from techsets.common.sources import SourcesField


class Maturity(models.TextChoices):
    EMERGING = "emerging", "Emerging"
    ESTABLISHED = "established", "Established"


class Level(models.TextChoices):
    SCHOOL_SITE = "school-site", "School site"
    DISTRICT = "district", "District"


class SupportModel(Reviewable):
    """One of the four ways to organize support: a maturity and a level."""

    name = models.CharField(
        max_length=100, unique=True, help_text="As people say it, e.g. Emerging School Site Support."
    )
    maturity = models.CharField(max_length=20, choices=Maturity)
    level = models.CharField(max_length=20, choices=Level)
    order = models.PositiveSmallIntegerField(default=0, help_text="Models are shown from the lowest number up.")
    lead = models.CharField(max_length=300, help_text="The sentence that introduces the characteristics.")
    summary = models.CharField(
        max_length=300, help_text="One or two sentences for the home page and for search engines: whom this model fits."
    )
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change.")
    objects = SupportModelQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["maturity", "level"], name="one_model_for_each_maturity_and_level")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support-model", self.chart.slug)


class Characteristic(models.Model):
    """One bullet about a support model."""

    support_model = models.ForeignKey(SupportModel, models.CASCADE, related_name="characteristics")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(help_text="One bullet. The reference texts stand as the original site had them.")
    note = models.TextField(
        blank=True,
        help_text="What is said or done now, where the bullet uses a dated term. Shown beside it. Begin with the year: "
        "As of 2026, …",
    )
    sources = SourcesField("sources of the note", default="", db_default="")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class OrgChart(models.Model):
    """A tree of positions. The reference chart of a support model has that model."""

    title = models.CharField(max_length=100)
    slug = models.SlugField(unique=True, max_length=60, help_text="The chart's address: /charts/this-part/.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Charts are listed from the lowest number up.")
    support_model = models.OneToOneField(SupportModel, models.PROTECT, related_name="chart", null=True, blank=True)
    note = models.TextField(blank=True, help_text="Shown under the chart, e.g. a partner position without a number.")
    sources = SourcesField("sources of the note", default="", db_default="")
    drafted_for = models.ForeignKey(
        SupportModel,
        models.SET_NULL,
        related_name="drafts",
        null=True,
        blank=True,
        editable=False,
        help_text="Of a draft: the support model whose chart it was copied from, or which it belonged to last.",
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Grows with every change of the chart or of a position in it."
    )
    objects = OrgChartQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "organization chart"
        permissions = [("publish_orgchart", "Can change charts that the public sees")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support-model", self.slug)

    @property
    def is_public(self) -> bool:
        """Whether the public sees it, as the reference chart of a support model."""
        return self.support_model_id is not None


class Position(MP_Node):
    """One box of a chart.

    The tree is treebeard's materialized path; each chart is one root with its descendants. The index number follows
    from the path (see ``tree.index_numbers``) and is stored nowhere. ``chart`` never changes after a position is
    created.
    """

    steplen = index_numbers.STEP_LENGTH
    # 255 levels; treebeard's own field would end at 63.
    path = models.CharField(max_length=1020, unique=True, editable=False)

    chart = models.ForeignKey(OrgChart, models.PROTECT, related_name="positions", editable=False)
    title = models.CharField(max_length=150, help_text="What the box is called, e.g. Network and Telecommunications.")
    is_derived = models.BooleanField(
        "derived",
        default=False,
        help_text="The original chart implied this box but its name was lost, so it was worked out from its jobs. "
        "Leave the mark where you rename the box: its page then says that it was renamed.",
    )
    derived_title = models.CharField(
        max_length=150,
        blank=True,
        editable=False,
        default="",
        db_default="",
        help_text="The title that was worked out, where that is known. Staff have renamed the box where it differs.",
    )
    kind = models.CharField(
        "what its job descriptions are",
        max_length=20,
        choices=KINDS,
        blank=True,
        default="",
        db_default="",
        help_text="Where the box has several job descriptions: a team counts as one job for each of them.",
    )
    fte = models.DecimalField(
        "full-time equivalents",
        max_digits=DIGITS,
        decimal_places=DECIMALS,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="How many full-time people it stands for, e.g. 1, 2.5, or 0.4375 for 3.5 of 8 hours. Leave it empty "
        "if that is not known.",
    )
    note = models.TextField(blank=True, help_text="What to know about this box, in full sentences. Shown on its page.")
    sources = SourcesField("sources of the note", default="", db_default="")
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Grows with every change of what is said at the position."
    )
    copied_from = models.BigIntegerField(
        null=True,
        editable=False,
        help_text="The key of the position that it was copied from with its chart. That one may be gone.",
    )
    job_descriptions = models.ManyToManyField(JobDescription, through="Placement", related_name="positions")
    objects = PositionManager()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["chart", "path"], name="position_chart_path")]
        constraints = [
            models.UniqueConstraint(fields=["chart"], condition=models.Q(depth=1), name="one_head_for_each_chart")
        ]

    def __str__(self) -> str:
        return f"{self.index_number} {self.title}"

    def save(self, *args, **kwargs) -> None:
        """Save the position; of an existing one, all fields but those of the tree.

        These may be outdated in memory. Only the operations in ``changes`` change them.
        """
        if not self._state.adding and kwargs.get("update_fields") is None and not args:
            place = {"path", "depth", "numchild", "chart", "revision"}
            fields = (field for field in self._meta.concrete_fields if not field.primary_key)
            kwargs["update_fields"] = [field.name for field in fields if field.name not in place]
        super().save(*args, **kwargs)

    @property
    def is_renamed(self) -> bool:
        """Whether staff have given another title to a box whose title was worked out."""
        return self.is_derived and self.derived_title not in {"", self.title}

    @property
    def index_number(self) -> str:
        """The position's place in its chart, such as 1.1.1.2."""
        return index_numbers.index_number(self.path)

    def get_absolute_url(self) -> str:
        return reverse("position", self.chart.slug, self.index_number)


class FormerNumber(models.Model):
    """The position of a public chart that had an index number last (see ``changes.former_numbers``).

    ``place`` is the index number as a path below the head. ``position`` is a key and no relation, as the position may
    be deleted and restored.
    """

    chart = models.ForeignKey(OrgChart, models.CASCADE, related_name="former_numbers")
    place = models.CharField(max_length=1020, blank=True)
    position = models.BigIntegerField(db_index=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chart", "place"], name="one_last_holder_of_a_number")]
        default_permissions = ()  # It is written only by changes of charts.

    def __str__(self) -> str:
        return index_numbers.index_number("0" * index_numbers.STEP_LENGTH + self.place)


class Placement(models.Model):
    """A job description at a position, with the title as that chart lists it and its order there."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="placements")
    job_description = models.ForeignKey(JobDescription, models.PROTECT, related_name="placements")
    title = models.CharField("title as listed", max_length=150)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["position", "job_description"], name="a_job_stands_once_at_a_position")
        ]

    def __str__(self) -> str:
        return self.title


class SharedSupervision(models.Model):
    """A second, dotted line from a position to somebody else who shares its supervision.

    The supervisor is a position of any chart, or, where no chart shows one, only a title.
    """

    position = models.ForeignKey(Position, models.CASCADE, related_name="shared_lines")
    supervisor = models.ForeignKey(
        Position,
        models.SET_NULL,
        related_name="shared_positions",
        null=True,
        blank=True,
        verbose_name="supervising position",
    )
    title = models.CharField(
        "supervisor", max_length=150, help_text="Who shares the supervision, as the chart should say it."
    )
    covers = models.CharField(
        max_length=200, blank=True, help_text="What the second line is about, e.g. technical standards and training."
    )
    is_derived = models.BooleanField(
        "derived",
        default=False,
        db_default=False,
        help_text="The original chart is lost, so the line, whom it leads to and what it covers were worked out.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "shared supervision"
        verbose_name_plural = "shared supervision"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.supervisor_id and self.supervisor_id == self.position_id:
            raise ValidationError(
                {"supervisor": "A position cannot share its own supervision. Choose another position."}
            )


class SiteText(Reviewable):
    """A text of the site itself that staff keep, such as the introduction on the home page."""

    key = models.SlugField(unique=True, editable=False)
    heading = models.CharField(max_length=200)
    body = models.TextField(help_text="Paragraphs, with an empty line between them.")
    is_html = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="The body has headings, lists and tables: the HTML subset of job descriptions.",
    )
    note = models.TextField(
        blank=True,
        help_text="What is said or done now, where the text uses dated terms. Begin with the year: As of 2026, …",
    )
    sources = SourcesField("sources of the note", default="", db_default="")
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change.")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.heading

    def clean(self) -> None:
        if self.is_html:
            self.body = to_html(normalize_blocks(from_html(self.body)))

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the body, in order."""
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]
