"""The answer to a request during an outage: the reason, what became of the submitted form, and what to do."""

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
    """Return the outage page for an exception; None where it is no outage but a bug."""
    outage = outage_kind_of(exception)
    if outage is None:
        return None
    if outage in (OutageKind.AWAY, OutageKind.STORAGE):
        outages.report("storage" if outage == OutageKind.STORAGE else "database", exception, request.path)
    else:
        logger.error("%s %s met an outage (%s): %s", request.method, request.path, outage, str(exception).strip())
        counters.count_outage(str(outage))
    if outage != OutageKind.STORAGE:
        connection.close()
    if _is_sent(request) and outage.is_certain:
        files.delete_unused(_is_used)
    return outage_page(request, outage)


def outage_page(request: HttpRequest, outage: OutageKind) -> HttpResponse:
    """Return the page for an outage, which needs no database.

    It holds the submitted form, to be sent again with one button.
    """
    is_sent = _is_sent(request)
    context = {
        "outage": str(outage),
        "is_sent": is_sent,
        "fields": saved_forms.fields_of(request) if is_sent else None,
        "has_files": _has_files(request) if is_sent else False,
        "again": request.get_full_path(),
        "request_id": current_id(),
    }
    return forbid_caching(render(request, "503.html", context, status=outage.status), outage.seconds)


def _is_sent(request: HttpRequest) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def _has_files(request: HttpRequest) -> bool:
    """Say whether files were sent, without reading the request where that has failed already."""
    return bool(getattr(request, "_files", None))


def _is_used(name: str) -> bool:
    """Say whether a row names the stored file ``name``. Raises DatabaseError."""
    return any(model.objects.filter(file=name).exists() for model in (SourceFile, Publication))
