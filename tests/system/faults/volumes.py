"""Small disks of a test's own, which it may fill and make read-only."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from pathlib import Path

import pytest


class Volume:
    """A file system in memory, mounted at ``folder``."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        done = self._run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
        if done.returncode:
            # As anybody but root, or where a container may not.
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"No disk can be mounted here: {done.stderr}")

    @staticmethod
    def _run(*command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    def fill(self, but: int = 0) -> None:
        """Leave no space, ``but`` so many bytes."""
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            size = 1 << 20
            while size >= 512:
                try:
                    if not filler.write(b"x" * size):
                        size //= 2
                except OSError as error:
                    assert error.errno == errno.ENOSPC
                    size //= 2
            if but:
                filler.truncate(filler.tell() - but)

    def empty(self) -> None:
        (self.folder / "filler").unlink()

    def make(self, what: str) -> None:
        """Make it read-only (``ro``) or writable (``rw``)."""
        until = time.monotonic() + 10
        while (done := self._run("mount", "-o", f"remount,{what}", str(self.folder))).returncode:
            # Processes that have been killed close their files a moment later.
            assert time.monotonic() < until, done.stderr
            time.sleep(0.1)

    def remove(self) -> None:
        self._run("umount", "--lazy", str(self.folder))
