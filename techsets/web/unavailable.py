"""The answer to a request that met a trouble outside the site: why, what became of what was sent, and what to do."""

from __future__ import annotations

import logging

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobdescriptions.models import Publication, SourceFile
from techsets.accounts import saved_forms
from techsets.common.outage_kinds import OutageKind, outage_kind_of
from techsets.common.storage import files
from techsets.monitoring import counters, outages
from techsets.monitoring.request_id import current_id
from techsets.web.headers import forbid_caching

logger = logging.getLogger(__name__)


def response_to(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Return the page for ``exception``, which a request has met; None where that is a fault of ours."""
    trouble = outage_kind_of(exception)
    if trouble is None:
        return None
    if trouble in (OutageKind.AWAY, OutageKind.STORAGE):
        outages.report("storage" if trouble == OutageKind.STORAGE else "database", exception, request.path)
    else:
        logger.error("%s %s met a trouble (%s): %s", request.method, request.path, trouble, str(exception).strip())
        counters.count_outage(str(trouble))
    if trouble != OutageKind.STORAGE:
        connection.close()
    if _is_sent(request) and trouble.is_certain:
        files.delete_unused(_is_used)
    return outage_page(request, trouble)


def outage_page(request: HttpRequest, trouble: OutageKind) -> HttpResponse:
    """Return the page that tells of ``trouble``.

    It needs no database. Somebody who sent a form gets it back in it, to be sent again with one button.
    """
    is_sent = _is_sent(request)
    context = {
        "trouble": str(trouble),
        "is_sent": is_sent,
        "fields": saved_forms.fields_of(request) if is_sent else None,
        "has_files": _has_files(request) if is_sent else False,
        "again": request.get_full_path(),
        "request_id": current_id(),
    }
    return forbid_caching(render(request, "503.html", context, status=trouble.status), trouble.seconds)


def _is_sent(request: HttpRequest) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def _has_files(request: HttpRequest) -> bool:
    """Say whether files were sent; not read for this, where that has failed already."""
    return bool(getattr(request, "_files", None))


def _is_used(name: str) -> bool:
    """Say whether anything in the database tells of the stored file ``name``. Raises DatabaseError."""
    return any(model.objects.filter(file=name).exists() for model in (SourceFile, Publication))
