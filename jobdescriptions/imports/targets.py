"""The targets of pending imports: which draft each file replaces, as data and in sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from jobdescriptions.clauses.library import share_library
from jobdescriptions.imports.stored_readings import is_current
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.states import State, get_state, with_states


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A pending import with its title, a sentence about its target, and an earlier file with the same target.

    ``title`` and ``becomes`` are empty if the file has not been read since the site was upgraded.
    """

    pending: PendingImport
    title: str
    becomes: str
    same_as: str = ""


def find_targets(waiting: Sequence[PendingImport]) -> dict[int, JobDescription]:
    """Return the default target of each file, by the file's key, in at most eight queries.

    It is the job description from which the upload was started, or else the one whose text came from the same file, or
    else the one with the same title. Files without a target are left out. Job descriptions come from
    ``states.with_states``.
    """
    chosen = {one.pk: one.job_description_id for one in waiting if one.job_description_id}
    left = [one for one in waiting if one.pk not in chosen]
    by_file = _find_by_source({one.sha256 for one in left if one.sha256})
    chosen |= {one.pk: by_file[one.sha256] for one in left if one.sha256 in by_file}
    left = [one for one in left if one.pk not in chosen]
    by_title = _find_by_title({one.title for one in left if one.title})
    chosen |= {one.pk: by_title[key] for one in left if (key := one.title.casefold()) in by_title}
    jobs = with_states(JobDescription.objects.filter(pk__in=set(chosen.values()))).in_bulk() if chosen else {}
    share_library(jobs.values())
    return {key: jobs[job] for key, job in chosen.items() if job in jobs}


def _find_by_source(digests: Collection[str]) -> dict[str, int]:
    """Return the key of the job description of each source file that has exactly one."""
    if not digests:
        return {}
    found: dict[str, list[int]] = {}
    pairs = JobDescription.objects.filter(source__sha256__in=digests).values_list("source__sha256", "pk")
    for sha256, pk in pairs.order_by():
        found.setdefault(sha256, []).append(pk)
    return {sha256: keys[0] for sha256, keys in found.items() if len(keys) == 1}


def _find_by_title(titles: Collection[str]) -> dict[str, int]:
    """Return the key of the first job description with each title, by casefolded title.

    Compared in Python, because SQLite folds ASCII only, and one query per title would be slow.
    """
    wanted = {title.casefold() for title in titles}
    found: dict[str, int] = {}
    for pk, title in JobDescription.objects.values_list("pk", "title") if wanted else ():
        if (key := title.casefold()) in wanted:
            found.setdefault(key, pk)
    return found


def describe_target(job: JobDescription | None) -> str:
    """Return sentences about what saving a file as ``job`` (from ``states.with_states``) would do."""
    if job is None:
        return "It becomes a new job description: a draft, which the public does not see."
    name = f"“{job}” ({job.document_number})"
    edited = date_format(timezone.localtime(job.updated_at), "F j, Y, g:i a")
    state = get_state(job)
    if state == State.NEW:
        return f"It replaces the draft of {name}, last edited on {edited}, which was never published."
    if state == State.UNPUBLISHED:
        return f"It replaces the draft of {name}. The public does not see that one now, and goes on not seeing it."
    public = f"The public goes on seeing version {job.published_version} until you publish the draft."
    if state == State.CURRENT:
        return f"It replaces the draft of {name}. {public}"
    return (
        f"It replaces the draft of {name}. {public} That draft has changes that were never published, last edited on "
        f"{edited}: they are replaced, too."
    )


def list_waiting_files(waiting, *, may_replace: bool) -> list[WaitingFile]:
    """Return the pending imports of the queryset ``waiting`` with their targets, without reading the files.

    ``may_replace`` is False for users who may only add job descriptions.
    """
    files = list(waiting.defer("data", "reading"))
    current = [one for one in files if is_current(one)]
    targets = find_targets(current) if may_replace else {}
    found, seen = [], {}
    for pending in files:
        if not is_current(pending):
            found.append(WaitingFile(pending, "", ""))
            continue
        job = targets.get(pending.pk)
        key = job.pk if job else pending.title.casefold()
        found.append(WaitingFile(pending, pending.title, describe_target(job), seen.get(key, "")))
        seen.setdefault(key, pending.name)
    return found
