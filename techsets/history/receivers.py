"""Receivers that record changes in the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.db.models import Max
from django.db.models.signals import post_save
from django.dispatch import receiver

from jobdescriptions import signals as job_signals
from jobdescriptions.clauses.editing import FIELDS
from jobdescriptions.models import Clause, JobDescription
from jobdescriptions.word.clauses import spell_key
from orgcharts import signals as chart_signals
from orgcharts.changes.descriptions import describe_steps
from orgcharts.models import OrgChart, SiteText, SupportModel
from techsets.common.reviews import Reviewable, reviewed
from techsets.history.models import Change, Kind
from techsets.history.recording import record
from techsets.search.models import SynonymGroup
from techsets.search.signals import synonyms_changed as synonyms_changed_signal

#: Apps whose changes are taken from Django's admin log: accounts, and devices of the second factor.
_LOGGED_BY_DJANGO = {"auth", "otp_totp", "otp_static", "axes"}


@receiver(chart_signals.chart_changed)
def chart_changed(
    chart: OrgChart, steps: list[dict[str, Any]] = (), message: str = "", undoes: Change | None = None, **kwargs
) -> None:
    """Record the steps of a chart; nothing where only something beside the chart has changed.

    An undo is recorded even without steps, such as that of a placement whose job description has been deleted:
    otherwise it would stay the next one to undo for ever.
    """
    if steps or undoes is not None:
        details = {"steps": list(steps)}
        message = message or describe_steps(steps)
        record(Kind.CHART, chart.pk, chart.title, message, details=details, revision=chart.revision, undoes=undoes)


@receiver(chart_signals.last_changes_asked)
def last_changes(charts: list[int], **kwargs) -> dict[int, tuple[datetime, str]]:
    """Return when and by whom each of ``charts`` was last changed, as far as recorded; one query."""
    latest = Change.objects.filter(kind=Kind.CHART, object_id__in=charts).order_by()
    latest = latest.values("object_id").annotate(latest=Max("pk")).values("latest")
    return {
        pk: (made_at, who)
        for pk, made_at, who in Change.objects.filter(pk__in=latest).values_list("object_id", "made_at", "who")
    }


@receiver(job_signals.edited)
def job_description_edited(
    job_description: JobDescription, before: dict[str, Any] | None, after: dict[str, Any] | None, message: str, **kwargs
) -> None:
    details = {"state": after}
    earlier = Change.objects.of(Kind.JOB_DESCRIPTION, job_description.pk)
    if before is not None and (after is None or not earlier.exclude(packed=None).exists()):
        details["before"] = before  # It was deleted, or existed before the history.
    title = (after or before or {}).get("title", job_description.title)
    record(Kind.JOB_DESCRIPTION, job_description.pk, title, message, details=details, revision=job_description.revision)


@receiver(job_signals.published)
def job_description_published(job_description: JobDescription, **kwargs) -> None:
    message = f"Published version {job_description.published_version}.{_describe_clauses(job_description)}"
    record(Kind.JOB_DESCRIPTION, job_description.pk, job_description.title, message)


def _describe_clauses(job: JobDescription) -> str:
    """Return sentences, each after a space, about clauses of other versions than in the last publication."""
    latest = job.publications.order_by("-version").values_list("content__clauses", flat=True)[:2]
    after, before = (dict(one or {}) for one in (*latest, None)[:2])
    return "".join(
        f" The clause “{spell_key(key)}” changed from version {before[key]} to version {version}."
        for key, version in after.items()
        if before.get(key, version) != version
    )


@receiver(job_signals.unpublished)
def job_description_unpublished(job_description: JobDescription, **kwargs) -> None:
    record(Kind.JOB_DESCRIPTION, job_description.pk, job_description.title, "Unpublished.")


@receiver(chart_signals.support_model_changed)
def support_model_changed(support_model: SupportModel, before: dict[str, Any], after: dict[str, Any], **kwargs) -> None:
    _texts_changed(Kind.SUPPORT_MODEL, support_model, before, after)


@receiver(chart_signals.site_text_changed)
def site_text_changed(site_text: SiteText, before: dict[str, Any], after: dict[str, Any], **kwargs) -> None:
    _texts_changed(Kind.SITE_TEXT, site_text, before, after)


def _texts_changed(kind: Kind, row: SupportModel | SiteText, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = [name for name in after if after[name] != before.get(name)]
    if not changed:
        return
    details = {"state": after}
    if not Change.objects.of(kind, row.pk).exclude(packed=None).exists():
        details["before"] = before
    message = f"Edited “{row}”: {', '.join(changed)}."
    record(kind, row.pk, str(row), message, details=details, revision=row.revision)


@receiver(reviewed)
def review_recorded(row: Reviewable, before: str, after: str, **kwargs) -> None:
    kinds = {JobDescription: Kind.JOB_DESCRIPTION, SupportModel: Kind.SUPPORT_MODEL, SiteText: Kind.SITE_TEXT}
    message = f"Marked as reviewed. {after}" if after else "Took the record of the last review away."
    record(kinds[type(row)], row.pk, str(row), f"{message} Before: {before or 'no review was recorded.'}")


@receiver(job_signals.clause_changed)
def clause_changed(clause: Clause, before: dict[str, Any] | None, after: dict[str, Any] | None, **kwargs) -> None:
    """Record an edit of a clause, with the number of the version if its wording is another one."""
    details = {"state": after} if after is not None else {"state": None, "before": before}
    if before is not None and not Change.objects.of(Kind.CLAUSE, clause.pk).exists():
        details["before"] = before
    if after is None:
        message = f"Deleted “{before['name']}”."
    elif before is None:
        message = f"Added “{clause}”."
    else:
        labels = {name: str(Clause._meta.get_field(name).verbose_name) for name in FIELDS}
        changed = [labels[name] for name in FIELDS if after[name] != before[name]]
        version = f" It is version {after['version']} now." if after["version"] != before["version"] else ""
        message = f"Edited “{clause}”: {', '.join(changed)}.{version}"
    record(Kind.CLAUSE, clause.pk, (after or before)["name"], message, details=details, revision=clause.revision)


@receiver(synonyms_changed_signal)
def synonyms_changed(
    group: SynonymGroup, before: dict[str, Any] | None, after: dict[str, Any] | None, **kwargs
) -> None:
    if before == after:
        return
    details = {"state": after}
    if before is not None and (after is None or not Change.objects.of(Kind.SYNONYMS, group.pk).exists()):
        details["before"] = before
    done = "Added" if before is None else "Deleted" if after is None else "Edited"
    changed = [name.replace("_", " ") for name in after or () if before and after[name] != before[name]]
    message = f"{done} the synonyms “{group}”{': ' + ', '.join(changed) if changed else ''}."
    record(Kind.SYNONYMS, group.pk, str(group), message, details=details, revision=group.revision)


@receiver(post_save, sender=LogEntry)
def logged_by_django(instance: LogEntry, created: bool, **kwargs) -> None:
    """Record changes of accounts, which Django's forms write into its admin log."""
    content_type = instance.content_type
    if not created or content_type is None or content_type.app_label not in _LOGGED_BY_DJANGO:
        return
    done = {ADDITION: "Added", DELETION: "Deleted"}.get(instance.action_flag, "Changed")
    changes = instance.get_change_message() if done == "Changed" else ""
    message = f"{done} the {content_type.name} “{instance.object_repr}”. {changes}".strip()
    key = str(instance.object_id or "")
    object_id = int(key) if key.isdecimal() else None
    record(Kind.ACCOUNT, object_id, instance.object_repr, message, user=instance.user)
