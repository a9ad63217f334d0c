"""What a published page costs that was seen before, next to nginx sending the same bytes from a file.

Run it with ``.venv/bin/python tests/benchmarks/bench_serving.py``; nginx and wrk come from Debian. It makes a site of
its own in a folder that is thrown away, on ports of its own, and leaves nothing running. Both are asked in turn, the
order alternating, by eight connections on the same cores as the server. CPU is what the server's processes took for
each request; it moves less than requests a second, and the medians of the ratios count.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, SECONDS = 5, 2
PAGES = {
    "a chart, gzip": ("/charts/established-district/", "gzip"),
    "a job description, gzip": ("/job-descriptions/network-specialist/", "gzip"),
    "a job description, plain": ("/job-descriptions/network-specialist/", ""),
    "a Word file": ("/job-descriptions/network-specialist/word/", ""),
}


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


def main() -> None:
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed. On Debian: apt install nginx-light wrk")
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as name:
        folder = Path(name)
        (folder / "www").mkdir()
        os.chmod(folder, 0o755)
        site_port, nginx_port = free_port(), free_port()
        environment = {key: value for key, value in os.environ.items() if "TECHSETS" not in key}
        environment |= {"TECHSETS_DATA": str(folder / "data"), "PORT": str(site_port)}
        site = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        nginx = start_nginx(folder, nginx_port)
        try:
            for _ in range(600):
                try:
                    fetch(f"http://127.0.0.1:{site_port}/healthz", "")
                    break
                except OSError:
                    time.sleep(0.5)
            print(f"{'':28}{'bytes':>8}{'req/s':>9}{'nginx':>9}{'ratio':>7}{'CPU us':>8}{'nginx':>7}{'ratio':>7}")
            for what, (path, coding) in PAGES.items():
                address = f"http://127.0.0.1:{site_port}{path}"
                for _ in range(20):  # Every worker has seen it.
                    body = fetch(address, coding)
                (folder / "www/page").write_bytes(body)
                rounds = []
                for number in range(ROUNDS):
                    both = [(address, site.pid), (f"http://127.0.0.1:{nginx_port}/page", nginx.pid)]
                    order = (0, 1) if number % 2 else (1, 0)
                    got = {at: load(both[at][0], coding, both[at][1]) for at in order}
                    rounds.append((got[0], got[1]))
                middle = [
                    statistics.median(values)
                    for values in zip(*(ours + theirs for ours, theirs in rounds), strict=True)
                ]
                speed = statistics.median(ours[0] / theirs[0] for ours, theirs in rounds)
                cost = statistics.median(ours[1] / theirs[1] for ours, theirs in rounds)
                print(
                    f"{what:28}{len(body):>8}{middle[0]:>9.0f}{middle[2]:>9.0f}{speed:>7.2f}"
                    f"{middle[1]:>8.1f}{middle[3]:>7.1f}{cost:>6.1f}x"
                )
        finally:
            for process in (site, nginx):
                process.terminate()
            for process in (site, nginx):
                process.wait(20)


if __name__ == "__main__":
    main()
