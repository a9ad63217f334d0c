"""Checks of data beside the content: the search, the history, the permissions of groups."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.db import DatabaseError, OperationalError, connection
from django.db.models import Max

from jobdescriptions.models import Clause, JobDescription, Publication
from orgcharts.models import OrgChart, Position, SiteText, SupportModel
from techsets.accounts.groups import GROUPS
from techsets.common.text import format_count
from techsets.history.models import Change
from techsets.history.models import Kind as Changed
from techsets.search import index
from techsets.search.models import Kind, SearchEntry, SynonymGroup
from techsets.verify.findings import FROM_BACKUP, UNREADABLE, Finding

_REBUILD = "Run manage.py rebuild_search (or verify --mend)."
_COMPARED = ("title", "title_key", "title_terms", "body", "body_terms")


def check_search(*, quick: bool = False) -> Iterator[Finding]:
    """Yield findings about outdated, missing and surplus entries of the search; ``quick`` compares no texts."""
    try:
        outdated, missing, surplus = (0, *_count()) if quick else _compare()
    except UNREADABLE as error:
        text = f"It cannot be compared with the site, because something there cannot be read ({error})."
        yield Finding("Search", text, "Repair what else is named here, then verify again.")
        return

    for count, what in (
        (missing, ("thing on the site cannot be found", "things on the site cannot be found")),
        (outdated, ("thing on the site is found as it was before", "things on the site are found as they were before")),
        (
            surplus,
            ("thing is found that is not on the site any more", "things are found that are not on the site any more"),
        ),
    ):
        if count > 0:
            yield Finding("Search", f"{format_count(count, *what)}.", _REBUILD, "search")


def _count() -> tuple[int, int]:
    """Return the numbers of missing and of surplus entries."""
    missing = surplus = 0
    for kind, name, things in (
        (Kind.JOB_DESCRIPTION, "job_description_id", Publication.objects.current().order_by()),
        (Kind.POSITION, "pk", Position.objects.published().order_by()),
        (Kind.SUPPORT_MODEL, "pk", SupportModel.objects.on_the_site().order_by()),
    ):
        entries = SearchEntry.objects.filter(kind=kind)
        missing += things.exclude(**{f"{name}__in": entries.values("object_id")}).count()
        surplus += entries.exclude(object_id__in=things.values(name)).count()
    return missing, surplus


def _compare() -> tuple[int, int, int]:
    """Return the number of outdated entries, and what ``_count`` returns."""
    outdated = missing = seen = 0
    for batch in index.batched(index.all_contents()):
        expected = {(one.kind, one.object_id): index.build_entry(one) for one in batch}
        found = SearchEntry.objects.filter(object_id__in={key for _, key in expected})
        there = {(one.kind, one.object_id): one for one in found}
        for key, entry in expected.items():
            if key not in there:
                missing += 1
            elif any(getattr(entry, name) != getattr(there[key], name) for name in _COMPARED):
                outdated += 1
        seen += len(expected)
    return outdated, missing, SearchEntry.objects.count() + missing - seen


def check_search_index() -> Iterator[Finding]:
    """Yield a finding if SQLite's full-text index differs from its entries. Takes the write lock for a moment."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL generates its index column.
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES('integrity-check', 1)")
    except OperationalError:
        return  # It is read-only or locked: it cannot be checked.
    except DatabaseError as error:
        yield Finding("Search", f"Its index differs from its entries ({error}).", _REBUILD, "search")


def check_history(*, quick: bool = False) -> Iterator[Finding]:
    """Yield changes that cannot be read, and objects that are older than their history."""
    for kind, model in (
        (Changed.CHART, OrgChart),
        (Changed.JOB_DESCRIPTION, JobDescription),
        (Changed.SUPPORT_MODEL, SupportModel),
        (Changed.SITE_TEXT, SiteText),
        (Changed.CLAUSE, Clause),
        (Changed.SYNONYMS, SynonymGroup),
    ):
        revisions = dict(model.objects.order_by().values_list("pk", "revision"))
        last = Change.objects.filter(kind=kind).order_by().values("object_id").annotate(last=Max("revision"))
        for object_id, revision in last.values_list("object_id", "last").iterator():
            if revision is not None and revisions.get(object_id, revision) < revision:
                text = f"It is older than its own history: revision {revisions[object_id]} of {revision}."
                yield Finding(f"{kind.label} {object_id}", text, FROM_BACKUP)
    if quick:
        return
    rows = Change.objects.exclude(packed=None).order_by("pk").values_list("pk", "packed")
    for pk, packed in rows.iterator(chunk_size=50):
        try:
            json.loads(zlib.decompress(packed))
        except (zlib.error, ValueError):
            text = "The data to undo it is damaged; neither it nor what was before it can be undone."
            yield Finding(f"History, change {pk}", text, FROM_BACKUP)


def check_groups() -> Iterator[Finding]:
    """Yield groups of staff that are missing or lack permissions."""
    remedy = "Run manage.py set_up_groups (or verify --mend)."
    for name, rights in GROUPS.items():
        group = Group.objects.filter(name=name).first()
        if group is None:
            yield Finding(f"Group {name}", "It is missing.", remedy, "groups")
            continue
        has = group.permissions.values_list("content_type__app_label", "codename")
        lacking = set(rights).difference(f"{app}.{codename}" for app, codename in has)
        if lacking:
            yield Finding(f"Group {name}", f"It lacks rights: {', '.join(sorted(lacking))}.", remedy, "groups")
