"""One server for all attacks that need a real one: as ``make run`` starts it, told its https address."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import servers
from tests.system.attacks import wire
from tests.system.faults.sites import Site


@dataclass
class Server:
    port: int
    environment: dict
    pid: int
    log: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory, prepared):
    folder = tmp_path_factory.mktemp("attacked")
    for environment in servers.environment_of(servers.KINDS[0], folder / "data", "an_attacked_one", prepared):
        site = Site(environment | {"TECHSETS_URL": f"https://{wire.HOST}"}, folder / "log").start()
        try:
            assert wire.get(site.port, "/readyz").status == 200
            yield Server(site.port, site.values, site.process.pid, site.log)
        finally:
            site.stop()


@pytest.fixture
def sound_server(server):
    """The server, of which the test must leave every worker alive, and nothing in the log of faults."""
    workers = _workers(server.pid)
    before = server.log.stat().st_size
    yield server
    assert _workers(server.pid) == workers
    said = server.log.read_bytes()[before:].decode(errors="replace")
    assert "Traceback" not in said and "panicked" not in said and "ERROR" not in said, said
    for _ in range(6):  # Each may come to another worker.
        assert wire.get(server.port, "/healthz").status == 200


def _workers(pid: int) -> set[str]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return set(children.read_text().split())
