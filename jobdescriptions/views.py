"""The page of a job description and its Word file."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import File
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.text import slugify
from django.views.generic import DetailView, View

from jobdescriptions.models import JobDescription, Publication, file_storage
from jobdescriptions.pay import Pay
from jobdescriptions.publishing import word_file_of
from jobdescriptions.storage import StorageUnavailable, open_whole

logger = logging.getLogger(__name__)

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class JobDescriptionView(DetailView):
    """All sections of a job description as published, its pay, and where it stands in every chart."""

    template_name = "jobdescriptions/job_description.html"
    context_object_name = "publication"
    slug_field = "job_description__slug"
    queryset = Publication.objects.current().select_related("original")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page_context(self.object), **kwargs)


def page_context(publication: Publication) -> dict:
    """Return what the page of a publication shows; a draft's preview is made of the same."""
    job = publication.job_description
    return {
        "job": job,
        "placements": placements_of(job),
        "pay": Pay.of(publication),
        "sections": with_anchors(publication.content["sections"]),
    }


def placements_of(job: JobDescription) -> QuerySet:
    """Return where a job description stands in the charts that the public sees, chart by chart."""
    return (
        job.placements.filter(position__chart__support_model__isnull=False)
        .select_related("position__chart__support_model")
        .order_by("position__chart__order", "position__path", "order")
    )


def with_anchors(sections: list[dict]) -> list[dict]:
    """Return the sections of a publication, each with an ``anchor`` that no other element of the page has.

    Two sections may have the same heading, and a heading may be in a script that slugs leave out.
    """
    taken = {"main", "contents", "where-it-stands"}
    result = []
    for number, section in enumerate(sections, start=1):
        anchor = slugify(section["heading"]) or f"section-{number}"
        if anchor in taken:
            anchor = f"{anchor}-{number}"
        taken.add(anchor)
        result.append({**section, "anchor": anchor})
    return result


class WordDownloadView(View):
    """The Word file of the version that the public sees; "not modified" for who has it already."""

    def get(self, request, slug: str):
        publication = get_object_or_404(Publication.objects.current(), job_description__slug=slug)
        return send_version(request, publication)


class OriginalDownloadView(View):
    """The author's own file, where the text is still as it came from it and the file can do no harm."""

    def get(self, request, slug: str):
        publications = Publication.objects.current().filter(original__isnull=False).select_related("original")
        source = get_object_or_404(publications, job_description__slug=slug).original
        return send_word_file(
            request,
            lambda: open_whole(file_storage(), source.file.name, source.sha256),
            source.name,
            source.sha256,
            source.uploaded_at,
        )


def send_version(request, publication: Publication):
    """Return the Word file of a version as a download, or "not modified"."""
    return send_word_file(
        request,
        lambda: word_file_of(publication),
        publication.download_name,
        publication.sha256,
        publication.published_at,
    )


def send_word_file(request, opened: Callable[[], File], name: str, sha256: str, changed_at: datetime):
    """Return a file as a download called ``name``, or "not modified" to who has these bytes already.

    ``opened`` opens the file; it is called only if it has to be sent. Where it raises OSError, because the stored file
    is missing or damaged and cannot be had otherwise, a page says so, with status 503. Raises StorageUnavailable where
    it cannot be told whether it is.
    """
    etag, modified = f'"{sha256}"', int(changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        try:
            file = opened()
        except StorageUnavailable:
            raise
        except OSError as error:
            logger.error("A download cannot be sent: %s Run manage.py verify, which says what to do.", error)
            response = render(request, "jobdescriptions/file_missing.html", {"name": name}, status=503)
            response.headers["Cache-Control"] = "no-store"
            return response
        etag = f'"{getattr(file, "sha256", sha256)}"'  # One that was written again may have other bytes.
        response = FileResponse(file, as_attachment=True, filename=name, content_type=WORD_TYPE)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    return response
