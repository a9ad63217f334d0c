"""What each worker sets up once: a site, of which tests get copies, which takes a moment, and a browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import servers
from tests.conftest import ROOT
from tests.system.faults.sites import PASSWORD

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

COLLECT = """
import django
django.setup()
from techsets.server.collect_static import collect
collect(print)
"""

#: What ``manage.py serve`` does before it serves, and the account of ann.
SET_UP = f"""
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from techsets.accounts.groups import set_up_groups
call_command("migrate", verbosity=0)
set_up_groups()
call_command("load_reference_content", verbosity=0)
User.objects.create_superuser("ann", "ann@example.org", {PASSWORD!r})
"""


def _python(script: str, environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory) -> Path:
    """The folder of the static files as ``manage.py serve`` collects them, once for all workers of this run.

    They are the same whatever the database; whoever copies them keeps their times, so that they are not collected anew.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    collected = folder / "collected"
    with (folder / "collecting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (collected / "static/.collected").exists():
            collected.mkdir(exist_ok=True)
            _python(COLLECT, next(servers.environment_of("sqlite", collected)))
    return collected / "static"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, static_files):
    """The environment of a site that has been set up, with the account of ann, for ``servers.environment_of(like=)``.

    Nobody may start it: what it has is copied.
    """
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(static_files, folder / "static")
    for environment in servers.environment_of(servers.KINDS[0], folder, "prepared"):
        _python(SET_UP, environment)
        yield environment


@pytest.fixture(scope="session")
def browser(chromium, live_server):
    """Debian's Chromium, driven by Playwright: one for each worker. Each page of a test has a context of its own.

    It is closed before the live server is: a connection that is still open has a thread in there.
    """
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; the tests' own use of the database from it is meant.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()
    # What answered its connections ends after them, and before the live server, whose database it uses.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
