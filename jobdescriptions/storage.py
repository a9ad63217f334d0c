"""Files on disk that are either whole or not there."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage


class AtomicFileSystemStorage(FileSystemStorage):
    """A file system storage that never shows half a file.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and take their name in one step; a
    process that is killed in between leaves at most a temporary file whose name begins with ``.part-``.
    """

    def _save(self, name, content):
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(draft, 0o644 if self.file_permissions_mode is None else self.file_permissions_mode)
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name


def keep(storage, folder: str, data: bytes) -> tuple[str, str]:
    """Keep ``data`` in ``folder`` of ``storage`` under its SHA-256 and return (name in the storage, SHA-256 in hex).

    The same bytes have the same name, so keeping them twice is harmless, also for two processes at once.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.docx"
    if not storage.exists(name) or storage.size(name) != len(data):
        if storage.exists(name):
            storage.delete(name)
        storage.save(name, ContentFile(data))
    return name, digest
