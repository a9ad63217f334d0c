"""Word files as downloads with conditional requests (ETag, Last-Modified)."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import File
from django.http import FileResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from jobdescriptions.models import Publication
from jobdescriptions.publishing import open_word_file
from techsets.common.storage.files import StorageUnavailable

logger = logging.getLogger(__name__)

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_version(request, publication: Publication):
    """Return the Word file of a version as a download, or "not modified"."""
    return send_word_file(
        request,
        lambda: open_word_file(publication),
        publication.download_name,
        publication.sha256,
        publication.published_at,
    )


def send_word_file(request, open_file: Callable[[], File], name: str, sha256: str, changed_at: datetime):
    """Return a file as a download called ``name``, or "not modified".

    ``open_file`` is called only if the file has to be sent. If it raises OSError, because the stored file is missing or
    damaged and cannot be rewritten, a page with status 503 says so. Raises StorageUnavailable if the storage does not
    answer.
    """
    etag, modified = f'"{sha256}"', int(changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        try:
            file = open_file()
        except StorageUnavailable:
            raise
        except OSError as error:
            logger.error("A download cannot be sent: %s Run manage.py verify, which says what to do.", error)
            response = render(request, "jobdescriptions/file_missing.html", {"name": name}, status=503)
            response.headers["Cache-Control"] = "no-store"
            return response
        etag = f'"{getattr(file, "sha256", sha256)}"'  # A rewritten file may have other bytes.
        response = FileResponse(file, as_attachment=True, filename=name, content_type=WORD_TYPE)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    return response
