"""The folder in which the workers of one server keep their counts, and what becomes of those of workers that ended.

prometheus_client's multiprocess mode: each process writes its counts into files of its own, mapped into memory, and
whichever is asked for the metrics adds up all files.
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
    """Return the empty folder for the counts of the server at ``host`` and ``port``, for this account alone.

    It is among the temporary files, which are on this machine, unlike a data folder that several share. Raises OSError
    where it cannot be made, or where something of somebody else's has its name.
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
    """Forget the gauges of workers that ended. Their counts stay in their files, because a counter never falls.

    Two workers may do it at the same time.
    """
    from prometheus_client.multiprocess import mark_process_dead

    for path in folder.glob("*.db"):
        pid = int(path.stem.rpartition("_")[2])
        with suppress(FileNotFoundError):
            if _is_alive(pid):
                continue
            mark_process_dead(pid, str(folder))
            if not path.stat().st_size:  # The worker was killed while it made the file, which nobody could read.
                path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # Somebody else's by now: ours would take a signal.
        return False
    return True
