"""Job descriptions, their sections and salary ranges, and the Word files they came from and are offered as."""

import re
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from jobdescriptions.clause_models import Clause, ClauseVersion  # noqa: F401 (models of this app, too)
from jobdescriptions.facts import COLUMNS, describe_addition
from jobdescriptions.managers import JobDescriptionQuerySet, OewsFigureQuerySet, PublicationQuerySet
from jobdescriptions.word import document as words
from jobdescriptions.word.coercers import format_pay
from techsets.common.addresses import reverse
from techsets.common.reviews import Reviewable
from techsets.common.sources import find_address_problem

#: Characters that Windows, macOS or Linux forbid in file names.
_NOT_IN_FILE_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def file_storage():
    """Return the storage for uploads and written Word files. Every file is served by a view, none from its folder."""
    return storages["default"]


def fact_field(name: str) -> models.Field:
    """Return the field for a column of ``facts.FACTS``, with the label, help text, length and pattern given there."""
    column = COLUMNS[name]
    # The name that Django would make of the field's name by itself is not given, so that migrations need not have it.
    label = None if column.label == name.replace("_", " ").capitalize() else column.label
    if column.is_list:
        return models.TextField(label, blank=True, help_text=column.help_text)
    # While a site is upgraded, the release before it adds rows without the columns that it does not know.
    values = {} if column.always_stored else {"default": "", "db_default": ""}
    validators = [RegexValidator(column.pattern, column.pattern_message)] if column.pattern else []
    return models.CharField(
        label, max_length=column.max_length, blank=True, help_text=column.help_text, validators=validators, **values
    )


class EmploymentGroup(models.TextChoices):
    CLASSIFIED = "classified", "Classified"
    CLASSIFIED_MANAGEMENT = "classified-management", "Classified management"
    CERTIFICATED = "certificated", "Certificated"
    CERTIFICATED_MANAGEMENT = "certificated-management", "Certificated management"


class FlsaGroup(models.TextChoices):
    EXEMPT = "exempt", "Exempt"
    NON_EXEMPT = "non-exempt", "Non-exempt"
    EITHER = "either", "The duties decide"


class SourceFile(models.Model):
    """An uploaded .docx, kept unchanged under its SHA-256. The same bytes twice are one source file."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(max_length=255, help_text="The name the file had when it was uploaded.")
    size = models.PositiveIntegerField(help_text="In bytes.")
    file = models.FileField(storage=file_storage, max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    dangers = models.CharField(
        max_length=300, blank=True, help_text="Why the public is not offered this file, e.g. macros. Empty: it may be."
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class JobDescription(Reviewable):
    """The draft of one job (HR says *class*): title, facts, sections and pay.

    Staff edit these values. The public sees the ``Publication`` of ``published_version``.
    """

    number = models.PositiveIntegerField(
        unique=True, editable=False, help_text="Permanent: it stays with this job description for good."
    )
    slug = models.SlugField(unique=True, max_length=80, help_text="Its address: /job-descriptions/this-part/.")
    title = models.CharField(max_length=150, help_text="The class title, e.g. Network Specialist.")
    also_called = fact_field("also_called")
    employment_class = fact_field("employment_class")
    employment_group = models.CharField(
        max_length=30,
        choices=EmploymentGroup,
        blank=True,
        editable=False,
        help_text="Follows from the employment class, or from the bargaining unit where there is none.",
    )
    bargaining_unit = fact_field("bargaining_unit")
    reports_to = fact_field("reports_to")
    flsa = fact_field("flsa")
    work_year = fact_field("work_year")
    probation = fact_field("probation")
    added_year = fact_field("added_year")
    soc_code = fact_field("soc_code")
    soc_title = fact_field("soc_title")
    published_version = models.PositiveIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Empty while it is not public; else the version that the public sees.",
    )
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change of the draft.")
    updated_at = models.DateTimeField(auto_now=True)
    source = models.ForeignKey(SourceFile, models.PROTECT, null=True, blank=True, editable=False)
    source_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of the text as it came from the source file."
    )
    objects = JobDescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        permissions = [("publish_jobdescription", "Can publish and unpublish job descriptions")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job-description", self.slug)

    def get_download_url(self) -> str:
        """The address of the Word file."""
        return reverse("job-description-word", self.slug)

    @property
    def document_number(self) -> str:
        """The display form of the number, such as TS-0014."""
        return f"TS-{self.number:04d}"

    @property
    def is_published(self) -> bool:
        return self.published_version is not None

    @property
    def other_titles(self) -> list[str]:
        """The other titles, in order."""
        return [line.strip() for line in self.also_called.splitlines() if line.strip()]


class LastNumber(models.Model):
    """A single row with the last document number given, so that none is reused after a deletion."""

    number = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)


class Section(models.Model):
    """A heading of a job description with its text, stored as the closed HTML subset of ``word.html``."""

    job_description = models.ForeignKey(JobDescription, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=30, blank=True, editable=False, help_text="Follows from the heading.")
    heading = models.CharField(max_length=200)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.heading


class SalaryRange(models.Model):
    """Pay for a job like this one, with employer, year, publisher and how close that job is to this one.

    Publisher and year are required: without them no figure is kept.
    """

    class Unit(models.TextChoices):
        HOUR = "hour", "an hour"
        DAY = "day", "a day"
        MONTH = "month", "a month"
        YEAR = "year", "a year"

    class Closeness(models.TextChoices):
        SAME = words.SAME, "Same job"
        CLOSE = words.CLOSE, "Close job"
        COMPARABLE = words.COMPARABLE, "Comparable job, not this one"
        OCCUPATION = words.OCCUPATION, "Whole occupation"

    class Measure(models.TextChoices):
        RANGE = words.RANGE, "Pay range, low to high"
        RATE = words.RATE, "One single rate"
        PERCENTILES = words.PERCENTILES, "10th to 90th percentile"
        MEAN = words.MEAN, "Mean"

    job_description = models.ForeignKey(JobDescription, models.CASCADE, related_name="salaries")
    order = models.PositiveSmallIntegerField(default=0)
    employer = models.CharField(max_length=200)
    class_title = models.CharField("class title matched", max_length=250)
    low = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    high = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    median = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Only for percentiles.",
        validators=[MinValueValidator(0)],
    )
    unit = models.CharField(max_length=10, choices=Unit)
    measure = models.CharField(max_length=20, choices=Measure, default=Measure.RANGE)
    year = models.CharField(max_length=40, help_text="As published, e.g. 2022-23 or May 2024.")
    publisher = models.CharField(
        "publisher and document", max_length=250, help_text="Who published the figure first, and in which document."
    )
    closeness = models.CharField(max_length=20, choices=Closeness, help_text="How close the paid job is to this one.")
    remarks = models.CharField(max_length=300, blank=True, help_text="E.g. Range 50.")
    read_at = models.URLField(
        max_length=500,
        blank=True,
        help_text="The public address at which the figure stands. Page and Word file link to it.",
    )
    seen = models.DateField(
        "seen on", null=True, blank=True, help_text="The day on which the figure was read at that address."
    )

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.employer}: {self.pay}"

    @property
    def pay(self) -> str:
        """The figure as display text, such as "$5,924 to $7,516 a month"."""
        return format_pay(self.as_value())

    def as_value(self) -> words.SalaryRange:
        """Return the salary range as a plain value."""
        return words.SalaryRange(**{name: getattr(self, name) for name in words.SalaryRange.__dataclass_fields__})

    def clean(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValidationError({"high": "The high figure is below the low one. Exchange them or correct them."})
        if self.measure in {words.RATE, words.MEAN} and self.low != self.high:
            raise ValidationError({"high": "A single rate or a mean has the same figure as low and as high."})
        if (self.measure == words.PERCENTILES) != (self.median is not None):
            raise ValidationError({"median": "Give the median with percentiles, and only with them."})
        if self.read_at and (problem := find_address_problem(self.read_at)):
            raise ValidationError({"read_at": problem})
        if self.seen and not self.read_at:
            raise ValidationError({"seen": "Give the address at which the figure was read on that day."})


class OewsFigure(models.Model):
    """What an occupation is paid in one area and industry, by one release of the federal survey.

    Occupational Employment and Wage Statistics (OEWS) of the U.S. Bureau of Labor Statistics, published each spring for
    May of the year before. Only what pages show is kept: the nation's public schools, California, and its areas. An
    empty figure was not released. Filled by ``oews.importing``, never typed.
    """

    year = models.PositiveSmallIntegerField(help_text="Of the release: 2025 for May 2025.")
    soc_code = models.CharField(max_length=7)
    soc_title = models.CharField(max_length=200)
    area_type = models.PositiveSmallIntegerField(
        help_text="As the survey has it: 1 nation, 2 state, 4 metropolitan area, 6 nonmetropolitan area."
    )
    area = models.CharField(max_length=7, help_text="The code of the area: 99, 06, 40900, 0600003.")
    area_title = models.CharField(max_length=200)
    industry = models.CharField(max_length=6, help_text="The NAICS code; 000000 for all industries.")
    industry_title = models.CharField(max_length=200)
    jobs = models.PositiveIntegerField(null=True, help_text="Rounded by the bureau to tens; not full-time equivalents.")
    annual_p10 = models.PositiveIntegerField(null=True)
    annual_median = models.PositiveIntegerField(null=True)
    annual_p90 = models.PositiveIntegerField(null=True)
    hourly_p10 = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    hourly_median = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    hourly_p90 = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    at_top = models.CharField(
        max_length=100, blank=True, help_text="The figures that are at the top of the survey's scale or above, by name."
    )
    source = models.CharField(max_length=250, help_text="The file that it was taken from, and the day.")
    objects = OewsFigureQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "soc_code", "area_type", "area_title", "industry"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["year", "soc_code", "area_type", "area", "industry"], name="one_oews_figure_for_each_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.soc_title}, {self.area_title}, {self.industry_title}, May {self.year}"


class Publication(models.Model):
    """A published version of a job description with its Word file. Immutable.

    Pages, the search and the Word file all come from it, so that they cannot disagree while staff edit the draft.
    """

    job_description = models.ForeignKey(JobDescription, models.CASCADE, related_name="publications")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=150)
    employment_group = models.CharField(max_length=30, choices=EmploymentGroup, blank=True)
    added_year = fact_field("added_year")
    flsa_group = models.CharField(max_length=20, choices=FlsaGroup, blank=True, default="", db_default="")
    soc_code = models.CharField(max_length=7, blank=True, default="", db_default="")
    soc_title = models.CharField(max_length=150, blank=True, default="", db_default="")
    summary = models.TextField(blank=True, help_text="The definition as plain text, for lists and search engines.")
    content = models.JSONField(help_text="All values, see content.to_content.")
    has_district_figure = models.BooleanField(
        default=False, db_default=False, help_text="Whether it has a figure of pay for the same or a close job."
    )
    published_at = models.DateTimeField()
    imprint = models.TextField(
        blank=True, default="", db_default="", help_text="Publisher and last review, as its Word file has them."
    )
    file = models.FileField(storage=file_storage, max_length=200)
    size = models.PositiveIntegerField(help_text="Of the Word file, in bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of the Word file.")
    accessibility = models.CharField(max_length=200, help_text="What the check of the Word file found, in a sentence.")
    original = models.ForeignKey(
        SourceFile,
        models.PROTECT,
        null=True,
        blank=True,
        help_text="The author's own file, where the text is still as it came from it and the file is harmless.",
    )
    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["job_description", "version"], name="one_publication_for_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def letter(self) -> str:
        """The letter of its entry in a list from A to Z; "#" for a title that begins with none."""
        first = self.title[:1].upper()
        return first if first.isalpha() else "#"

    @property
    def addition(self) -> str:
        """Words that follow the title wherever it is listed, such as "added in 2026"; empty for the original lists."""
        return describe_addition(self.added_year)

    @property
    def download_name(self) -> str:
        """The file name of the download, without characters that file systems forbid."""
        title = " ".join(_NOT_IN_FILE_NAMES.sub(" ", self.title).split()) or "Job description"
        return f"{title} ({self.job_description.document_number} version {self.version}).docx"


class PendingImport(models.Model):
    """An uploaded Word file that waits for confirmation. It is deleted once confirmed or discarded, or after a week."""

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    data = models.BinaryField()
    mending = models.JSONField(default=list, help_text="The keys of the offers that were taken.")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    title = models.TextField(blank=True, editable=False, help_text="The title of the job description, as it was read.")
    read_by = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Which program read it, see imports.stored_readings."
    )
    read_with = models.JSONField(default=list, editable=False, help_text="The offers that were taken when it was read.")
    reading = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder, help_text="What was understood.")
    job_description = models.ForeignKey(
        JobDescription, models.SET_NULL, null=True, blank=True, help_text="The job description whose text it replaces."
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
