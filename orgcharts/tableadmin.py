"""Charts as tables in the admin: download, and import with a preview. Nothing is saved before it is confirmed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from orgcharts import tabledata
from orgcharts.models import OrgChart
from orgcharts.operations import ChartError
from orgcharts.permissions import may_change, may_view, permitted
from orgcharts.tablecells import clean
from orgcharts.tablecolumns import COLUMNS, KEY
from orgcharts.tablefiles import LARGEST_FILE, read_table
from orgcharts.tableforms import Held, UploadForm, digest, seal, unseal
from orgcharts.tableplan import Plan, plan
from orgcharts.tables import MOST_TOLD, Sheet, TableError, recognize, told
from orgcharts.tablewriting import CSV_TYPE, SHEET_TYPE, write_csv, write_sheet

#: So many rows of the preview are shown; of more, the rest is counted.
MOST_SHOWN = 1_000
#: More steps than that would hold the lock of the chart longer than others wait for it.
MOST_STEPS = 3_000

_MAY = {
    "add_position": "add positions",
    "change_position": "move, rename or edit positions",
    "delete_position": "delete positions",
}


class TableAdminMixin:
    """Adds to the admin of charts the download of a chart as a table, and the import of one."""

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(never_cache(function))

        return [
            path("<int:pk>/export/", view(self.export_view), name="orgcharts_export"),
            path("<int:pk>/import/", view(self.import_view), name="orgcharts_import"),
            *super().get_urls(),
        ]

    def export_view(self, request, pk: int):
        """Send the chart, or with ``?empty=1`` only the headings, as a workbook or (``?format=csv``) as CSV."""
        chart = get_object_or_404(OrgChart, pk=pk)
        if not may_view(request.user, chart):
            raise PermissionDenied
        empty = "empty" in request.GET
        jobs = tabledata.catalogue()
        columns = [name for name in tabledata.STAFF_COLUMNS if not (empty and name == KEY)]
        rows = [] if empty else tabledata.table_rows(tabledata.standing(chart), jobs, columns)
        name = "empty-chart" if empty else chart.slug
        return table_response(request.GET.get("format", "xlsx"), name, chart.title, columns, rows)

    def import_view(self, request, pk: int):
        """Take a file, show what it would change, and change it once that is confirmed."""
        chart = get_object_or_404(OrgChart, pk=pk)
        if not may_change(request.user, chart):
            raise PermissionDenied
        if request.method == "POST" and "confirm" in request.POST:
            return self._confirm_table(request, chart)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                name, sheet, file_digest = _read(file)
            except TableError as error:
                form.add_error("file", str(error))
            else:
                return self._preview_table(request, chart, name, sheet, file_digest)
        return self._table_page(request, chart, "import_table.html", form=form, columns=COLUMNS)

    def _preview_table(self, request, chart: OrgChart, name: str, sheet: Sheet, file_digest: str, said: str = ""):
        jobs = tabledata.catalogue()
        present = tabledata.standing(chart)
        table = tabledata.checked(sheet, present, jobs)
        errors, more_errors = told(table.errors)
        warnings, more_warnings = told(table.warnings)
        context: dict[str, Any] = {
            "name": name,
            "said": said,
            "errors": errors,
            "error_count": len(table.errors),
            "more_errors": more_errors,
            "warnings": warnings,
            "more_warnings": more_warnings,
            "most_told": MOST_TOLD,
            "form": UploadForm(),
        }
        if not table.errors:
            made = plan(present, table, jobs)
            refused = _refusals(request.user, chart, made)
            context |= {
                "plan": made,
                "changes": made.changes[:MOST_SHOWN],
                "more_changes": len(made.changes) - MOST_SHOWN,
                "refused": refused,
                "may_confirm": not refused and not made.is_empty,
            }
            if context["may_confirm"]:
                context["held"], context["whole"] = seal(request.user, chart, name, sheet, file_digest)
        return self._table_page(request, chart, "import_table_preview.html", **context)

    def _confirm_table(self, request, chart: OrgChart):
        held = unseal(request.POST.get("held", ""), request.user, chart)
        if held is None:
            self.message_user(
                request,
                "Nothing was imported: the preview is too old, or it was of another chart. Send the file again.",
                "error",
            )
            return HttpResponseRedirect(request.path)
        sheet, said = held.sheet, ""
        if sheet is None:
            form = UploadForm(request.POST, request.FILES)
            try:
                if not form.is_valid():
                    raise TableError("missing", "Choose the file once more.")
                name, sheet, file_digest = _read(form.cleaned_data["file"])
            except TableError as error:
                self.message_user(request, f"Nothing was imported. {error}", "error")
                return HttpResponseRedirect(request.path)
            if file_digest != held.digest:
                said = "This is not the file that was shown before. Nothing is saved yet: look at what it would change."
                held = Held(held.revision, name, sheet, file_digest)
        if not said:
            said = self._import_table(request, chart, held, sheet)
        if not said:
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:orgcharts_orgchart_change", args=[chart.pk]))
        chart = get_object_or_404(OrgChart, pk=chart.pk)
        return self._preview_table(request, chart, held.name, sheet, held.digest, said)

    def _import_table(self, request, chart: OrgChart, held: Held, sheet: Sheet) -> str:
        """Import the rows; return why that was not done, empty where it was."""
        if chart.revision != held.revision:
            return (
                "Somebody has changed this chart since you looked at the preview. Nothing is saved yet: this is what "
                "the file would change now. A position that was added meanwhile would be deleted, as it is not in it."
            )
        jobs = tabledata.catalogue()
        present = tabledata.standing(chart)
        table = tabledata.checked(sheet, present, jobs)
        if table.errors:
            return "Something that the file names has changed meanwhile. Nothing is saved."
        made = plan(present, table, jobs)
        if _refusals(request.user, chart, made):
            return "Nothing is saved."
        summary = made.summary()
        try:
            with permitted(request.user, chart):
                tabledata.carry_out(chart, made, f"Imported from {held.name}: {summary}.", revision=held.revision)
        except ChartError as error:
            return f"Nothing is saved. {error}"
        self.message_user(request, f"“{held.name}” was imported: {summary}. It can be undone as one change.", "success")
        return ""

    def _table_page(self, request, chart: OrgChart, template: str, **context):
        return TemplateResponse(
            request,
            f"admin/orgcharts/{template}",
            {
                **self.admin_site.each_context(request),
                "title": f"Import “{chart}” from a table",
                "opts": self.opts,
                "chart": chart,
                "export_address": reverse(f"{self.admin_site.name}:orgcharts_export", args=[chart.pk]),
                "import_address": reverse(f"{self.admin_site.name}:orgcharts_import", args=[chart.pk]),
                "largest": LARGEST_FILE // 1024 // 1024,
                **context,
            },
        )


def table_response(
    kind: str, name: str, title: str, columns: list[str], rows: list[list[str]], remarks: tuple[str, ...] = ()
) -> HttpResponse:
    """Return the answer with a table as a file: CSV where ``kind`` is "csv", else a workbook."""
    if kind == "csv":
        data, content_type = write_csv(columns, rows), CSV_TYPE
    else:
        kind, data, content_type = "xlsx", write_sheet(columns, rows, title, remarks), SHEET_TYPE
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _read(file) -> tuple[str, Sheet, str]:
    """Return the name, the lines and the digest of an uploaded file. Raises TableError where it is no table."""
    data = file.read(LARGEST_FILE + 1)
    name = clean(file.name.replace("\\", "/").rpartition("/")[2])
    # The ending stays where a long name is cut.
    shown = name if len(name) <= 80 else f"{name[:70]}…{name[-8:]}"
    return shown, recognize(read_table(name, data)), digest(data)


def _refusals(user, chart: OrgChart, made: Plan) -> list[str]:
    """Return why this person cannot have this plan carried out, in full sentences; empty where they can."""
    lacking = [words for what, words in _MAY.items() if what in made.needed and not may_change(user, chart, what)]
    refused = [f"Your account may not {words}. Ask somebody whose account may." for words in lacking]
    steps = len(made.steps) + len(made.edits) + len(made.deleted)
    if steps > MOST_STEPS:
        refused.append(
            f"These are {steps:,} steps at once, more than {MOST_STEPS:,}, during which nobody else could change "
            "anything. Import the table in parts: first with fewer new or changed rows, then with more."
        )
    return refused
