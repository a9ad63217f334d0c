"""Changing the tree of a chart in the admin: a page for each step.

Every step is a plain page with a form. The script of the tree page fetches the same pages without the
admin's frame (see ``choose_frame``) and shows them in a dialog, so that nothing works only with the script.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from orgcharts.admin.forms.steps import PLACES, AddForm, CopyBranchForm, RenameForm
from orgcharts.admin.move_and_delete import MoveAndDeleteMixin
from orgcharts.admin.pages import STEP_ID, posted_data
from orgcharts.changes import positions
from orgcharts.changes.descriptions import describe_steps
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.rights import locked_for_change
from orgcharts.changes.validation import reload_position
from orgcharts.drawing.outline import AllowedActions
from orgcharts.models import OrgChart, Position
from orgcharts.permissions import may_change
from orgcharts.tree import moves

#: The permission that each step needs besides changing the chart.
STEPS = {
    "more": None,
    "add": "add_position",
    "rename": "change_position",
    "move": "change_position",
    "duplicate": "add_position",
    "delete": "delete_position",
}


def get_allowed_actions(user, chart: OrgChart) -> AllowedActions:
    """Return what ``user`` may do to the positions of ``chart``."""
    if not may_change(user, chart):
        return AllowedActions()
    return AllowedActions(
        add=may_change(user, chart, "add_position"),
        change=may_change(user, chart, "change_position"),
        delete=may_change(user, chart, "delete_position"),
    )


class TreeAdminMixin(MoveAndDeleteMixin):
    """The pages of single steps, for the admin of charts."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/position/<int:position>/<slug:what>/", view(self.step_view), name="orgcharts_step"),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, pk: int, position: int, what: str) -> HttpResponse:
        """Show or carry out one step; redirect to the tree with a message where the position is not in the chart."""
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
                message = describe_steps([{"op": "add", "title": new.title, "number": new.index_number}])
                return self.back(request, chart, message, at=new.pk)
        return self.form_page(request, chart, row, form, "Add a position", "Add the position", is_add=row.depth > 1)

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
        return self.form_page(request, chart, row, form, f"Rename {row.index_number} {row.title}", "Rename")

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
        return self.form_page(request, chart, row, form, title, "Make the copy", message=message)


def format_branch(count: int) -> str:
    """Return the number of descendants in words.

    >>> format_branch(0), format_branch(1), format_branch(4)
    ('', ' with the position below it', ' with the 4 positions below it')
    """
    if not count:
        return ""
    return " with the position below it" if count == 1 else f" with the {count} positions below it"
