"""Ports for the servers of tests."""

import socket
from pathlib import Path

from tests import servers


def test_no_port_is_given_twice_or_while_somebody_listens_on_it():
    first = servers.free_port()
    with socket.socket() as taken:
        # The one that would be next.
        while True:
            try:
                taken.bind(("127.0.0.1", first + 1))
                break
            except OSError:
                first = servers.free_port()
        others = {servers.free_port() for _ in range(50)}
    assert len(others) == 50 and not {first, first + 1} & others


def test_outgoing_connections_get_other_ports():
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert 20_000 <= servers.free_port() < 30_000 <= lowest


def test_each_worker_has_ports_of_its_own(monkeypatch):
    ranges = []
    for worker in range(10):
        monkeypatch.setattr(servers, "_worker", worker)
        ranges.append(servers.free_port() // 1_000)
    assert ranges == list(range(20, 30))
