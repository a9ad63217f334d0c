"""Moving and deleting a position in the admin: first a page that says what would change, then the change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from orgcharts.admin.forms.steps import MoveForm
from orgcharts.admin.pages import STEP_ID, ChartPagesMixin, posted_data, posted_number
from orgcharts.changes import journal, positions
from orgcharts.changes.descriptions import describe_steps
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.positions import Delete, Move
from orgcharts.changes.rights import with_rights_of
from orgcharts.changes.validation import reload_position
from orgcharts.fte import format_fte
from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.tree import moves

#: Maximum number of changed index numbers that are listed one by one.
MAX_LISTED = 20


class MoveAndDeleteMixin(ChartPagesMixin):
    """The steps that change index numbers; they are confirmed for one revision of the chart."""

    def _move(self, request: HttpRequest, chart: OrgChart, row: Position) -> HttpResponse:
        rows = list(Position.objects.filter(chart=chart))
        here = next((one for one in rows if one.path == moves.parent_path(row.path)), None)
        if here is None:
            raise ChartError("head", f"“{row.title}” is the head of its chart and cannot be moved.")
        data = posted_data(request)
        if request.POST.get("direction") in {"up", "down"}:
            data = _move_past_sibling(row, rows, up=request.POST["direction"] == "up")
            if data is None:
                sentence = f"“{row.title}” stands at the end of its level already and cannot go further that way."
                return self.back(request, chart, sentence, level=messages.WARNING, at=row.pk)
        form = MoveForm(row, rows, data, initial={"how": "below", "target": here.pk}, auto_id=STEP_ID)
        if request.method == "POST" and form.is_valid():
            try:
                return self._plan_or_move(request, chart, row, form.cleaned_data["how"], form.cleaned_data["target"])
            except ChartError as error:
                form.add_error(None, str(error))
        return self.form_page(
            request, chart, row, form, f"Move {row.index_number} {row.title}", "Go on", message=_describe_place(here)
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
                step = {"op": "move", "title": row.title, "number": row.index_number, "new_number": moved.index_number}
                message = describe_steps([step])
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
            **_shorten_list(changed),
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
                message = describe_steps([{"op": "delete", "title": row.title, "number": row.index_number}])
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
            **_shorten_list(changed),
        )


def _shorten_list(changed: list[tuple[str, str, str]]) -> dict:
    return {"changed": changed[:MAX_LISTED], "more": max(0, len(changed) - MAX_LISTED), "count": len(changed)}


def _describe_place(above: Position) -> str:
    return (
        f"It stands below {above.index_number} {above.title} now. Before anything is moved you see what would change."
    )


def _move_past_sibling(row: Position, rows: list[Position], *, up: bool) -> dict | None:
    """Return what the form would send to move ``row`` past the one before or after it; None where there is none."""
    step = moves.step_of(row.path) + (-1 if up else 1)
    if not step:
        return None
    path = moves.child_path(moves.parent_path(row.path), step)
    neighbor = next((one for one in rows if one.path == path), None)
    return neighbor and {"how": "before" if up else "after", "target": str(neighbor.pk)}
