"""Stored files that rows refer to, and their faults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from jobdescriptions.models import Publication, SourceFile, file_storage
from jobdescriptions.publishing import rewrite_word_file
from techsets.common.storage.files import StorageUnavailable, open_verified

#: The folders of the storage with files that rows refer to.
FOLDERS = ("word", "sources")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a row refers to. ``what`` is its display name; ``publication`` the key of its publication, if any."""

    name: str
    sha256: str
    size: int
    what: str
    publication: int | None = None


def iterate_stored_files(**chosen) -> Iterator[StoredFile]:
    """Yield every file that the database refers to, or those that match the lookups ``chosen``, in constant memory.

    Uploads first, then the Word files of all publications, old ones too.
    """
    sources = SourceFile.objects.filter(**chosen).order_by("pk").values_list("name", "file", "sha256", "size")
    for name, file, sha256, size in sources.iterator(chunk_size=500):
        yield StoredFile(file, sha256, size, f"the file “{name}” as its author uploaded it")
    publications = Publication.objects.filter(**chosen).order_by("pk")
    values = publications.values_list("pk", "title", "version", "file", "sha256", "size")
    for pk, title, version, file, sha256, size in values.iterator(chunk_size=500):
        yield StoredFile(file, sha256, size, f"the Word file of “{title}”, version {version}", pk)


def find_fault(one: StoredFile, *, quick: bool = False) -> str:
    """Return "missing", "damaged" or "unreadable" (with the reason), or an empty string for a sound file.

    ``quick`` does not read it, and so finds only damage that changes its size. Raises StorageUnavailable if the
    storage does not answer.
    """
    storage = file_storage()
    try:
        if not storage.exists(one.name):
            return "missing"
        if storage.size(one.name) != one.size:
            return "damaged"
        if not quick:
            open_verified(storage, one.name, one.sha256).close()
    except FileNotFoundError:
        return "missing"
    except StorageUnavailable:
        raise  # Not a fault of the file.
    except OSError as error:
        return f"unreadable: {error.strerror}" if error.strerror else "damaged"
    return ""


def rewrite_stored_file(one: StoredFile) -> bytes | None:
    """Return the rewritten Word file of a publication if its bytes are the published ones, else None."""
    publication = Publication.objects.select_related("job_description").filter(pk=one.publication).first()
    if publication is None:
        return None
    try:
        data = rewrite_word_file(publication)
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == one.sha256 else None
