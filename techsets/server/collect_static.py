"""Collects the static files if any has changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def collect(say: Callable[[str], object]) -> None:
    """Collect and compress the static files unless none has changed; report progress to ``say``."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _digest()
    if stamp.exists() and stamp.read_text() == digest and is_complete(Path(settings.STATIC_ROOT)):
        say("Static files: up to date")
        return
    say("Static files: collecting and compressing ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def is_complete(folder: Path) -> bool:
    """Say whether every file in the manifest exists; True where no manifest is used."""
    if not hasattr(staticfiles_storage, "manifest_name"):
        return True
    try:
        names = json.loads((folder / staticfiles_storage.manifest_name).read_text())["paths"].values()
    except (OSError, ValueError, KeyError):
        return False
    return all((folder / name).exists() for name in names)


def _digest() -> str:
    """Return a digest of the names, sizes and modification times of all static files."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            state = os.stat(storage.path(name))
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
