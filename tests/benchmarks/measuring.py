"""What the benchmarks of serving share: starting servers, asking them, what it cost, and the table of the goals."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def processes_of(pid: int) -> list[int]:
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid, *(one for child in children for one in processes_of(int(child)))]


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process and those below it have taken."""
    ticks = 0
    for one in processes_of(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def fetch(address: str, coding: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept-Encoding": coding or "identity"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def memory(pid: int) -> float:
    """Return the most megabytes that a process, or one below it, has had in memory."""
    most = 0
    for one in processes_of(pid):
        lines = Path(f"/proc/{one}/status").read_text().splitlines()
        most = max(most, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM")))
    return most / 1024


def load(address: str, coding: str, pid: int) -> tuple[float, float]:
    """Return requests a second, and CPU microseconds for each request, of two seconds of asking."""
    before = cpu(pid)
    printed = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "-H", f"Accept-Encoding: {coding or 'identity'}", address],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    took = cpu(pid) - before
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise SystemExit(f"{address} was not answered well:\n{printed}")
    requests = int(next(line.split()[0] for line in printed.splitlines() if "requests in" in line))
    return requests / SECONDS, took / requests * 1e6


def start_nginx(folder: Path, port: int) -> subprocess.Popen:
    (folder / "nginx.conf").write_text(
        f"""worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 1000000; sendfile on; tcp_nopush on; default_type text/html;
server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
"""
    )
    return subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", "nginx.conf"])


def need(*programs: str) -> None:
    """End here with a sentence where one of Debian's programs is missing."""
    for program in programs:
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed. On Debian: apt install nginx-light wrk")


@contextmanager
def site(folder: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """Serve a site as ``make run`` does, with its data in ``folder``; gives its address and process."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key}
    environment |= {"TECHSETS_DATA": str(folder), "PORT": str(port)} | settings
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                fetch(f"http://127.0.0.1:{port}/healthz", "")
                break
            except OSError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(20)


def goal(what: str, measured: float, limit: float, *, at_least: bool = False, unit: str = "x") -> None:
    """Print how ``measured`` stands to its goal, and keep it for the table of ``make bench``."""
    met = measured >= limit if at_least else measured <= limit
    side = "at least" if at_least else "at most"
    line = f"{what:<66}{measured:>9.2f} {unit:<3} {side} {limit:g}  {'met' if met else 'MISSED'}"
    print("GOAL  " + line, flush=True)
    if os.environ.get("BENCH_GOALS"):
        with open(os.environ["BENCH_GOALS"], "a") as file:
            file.write(json.dumps(line) + "\n")
