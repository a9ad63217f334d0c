"""The original of an import: its text as read from the file, and earlier uploads of the same file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jobdescriptions.models import JobDescription, SourceFile
from jobdescriptions.word.document import Block, Heading, Paragraph
from jobdescriptions.word.html.subset import to_html


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a file as HTML of the subset. ``style`` is its Word style; empty for plain text."""

    style: str
    html: str


def split_passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Yield the text of a file in order: each title or heading by itself, and the blocks between them."""
    between: list[Block] = []
    for block in blocks:
        if not isinstance(block, Heading):
            between.append(block)
            continue
        if between:
            yield Passage("", to_html(between))
            between = []
        yield Passage(f"Heading {block.level}" if block.level else "Title", to_html([Paragraph(block.runs)]))
    if between:
        yield Passage("", to_html(between))


@dataclass(frozen=True, slots=True)
class EarlierUpload:
    """An earlier upload of the same bytes, and the job descriptions whose drafts came from it."""

    source: SourceFile
    jobs: tuple[JobDescription, ...]


def find_earlier_upload(sha256: str) -> EarlierUpload | None:
    """Return the earlier upload of the file with this SHA-256, or None."""
    source = SourceFile.objects.filter(sha256=sha256).select_related("uploaded_by").first()
    if source is None:
        return None
    return EarlierUpload(source, tuple(JobDescription.objects.filter(source=source).order_by("title", "pk")))


def find_jobs_by_file(sha256s: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the keys of the job descriptions whose drafts came from each file, by SHA-256."""
    keys: dict[str, tuple[int, ...]] = dict.fromkeys(sha256s, ())
    found = JobDescription.objects.filter(source__sha256__in=keys).order_by("title", "pk")
    for sha256, key in found.values_list("source__sha256", "pk"):
        keys[sha256] += (key,)
    return keys
