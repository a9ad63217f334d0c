"""Items for the reference job descriptions: Word files, imported like any upload."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobdescriptions.clauses.library import Library
from jobdescriptions.content import from_content, to_content, to_document
from jobdescriptions.drafts import save
from jobdescriptions.imports import steps
from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import has_same_content, publish
from jobdescriptions.salary_content import join_salaries, list_salaries
from techsets.reference.clauses import without_wordings
from techsets.reference.kinds import Obstacle, deleted_message


class JobDescriptionItem:
    """A Word file of the reference content and its published job description."""

    def __init__(self, path: Path, library: Library) -> None:
        self.path = path
        self.library = library
        self.slug = path.stem
        self.key = f"job-description:{self.slug}"
        self.name = f"The job description {self.slug}"
        self.data = path.read_bytes()
        self.digest = hashlib.sha256(self.data).hexdigest()
        self.remarks: list[str] = []
        self._preview: steps.Preview | None = None

    @property
    def preview(self) -> steps.Preview:
        """The file as read. Raises ValueError where a word would be lost."""
        if self._preview is None:
            self._preview = steps.preview(self.path.name, self.data)
            if self._preview.lost_words:
                raise ValueError(f"{self.path} is not read completely; missing: {', '.join(self._preview.lost_words)}")
        return self._preview

    def values(self) -> dict[str, Any]:
        return flatten(without_wordings(self.preview.content, self.library))

    def find(self, object_id: int | None) -> JobDescription | None:
        return None if object_id is None else JobDescription.objects.filter(pk=object_id).first()

    def missing_message(self, object_id: int) -> str:
        return deleted_message(self.name)

    def obstacle(self) -> Obstacle | None:
        other = JobDescription.objects.filter(slug=self.slug).first()
        if other is None:
            return None
        return Obstacle(
            f"“{other.title}”, which was made here, has its address “{self.slug}”. Give that one another address"
        )

    def open(self, row: JobDescription | None) -> None:
        """Saving and publishing lock for themselves."""

    def current(self, row: JobDescription) -> dict[str, Any]:
        return flatten(without_wordings(to_content(to_document(row)), self.library))

    def complete(self, loaded: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
        """Return ``loaded`` with where figures were read, which earlier releases did not record, as in ``current``.

        Earlier releases also named sections by their headings.
        """
        known = {_figures_of(row): row for row in current["salaries"]}
        rows = [
            row if "read_at" in row else known.get(_figures_of(row), {**row, "read_at": "", "seen": None})
            for row in loaded["salaries"]
        ]
        return flatten(unflatten({**loaded, "salaries": rows}))

    def create(self, values: dict[str, Any]) -> JobDescription:
        # With the file's clauses, which the library words.
        job = steps.confirm(self.preview, self.data, document=self.preview.document)
        # These files are our own writer's: what the public is offered is written anew with number, version and date.
        job.slug, job.source_digest = self.slug, ""
        job.save(update_fields=["slug", "source_digest"])
        publish(job)
        return job

    def write(self, row: JobDescription, values: dict[str, Any], written: tuple[str, ...]) -> str:
        had_draft = self._has_draft(row)
        job = save(from_content(unflatten(values)), row)
        job.source = steps.store_source(self.path.name, self.data)
        job.save(update_fields=["source"])
        if row.is_published and had_draft:
            return (
                f"{self.name} has a draft that is not published. What is new was added to the draft; publish it when "
                f"it is ready."
            )
        if row.is_published:
            publish(job)
        return ""

    def _has_draft(self, row: JobDescription) -> bool:
        """Say whether the text differs from what the public sees in more than the wording of clauses."""
        current = row.publications.filter(version=row.published_version).first()
        if current is None:
            return False
        draft = without_wordings(to_content(to_document(row)), self.library)
        if "salary_sources" not in current.content:
            # Published by a release that kept the addresses of figures to itself.
            draft.pop("salary_sources", None)
        current.content = without_wordings(current.content, self.library)
        return not has_same_content(current, draft)


def job_description_items(folder: Path) -> Iterator[JobDescriptionItem]:
    """Yield the items in order of their names, so that document numbers run from A to Z.

    Those that were added to the original lists, which are in folders of their own, follow.
    """
    library = Library()
    for path in (*sorted(folder.glob("*.docx")), *sorted(folder.glob("*/*.docx"))):
        yield JobDescriptionItem(path, library)


def flatten(content: dict[str, Any]) -> dict[str, Any]:
    """Return ``content`` with an entry for each section, so that two sections can be merged independently.

    Sections are named by their kinds, so that one whose heading changes stays the same section.
    """
    flat = {name: value for name, value in content.items() if name not in {"sections", "salary_sources"}}
    flat["salaries"] = list_salaries(content)
    order: list[str] = []
    for section in content["sections"]:
        name = first = section["kind"] or section["heading"]
        count = 1
        while name in order:  # Nothing keeps two sections from having the same kind or heading.
            count += 1
            name = f"{first} ({count})"
        order.append(name)
        flat[f"section {name}"] = section
    flat["order of sections"] = order
    return flat


def unflatten(flat: dict[str, Any]) -> dict[str, Any]:
    """Return the content that ``flatten`` was given; a section that the order does not name comes last."""
    content = {
        name: value for name, value in flat.items() if name != "order of sections" and not name.startswith("section ")
    }
    sections = {name.removeprefix("section "): value for name, value in flat.items() if name.startswith("section ")}
    order = [name for name in flat["order of sections"] if name in sections]
    order += [name for name in sections if name not in order]
    content["sections"] = [sections[name] for name in order]
    return content | join_salaries(content["salaries"])


def _figures_of(row: dict[str, Any]) -> str:
    """Return a salary range without where it was read, as a key."""
    return json.dumps({name: value for name, value in row.items() if name not in {"read_at", "seen"}}, sort_keys=True)
