"""What begins another edition of the site."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.dispatch import receiver

from jobdescriptions import signals as job_signals
from jobdescriptions.models import JobDescription
from orgcharts import signals as chart_signals
from orgcharts.models import OrgChart, SupportModel
from techsets.cache.content_version import note_change


@receiver(chart_signals.chart_changed)
@receiver(chart_signals.support_model_changed)
@receiver(chart_signals.site_text_changed)
@receiver(job_signals.published)
@receiver(job_signals.unpublished)
@receiver(post_delete, sender=JobDescription)
@receiver(post_delete, sender=OrgChart)
@receiver(post_delete, sender=SupportModel)
def public_changed(**kwargs) -> None:
    """Of a draft chart too: one that has just ceased to be public is told of like one that never was."""
    note_change()
