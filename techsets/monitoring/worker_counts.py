"""The folder with the counts of all workers of one server (prometheus_client's multiprocess mode).

Each process writes its counts into memory-mapped files of its own, and the one that is scraped adds up all files.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

#: Set for prometheus_client, which reads it when it is imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def prepare(host: str, port: int) -> Path:
    """Return an empty private folder for the counts of the server at ``host`` and ``port``.

    It is a temporary folder, since several machines may share the data folder. Raises OSError where it cannot be made
    or belongs to another account.
    """
    place = hashlib.sha256(f"{host} {port}".encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"techsets-metrics-{os.getuid()}-{place}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else.")
    folder.chmod(0o700)
    for path in folder.iterdir():
        path.unlink()
    return folder


def remove_ended_workers(folder: Path) -> None:
    """Remove the gauges of workers that ended. Their counters stay, because a counter never falls.

    Two workers may do it at the same time.
    """
    from prometheus_client.multiprocess import mark_process_dead

    for path in folder.glob("*.db"):
        pid = int(path.stem.rpartition("_")[2])
        with suppress(FileNotFoundError):
            if _is_alive(pid):
                continue
            mark_process_dead(pid, str(folder))
            if not path.stat().st_size:  # The worker was killed while it made the file.
                path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # The id was reused by another account's process.
        return False
    return True
