"""Metrics that are looked up at the time of scraping."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max
from django.db.utils import InterfaceError
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from jobdescriptions.models import Publication
from orgcharts.models import SupportModel
from techsets.history.models import Change
from techsets.monitoring import readiness

#: Names and descriptions of gauges from the database.
_FROM_DATABASE = {
    "techsets_last_change_timestamp_seconds": "When staff last changed something, as the history tells it.",
    "techsets_published_job_descriptions": "Job descriptions that the public sees.",
    "techsets_published_charts": "Charts that the public sees.",
}


class SiteGauges:
    """A collector for prometheus_client. ``build`` has the labels of ``techsets_build_info``."""

    def __init__(self, build: dict[str, str]) -> None:
        self._build = build

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; those from the database are left out while it does not answer."""
        yield InfoMetricFamily("techsets_build", "The release that runs.", value=self._build)
        ready = GaugeMetricFamily("techsets_ready", "1 where /readyz says ok, else 0.", labels=["check"])
        problems = readiness.check()
        for name, problem in problems.items():
            ready.add_metric([name], 0 if problem else 1)
        yield ready
        free = _free_bytes()
        if free is not None:
            yield GaugeMetricFamily("techsets_data_free_bytes", "Room on the disk of the data folder.", value=free)
        for name, value in (_look_up() if not problems["database"] else {}).items():
            yield GaugeMetricFamily(name, _FROM_DATABASE[name], value=value)


def _free_bytes() -> int | None:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return None


def _look_up() -> dict[str, float]:
    try:
        last = Change.objects.aggregate(last=Max("made_at"))["last"]
        values = [
            last.timestamp() if last else 0,
            Publication.objects.current().count(),
            SupportModel.objects.on_the_site().count(),
        ]
    except (DatabaseError, InterfaceError):
        return {}
    return dict(zip(_FROM_DATABASE, values, strict=True))
