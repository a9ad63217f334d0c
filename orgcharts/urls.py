"""The addresses of support models, charts, positions, and of the list of all job descriptions."""

from django.urls import path, re_path

from orgcharts.catalogue import CatalogueView
from orgcharts.spreadsheet.views import chart_table
from orgcharts.tree.index_numbers import INDEX_NUMBER
from orgcharts.views import ChartView, HomeView, PositionView, RolesAddedView, to_support_models
from techsets.common.identity import PERMISSION
from techsets.common.public_pages import public

urlpatterns = [
    path("", public(HomeView.as_view()), name="home"),
    path("charts/", to_support_models, name="charts"),
    path("charts/<slug:slug>/", public(ChartView.as_view()), name="support-model"),
    path(
        "charts/<slug:slug>/chart.csv", public(chart_table), {"kind": "csv", "permission": PERMISSION}, name="chart-csv"
    ),
    path(
        "charts/<slug:slug>/chart.xlsx",
        public(chart_table),
        {"kind": "xlsx", "permission": PERMISSION},
        name="chart-xlsx",
    ),
    re_path(rf"^charts/(?P<slug>[-\w]+)/(?P<number>{INDEX_NUMBER})/$", public(PositionView.as_view()), name="position"),
    path("roles-added/", public(RolesAddedView.as_view()), name="roles-added"),
    # It tells where each job description stands, which only charts know.
    path("job-descriptions/", public(CatalogueView.as_view()), name="job-descriptions"),
]
