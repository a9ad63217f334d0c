"""The sitemap: every public page."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from jobdescriptions.models import Publication
from orgcharts.models import OrgChart, Position


class PageSitemap(Sitemap):
    def items(self):
        return ["home", "job-descriptions", "roles-added", "clauses", "about", "accessibility"]

    def location(self, item):
        return reverse(item)


class ChartSitemap(Sitemap):
    def items(self):
        return OrgChart.objects.published()


class PositionSitemap(Sitemap):
    def items(self):
        return Position.objects.filter(chart__support_model__isnull=False).select_related("chart")


class JobDescriptionSitemap(Sitemap):
    def items(self):
        return Publication.objects.current().defer("content")

    def location(self, item):
        return item.job_description.get_absolute_url()

    def lastmod(self, item):
        return item.published_at


SITEMAPS = {
    "pages": PageSitemap,
    "charts": ChartSitemap,
    "positions": PositionSitemap,
    "job-descriptions": JobDescriptionSitemap,
}
