"""Word files as downloads, with what browsers and caches need to know whether they have them already."""

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
