"""Receivers that begin another content version."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.dispatch import receiver

from jobdescriptions import signals as job_signals
from jobdescriptions.models import JobDescription
from orgcharts import signals as chart_signals
from orgcharts.models import OrgChart, SupportModel
from techsets.cache.content_version import note_change
from techsets.common.reviews import reviewed
from techsets.search.signals import synonyms_changed


@receiver(chart_signals.chart_changed)
@receiver(chart_signals.support_model_changed)
@receiver(chart_signals.site_text_changed)
@receiver(job_signals.published)
@receiver(job_signals.unpublished)
@receiver(job_signals.occupation_pay_changed)
@receiver(reviewed)
@receiver(job_signals.clause_changed)
@receiver(synonyms_changed)
@receiver(post_delete, sender=JobDescription)
@receiver(post_delete, sender=OrgChart)
@receiver(post_delete, sender=SupportModel)
def public_changed(**kwargs) -> None:
    """Begin another version for draft charts too, since a chart that has just become a draft sends the same signal."""
    note_change()
