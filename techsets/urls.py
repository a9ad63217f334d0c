"""Every address of the site; those of charts and of job descriptions are in the ``urls.py`` of their app."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from jobdescriptions.views import ClausesView
from techsets.common.public_pages import public
from techsets.monitoring.views import metrics
from techsets.search.views import search
from techsets.web.pages import AboutView, favicon, healthz, readyz, robots
from techsets.web.security_txt import security_txt
from techsets.web.sitemaps import SITEMAPS

urlpatterns = [
    path("", include("orgcharts.urls")),
    path("job-descriptions/", include("jobdescriptions.urls")),
    path("clauses/", public(ClausesView.as_view()), name="clauses"),
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
