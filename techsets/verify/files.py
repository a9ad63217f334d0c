"""Checks of stored files: those that rows name, and those that no row names."""

from __future__ import annotations

from collections.abc import Iterator

from jobdescriptions.models import Publication, SourceFile, file_storage
from jobdescriptions.stored_files import FOLDERS, StoredFile, find_fault, iterate_stored_files, rewrite_stored_file
from techsets.verify.findings import Finding
from techsets.verify.repairs import in_release


def check(*, quick: bool = False) -> Iterator[Finding]:
    """Yield findings about missing, damaged and unreadable files; ``quick`` compares only sizes."""
    for one in iterate_stored_files():
        if wrong := find_fault(one, quick=quick):
            yield _finding(one, wrong)


def _finding(one: StoredFile, wrong: str) -> Finding:
    if rewrite_stored_file(one) is not None or in_release(one) is not None:
        remedy = "Run manage.py verify --mend, which writes it again, byte for byte."
    else:
        remedy = "Run manage.py verify --mend --from BACKUP with a backup that has it."
        if one.publication is not None:
            remedy += " Until then, readers get a file that is written anew from what was published."
        else:
            remedy += " Until then, this upload cannot be downloaded; the job description itself is whole."
    return Finding(f"File {one.name}", f"It is {wrong}: {one.what}.", remedy, "file")


def strays() -> Iterator[str]:
    """Yield the names of stored files that no row names, such as those of deleted or unfinished imports."""
    storage = file_storage()
    for folder in FOLDERS:
        for name in _names(storage, folder):
            rows = Publication.objects.filter(file=name), SourceFile.objects.filter(file=name)
            if not any(found.exists() for found in rows):
                yield name


def _names(storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in sorted(files))
    for below in sorted(folders):
        yield from _names(storage, f"{folder}/{below}")
