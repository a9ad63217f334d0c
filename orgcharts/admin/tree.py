"""Changing the tree of a chart in the admin: one page for each thing that can be done to a position.

Every step is a plain page with a form. The script of the tree page shows the same pages in a dialog: it asks for them
without the admin's frame (see ``frame``), so there is one protocol, HTML, and nothing that only works with the script.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse

from orgcharts.admin.forms.steps import PLACES, AddForm, CopyBranchForm, MoveForm, RenameForm
from orgcharts.changes import journal, positions
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.positions import Delete, Move
from orgcharts.changes.rights import locked_for_change, with_rights_of
from orgcharts.changes.validation import reload_position
from orgcharts.drawing.outline import AllowedActions
from orgcharts.fte import format_fte
from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.permissions import may_change, may_view
from orgcharts.tree import moves

#: So many changed index numbers are listed one by one; of more, the rest is counted.
MAX_LISTED = 20

#: What the fields of steps are called in the page: a dialog shows them beside the fields of the chart's own form.
STEP_ID = "step_%s"

#: What somebody must be permitted to do for each step, besides changing the chart.
STEPS = {
    "more": None,
    "add": "add_position",
    "rename": "change_position",
    "move": "change_position",
    "duplicate": "add_position",
    "delete": "delete_position",
}


def choose_frame(request: HttpRequest) -> str:
    """Return the template around a page: the admin's, or none for the script, which shows the page in a dialog."""
    bare = request.headers.get("X-Requested-With") == "fetch"
    return "admin/orgcharts/bare.html" if bare else "admin/base_site.html"


def get_allowed_actions(user, chart: OrgChart) -> AllowedActions:
    """Return what ``user`` may do to the positions of ``chart``."""
    if not may_change(user, chart):
        return AllowedActions()
    return AllowedActions(
        add=may_change(user, chart, "add_position"),
        change=may_change(user, chart, "change_position"),
        delete=may_change(user, chart, "delete_position"),
    )


def posted_data(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also where it is empty; None where a page is only looked at."""
    return request.POST if request.method == "POST" else None


def posted_number(request: HttpRequest, name: str) -> int | None:
    """Return the number that was sent as ``name``, or None where it is none that a key or a revision can be."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class TreeAdminMixin:
    """The pages of single steps, for the admin of charts."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/position/<int:position>/<slug:what>/", view(self.step_view), name="orgcharts_step"),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, pk: int, position: int, what: str) -> HttpResponse:
        """Show or do one step. Where the position is not in the chart (any more), the tree says so."""
        if what not in STEPS:
            raise Http404("There is no such step.")
        chart = self.chart_or_404(request, pk)
        needed = STEPS[what]
        if not (may_change(request.user, chart) and (needed is None or may_change(request.user, chart, needed))):
            raise PermissionDenied
        row = Position.objects.filter(chart=chart, pk=position).first()
        if row is None:
            sentence = "This position is not in this chart. Somebody may have deleted it meanwhile."
            return self.back(request, chart, sentence, level=messages.ERROR)
        row.chart = chart
        step = getattr(self, f"_{what}")
        try:
            if request.method != "POST":
                return step(request, chart, row)
            with locked_for_change(request.user, chart, needed or "change_orgchart"):
                return step(request, chart, row)
        except ChartError as error:
            return self.back(request, chart, str(error), level=messages.ERROR, at=row.pk)

    def chart_or_404(self, request: HttpRequest, pk: int) -> OrgChart:
        """Return the chart. Raises PermissionDenied where the user may not look at charts, Http404 if it is gone."""
        if not may_view(request.user):
            raise PermissionDenied
        chart = OrgChart.objects.select_related("support_model").filter(pk=pk).first()
        if chart is None:
            raise Http404("There is no such chart.")
        return chart

    def back(
        self,
        request: HttpRequest,
        chart: OrgChart,
        message: str,
        *,
        level: int = messages.SUCCESS,
        at: int | None = None,
    ) -> HttpResponseRedirect:
        """Return to the tree, which says ``said`` and shows the position with the key ``at``."""
        messages.add_message(request, level, message)
        address = reverse("admin:orgcharts_orgchart_change", args=[chart.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'at': at})}#p{at}" if at else address)

    def page(self, request: HttpRequest, template: str, title: str, chart: OrgChart | None, **context) -> HttpResponse:
        """Return the page ``admin/orgcharts/<template>.html``."""
        return TemplateResponse(
            request,
            f"admin/orgcharts/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "frame": choose_frame(request),
                "title": title,
                "chart": chart,
                **context,
            },
        )

    def _more(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        above = Position.objects.filter(path=moves.parent_path(row.path)).first()
        step = moves.step_of(row.path) if above else 1
        return self.page(
            request,
            "step_more",
            f"{row.index_number} {row.title}",
            chart,
            position=row,
            above=above,
            may=get_allowed_actions(request.user, chart),
            can_go_up=above is not None and step > 1,
            can_go_down=above is not None and step < above.numchild,
        )

    def _add(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        where = request.GET.get("where")
        form = AddForm(
            row, posted_data(request), initial={"where": where if where in PLACES else "below"}, auto_id=STEP_ID
        )
        if request.method == "POST" and form.is_valid():
            title, where = form.cleaned_data["title"], form.cleaned_data["where"]
            try:
                if where == "below":
                    new = positions.add_below(row, title)
                else:
                    new = positions.add_beside(row, title, before=where == "before")
            except ChartError as error:
                form.add_error(None, str(error))
            else:
                return self.back(request, chart, f"Added “{new.title}” as {new.index_number}.", at=new.pk)
        return self._form(request, chart, row, form, "Add a position", "Add the position", is_add=row.depth > 1)

    def _rename(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        initial = {"title": row.title, "revision": row.revision}
        form = RenameForm(posted_data(request), initial=initial, auto_id=STEP_ID)
        if request.method == "POST" and form.is_valid():
            title, revision = form.cleaned_data["title"], form.cleaned_data["revision"]
            try:
                renamed = positions.edit(row, {"title": title}, revision=revision)
            except ChartError as error:
                form.add_error(None, str(error))
                if isinstance(error, StaleRevision):
                    now = reload_position(row)
                    form.add_error(None, f"It is called “{now.title}” now. Save again if it shall be called “{title}”.")
                    form.data = form.data.copy()
                    form.data["revision"] = now.revision
            else:
                message = f"“{row.title}” ({row.index_number}) is called “{renamed.title}” now."
                return self.back(request, chart, message, at=row.pk)
        return self._form(request, chart, row, form, f"Rename {row.index_number} {row.title}", "Rename")

    def _duplicate(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        rows = list(Position.objects.filter(chart=chart))
        above = next((one for one in rows if one.path == moves.parent_path(row.path)), row)
        form = CopyBranchForm(rows, posted_data(request), initial={"below": above.pk}, auto_id=STEP_ID)
        count = sum(one.path.startswith(row.path) for one in rows) - 1
        if request.method == "POST" and form.is_valid():
            try:
                copy = positions.duplicate_branch(row, below=form.cleaned_data["below"])
            except ChartError as error:
                form.add_error(None, str(error))
            else:
                message = f"Copied “{row.title}”{format_branch(count)} to {copy.index_number}."
                return self.back(request, chart, message, at=copy.pk)
        title = f"Duplicate {row.index_number} {row.title}"
        message = (
            f"“{row.title}”{format_branch(count)} is copied, with notes, full-time equivalents, job descriptions "
            "and dotted lines. What is there stays as it is."
        )
        return self._form(request, chart, row, form, title, "Make the copy", message=message)

    def _form(self, request, chart, row, form, title, button, **context) -> HttpResponse:
        return self.page(request, "step_form", title, chart, position=row, form=form, button=button, **context)

    def _move(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        rows = list(Position.objects.filter(chart=chart))
        here = next((one for one in rows if one.path == moves.parent_path(row.path)), None)
        if here is None:
            raise ChartError("head", f"“{row.title}” is the head of its chart and cannot be moved.")
        data = posted_data(request)
        if request.POST.get("direction") in {"up", "down"}:
            data = _beside_neighbor(row, rows, up=request.POST["direction"] == "up")
            if data is None:
                sentence = f"“{row.title}” stands at the end of its level already and cannot go further that way."
                return self.back(request, chart, sentence, level=messages.WARNING, at=row.pk)
        form = MoveForm(row, rows, data, initial={"how": "below", "target": here.pk}, auto_id=STEP_ID)
        if request.method == "POST" and form.is_valid():
            try:
                return self._plan_or_move(request, chart, row, form.cleaned_data["how"], form.cleaned_data["target"])
            except ChartError as error:
                form.add_error(None, str(error))
        return self._form(
            request, chart, row, form, f"Move {row.index_number} {row.title}", "Go on", message=_way(here)
        )

    def _plan_or_move(
        self, request: HttpRequest, chart: OrgChart, row: Position, how: str, target: Position
    ) -> HttpResponse:
        """Move, where that was confirmed for the chart as it is now; else tell what the move would change."""
        outrun = ""
        revision = posted_number(request, "revision") if "confirm" in request.POST else None
        if revision is not None:
            try:
                with positions.changing(chart, revision=revision):
                    moved = positions.move(row, **{how: target})
            except ChartError as error:
                if not isinstance(error, StaleRevision):
                    raise
                outrun = (
                    "Somebody else has changed this chart meanwhile. Nothing was moved. This is how it would be now."
                )
            else:
                message = f"Moved “{row.title}” from {row.index_number} to {moved.index_number}."
                return self.back(request, chart, message, at=row.pk)
        # The revision first: what changes after it was read is found out when the move is confirmed.
        chart.refresh_from_db(fields=["revision"])
        row, target = reload_position(row), reload_position(target)
        changed = positions.preview_renumbering(Move(row, **{how: target}))
        if not changed:
            return self.back(
                request,
                chart,
                f"“{row.title}” stands there already. Nothing has changed.",
                level=messages.INFO,
                at=row.pk,
            )
        new_number = next((new for _, old, new in changed if old == row.index_number), row.index_number)
        return self.page(
            request,
            "step_confirm",
            f"Move {row.index_number} {row.title}?",
            chart,
            position=row,
            error=outrun,
            message=f"“{row.title}” moves from {row.index_number} to {new_number}, {how} {target.index_number} "
            f"{target.title}.",
            fields={"how": how, "target": target.pk, "revision": chart.revision},
            button="Move",
            **_listed(changed),
        )

    def _delete(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        outrun = ""
        revision = posted_number(request, "revision") if "confirm" in request.POST else None
        if request.method == "POST" and revision is not None:
            try:
                above = Position.objects.filter(path=moves.parent_path(row.path)).first()
                with positions.changing(chart, revision=revision):
                    positions.delete(row)
            except ChartError as error:
                if not isinstance(error, StaleRevision):
                    raise
                outrun = (
                    "Somebody else has changed this chart meanwhile. Nothing was deleted. This is how it would be now."
                )
            else:
                message = f"Deleted “{row.title}” ({row.index_number})."
                return self.back(request, chart, message, at=above.pk if above else None)
        chart.refresh_from_db(fields=["revision"])
        row = reload_position(row)
        title = f"Delete {row.index_number} {row.title}?"
        try:
            with with_rights_of(request.user):
                changed = positions.preview_renumbering(Delete(row))
        except ChartError as error:
            title = f"{row.index_number} {row.title} cannot be deleted yet"
            below = Position.objects.get_children(row)[:MAX_LISTED]
            return self.page(
                request, "step_refused", title, chart, position=row, error=outrun, refused=str(error), below=below
            )
        lost = journal.read_values([row])[row.pk]
        lines = SharedSupervision.objects.filter(supervisor=row).select_related("position__chart").order_by("pk")
        return self.page(
            request,
            "step_confirm",
            title,
            chart,
            position=row,
            error=outrun,
            message=f"“{row.title}” ({row.index_number}) will be deleted.",
            lost=lost | {"fte": format_fte(lost["fte"])},
            lines=lines,
            is_deletion=True,
            fields={"revision": chart.revision},
            button="Delete",
            **_listed(changed),
        )


def format_branch(count: int) -> str:
    """Return how many positions come along, in words.

    >>> format_branch(0), format_branch(1), format_branch(4)
    ('', ' with the position below it', ' with the 4 positions below it')
    """
    if not count:
        return ""
    return " with the position below it" if count == 1 else f" with the {count} positions below it"


def _listed(changed: list[tuple[str, str, str]]) -> dict:
    return {"changed": changed[:MAX_LISTED], "more": max(0, len(changed) - MAX_LISTED), "count": len(changed)}


def _way(above: Position) -> str:
    return (
        f"It stands below {above.index_number} {above.title} now. Before anything is moved you see what would change."
    )


def _beside_neighbor(row: Position, rows: list[Position], *, up: bool) -> dict | None:
    """Return what the form would send to move ``row`` past the one before or after it; None where there is none."""
    step = moves.step_of(row.path) + (-1 if up else 1)
    if not step:
        return None
    path = moves.child_path(moves.parent_path(row.path), step)
    neighbor = next((one for one in rows if one.path == path), None)
    return neighbor and {"how": "before" if up else "after", "target": str(neighbor.pk)}
