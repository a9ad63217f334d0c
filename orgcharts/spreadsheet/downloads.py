"""A chart's table as a download."""

from __future__ import annotations

from django.http import HttpResponse

from orgcharts.spreadsheet.write import CSV_TYPE, WORKBOOK_TYPE, write_csv, write_workbook


def table_response(
    kind: str, name: str, title: str, columns: list[str], rows: list[list[str]], remarks: tuple[str, ...] = ()
) -> HttpResponse:
    """Return a response with a table as a file: CSV where ``kind`` is "csv", else a workbook."""
    if kind == "csv":
        data, content_type = write_csv(columns, rows), CSV_TYPE
    else:
        kind, data, content_type = "xlsx", write_workbook(columns, rows, title, remarks), WORKBOOK_TYPE
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
