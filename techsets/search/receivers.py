"""What the search does when something changes on the site."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from jobdescriptions import signals as job_signals
from jobdescriptions.models import JobDescription
from orgcharts import signals as chart_signals
from orgcharts.models import OrgChart, SupportModel
from techsets.search import index
from techsets.search.models import Kind

#: Steps (see ``orgcharts.changes.journal``) that change more than positions. A chart begins with its head.
_OF_CHARTS = frozenset({"chart", "create-chart", "delete-chart", "put-in-place"})


@receiver(job_signals.published)
@receiver(job_signals.unpublished)
def job_description_changed(job_description: JobDescription, **kwargs) -> None:
    """A job description is found as published, and positions by the titles of published ones only."""
    index.index_job_description(job_description)
    index.index_placements(job_description)


@receiver(chart_signals.chart_changed)
def chart_changed(chart: OrgChart, steps: list[dict[str, Any]] | None = None, **kwargs) -> None:
    """Where only something beside the chart has changed, such as its support model, everything is written anew."""
    index.index_chart(chart, steps or None)
    # The site's own pages show no positions, but which charts there are, and where.
    if any(step["op"] in _OF_CHARTS or (step["op"] == "add" and step["above"] is None) for step in steps or ()):
        index.index_pages()


@receiver(job_signals.published)
@receiver(job_signals.unpublished)
@receiver(chart_signals.site_text_changed)
@receiver(chart_signals.support_model_changed)
@receiver(post_delete, sender=JobDescription)
@receiver(post_delete, sender=SupportModel)
@receiver(post_delete, sender=OrgChart)
def pages_changed(**kwargs) -> None:
    """The site's own pages show texts of the site, the support models, and what all published job descriptions have."""
    index.index_pages()


@receiver(post_delete, sender=JobDescription)
def job_description_deleted(instance: JobDescription, **kwargs) -> None:
    index.remove_entry(Kind.JOB_DESCRIPTION, instance.pk)


@receiver(post_delete, sender=SupportModel)
def support_model_deleted(instance: SupportModel, **kwargs) -> None:
    index.remove_entry(Kind.SUPPORT_MODEL, instance.pk)


@receiver(post_delete, sender=OrgChart)
def chart_deleted(instance: OrgChart, **kwargs) -> None:
    """The page of a support model is that of its chart: without it there is nothing to find."""
    index.index_chart(instance)
    if instance.support_model_id:
        index.remove_entry(Kind.SUPPORT_MODEL, instance.support_model_id)
