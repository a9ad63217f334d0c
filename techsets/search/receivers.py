"""Receivers that update the search."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from jobdescriptions import signals as job_signals
from jobdescriptions.models import JobDescription
from orgcharts import signals as chart_signals
from orgcharts.models import OrgChart, SupportModel
from techsets.common.reviews import reviewed
from techsets.search import index
from techsets.search.models import Kind

#: Steps (see ``orgcharts.changes.journal``) that change more than positions. A chart begins with its head.
_OF_CHARTS = frozenset({"chart", "create-chart", "delete-chart", "put-in-place"})


@receiver(job_signals.published)
@receiver(job_signals.unpublished)
def job_description_changed(job_description: JobDescription, **kwargs) -> None:
    """Update the entries of a job description and of the positions where it is placed."""
    index.index_job_description(job_description)
    index.index_placements(job_description)


@receiver(chart_signals.chart_changed)
def chart_changed(chart: OrgChart, steps: list[dict[str, Any]] | None = None, **kwargs) -> None:
    """Update the entries of a chart; all of them where no steps are given."""
    index.index_chart(chart, steps or None)
    # The site's own pages show no positions, but which charts there are, and where.
    if any(step["op"] in _OF_CHARTS or (step["op"] == "add" and step["above"] is None) for step in steps or ()):
        index.index_pages()


@receiver(job_signals.published)
@receiver(job_signals.unpublished)
@receiver(chart_signals.site_text_changed)
@receiver(chart_signals.support_model_changed)
@receiver(reviewed)
@receiver(post_delete, sender=JobDescription)
@receiver(post_delete, sender=SupportModel)
@receiver(post_delete, sender=OrgChart)
def pages_changed(**kwargs) -> None:
    """Update the site's own pages, which show site texts, support models and facts of job descriptions."""
    index.index_pages()


@receiver(post_delete, sender=JobDescription)
def job_description_deleted(instance: JobDescription, **kwargs) -> None:
    index.remove_entry(Kind.JOB_DESCRIPTION, instance.pk)


@receiver(post_delete, sender=SupportModel)
def support_model_deleted(instance: SupportModel, **kwargs) -> None:
    index.remove_entry(Kind.SUPPORT_MODEL, instance.pk)


@receiver(post_delete, sender=OrgChart)
def chart_deleted(instance: OrgChart, **kwargs) -> None:
    """Remove the entries of a chart and of its support model, which have the same page."""
    index.index_chart(instance)
    if instance.support_model_id:
        index.remove_entry(Kind.SUPPORT_MODEL, instance.support_model_id)
