"""The placements of a job description in all charts.

Each change is an edit of one position (see ``positions.edit``), so that it is in the history of that chart and no other
change is lost.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from jobdescriptions.models import JobDescription
from orgcharts.admin.search_field import SearchChoiceField
from orgcharts.admin.search_sources import PlaceSource
from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.changes.lock import ChartError, StaleRevision
from orgcharts.changes.rights import locked_for_change
from orgcharts.models import Placement, Position
from orgcharts.permissions import may_place, may_view

_TITLE = Placement._meta.get_field("title")


class ListedTitleForm(forms.Form):
    """The title under which a chart lists the job description."""

    title = forms.CharField(label="Title as listed", max_length=_TITLE.max_length)
    position = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    #: The title as it was listed when the form was opened.
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class PlaceForm(forms.Form):
    """A further position at which to place the job description."""

    def __init__(self, *args, source: PlaceSource, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"] = SearchChoiceField(
            source,
            label="Chart and position",
            help_text="Type an index number, or a part of a title or of a chart's name.",
            error_messages={"required": "Choose the position at which it shall stand."},
        )
        self.fields["title"] = forms.CharField(
            label="Title as listed",
            max_length=_TITLE.max_length,
            required=False,
            help_text="As the chart lists it. Leave it empty to take the job description's own title.",
        )


class PlacementsMixin:
    """For the admin of positions: the page "Where it stands" of a job description."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.placements_view)
        return [path("placements/<int:job>/", view, name="orgcharts_placements"), *super().get_urls()]

    def placements_view(self, request: HttpRequest, job: int) -> HttpResponse:
        """List the placements of a job description; add one, change its title as listed, or remove it."""
        user = request.user
        names = ("view_jobdescription", "change_jobdescription")
        if not (may_view(user) and any(user.has_perm(f"jobdescriptions.{name}") for name in names)):
            raise PermissionDenied
        found = JobDescription.objects.filter(pk=job).first()
        if found is None:
            raise Http404("There is no such job description.")
        place_form, failed = PlaceForm(source=PlaceSource(user), prefix="new"), None
        if request.method == "POST":
            if not may_place(user):
                raise PermissionDenied
            try:
                if "place" in request.POST:
                    place_form = PlaceForm(request.POST, source=PlaceSource(user), prefix="new")
                    message = _place(user, found, place_form) if place_form.is_valid() else ""
                else:
                    failed = ListedTitleForm(request.POST)
                    message = _list_or_remove(user, found, failed, remove="remove" in request.POST)
            except ChartError as error:
                (failed or place_form).add_error(None, str(error))
                message = ""
            if message:
                messages.success(request, message)
                return HttpResponseRedirect(reverse("admin:orgcharts_placements", args=[found.pk]))
        return self._placements_page(request, found, place_form, failed)

    def _placements_page(self, request, job: JobDescription, place_form: PlaceForm, failed) -> HttpResponse:
        placements = (
            Placement.objects.filter(job_description=job)
            .select_related("position__chart__support_model")
            .order_by("position__chart__order", "position__chart__pk", "position__path")
        )
        rows = []
        for placement in placements:
            position = placement.position
            form = ListedTitleForm(
                initial={
                    "title": placement.title,
                    "was": placement.title,
                    "position": position.pk,
                    "revision": position.revision,
                },
                auto_id=f"listed-{placement.pk}-%s",
            )
            if failed is not None and failed.data.get("position") == str(position.pk):
                failed.auto_id = form.auto_id
                failed.data = failed.data.copy()
                failed.data["revision"], failed.data["was"] = str(position.revision), placement.title
                form = failed
            may = may_place(request.user, position.chart)
            rows.append({"position": position, "placement": placement, "form": form, "may": may})
        context = {
            **self.admin_site.each_context(request),
            "title": f"Where “{job.title}” stands",
            "job": job,
            "rows": rows,
            # The placement has been removed meanwhile: its errors are shown above the list.
            "lost": failed if failed is not None and all(row["form"] is not failed for row in rows) else None,
            "has_errors": failed is not None,
            "form": place_form,
            "may_place": may_place(request.user),
            "job_opts": JobDescription._meta,
        }
        return TemplateResponse(request, "admin/orgcharts/placements.html", context)


def _position(pk: int) -> Position:
    """Return the position. Raises ChartError where it has been deleted."""
    row = Position.objects.select_related("chart").filter(pk=pk).first()
    if row is None:
        raise ChartError("gone", "This position has been deleted meanwhile.")
    return row


def _edit(user, row: Position, placements: list[dict], revision: int) -> None:
    """Set the placements of ``row``. Raises PermissionDenied where the user may not change its chart."""
    with locked_for_change(user, row.chart, "change_position"):
        positions.edit(row, {"placements": placements}, revision=revision)


def _place(user, job: JobDescription, form: PlaceForm) -> str:
    row = _position(form.cleaned_data["position"])
    there = read_values([row])[row.pk]["placements"]
    if any(one["job"] == job.pk for one in there):
        form.add_error("position", f"It stands at {row} already. Change its title as listed there.")
        return ""
    title = form.cleaned_data["title"] or job.title
    _edit(user, row, [*there, {"job": job.pk, "title": title}], row.revision)
    return f"“{job.title}” stands at {row} in “{row.chart}”, listed as “{title}”."


def _list_or_remove(user, job: JobDescription, form: ListedTitleForm, *, remove: bool) -> str:
    form.full_clean()
    if remove:  # The title does not matter then.
        form.errors.pop("title", None)
    if form.errors:
        return ""
    row = _position(form.cleaned_data["position"])
    there = read_values([row])[row.pk]["placements"]
    if all(one["job"] != job.pk for one in there):
        raise ChartError("gone", f"“{job.title}” does not stand at {row} any more. Somebody has removed it meanwhile.")
    title = next(one["title"] for one in there if one["job"] == job.pk)
    if row.revision != form.cleaned_data["revision"] and title != form.cleaned_data["was"]:
        mine = "it shall be removed" if remove else f"it shall be listed as “{form.cleaned_data['title']}”"
        raise StaleRevision(
            f"Somebody else has edited “{row.title}” meanwhile and lists it as “{title}” now. Press the button again "
            f"if {mine} all the same.",
        )
    # Other changes of the position meanwhile are kept; further ones from now on raise StaleRevision.
    revision = row.revision
    if remove:
        _edit(user, row, [one for one in there if one["job"] != job.pk], revision)
        return f"“{job.title}” does not stand at {row} in “{row.chart}” any more."
    title = form.cleaned_data["title"]
    wanted = [one | {"title": title} if one["job"] == job.pk else one for one in there]
    _edit(user, row, wanted, revision)
    return f"“{row.chart}” lists it as “{title}” at {row}."
