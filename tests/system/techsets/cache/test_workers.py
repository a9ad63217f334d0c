"""Two servers of two workers each over one database: an edit is seen by all within a second, without a restart."""

import time
import urllib.request
from contextlib import ExitStack

import pytest

from tests import servers
from tests.system.faults.sites import Site

EDIT = """
import django
django.setup()
from orgcharts.changes import positions as operations
from orgcharts.models import Position
row = Position.objects.get(chart__slug="established-district", depth=1)
for number in range(3):
    input()
    row = operations.rename(row, f"Head {number}")
    print("done", flush=True)
"""


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path, prepared):
    yield from servers.environment_of(request.param, tmp_path / "data", like=prepared)


def page(port, path="/charts/established-district/"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def test_an_edit_is_seen_on_every_worker_of_every_server_within_a_second(environment, tmp_path):
    with ExitStack() as running:
        ports = []
        for number in range(2):
            site = Site(environment, tmp_path / f"log-{number}").start()
            running.callback(site.stop)
            ports.append(site.port)
        for port in ports:
            for _ in range(10):
                assert "Superintendent" in page(port)
        editing = servers.start(environment, "-c", EDIT)
        running.callback(editing.communicate)
        running.callback(editing.kill)
        for number in range(3):
            print(file=editing.stdin, flush=True)
            assert editing.stdout.readline() == "done\n", editing.stderr.read()
            time.sleep(1)
            # Each request is a new connection, which any of the workers may take.
            for port in ports:
                assert {f"Head {number}" in page(port) for _ in range(12)} == {True}
