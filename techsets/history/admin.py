"""The history in the admin, with undo, redo and restore."""

from __future__ import annotations

from itertools import islice

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jobdescriptions.clauses.editing import capture_clause
from jobdescriptions.clauses.library import Library
from jobdescriptions.clauses.placements import map_bodies
from jobdescriptions.compare import compare
from jobdescriptions.drafts import capture_state
from jobdescriptions.word.html.subset import from_html, to_text
from orgcharts.changes.descriptions import describe_steps, split_steps
from orgcharts.changes.lock import STALE_CHART, ChartError
from orgcharts.changes.rights import with_rights_of
from orgcharts.models import OrgChart
from orgcharts.texts import read_texts
from techsets.common.read_only_admin import ReadOnlyAdmin
from techsets.history import permissions, undo
from techsets.history.models import Change, Kind
from techsets.search.synonym_changes import read_values as read_synonyms

#: Of these the history shows the texts before and after a change.
_TEXT_KINDS = frozenset({Kind.SUPPORT_MODEL, Kind.SITE_TEXT, Kind.CLAUSE, Kind.SYNONYMS})


class ByWhomFilter(admin.RelatedOnlyFieldListFilter):
    """Filters by user, among those with changes; those of no account were made by the site's commands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "No account: the site itself"


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The list of changes, read-only."""

    list_display = ["when", "message_excerpt", "about", "by"]
    list_display_links = ["when"]
    list_filter = ["kind", ("user", ByWhomFilter)]
    search_fields = ["message", "name", "who"]
    search_help_text = "Words of what was done, the name of a thing, or a user name."
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return bool(permissions.kinds_to_see(request, self.admin_site))
        return permissions.may_see(request, self.admin_site, obj)

    def get_queryset(self, request):
        kinds = permissions.kinds_to_see(request, self.admin_site)
        return Change.objects.without_details().filter(kind__in=kinds).select_related("user")

    @admin.display(description="when", ordering="made_at")
    def when(self, change: Change) -> str:
        return change.moment

    @admin.display(description="about", ordering="name")
    def about(self, change: Change) -> str:
        return f"{change.name} ({change.get_kind_display().lower()})"

    @admin.display(description="by whom", ordering="who")
    def by(self, change: Change) -> str:
        return change.actor_name

    @admin.display(description="what")
    def message_excerpt(self, change: Change) -> str:
        return change.message if len(change.message) <= 200 else f"{change.message[:200]}…"

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("of/<slug:kind>/<int:object_id>/", view(self.of_view), name="history_of"),
            path("undo/<slug:kind>/<int:object_id>/", view(require_POST(self.undo_view)), name="history_undo"),
            path("redo/<slug:kind>/<int:object_id>/", view(require_POST(self.redo_view)), name="history_redo"),
            path("<int:pk>/restore/", view(self.restore_view), name="history_restore"),
            *super().get_urls(),
        ]

    def of_view(self, request, kind: str, object_id: int):
        """List the changes of one object."""
        if kind not in Kind.values:
            raise Http404("There is no such kind of thing.")
        changes = Change.objects.of(kind, object_id).without_details().select_related("user")
        first = changes.first()
        if first is not None and not permissions.may_see(request, self.admin_site, first):
            raise PermissionDenied
        if Kind(kind) not in permissions.kinds_to_see(request, self.admin_site):
            raise PermissionDenied
        page = self.get_paginator(request, changes, self.list_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {first.name}" if first else "History",
            "opts": self.opts,
            "page": page,
            "kind": Kind(kind),
            "address": self._address_of(kind, object_id),
            "may_restore": first is not None and permissions.may_restore(request, self.admin_site, first),
        }
        return TemplateResponse(request, "admin/history/of.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one change in full."""
        change = self._change(request, object_id)
        before, after = undo.state_before(change), undo.state_after(change)
        row = permissions.find_object(change.kind, change.object_id)
        comparison = None
        if change.kind == Kind.JOB_DESCRIPTION and change.packed and before and after:
            comparison = compare(before, after)
        context = {
            **self.admin_site.each_context(request),
            "title": change.name,
            "subtitle": "History",
            "opts": self.opts,
            "change": change,
            "comparison": comparison,
            "sentences": [describe_steps([step]) for step in islice(split_steps(change.details.get("steps", ())), 500)],
            "texts": _texts(before, after, row) if change.kind in _TEXT_KINDS else (),
            "address": self._address_of(change.kind, change.object_id),
            "is_there": row is not None,
            "may_restore": self._can_be_restored(request, change),
        }
        return TemplateResponse(request, "admin/history/change.html", context)

    def restore_view(self, request, pk: int):
        """Show what restoring would do; restore on POST."""
        change = self._change(request, pk)
        if not self._can_be_restored(request, change):
            raise PermissionDenied
        row = permissions.find_object(change.kind, change.object_id)
        if isinstance(row, OrgChart) and not permissions.may_undo_steps(request.user, row, undo.later_steps(change)):
            raise PermissionDenied
        error = ""
        if request.method == "POST":
            seen = request.POST.get("revision", "")
            seen = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
            try:
                if isinstance(row, OrgChart):
                    with permissions.locked_for_undo(request.user, row, undo.later_steps(change)):
                        missing = undo.restore(change, revision=seen)
                else:
                    with with_rights_of(request.user):
                        missing = undo.restore(change, revision=seen)
            except (undo.RestoreError, ChartError) as refusal:
                error = str(refusal)
            except ValidationError as refusal:
                error = " ".join(refusal.messages)
            else:
                for sentence in missing:
                    self.message_user(request, sentence, messages.WARNING)
                self.message_user(request, f"{change.name} is as it was. Look at it before you go on.")
                address = self._address_of(change.kind, change.object_id)
                return HttpResponseRedirect(address or reverse(f"{self.admin_site.name}:history_change_changelist"))
            row = permissions.find_object(change.kind, change.object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Restore {change.name}",
            "opts": self.opts,
            "change": change,
            "error": error,
            "revision": row.revision if row else 0,
            "is_there": row is not None,
            "is_public": bool(getattr(row, "is_public", change.kind != Kind.JOB_DESCRIPTION)),
            **self._what_restoring_does(change, row),
        }
        return TemplateResponse(request, "admin/history/restore.html", context)

    def undo_view(self, request, kind: str, object_id: int):
        return self._undo(request, kind, object_id, again=False)

    def redo_view(self, request, kind: str, object_id: int):
        return self._undo(request, kind, object_id, again=True)

    def _undo(self, request, kind: str, object_id: int, *, again: bool):
        """Undo the last change of a chart, or redo it."""
        chart = permissions.find_object(Kind.CHART, object_id) if kind == Kind.CHART else None
        if chart is None:
            raise Http404("There is no such chart.")
        following = undo.next_redo(chart.pk) if again else undo.next_undo(chart.pk)
        steps = following.details["steps"] if following else []
        if not permissions.may_undo_steps(request.user, chart, steps):
            raise PermissionDenied
        asked = request.POST.get("change", "")
        if following is None:
            self.message_user(request, "There is nothing to undo.", messages.WARNING)
        elif asked and asked != str(following.pk):
            self.message_user(request, STALE_CHART, messages.WARNING)
        else:
            try:
                with permissions.locked_for_undo(request.user, chart, steps):
                    missing = undo.undo(following, again=again)
            except ChartError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                for sentence in missing:
                    self.message_user(request, sentence, messages.WARNING)
                message = following.undoes.message if again else following.message
                self.message_user(request, f"{'Redone' if again else 'Undone'}: {message}")
        return HttpResponseRedirect(self._next(request) or self._address_of(Kind.CHART, chart.pk))

    def _change(self, request, pk) -> Change:
        if not (str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 19):
            raise Http404("There is no such change.")
        change = get_object_or_404(Change, pk=pk)
        if not permissions.may_see(request, self.admin_site, change):
            raise PermissionDenied
        return change

    def _can_be_restored(self, request, change: Change) -> bool:
        """Say whether there is something to restore, and this person may restore it."""
        if not change.packed or not permissions.may_restore(request, self.admin_site, change):
            return False
        if change.kind != Kind.CHART:
            return True
        if permissions.find_object(Kind.CHART, change.object_id) is None:
            steps = change.details.get("steps", ())
            return bool(steps) and steps[-1]["op"] == "delete-chart"
        return bool(undo.later_steps(change))

    def _what_restoring_does(self, change: Change, row) -> dict:
        if change.kind == Kind.CHART:
            later = Change.objects.of(Kind.CHART, change.object_id).without_details().filter(pk__gt=change.pk)
            return {"later": later if row else ()}
        state = undo.state_after(change) or change.details.get("before")
        if change.kind == Kind.JOB_DESCRIPTION:
            # Clauses come back as the library words them now.
            restored = state and map_bodies(state, Library().update)
            return {"comparison": compare(capture_state(row), restored) if row and state else None}
        read = {Kind.CLAUSE: capture_clause, Kind.SYNONYMS: read_synonyms}.get(Kind(change.kind), read_texts)
        return {"texts": _texts(read(row), state, row) if row else ()}

    def _address_of(self, kind: str, object_id: int | None) -> str:
        """Return the URL of the object's page in the admin; empty where it has been deleted."""
        row = permissions.find_object(kind, object_id)
        if row is None:
            return ""
        meta = row._meta
        return reverse(f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change", args=[row.pk])

    def _next(self, request) -> str:
        address = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
        return address if address and safe else ""


def _texts(before: dict | None, after: dict | None, row) -> list[tuple[str, str, str]]:
    """Return (name, before, after) of each text of ``row`` that differs; of a body in HTML, its words."""
    if getattr(row, "is_html", False):
        before, after = (one and one | {"body": to_text(from_html(one["body"]))} for one in (before, after))
    names = dict.fromkeys([*(before or {}), *(after or {})])
    names.pop("version", None)  # The history names the version of a clause; a text that comes back is a new one.
    pairs = ((name, (before or {}).get(name, ""), (after or {}).get(name, "")) for name in names)
    return [
        (name.replace("_", " ").capitalize(), _plain(one), _plain(other)) for name, one, other in pairs if one != other
    ]


def _characteristic(values: dict) -> str:
    note = f" ({values['note']})" if values["note"] else ""
    sources = "".join(f"\n  {line}" for line in values.get("sources", "").splitlines())
    return f"• {values['text']}{note}{sources}"


def _plain(value) -> str:
    if isinstance(value, list):  # The characteristics of a support model.
        return "\n".join(_characteristic(one) for one in value)
    return str(value)
