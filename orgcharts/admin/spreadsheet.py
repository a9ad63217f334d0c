"""Charts as tables in the admin: download, and import with a preview. Nothing is saved before it is confirmed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from orgcharts.admin.forms.spreadsheet import (
    ENDINGS,
    ColumnsForm,
    PreviewedFile,
    UploadForm,
    compute_digest,
    sign_preview,
    unsign_preview,
)
from orgcharts.admin.spreadsheet_preview import build_preview, list_refusals, read_rows
from orgcharts.changes.positions import ChartError
from orgcharts.changes.rights import locked_for_change
from orgcharts.models import OrgChart
from orgcharts.permissions import may_change, may_view
from orgcharts.spreadsheet import database
from orgcharts.spreadsheet.cells import clean_text
from orgcharts.spreadsheet.columns import COLUMNS, KEY
from orgcharts.spreadsheet.downloads import table_response
from orgcharts.spreadsheet.limits import LARGEST_FILE
from orgcharts.spreadsheet.plan import make_plan
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import list_headings
from orgcharts.spreadsheet.values import RawRows, TableError


class TableAdminMixin:
    """The download of a chart as a table and the import of one, for the admin of charts."""

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
        jobs = database.read_catalogue()
        columns = [name for name in database.STAFF_COLUMNS if not (empty and name == KEY)]
        rows = [] if empty else database.build_rows(database.read_positions(chart), jobs, columns)
        name = "empty-chart" if empty else chart.slug
        return table_response(request.GET.get("format", "xlsx"), name, chart.title, columns, rows)

    def import_view(self, request, pk: int):
        """Receive a file, show what it would change, and import it once that is confirmed.

        In between, staff can choose which column is which, and have index numbers made contiguous.
        """
        chart = get_object_or_404(OrgChart, pk=pk)
        if not may_change(request.user, chart):
            raise PermissionDenied
        if request.method == "POST" and "held" in request.POST:
            return self._go_on(request, chart)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            try:
                name, grid, file_digest = _read(form.cleaned_data["file"])
            except TableError as error:
                form.add_error("file", str(error))
            else:
                return self._preview_table(request, chart, PreviewedFile(chart.revision, name, grid, file_digest))
        return self._table_page(request, chart, "import_table.html", form=form, columns=COLUMNS)

    def _go_on(self, request, chart: OrgChart):
        """Continue from a preview: import what it showed, or read the same table with other choices."""
        held = unsign_preview(request.POST.get("held", ""), request.user, chart)
        if held is None:
            return self._start_anew(
                request,
                "Nothing was imported: the preview is too old, or it was of another chart. Send the file again.",
            )
        message = ""
        if held.grid is None:
            form = UploadForm(request.POST, request.FILES)
            try:
                if not form.is_valid():
                    raise TableError("missing", "Choose the file once more.")
                name, grid, file_digest = _read(form.cleaned_data["file"])
            except TableError as error:
                return self._start_anew(request, f"Nothing was imported. {error}")
            if file_digest != held.digest:
                message = (
                    "This is not the file that was shown before. Nothing is saved yet: look at what it would change."
                )
                held = PreviewedFile(held.revision, name, grid, file_digest)
            held.grid = grid
        if "confirm" not in request.POST:
            held.columns = ColumnsForm(list_headings(held.grid), request.POST).chosen
            held.renumber = "renumber" in request.POST
        elif not message:
            message = self._import_table(request, chart, held)
            if not message:
                return HttpResponseRedirect(
                    reverse(f"{self.admin_site.name}:orgcharts_orgchart_change", args=[chart.pk])
                )
        chart = get_object_or_404(OrgChart, pk=chart.pk)
        held.revision = chart.revision
        return self._preview_table(request, chart, held, message)

    def _start_anew(self, request, message: str):
        self.message_user(request, message, "error")
        return HttpResponseRedirect(request.path)

    def _preview_table(self, request, chart: OrgChart, held: PreviewedFile, message: str = ""):
        context = build_preview(request.user, chart, held)
        context["held"], context["whole"] = sign_preview(request.user, chart, held)
        context |= {"error": message, "has_errors": bool(context.get("refused"))}
        if context["refused_file"] is not None:
            form = _form_with_error(context["refused_file"])
            return self._table_page(request, chart, "import_table.html", form=form, columns=COLUMNS, **context)
        form = _form_with_error(_describe_refusal(held.name, context["error_count"]))
        return self._table_page(request, chart, "import_table_preview.html", form=form, **context)

    def _import_table(self, request, chart: OrgChart, held: PreviewedFile) -> str:
        """Import the rows; return why that was not possible, empty on success."""
        if chart.revision != held.revision:
            return (
                "Somebody has changed this chart since you looked at the preview. Nothing is saved yet: this is what "
                "the file would change now. A position that was added meanwhile would be deleted, as it is not in it."
            )
        try:
            table, present, jobs = read_rows(chart, held)
        except TableError as error:
            return f"Nothing is saved. {error}"
        if table.errors:
            return "Something that the file names has changed meanwhile. Nothing is saved."
        made = make_plan(present, table, jobs)
        if list_refusals(request.user, chart, made):
            return "Nothing is saved."
        summary = made.summary()
        try:
            with locked_for_change(request.user, chart):
                database.apply_plan(chart, made, f"Imported from {held.name}: {summary}.", revision=held.revision)
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
                "endings": ENDINGS,
                "largest": LARGEST_FILE // 1024 // 1024,
                **context,
            },
        )


def _form_with_error(problem: str) -> UploadForm:
    """Return an empty form for another file, with the problem of the one that was sent, if there is one."""
    form = UploadForm()
    if problem:
        form.errors["file"] = form.error_class([problem])
    return form


def _describe_refusal(name: str, count: int) -> str:
    if not count:
        return ""
    problems = "is one problem" if count == 1 else f"are {count} problems"
    return f"“{name}” cannot be imported: there {problems}. Nothing was saved. Correct the file, then send it again."


def _read(file) -> tuple[str, RawRows, str]:
    """Return the name, the cells and the digest of an uploaded file. Raises TableError where it is no table."""
    data = file.read(LARGEST_FILE + 1)
    name = clean_text(file.name.replace("\\", "/").rpartition("/")[2])
    # The ending stays where a long name is cut.
    shown = name if len(name) <= 80 else f"{name[:70]}…{name[-8:]}"
    return shown, read_table(name, data), compute_digest(data)
