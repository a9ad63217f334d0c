"""Stored files: each that a row names is there and whole; those that no row names are told, too."""

from __future__ import annotations

from collections.abc import Iterator

from jobdescriptions.models import Publication, SourceFile, file_storage
from jobdescriptions.stored_files import FOLDERS, StoredFile, find_fault, iterate_stored_files, rewrite_stored_file
from techsets.verify.findings import Finding
from techsets.verify.repairs import in_release


def check(*, quick: bool = False) -> Iterator[Finding]:
    """Yield every stored file that is missing, damaged or cannot be read; ``quick`` looks only at its size."""
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
    """Yield the names of files in the site's folders of the storage that no row names. They do no harm.

    An import or a publication that was not finished leaves one, and so does whatever was deleted.
    """
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
