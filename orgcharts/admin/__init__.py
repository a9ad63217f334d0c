"""Support models, charts, positions and the texts of the site in the admin, a module for each."""

from django.contrib import admin

from orgcharts.admin import site_texts  # noqa: F401 (importing it registers its admin)
from orgcharts.admin.charts import ChartAdminMixin
from orgcharts.admin.positions import PositionAdminMixin
from orgcharts.admin.spreadsheet import TableAdminMixin
from orgcharts.admin.support_models import TextAdmin
from orgcharts.models import OrgChart, Position


@admin.register(OrgChart)
class OrgChartAdmin(TableAdminMixin, ChartAdminMixin, admin.ModelAdmin):
    """Charts are made, copied and deleted as drafts; each chart's page is its tree."""


@admin.register(Position)
class PositionAdmin(PositionAdminMixin, TextAdmin):
    """Positions are added, moved and deleted in the tree of their chart, never by Django's own pages."""
