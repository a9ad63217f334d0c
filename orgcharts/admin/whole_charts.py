"""The pages of the admin about whole charts: making, copying, deleting, previewing and publishing them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, re_path, reverse

from orgcharts.admin.forms.steps import ChartNameForm, InPlaceOfForm, NewChartForm
from orgcharts.admin.pages import posted_data
from orgcharts.changes import positions as changes
from orgcharts.changes import replacement
from orgcharts.changes.lock import ChartError
from orgcharts.changes.replacement import publish_in_place
from orgcharts.changes.rights import with_rights_of
from orgcharts.drawing import boxes, html_chart
from orgcharts.drawing.chart_page import draw_listing
from orgcharts.kinds import format_size
from orgcharts.models import OrgChart, Position
from orgcharts.permissions import PUBLISH, may_change
from orgcharts.tree.index_numbers import INDEX_NUMBER
from orgcharts.tree.nesting import count_boxes


class WholeChartMixin:
    """The pages about whole charts, for the admin of charts. Needs ``ChartPagesMixin``."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/duplicate/", view(self.duplicate_view), name="orgcharts_duplicate"),
            path("<int:pk>/put-in-place/", view(self.put_in_place_view), name="orgcharts_put_in_place"),
            path("<int:pk>/preview/", view(self.preview_view), name="orgcharts_preview"),
            re_path(rf"^(?P<pk>\d+)/preview/(?P<number>{INDEX_NUMBER})/$", view(self.to_position_view)),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewChartForm(posted_data(request))
        if request.method == "POST" and form.is_valid():
            try:
                chart = changes.create_chart(**form.cleaned_data)
            except ChartError as error:
                form.add_error("slug" if error.code == "slug" else None, str(error))
            else:
                message = f"Made “{chart.title}” as a draft: only staff see it. Add the positions below its head."
                return self.back(request, chart, message)
        message = "A new chart is a draft: the public does not see it before you publish it in place of a public one."
        return self.page(
            request,
            "chart_step",
            "Add an organization chart",
            None,
            form=form,
            button="Make the chart",
            message=message,
        )

    def duplicate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy a chart under another title and address."""
        chart = self.chart_or_404(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ChartNameForm(posted_data(request), initial={"title": f"{chart.title} (copy)"[:100]})
        if request.method == "POST" and form.is_valid():
            try:
                copy = changes.duplicate_chart(chart, form.cleaned_data["title"], form.cleaned_data["slug"])
            except ChartError as error:
                form.add_error("slug" if error.code == "slug" else None, str(error))
            else:
                message = f"This is the copy of “{chart.title}”. It is a draft: only staff see it."
                return self.back(request, copy, message)
        message = (
            "All positions are copied, with notes, full-time equivalents, job descriptions and dotted lines. The copy "
            "is a draft: change it in peace, and publish it in place of a public chart when it is ready."
        )
        return self.page(
            request,
            "chart_step",
            f"Duplicate “{chart.title}”",
            chart,
            form=form,
            button="Make the copy",
            message=message,
        )

    def delete_view(self, request, object_id, extra_context=None):
        pk = unquote(object_id)
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404("There is no such chart.")
        chart = self.chart_or_404(request, int(pk))
        if not request.user.has_perm("orgcharts.delete_orgchart"):
            raise PermissionDenied
        positions = Position.objects.filter(chart=chart).count()
        if request.method == "POST" and not chart.is_public:
            try:
                with with_rights_of(request.user):
                    _delete_draft(chart)
            except ChartError as error:
                return self.back(request, chart, str(error), level=messages.ERROR)
            messages.success(request, f"Deleted the chart “{chart.title}”.")
            return HttpResponseRedirect(reverse("admin:orgcharts_orgchart_changelist"))
        return self.page(
            request,
            "chart_delete",
            f"“{chart.title}” cannot be deleted" if chart.is_public else f"Delete “{chart.title}”?",
            chart,
            positions=positions,
        )

    def put_in_place_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what changes when a draft is published in place of a public chart, and publish it."""
        chart = self.chart_or_404(request, pk)
        if not (request.user.has_perm(PUBLISH) and may_change(request.user, chart)):
            raise PermissionDenied
        if chart.is_public:
            return self.back(request, chart, f"The public sees “{chart.title}” already.", level=messages.INFO)
        form = InPlaceOfForm(posted_data(request), draft=chart)
        context: dict = {}
        if request.method == "POST" and form.is_valid():
            of = form.cleaned_data["of"]
            if not may_change(request.user, of):
                raise PermissionDenied
            seen = f"{of.pk} {chart.revision} {of.revision}"
            if form.cleaned_data["seen"] == seen:
                try:
                    with with_rights_of(request.user):
                        now = publish_in_place(chart, of, revisions=(chart.revision, of.revision))
                except ChartError as error:
                    form.add_error(None, str(error))
                else:
                    message = (
                        f"The public sees “{now.title}” now, in place of “{of.title}”, which is a draft. Undo "
                        "reverses this."
                    )
                    return self.back(request, now, message)
            else:
                if form.cleaned_data["seen"]:
                    form.add_error(
                        None, "One of the charts, or the choice, has changed since. This is how it would be now."
                    )
                form.data = form.data.copy()
                form.data["seen"] = seen
                found = replacement.compare_charts(of, chart)
                context = {
                    "of": of,
                    "changes": found,
                    "changes_named": [
                        ("Renamed", found.renamed),
                        ("Another index number", found.moved),
                        ("Added", found.added),
                        ("Removed", found.removed),
                        ("What the job descriptions of a box are", found.other_kind),
                    ],
                    "foreign": chart.drafted_for_id != of.support_model_id,
                }
        return self.page(
            request,
            "chart_publish",
            f"Publish “{chart.title}” in place of another chart",
            chart,
            form=form,
            positions=Position.objects.filter(chart=chart).count(),
            **context,
        )

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a chart as its public page would."""
        chart = self.chart_or_404(request, pk)
        head = boxes.read_boxes(chart.pk)
        here = reverse("admin:orgcharts_preview", args=[chart.pk])
        unfold_all = request.GET.get("open") == "all"
        size, jobs = count_boxes(head)
        drawn = head and html_chart.draw(
            head, chart_address=here, jobs_address=reverse("job-descriptions"), unfold_all=unfold_all
        )
        context = {
            "chart": chart,
            "drawn": drawn,
            "size_in_words": format_size(size, jobs),
            "folds": size > html_chart.FOLD_ABOVE,
            "unfold_all": unfold_all,
            "address": here,
            "shared": [(box, line) for box in (head.walk() if head else ()) for line in box.shared],
            "listing": draw_listing(head),
        }
        return TemplateResponse(request, "orgcharts/chart_preview.html", context)

    def to_position_view(self, request: HttpRequest, pk: str, number: str) -> HttpResponse:
        """Redirect from a box of the preview, whose public page may not exist yet, to the form of the position."""
        chart = self.chart_or_404(request, int(pk[:18]))
        try:
            position = Position.objects.at(chart.slug, number).first()
        except ValueError:
            position = None
        if position is None:
            raise Http404(f"There is no position {number} in this chart.")
        return HttpResponseRedirect(reverse("admin:orgcharts_position_change", args=[position.pk]))


def _delete_draft(chart: OrgChart) -> None:
    """Delete ``chart``. Raises ChartError where it is public, as checked under the lock."""
    with changes.changing(chart) as row:
        if row.is_public:
            raise ChartError("invalid", f"The public sees “{row.title}” by now, so it was not deleted.")
        changes.delete_chart(row)
