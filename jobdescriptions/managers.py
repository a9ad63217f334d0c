"""Named queries over job descriptions and their publications."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import F, Max


class JobDescriptionQuerySet(models.QuerySet):
    def published(self) -> JobDescriptionQuerySet:
        """Return the published job descriptions."""
        return self.filter(published_version__isnull=False)

    def next_number(self) -> int:
        """Reserve and return the next document number. Call it inside the transaction that uses it."""
        last_number = apps.get_model("jobdescriptions", "LastNumber").objects
        last_number.get_or_create(pk=1, defaults={"number": 0})
        last = last_number.select_for_update().get(pk=1)
        last.number = max(last.number, self.aggregate(highest=Max("number"))["highest"] or 0) + 1
        last.save()
        return last.number


class PublicationQuerySet(models.QuerySet):
    def current(self) -> PublicationQuerySet:
        """Return the current publication of each published job description, from A to Z."""
        return self.filter(version=F("job_description__published_version")).select_related("job_description")

    def with_district_figure(self) -> PublicationQuerySet:
        """Return those with a figure of pay for the same or a close job."""
        return self.filter(has_district_figure=True)

    def added(self) -> PublicationQuerySet:
        """Return those that the original lists do not have, without their texts, from A to Z."""
        return self.exclude(added_year="").defer("content").order_by("title", "pk")


class OewsFigureQuerySet(models.QuerySet):
    def for_page(self, soc_code: str) -> OewsFigureQuerySet:
        """Return the figures of all releases for an occupation, the newest release first, in the order of pages."""
        return self.filter(soc_code=soc_code).order_by("-year", "area_type", "area_title")

    def find_shown_year(self) -> int | None:
        """Return the year of the release that pages show: the newest with the nation's schools and California."""
        kinds: dict[int, set[int]] = {}
        for year, kind in self.order_by("-year").values_list("year", "area_type").distinct():
            kinds.setdefault(year, set()).add(kind)
        whole = (year for year, found in kinds.items() if {1, 2} <= found)
        return next(whole, next(iter(kinds), None))
