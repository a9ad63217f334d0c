"""The page of a chart in the admin, which is its tree, and the list of charts."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html

from orgcharts.admin.forms.steps import ChartForm, HeadForm
from orgcharts.admin.pages import posted_number
from orgcharts.admin.tree import TreeAdminMixin, get_allowed_actions
from orgcharts.admin.whole_charts import WholeChartMixin
from orgcharts.changes import positions
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.rights import locked_for_change
from orgcharts.drawing import boxes, html_chart, outline
from orgcharts.kinds import format_size
from orgcharts.models import OrgChart
from orgcharts.permissions import PUBLISH, explain_refusal, may_change, may_view
from orgcharts.signals import last_changes_asked
from orgcharts.tree.nesting import count_boxes
from techsets.common.conflicts.form_values import LOADED, WholeFormReader, pack, unpack
from techsets.common.conflicts.forms import SHOW, STALE_MESSAGE, UNSENT_MESSAGE, apply_choices, merge_submission
from techsets.common.conflicts.reports import ConflictReport
from techsets.common.history_link import HistoryLinkMixin

#: ``auto_id`` of the form of the head: the page of the tree has another form with a title.
_HEAD_ID = "head_%s"


class ChartList(ChangeList):
    """The list of charts with the time of the last change of each, read once for all of them."""

    def get_results(self, request):
        super().get_results(request)
        last: dict[int, tuple] = {}
        for _, found in last_changes_asked.send(sender=OrgChart, charts=[chart.pk for chart in self.result_list]):
            last |= found or {}
        for chart in self.result_list:
            chart.last_change = last.get(chart.pk)


class ChartAdminMixin(HistoryLinkMixin, WholeChartMixin, TreeAdminMixin):
    """A chart's page is its tree."""

    history_kind = "chart"

    list_display = ["title", "status", "position_count", "last_changed", "order"]
    list_select_related = ["support_model"]
    ordering = ["order", "pk"]
    search_fields = ["title"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/head/", view(self.head_view), name="orgcharts_add_head"),
            *super().get_urls(),
        ]

    # The list

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(position_count=Count("positions"))

    def get_changelist(self, request, **kwargs):
        return ChartList

    def get_actions(self, request):
        return {}  # Charts are deleted one at a time, each with a page that says what goes with it.

    @admin.display(description="status")
    def status(self, chart: OrgChart) -> str:
        if chart.is_public:
            return format_html('Public: <a href="{}">{}</a>', chart.get_absolute_url(), chart.support_model)
        return "Draft: only staff see it"

    @admin.display(description="positions", ordering="position_count")
    def position_count(self, chart: OrgChart) -> int:
        return chart.position_count

    @admin.display(description="last changed")
    def last_changed(self, chart: OrgChart):
        return chart.last_change and chart.last_change[0]

    # Permissions

    def has_change_permission(self, request, obj=None):
        return may_change(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.is_public:
            return False
        return request.user.has_perm("orgcharts.delete_orgchart")

    # The tree

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pk = unquote(object_id)
        if not may_view(request.user):
            raise PermissionDenied
        if not (pk.isascii() and pk.isdecimal() and OrgChart.objects.filter(pk=pk[:18]).exists()):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        chart = self.chart_or_404(request, int(pk))
        form, conflict, seen = None, None, posted_number(request, "revision")
        if request.method == "POST":
            if not may_change(request.user, chart):
                raise PermissionDenied(explain_refusal(request.user, chart))
            if seen == chart.revision:
                opened = ChartForm(initial=_read_texts(chart), chart=chart)
                data = apply_choices(WholeFormReader(opened), unpack(request.POST.get(LOADED, "")), request.POST)
                form = ChartForm(data, initial=_read_texts(chart), chart=chart)
                try:
                    if self._save_texts(request, chart, form):
                        return self.back(request, chart, "Saved title, address, order and note of the chart.")
                except ChartError as error:
                    chart.refresh_from_db()
                    if not isinstance(error, StaleRevision):
                        form.add_error("slug" if error.code == "slug" else None, str(error))
            if seen != chart.revision:
                form, conflict = _merge_form(request, chart)
        return self._tree(request, chart, form, conflict, seen)

    def _save_texts(self, request: HttpRequest, chart: OrgChart, form: ChartForm) -> bool:
        """Save the values of a chart and return True, or False where the form is not valid.

        Raises ChartError and PermissionDenied.
        """
        is_valid = form.is_valid()
        if SHOW in request.POST:
            form.add_error(None, UNSENT_MESSAGE)
            return False
        if is_valid:
            with locked_for_change(request.user, chart):
                positions.edit_chart(chart, form.values, revision=form.cleaned_data["revision"])
        return is_valid

    def _tree(
        self,
        request: HttpRequest,
        chart: OrgChart,
        form: ChartForm | None,
        conflict: ConflictReport | None,
        seen: int | None,
        head_form: HeadForm | None = None,
    ) -> HttpResponse:
        head = boxes.read_boxes(chart.pk, for_staff=True)
        size, jobs = count_boxes(head)
        find = request.GET.get("find", "").strip()[:100]
        found = html_chart.find_boxes(head, find) if head and find else None
        may = get_allowed_actions(request.user, chart)
        tree = ""
        if head:
            tree = outline.draw(
                head,
                steps_address=reverse("admin:orgcharts_orgchart_change", args=[chart.pk]).replace(
                    "/change/", "/position/"
                ),
                positions_address=reverse("admin:orgcharts_position_changelist"),
                allowed=may,
                found=found if found and found.hits else None,
                unfold_all=request.GET.get("open") == "all",
            )
        form = form or ChartForm(initial=_read_texts(chart), chart=chart)
        at = request.GET.get("at", "")
        return self.page(
            request,
            "tree",
            chart.title,
            chart,
            original=chart,
            here=reverse("admin:orgcharts_orgchart_change", args=[chart.pk]),
            tree=tree,
            size=size,
            size_in_words=format_size(size, jobs),
            folds=size > html_chart.FOLD_ABOVE,
            unfold_all=request.GET.get("open") == "all",
            find=find,
            found_count=len(found.hits) if found else None,
            at=at if at.isascii() and at.isdecimal() else "",
            may=may,
            may_change=may_change(request.user, chart),
            may_copy=request.user.has_perm("orgcharts.add_orgchart"),
            may_delete=request.user.has_perm("orgcharts.delete_orgchart"),
            may_publish=not chart.is_public and may_change(request.user, chart) and request.user.has_perm(PUBLISH),
            form=form,
            loaded=form.data.get(LOADED, "") if form.is_bound else pack(WholeFormReader(form).read_initial()),
            head_form=head_form or HeadForm(auto_id=_HEAD_ID),
            has_errors=head_form is not None,
            conflict=conflict,
            conflict_seen=seen,
            export_address=_address("admin:orgcharts_export", chart.pk),
            import_address=_address("admin:orgcharts_import", chart.pk) if may_change(request.user, chart) else "",
        )

    def head_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add the head to a chart without positions."""
        chart = self.chart_or_404(request, pk)
        if not (may_change(request.user, chart) and may_change(request.user, chart, "add_position")):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:orgcharts_orgchart_change", args=[chart.pk]))
        form = HeadForm(request.POST, auto_id=_HEAD_ID)
        if form.is_valid():
            try:
                with locked_for_change(request.user, chart, "add_position"):
                    head = positions.add_head(chart, form.cleaned_data["title"])
            except ChartError as error:
                if error.code in {"has-head", "gone"}:  # Somebody else was faster: the page has no such form now.
                    return self.back(request, chart, str(error), level=messages.ERROR)
                form.add_error(None, str(error))
            else:
                return self.back(request, chart, f"Added “{head.title}” as the head.", at=head.pk)
        return self._tree(request, chart, None, None, None, head_form=form)


def _read_texts(chart: OrgChart) -> dict:
    return {name: getattr(chart, name) for name in ("title", "slug", "order", "note", "sources", "revision")}


def _merge_form(request: HttpRequest, chart: OrgChart) -> tuple[ChartForm, ConflictReport]:
    """Return the form with the changes of two people merged, and a report about them."""
    opened = ChartForm(initial=_read_texts(chart), chart=chart)
    data, conflict = merge_submission(WholeFormReader(opened), unpack(request.POST.get(LOADED, "")), request.POST)
    data["revision"] = str(chart.revision)
    form = ChartForm(data, initial=_read_texts(chart), chart=chart)
    form.add_error(None, STALE_MESSAGE)
    return form, conflict


def _address(name: str, *arguments) -> str:
    """Return the address called ``name``; empty where there is none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
