"""Every address of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.generic import TemplateView

from jobdescriptions.version_views import ChangesView
from jobdescriptions.views import JobDescriptionView, OriginalDownloadView, WordDownloadView
from orgcharts.catalogue import CatalogueView
from orgcharts.spreadsheet.views import chart_table
from orgcharts.tree.index_numbers import INDEX_NUMBER
from orgcharts.views import ChartView, HomeView, PositionView
from techsets.cache.public_answers import public
from techsets.monitoring.views import metrics
from techsets.search.views import search
from techsets.web.context import PERMISSION
from techsets.web.pages import AboutView, favicon, healthz, readyz, robots, to_support_models
from techsets.web.security_txt import security_txt
from techsets.web.sitemaps import SITEMAPS

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
    path("job-descriptions/", public(CatalogueView.as_view()), name="job-descriptions"),
    path("job-descriptions/<slug:slug>/", public(JobDescriptionView.as_view()), name="job-description"),
    path("job-descriptions/<slug:slug>/word/", public(WordDownloadView.as_view()), name="job-description-word"),
    path(
        "job-descriptions/<slug:slug>/original/",
        public(OriginalDownloadView.as_view()),
        name="job-description-original",
    ),
    path("job-descriptions/<slug:slug>/changes/", public(ChangesView.as_view()), name="job-description-changes"),
    path("search/", public(search), name="search"),
    path("about/", public(AboutView.as_view()), name="about"),
    path("accessibility/", public(TemplateView.as_view(template_name="accessibility.html")), name="accessibility"),
    path("sitemap.xml", public(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", public(robots), name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

handler403 = "techsets.web.pages.forbidden"
handler404 = "techsets.web.pages.not_found"
handler500 = "techsets.web.pages.server_error"
