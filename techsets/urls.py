"""Every address of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.generic import TemplateView

from jobdescriptions.changesview import ChangesView
from jobdescriptions.views import JobDescriptionView, OriginalDownloadView, WordDownloadView
from orgcharts.catalogue import CatalogueView
from orgcharts.numbers import INDEX_NUMBER
from orgcharts.tableviews import chart_table
from orgcharts.views import ChartView, HomeView, PositionView
from techsets.context import PERMISSION
from techsets.pages import AboutView, favicon, healthz, robots, to_support_models
from techsets.search.views import search
from techsets.sitemaps import SITEMAPS

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("charts/", to_support_models),
    path("charts/<slug:slug>/", ChartView.as_view(), name="support-model"),
    path("charts/<slug:slug>/chart.csv", chart_table, {"kind": "csv", "permission": PERMISSION}, name="chart-csv"),
    path("charts/<slug:slug>/chart.xlsx", chart_table, {"kind": "xlsx", "permission": PERMISSION}, name="chart-xlsx"),
    re_path(rf"^charts/(?P<slug>[-\w]+)/(?P<number>{INDEX_NUMBER})/$", PositionView.as_view(), name="position"),
    path("job-descriptions/", CatalogueView.as_view(), name="job-descriptions"),
    path("job-descriptions/<slug:slug>/", JobDescriptionView.as_view(), name="job-description"),
    path("job-descriptions/<slug:slug>/word/", WordDownloadView.as_view(), name="job-description-word"),
    path("job-descriptions/<slug:slug>/original/", OriginalDownloadView.as_view(), name="job-description-original"),
    path("job-descriptions/<slug:slug>/changes/", ChangesView.as_view(), name="job-description-changes"),
    path("search/", search, name="search"),
    path("about/", AboutView.as_view(), name="about"),
    path("accessibility/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon),
    path("healthz", healthz),
    path("admin/", admin.site.urls),
]

handler404 = "techsets.pages.not_found"
handler500 = "techsets.pages.server_error"
