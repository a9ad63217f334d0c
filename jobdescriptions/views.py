"""The page of a job description and its Word file."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import File
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.generic import TemplateView, View

from jobdescriptions.models import Publication, file_storage
from jobdescriptions.published_text import PublishedText
from jobdescriptions.publishing import word_file_of
from jobdescriptions.queries import select_placements, select_published
from techsets.common.storage.files import StorageUnavailable, open_whole

logger = logging.getLogger(__name__)

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class JobDescriptionView(TemplateView):
    """All sections of a job description as published, its pay, and where it stands in every chart."""

    template_name = "jobdescriptions/job_description.html"

    def get_context_data(self, slug: str, **kwargs):
        publication = select_published(slug)
        if publication is None:
            raise Http404("There is no job description at this address.")
        return super().get_context_data(**page_context(publication, publication.text), **kwargs)


def page_context(publication: Publication, text: PublishedText) -> dict:
    """Return what the page of a publication with that text shows; a draft's preview is made of the same."""
    job = publication.job_description
    return {"publication": publication, "text": text, "job": job, "placements": select_placements(job)}


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
