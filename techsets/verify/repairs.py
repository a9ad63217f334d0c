"""Repairs that need no decision: nothing is guessed, and nothing that people wrote is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from jobdescriptions.models import file_storage
from jobdescriptions.stored_files import StoredFile, find_fault, iterate_stored_files, rewrite_stored_file
from orgcharts.changes.lock import changing, lock_across_charts
from orgcharts.models import OrgChart, Position
from techsets.accounts.groups import set_up_groups
from techsets.backup.archive import Archive
from techsets.backup.manifest import FILES
from techsets.common.storage.files import replace_file
from techsets.common.text import format_count
from techsets.search.index import rebuild


@cache
def _released() -> dict[str, Path]:
    """Return the Word files of the reference content that come with the software, by SHA-256."""
    found = sorted((settings.BASE_DIR / "fixtures" / "word").glob("**/*.docx"))
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in found}


def in_release(one: StoredFile) -> bytes | None:
    """Return the bytes of a stored file if it comes with the software, else None."""
    path = _released().get(one.sha256)
    return path.read_bytes() if path else None


def repair_files(archive: Archive | None, say: Callable[[str], None]) -> None:
    """Replace every missing or damaged file whose bytes (by SHA-256) can be had.

    They come from the publication, the software, or ``archive``, a backup. Raises OSError where one cannot be stored.
    """
    for one in list(_damaged_files()):
        data = rewrite_stored_file(one) or in_release(one)
        member = FILES + one.name
        if data is None and archive is not None and member in archive.manifest.members:
            kept = archive.read(member)
            data = kept if hashlib.sha256(kept).hexdigest() == one.sha256 else None
        if data is not None:
            replace_file(file_storage(), one.name, ContentFile(data))
            say(f"Mended: {one.name}, {one.what}.")


def _damaged_files() -> Iterable[StoredFile]:
    return (one for one in iterate_stored_files() if find_fault(one))


def repair_tree(say: Callable[[str], None]) -> None:
    """Recompute depths and child counts, and close gaps in index numbers, under the locks of all charts."""
    with transaction.atomic(), ExitStack() as stack:
        for chart in OrgChart.objects.order_by("pk"):
            stack.enter_context(changing(chart))
        lock_across_charts()
        Position.objects.fix_tree(fix_paths=True)
    say("Mended: the trees of all charts were counted anew, and gaps closed.")


def repair_search(say: Callable[[str], None]) -> None:
    """Rebuild the search."""
    say(f"Mended: the search finds {format_count(rebuild(), 'thing', 'things')}.")


def repair_groups(say: Callable[[str], None]) -> None:
    """Create missing groups of staff, and add the permissions that they lack."""
    say(f"Mended: groups of staff, {format_count(sum(set_up_groups().values()), 'right', 'rights')} given.")
