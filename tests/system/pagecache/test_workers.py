"""Two servers of two workers each over one database: an edit is seen by all within a second, without a restart."""

import os
import signal
import time
import urllib.error
import urllib.request

import pytest

from tests import servers
from tests.servers import free_port

EDIT = """
import django
django.setup()
from orgcharts import operations
from orgcharts.models import Position
operations.rename(Position.objects.get(chart__slug="established-district", depth=1), "Head {number}")
"""


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    yield from servers.environment_of(request.param, tmp_path)


def page(port, path="/charts/established-district/"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def wait_for(port, process):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, process.stderr.read()
        try:
            return page(port, "/healthz")
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("The site did not answer.")


def test_an_edit_is_seen_on_every_worker_of_every_server_within_a_second(environment):
    ports, processes = [free_port(), free_port()], []
    try:
        for port in ports:  # One after the other: the first sets the database up.
            values = environment | {"PORT": str(port), "WEB_CONCURRENCY": "2"}
            processes.append(servers.start(values, "manage.py", "serve", start_new_session=True))
            wait_for(port, processes[-1])
        for port in ports:
            for _ in range(10):
                assert "Superintendent" in page(port)
        for number in range(3):
            edit = servers.start(environment, "-c", EDIT.format(number=number))
            assert edit.wait(60) == 0, edit.stderr.read()
            edit.communicate()
            time.sleep(1)
            # Each request is a new connection, which any of the workers may take.
            for port in ports:
                assert {f"Head {number}" in page(port) for _ in range(12)} == {True}
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.communicate(timeout=30)
