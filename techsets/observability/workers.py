"""The folder in which the workers of one server keep their counts, and what becomes of those of workers that ended.

prometheus_client's multiprocess mode: each process writes its counts into files of its own, mapped into memory, and
whichever is asked for the metrics adds up all files.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Set for prometheus_client, which reads it when it is imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_NAME = re.compile(r"(?P<kind>counter|histogram|gauge_[a-z]+)_(?P<pid>\d+)\.db")


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


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that no worker adds up what another is just putting together."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fold(folder: Path) -> None:
    """Add the counts of workers that ended to one file for each kind, and forget their gauges.

    A counter never falls, so what they counted stays. Call it with the folder held.
    """
    from prometheus_client.mmap_dict import MmapedDict

    for path in sorted(folder.iterdir()):
        found = _NAME.fullmatch(path.name)
        if found is None or _is_alive(int(found["pid"])):
            continue
        if found["kind"] in {"counter", "histogram"} and path.stat().st_size:  # 0: killed while it made the file.
            total = MmapedDict(str(folder / f"{found['kind']}_ended.db"))
            try:
                for key, value, _, _ in MmapedDict.read_all_values_from_file(str(path)):
                    total.write_value(key, total.read_value(key)[0] + value, 0.0)
            finally:
                total.close()
        path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # Somebody else's by now: ours would take a signal.
        return False
    return True
