"""What a published page costs that was seen before, next to nginx sending the same bytes from a file.

Run it with ``.venv/bin/python tests/benchmarks/bench_serving.py``; nginx and wrk come from Debian. It makes a site of
its own in a folder that is thrown away, on ports of its own, and leaves nothing running. Both are asked in turn, the
order alternating, by eight connections on the same cores as the server. CPU is what the server's processes took for
each request; it moves less than requests a second, and the medians of the ratios count.

The last row is the floor: the same server sending bytes from a function of three lines, with no Django and no site.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import fetch, free_port, goal, load, need, site, start_nginx

ROUNDS = 5
#: What is asked for, the coding, and the most times nginx's CPU that a request may take.
PAGES = {
    "a chart, gzip": ("/charts/established-district/", "gzip", 4),
    "a job description, gzip": ("/job-descriptions/network-specialist/", "gzip", 4),
    "a job description, brotli": ("/job-descriptions/network-specialist/", "br", 4),
    "a job description, plain": ("/job-descriptions/network-specialist/", "", 4),
    "a Word file": ("/job-descriptions/network-specialist/word/", "", 6),
}
FLOOR = """
BODY = open({page!r}, "rb").read()
HEADERS = [("content-type", "text/html"), ("content-length", str(len(BODY)))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""


def compare(what: str, address: str, coding: str, pid: int, nginx: tuple[str, int]) -> tuple[float, float]:
    """Print and return the ratios to nginx of requests a second and of CPU for each request."""
    rounds = []
    for number in range(ROUNDS):
        both = [(address, pid), nginx]
        order = (0, 1) if number % 2 else (1, 0)
        got = {at: load(both[at][0], coding, both[at][1]) for at in order}
        rounds.append((got[0], got[1]))
    middle = [statistics.median(values) for values in zip(*(ours + theirs for ours, theirs in rounds), strict=True)]
    speed = statistics.median(ours[0] / theirs[0] for ours, theirs in rounds)
    cost = statistics.median(ours[1] / theirs[1] for ours, theirs in rounds)
    print(
        f"{what:28}{middle[0]:>9.0f}{middle[2]:>9.0f}{speed:>7.2f}{middle[1]:>8.1f}{middle[3]:>7.1f}{cost:>6.1f}x",
        flush=True,
    )
    return speed, cost


def main() -> None:
    need("nginx", "wrk")
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as name:
        folder = Path(name)
        (folder / "www").mkdir()
        os.chmod(folder, 0o755)
        page, nginx_port = folder / "www/page", free_port()
        nginx = start_nginx(folder, nginx_port)
        theirs = (f"http://127.0.0.1:{nginx_port}/page", nginx.pid)
        try:
            print(f"{'':28}{'req/s':>9}{'nginx':>9}{'ratio':>7}{'CPU us':>8}{'nginx':>7}{'ratio':>7}")
            with site(folder / "data") as (address, process):
                for what, (path, coding, most) in PAGES.items():
                    for _ in range(20):  # Every worker has seen it.
                        body = fetch(address + path, coding)
                    page.write_bytes(body)
                    speed, cost = compare(f"{what}, {len(body)} B", address + path, coding, process.pid, theirs)
                    goal(f"{what}, seen before: requests a second of nginx's", speed, 0.5, at_least=True)
                    goal(f"{what}, seen before: CPU of nginx's", cost, most)
            floor(folder, page, theirs)
        finally:
            nginx.terminate()
            nginx.wait(20)


def floor(folder: Path, page: Path, nginx: tuple[str, int]) -> None:
    """Compare the server alone, with no site in it, sending the last page."""
    (folder / "floor.py").write_text(FLOOR.format(page=str(page)))
    port = free_port()
    arguments = ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    bare = subprocess.Popen(
        [sys.executable, "-m", "granian", *arguments, "--log-level", "error", "floor:application"], cwd=folder
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(100):
            try:
                fetch(address, "")
                break
            except OSError:
                time.sleep(0.2)
        compare("granian alone, same bytes", address, "", bare.pid, nginx)
    finally:
        bare.terminate()
        bare.wait(20)


if __name__ == "__main__":
    main()
