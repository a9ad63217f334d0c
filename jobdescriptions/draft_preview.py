"""A draft as it would be published: publication, Word file with findings, and changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from jobdescriptions.clauses.library import Library, get_library
from jobdescriptions.compare import Comparison, compare
from jobdescriptions.content import to_document
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import (
    build_publication,
    compute_token,
    get_next_version,
    get_original,
    has_same_content,
    write_draft,
)
from jobdescriptions.word.accessibility import Finding
from jobdescriptions.word.accessibility import summarize as summary_of_check
from jobdescriptions.word.document import Document

#: Follows the document number in the footer of a draft's Word file.
MARK = "(DRAFT)"


@dataclass(frozen=True)
class Draft:
    """The draft of ``job``, with lazily computed values."""

    job: JobDescription

    @cached_property
    def publication(self) -> Publication:
        """The unsaved publication that it would become, with the result of the accessibility check."""
        publication = build_publication(self.job, self._document, get_next_version(self.job), self._library)
        publication.accessibility = self.problem or summary_of_check(self.findings)
        return publication

    @cached_property
    def last(self) -> Publication | None:
        """The current publication, or the last one if it is unpublished."""
        version = self.job.published_version
        publications = self.job.publications.order_by("-version")
        return (publications.filter(version=version) if version else publications).first()

    @property
    def current(self) -> Publication | None:
        """The publication that the public sees, or None."""
        return self.last if self.job.is_published else None

    @cached_property
    def changes(self) -> Comparison | None:
        """The changes since ``last``; None if it was never published."""
        return compare(self.last.content, self.publication.content) if self.last else None

    @cached_property
    def is_unchanged(self) -> bool:
        """Whether publishing would change nothing."""
        original = get_original(self.job, self._document)
        return (
            self.current is not None
            and self.current.original_id == (original and original.pk)
            and has_same_content(self.current, self.publication.content)
        )

    @cached_property
    def token(self) -> str:
        """Its ``publishing.compute_token``."""
        return compute_token(self.job, self._document)

    @property
    def data(self) -> bytes | None:
        """The Word file, marked as a draft; None if it cannot be written."""
        return self._file[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the accessibility check."""
        return self._file[1]

    @property
    def problem(self) -> str:
        """Why the Word file cannot be written, or an empty string."""
        return self._file[2]

    @property
    def errors(self) -> list[Finding]:
        """The findings that prevent publishing."""
        return [finding for finding in self.findings if finding.level == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """The findings that do not prevent publishing."""
        return [finding for finding in self.findings if finding.level != "error"]

    @property
    def can_be_published(self) -> bool:
        """Whether publishing would create a new version."""
        return not (self.problem or self.errors or self.is_unchanged)

    @cached_property
    def _library(self) -> Library:
        return get_library(self.job)

    @cached_property
    def _document(self) -> Document:
        return to_document(self.job, self._library)

    @cached_property
    def _file(self) -> tuple[bytes | None, tuple[Finding, ...], str]:
        try:
            data, findings = write_draft(
                self.job, self._document, get_next_version(self.job), timezone.localdate(), mark=MARK
            )
        except ValueError as error:
            return None, (), str(error)
        return data, findings, ""

    @property
    def download_name(self) -> str:
        """The file name of the Word file."""
        return self.publication.download_name.replace(f"version {self.publication.version}", "DRAFT")
