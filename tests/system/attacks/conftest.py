"""One server for all attacks that need a real one: as ``make run`` starts it, told its https address."""

import os
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import servers
from tests.system.attacks import wire


@dataclass
class Server:
    port: int
    environment: dict
    pid: int
    log: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacked")
    environments = servers.environment_of(servers.KINDS[0], folder, called="an_attacked_one")
    environment = next(environments) | {"TECHSETS_URL": f"https://{wire.HOST}", "WEB_CONCURRENCY": "2"}
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        environment["PORT"] = str(trial.getsockname()[1])
    port, log = int(environment["PORT"]), folder / "log"
    with log.open("wb") as file:
        process = servers.start(environment, "manage.py", "serve", output=file, start_new_session=True)
        try:
            until = time.monotonic() + 120
            while True:
                assert process.poll() is None and time.monotonic() < until, log.read_text()
                try:
                    if wire.get(port, "/readyz").status == 200:
                        break
                except OSError:
                    time.sleep(0.2)
            yield Server(port, environment, process.pid, log)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=30)
            next(environments, None)


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
