"""Running LibreOffice over files, in a profile of its own and without anything left behind."""

import os
import signal
import subprocess
from pathlib import Path


def convert(soffice: str, folder: Path, names: list[str], to: str, out: Path, seconds: int) -> str:
    """Convert these files of a folder, all in one run, into the folder ``out``; return what LibreOffice said.

    ``to`` is the format and filter as LibreOffice names them. Raises ``subprocess.TimeoutExpired`` after ``seconds``.
    """
    command = [
        *(soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
        *("--convert-to", to, "--outdir", str(out), *(str(folder / name) for name in names)),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    finally:
        # The program starts another one, which would outlive it.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return said
