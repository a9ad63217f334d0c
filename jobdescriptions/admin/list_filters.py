"""Filters of the list of job descriptions, and its column of states."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef

from jobdescriptions.clauses import usage
from jobdescriptions.clauses.library import share_library
from jobdescriptions.models import Clause, JobDescription, SalaryRange
from jobdescriptions.states import State, filter_by_state, with_states


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        return filter_by_state(queryset, self.value()) if self.value() else queryset


class PayFilter(admin.SimpleListFilter):
    title = "pay figures"
    parameter_name = "pay"

    def lookups(self, request, model_admin):
        return [("none", "Has no pay figures"), ("some", "Has pay figures")]

    def queryset(self, request, queryset):
        if self.value() not in {"none", "some"}:
            return queryset
        figures = Exists(SalaryRange.objects.filter(job_description=OuterRef("pk")))
        return queryset.filter(figures if self.value() == "some" else ~figures)


class PlacementFilter(admin.SimpleListFilter):
    title = "placement"
    parameter_name = "place"

    def lookups(self, request, model_admin):
        return [("none", "In no chart"), ("some", "In a chart")]

    def queryset(self, request, queryset):
        if self.value() not in {"none", "some"}:
            return queryset
        # By the reverse relation only: this app does not know the charts.
        placed = JobDescription.objects.filter(placements__isnull=False).values("pk")
        return queryset.filter(pk__in=placed) if self.value() == "some" else queryset.exclude(pk__in=placed)


class ClauseFilter(admin.SimpleListFilter):
    title = "clause"
    parameter_name = "clause"

    def lookups(self, request, model_admin):
        return list(Clause.objects.values_list("key", "name"))

    def queryset(self, request, queryset):
        return usage.filter_placing(queryset, self.value()) if self.value() else queryset


class StatesChangeList(ChangeList):
    """The change list, prefetching the states in a fixed number of queries."""

    def get_queryset(self, request, exclude_parameters=None):
        return with_states(super().get_queryset(request, exclude_parameters))

    def get_results(self, request):
        super().get_results(request)
        share_library(self.result_list)
