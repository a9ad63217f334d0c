"""The site as it runs for real, in processes of its own, and visitors and staff who ask it over HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from tests.conftest import ROOT
from tests.servers import free_port, wait_until

PASSWORD = "four unlikely words 7"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def words(self) -> str:
        return " ".join(html.fromstring(self.body.decode()).text_content().split())


class Visitor:
    """A browser: it has cookies and sends forms back as they stand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict | list | None = None, *, files: dict | None = None) -> Answer:
        """Return the answer to one request, without following where it leads. Raises OSError where none comes."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if files is not None:
            body, headers["Content-Type"] = _multipart(dict(fields or {}), files)
        elif fields is not None:
            body, headers["Content-Type"] = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        for cookie in response.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, data, time.monotonic() - began)

    def form(self, path: str, form: str = "") -> dict[str, str]:
        """Return what a browser would send of the form with that id at ``path``; of its main form without one."""
        answer = self.ask(path)
        assert answer.status == 200, (path, answer.status, answer.headers)
        return values_of(answer, form)

    def is_ready(self, seconds: float = 3) -> bool:
        """Say whether the site says that it is ready, by then; each worker's answer may be a second old."""
        until = time.monotonic() + seconds
        while self.ask("/readyz").status != 200:
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def sign_in(self, name: str = "ann") -> Answer:
        fields = self.form("/admin/login/", "login-form")
        return self.ask("/admin/login/", fields | {"username": name, "password": PASSWORD})


def values_of(answer: Answer, form: str = "") -> dict[str, str]:
    """Return what a browser would send of the form with that id on the page ``answer``, or of its main form."""
    page = html.fromstring(answer.body.decode())
    element = page.get_element_by_id(form) if form else page.xpath('//main//form[@method="post"]')[0]
    for area in element.iter("textarea"):
        area.text = (area.text or "").removeprefix("\n")
    return {name: value if value is not None else "" for name, value in element.form_values()}


def _multipart(fields: dict, files: dict) -> tuple[bytes, str]:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    return encode_multipart(BOUNDARY, fields | files), MULTIPART_CONTENT


class Site:
    """``manage.py serve`` with the environment ``values``, on a port of its own."""

    def __init__(self, values: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.values = values | {"PORT": str(self.port), "WEB_CONCURRENCY": "2", "PYTHONUNBUFFERED": "1"}
        self.log = log
        self.process: subprocess.Popen | None = None

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def start(self) -> Site:
        with self.log.open("a") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.values, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            with suppress(OSError, http.client.HTTPException):
                if self.visitor().ask("/healthz").status == 200:
                    return self
            time.sleep(0.03)
        raise AssertionError(f"The site did not answer: {self.log.read_text()}")

    def workers(self) -> list[int]:
        """Return the processes that answer requests."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    command = (entry / "cmdline").read_bytes()
                    if parent == self.process.pid and b"resource_tracker" not in command:
                        found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """End the server and its workers as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            finally:
                self.kill()


def have_every_worker_keep(site: Site, path: str, workers: int = 2) -> None:
    """Ask for ``path``, for which nobody has asked yet, until each worker has made the page and keeps it.

    One that is still starting takes no requests yet. Each writes a line into the log when it makes a page.
    """
    from techsets.cache.content_version import MAX_AGE  # Here, since a benchmark uses this module without Django.

    time.sleep(3 * MAX_AGE)  # A worker that does not know of the last edit yet would make the page twice.
    earlier = len(site.log.read_text())
    line = f" GET {path.partition('?')[0]} 200 "

    def all_have_made_it() -> bool:
        assert site.visitor().ask(path).status == 200
        return site.log.read_text()[earlier:].count(line) == workers

    wait_until(all_have_made_it, 30)


def contention(visitors: list[Visitor], path: str) -> float:
    """Return for how long, in seconds, the last of so many visitors waits for ``path``, asked for by all at once.

    What a machine with other work needs for that many answers says nothing about how long the site waits for a trouble.
    """
    answers = at_once(visitors, [path] * len(visitors))
    assert {answer.status for answer in answers} == {200}
    return max(answer.seconds for answer in answers)


def at_once(visitors: list[Visitor], asking: list) -> list[Answer]:
    """Let each visitor ask for its own, a path or (path, fields), all at once; return the answers in that order."""

    def ask(visitor: Visitor, what) -> Answer:
        return visitor.ask(*([what] if isinstance(what, str) else what))

    with ThreadPoolExecutor(len(asking)) as threads:
        return list(threads.map(ask, visitors, asking))
