"""The chart of a support model as a table for everybody: CSV and Excel workbook."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response

from orgcharts.models import OrgChart
from orgcharts.spreadsheet import database
from orgcharts.spreadsheet.downloads import table_response

#: Increased where the same rows are written in another way; part of the ETag.
_FORM = 4


def chart_table(request: HttpRequest, slug: str, kind: str, permission: str) -> HttpResponse:
    """Send a chart that the public sees, with its published job descriptions, as ``kind``: "csv" or "xlsx".

    ``permission`` says what readers may do with it; a workbook holds that.
    """
    chart = get_object_or_404(OrgChart.objects.published(), slug=slug)
    columns = list(database.PUBLIC_COLUMNS)
    rows = database.build_rows(database.read_positions(chart, published=True), database.read_catalogue(), columns)
    title = f"{chart.support_model.name} - organization chart"
    remarks = (permission,)
    version_key = json.dumps([_FORM, kind, title, remarks, rows])
    etag = f'"{hashlib.sha256(version_key.encode("utf-8", "replace")).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    response = table_response(kind, chart.slug, title, columns, rows, remarks)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
