"""Checks of job descriptions, publications and placements."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from jobdescriptions.clauses.placements import MARK, list_keys
from jobdescriptions.content import from_content
from jobdescriptions.models import Clause, ClauseVersion, JobDescription, Publication, Section, file_storage
from jobdescriptions.word.accessibility import check as check_word
from jobdescriptions.word.package.guard import FileRefused
from orgcharts.models import Placement, SharedSupervision
from techsets.common.storage.files import open_verified
from techsets.common.text import format_count
from techsets.verify.findings import FROM_BACKUP, UNREADABLE, Finding


def check(*, quick: bool = False) -> Iterator[Finding]:
    """Yield findings about job descriptions, publications and placements; unless ``quick``, Word files too."""
    yield from _published()
    yield from _publications(quick)
    yield from _placements()
    yield from _clauses()


def _published() -> Iterator[Finding]:
    current = Publication.objects.filter(
        job_description=OuterRef("pk"), version=OuterRef("published_version")
    ).order_by()
    for job in JobDescription.objects.published().filter(~Exists(current)).order_by("pk").iterator():
        yield Finding(
            f"Job description {job.document_number} “{job}”",
            f"The public should see its version {job.published_version}, which is not there, so it sees nothing.",
            "Publish it again in the admin.",
        )


def _publications(quick: bool) -> Iterator[Finding]:
    rows = Publication.objects.order_by("pk").select_related("job_description")
    for one in rows.iterator(chunk_size=50):
        is_shown = one.version == one.job_description.published_version
        where = f"Job description {one.job_description.document_number} “{one.title}”, version {one.version}"
        try:
            from_content(one.content)
        except UNREADABLE as error:
            yield Finding(where, f"What was published cannot be read: {error}", FROM_BACKUP)
            continue
        if is_shown and not quick:
            yield from _word_file(one, where)


def _word_file(one: Publication, where: str) -> Iterator[Finding]:
    """Check that the present Word file opens and is accessible. ``files`` checks its bytes."""
    try:
        with open_verified(file_storage(), one.file.name, one.sha256) as file:
            findings = check_word(file.read())
    except OSError:
        return
    except FileRefused as refusal:
        yield Finding(where, f"Its Word file cannot be opened: {refusal.text}", "Publish it again in the admin.")
        return
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        first = f"{errors[0].where}: {errors[0].text} {errors[0].remedy}"
        yield Finding(
            where,
            f"Its Word file shuts out readers with disabilities ({format_count(len(errors), 'error', 'errors')}). "
            f"{first}",
            "Correct the draft and publish it again.",
        )


def _clauses() -> Iterator[Finding]:
    """Check that drafts place only clauses that are there, and that the present wording of each is kept."""
    known = set(Clause.objects.values_list("key", flat=True))
    rows = Section.objects.filter(body__contains=MARK).order_by("job_description_id").select_related("job_description")
    for section in rows.iterator(chunk_size=50):
        for key in list_keys([section.body]):
            if key not in known:
                yield Finding(
                    f"Job description {section.job_description.document_number} “{section.job_description}”",
                    f"Its section “{section.heading}” places the clause “{key}”, which is not there.",
                    "Edit that section in the admin, which makes the words ordinary text, or add the clause again.",
                )
    kept = ClauseVersion.objects.filter(clause=OuterRef("pk"), version=OuterRef("version"), body=OuterRef("body"))
    for clause in Clause.objects.filter(~Exists(kept)):
        yield Finding(
            f"Clause “{clause}”",
            f"Its text is not the one that is kept as version {clause.version}.",
            "Edit its text in the admin, which makes a new version, or restore a backup.",
        )


def _placements() -> Iterator[Finding]:
    remedy = "Open the position in the admin, and save it with a title."
    for one in Placement.objects.filter(title="").order_by("pk").select_related("position", "job_description"):
        yield Finding(f"Position “{one.position}”", f"“{one.job_description}” is listed without a title.", remedy)
    for one in SharedSupervision.objects.filter(title="").order_by("pk").select_related("position"):
        yield Finding(f"Position “{one.position}”", "A dotted line says nothing of its supervisor.", remedy)
