"""A position in the admin: its form, and the search for job descriptions and positions that forms offer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from orgcharts.admin.forms.positions import WholeForm
from orgcharts.admin.pages import posted_number
from orgcharts.admin.placements import PlacementsMixin
from orgcharts.admin.search_field import suggest
from orgcharts.admin.search_sources import SOURCES
from orgcharts.changes import positions
from orgcharts.changes.journal import POSITION_FIELDS, read_values
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.rights import locked_for_change
from orgcharts.changes.validation import reload_position
from orgcharts.fte import format_fte
from orgcharts.kinds import KINDS
from orgcharts.models import Position
from orgcharts.permissions import explain_refusal, may_change, may_view
from orgcharts.tree import moves
from techsets.common.conflicts.form_values import LOADED, pack, unpack
from techsets.common.conflicts.forms import SHOW, STALE_MESSAGE, UNSENT_MESSAGE, apply_choices, merge_submission
from techsets.common.conflicts.reports import ConflictReport, Difference
from techsets.common.history_link import HistoryLinkMixin

_LABELS = {
    "title": "Title",
    "fte": "Full-time equivalents",
    "kind": "What its job descriptions are",
    "note": "Note",
    "sources": "Sources of the note",
    "is_derived": "The title was worked out",
    "placements": "Job descriptions",
    "shared": "Shared supervision",
}


class PositionAdminMixin(HistoryLinkMixin, PlacementsMixin):
    """Editing the values of positions; they are moved in the tree of their chart (see ``tree``)."""

    history_kind = "chart"  # It records the changes of each position.

    list_display = ["index_number", "title", "chart", "full_time_equivalents"]
    list_display_links = ["index_number", "title"]
    list_filter = ["chart"]
    list_select_related = ["chart"]
    search_fields = ["title"]
    ordering = ["chart__order", "chart__pk", "path"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [path("find/<slug:kind>/", view(self.find_view), name="orgcharts_find"), *super().get_urls()]

    @admin.display(description="full-time equivalents", ordering="fte")
    def full_time_equivalents(self, position: Position) -> str:
        return format_fte(position.fte, "-")

    @admin.display(description="index number", ordering="path")
    def index_number(self, position: Position) -> str:
        return position.index_number

    def has_view_permission(self, request, obj=None):
        # Users who may view a chart may view its positions.
        return super().has_view_permission(request, obj) or may_view(request.user)

    def has_change_permission(self, request, obj=None):
        chart = obj.chart if obj is not None else None
        return may_change(request.user, chart) and may_change(request.user, chart, "change_position")

    def get_actions(self, request):
        return {}

    def find_view(self, request: HttpRequest, kind: str) -> JsonResponse:
        """Return suggestions for ``q`` to the search boxes, for users who may see them."""
        if kind not in SOURCES:
            return JsonResponse({"error": "There is nothing of this kind to search."}, status=404)
        source = SOURCES[kind](request.user)
        if not source.may_search():
            raise PermissionDenied
        return JsonResponse(suggest(source, request.GET.get("q", "")))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pk = unquote(object_id)
        rows = Position.objects.select_related("chart__support_model")
        position = rows.filter(pk=pk).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
        if not self.has_view_permission(request, position):
            raise PermissionDenied
        if position is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_edit = self.has_change_permission(request, position)
        values = read_values([position])[position.pk]
        whole, conflict = WholeForm(request.user, values, position.revision), None
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied(explain_refusal(request.user, position.chart))
            if posted_number(request, "revision") == position.revision:
                data = apply_choices(whole.read(), unpack(request.POST.get(LOADED, "")), request.POST)
                whole = WholeForm(request.user, values, position.revision, data)
                try:
                    if self._save(request, position, whole):
                        return self._redirect_after_save(request, position)
                except ChartError as error:
                    if error.code == "gone":
                        return self._redirect_to_tree(request, position, str(error), messages.ERROR)
                    if isinstance(error, StaleRevision):
                        position = reload_position(position)
                    else:
                        whole.form.add_error("title" if error.code == "title" else None, str(error))
            if posted_number(request, "revision") != position.revision:
                whole, conflict = merge_forms(request, position)
        elif not may_edit:
            whole.disable()
        return self._page(request, position, whole, conflict, may_edit)

    def _save(self, request, position: Position, whole: WholeForm) -> bool:
        """Save the form and return True, or False where it is not valid. Raises ChartError and PermissionDenied."""
        is_valid = whole.is_valid()
        if SHOW in request.POST:
            whole.form.add_error(None, UNSENT_MESSAGE)
            return False
        if is_valid:
            with locked_for_change(request.user, position.chart, "change_position"):
                positions.edit(position, whole.values, revision=whole.revision)
        return is_valid

    def _page(self, request, position: Position, whole: WholeForm, conflict, may_edit: bool) -> HttpResponse:
        errors = [whole.form, *whole.placements, *whole.shared]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{position.index_number} {position.title}",
            "original": position,
            "chart": position.chart,
            "above": Position.objects.filter(path=moves.parent_path(position.path)).first(),
            "form": whole.form,
            "placements": whole.placements,
            "shared": whole.shared,
            "has_errors": any(form.errors for form in errors)
            or bool(whole.placements.non_form_errors() or whole.shared.non_form_errors()),
            "conflict": conflict,
            "loaded": (
                whole.form.data[LOADED] if conflict else request.POST.get(LOADED) or pack(whole.read().read_initial())
            ),
            "conflict_seen": None,  # The history counts the changes of the chart, not those of a position.
            "may_edit": may_edit,
            "lines_to": position.shared_positions.select_related("position__chart"),
        }
        return TemplateResponse(request, "admin/orgcharts/position.html", context)

    def _redirect_after_save(self, request: HttpRequest, position: Position) -> HttpResponse:
        seen = " The public sees it." if position.chart.is_public else ""
        message = f"Saved “{request.POST['title'].strip()}”.{seen}"
        if "_continue" in request.POST:
            messages.success(request, message)
            return HttpResponseRedirect(reverse("admin:orgcharts_position_change", args=[position.pk]))
        return self._redirect_to_tree(request, position, message, messages.SUCCESS)

    def _redirect_to_tree(self, request: HttpRequest, position: Position, message: str, level: int) -> HttpResponse:
        messages.add_message(request, level, message)
        tree = reverse("admin:orgcharts_orgchart_change", args=[position.chart_id])
        return HttpResponseRedirect(f"{tree}?at={position.pk}#p{position.pk}")

    def history_of(self, obj) -> tuple[str, int]:
        return self.history_kind, obj.chart_id


def merge_forms(request: HttpRequest, position: Position) -> tuple[WholeForm, ConflictReport]:
    """Return the form with the changes of two people merged, and a report about them. ``position`` is reloaded."""
    values = read_values([position])[position.pk]
    opened = WholeForm(request.user, values, position.revision)
    data, conflict = merge_submission(opened.read(), unpack(request.POST.get(LOADED, "")), request.POST)
    sent = WholeForm(request.user, values, position.revision, request.POST)
    if sent.is_valid():
        conflict.differences = list_differences(values, sent.values)
    data["revision"] = str(position.revision)
    whole = WholeForm(request.user, values, position.revision, data)
    whole.is_valid()
    whole.form.add_error(None, STALE_MESSAGE)
    return whole, conflict


def list_differences(saved: dict[str, Any], yours: dict[str, Any]) -> list[Difference]:
    """Return where ``yours`` differs from what is saved now; both as ``journal.read_values`` gives them."""
    return [
        Difference(_LABELS[name], format_value(name, saved[name]), format_value(name, yours[name]))
        for name in _LABELS
        if saved[name] != yours[name]
    ]


def format_value(name: str, value: Any) -> str:
    """Return a value of a position in words, to compare two versions."""
    if name == "is_derived":
        return "yes" if value else "no"
    if name == "kind":
        return KINDS.get(value, "Nothing is said")
    if name == "fte":
        return format_fte(value, "(empty)")
    if name not in POSITION_FIELDS:
        lines = []
        for one in value:
            covers = f", for {one['covers']}" if one.get("covers") else ""
            derived = " (worked out)" if one.get("is_derived") else ""
            lines.append(f"{one['title']}{covers}{derived}")
        return "\n".join(lines) or "(none)"
    return str(value) or "(empty)"
