"""The metrics: for who knows the token, of all workers, and without a series for every address."""

import json
import os
import signal
import struct
import subprocess
import sys
import time

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from techsets.monitoring import worker_counts
from tests import servers
from tests.conftest import ROOT
from tests.servers import wait_until
from tests.system.techsets.monitoring.serving import serving

TOKEN = "a-token-that-is-hard-to-guess"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path, prepared):
    (tmp_path / "tmp").mkdir()
    for values in servers.environment_of(request.param, tmp_path / "data", like=prepared):
        yield values | {
            "TECHSETS_METRICS": TOKEN,
            "TECHSETS_LOG": "json",
            "TMPDIR": str(tmp_path / "tmp"),
            "TECHSETS_DEBUG": "1",
        }


def samples(server, parse=prometheus, **headers):
    status, _, body = server.get("/metrics", **BEARER, **headers)
    assert status == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in parse(body.decode())
        for sample in family.samples
    }


def kept(found):
    return sum(value for key, value in found.items() if key[0] == "techsets_kept_pages_sent_total")


def test_a_server_counts_for_all_of_its_workers_and_goes_on_when_one_is_killed(environment, tmp_path):
    with serving(environment, tmp_path) as server:
        assert server.get("/metrics")[0] == 401
        assert server.get("/metrics", Authorization=f"Bearer {TOKEN}x")[0] == 401
        status, headers, _ = server.get("/metrics", Authorization="Bearer ünsinn".encode().decode("latin-1"))
        assert status == 401 and headers["www-authenticate"] == "Bearer"

        for number in range(20):
            assert server.get("/charts/established-district/")[0] == 200
            assert server.get(f"/nowhere/{number}/")[0] == 404
        server.get("/admin/login/")
        # Made once by each worker at most, and sent from memory after that; each new connection may reach another.
        wait_until(lambda: (found := samples(server)) and kept(found) + found["techsets_kept_pages_made_total",] >= 20)
        found = samples(server)
        assert kept(found) + found["techsets_kept_pages_made_total",] == 20
        assert found["techsets_kept_pages_made_total",] <= 2
        assert found["techsets_requests_total", "GET", "none", "4xx"] == 20
        assert found["techsets_requests_total", "GET", "metrics", "4xx"] == 3
        assert found["techsets_request_duration_seconds_count", "admin"] == 1
        assert found["techsets_workers",] == 2 and found["techsets_workers_memory_bytes",] > 50e6
        assert found["techsets_published_job_descriptions",] == 35 and found["techsets_published_charts",] == 4
        # The content may have been loaded at the beginning of a long run of tests.
        assert 0 <= time.time() - found["techsets_last_change_timestamp_seconds",] < 24 * 3_600
        assert {found["techsets_ready", name] for name in ("database", "migrations", "files")} == {1}
        assert found["techsets_data_free_bytes",] > 0
        assert not [key for key in found if "/" in "".join(key)]
        as_openmetrics = samples(server, openmetrics, Accept="application/openmetrics-text; version=1.0.0")
        assert as_openmetrics["techsets_requests_total", "GET", "none", "4xx"] == 20
        assert server.get("/metrics", **BEARER, Accept="text/plain; version=x")[0] == 200

        before, victim = server.workers(), server.workers()[0]
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: victim not in server.workers() and len(server.workers()) == 2)
        wait_until(lambda: samples(server)["techsets_workers",] == 2)
        after = samples(server)
        assert set(server.workers()) != set(before)
        assert after["techsets_requests_total", "GET", "none", "4xx"] == 20  # What it counted stays.
        assert kept(after) >= kept(found) - 1
        (folder,) = (tmp_path / "tmp").glob("techsets-metrics-*")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert not list(folder.glob(f"gauge_*_{victim}.db")) and (folder / f"counter_{victim}.db").exists()
    for line in server.printed().splitlines():
        if line.startswith("{"):
            assert json.loads(line)["level"] in {"INFO", "WARNING", "ERROR"}
            assert TOKEN not in line


def test_without_a_token_there_are_no_metrics_and_nothing_is_loaded_for_them(client, db):
    assert client.get("/metrics").status_code == 404
    script = "import django, sys; django.setup(); import techsets.wsgi; print(sorted(sys.modules))"
    values = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TECHSETS_DATA"}}
    values |= {"DJANGO_SETTINGS_MODULE": "techsets.settings"}
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=values, capture_output=True, check=True)
    for name in (b"'prometheus_client'", b"'sentry_sdk'", b"'boto3'", b"'botocore'", b"'storages'"):
        assert name not in loaded.stdout


def test_of_workers_that_ended_the_counts_stay_and_the_gauges_go(tmp_path):
    from prometheus_client import CollectorRegistry
    from prometheus_client.mmap_dict import MmapedDict, mmap_key
    from prometheus_client.multiprocess import MultiProcessCollector

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        for kind, name in (("counter", "c_total"), ("gauge_livesum", "g")):
            counts = MmapedDict(str(tmp_path / f"{kind}_{pid}.db"))
            counts.write_value(mmap_key(name.removesuffix("_total"), name, [], [], "help"), 5.0, 0.0)
            counts.close()
    (tmp_path / f"histogram_{ended.pid}.db").touch()  # It was killed at this moment.
    for _ in range(2):
        worker_counts.remove_ended_workers(tmp_path)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(tmp_path))
        assert (registry.get_sample_value("c_total"), registry.get_sample_value("g")) == (10, 5)


def test_a_worker_that_has_just_made_its_file_is_waited_for(tmp_path, client, db, settings, monkeypatch):
    from techsets.monitoring import metrics

    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setenv(worker_counts.VARIABLE, str(tmp_path))
    empty = tmp_path / f"counter_{os.getpid()}.db"
    empty.touch()
    with pytest.raises(struct.error):
        client.get("/metrics", headers=BEARER)
    waited = []
    monkeypatch.setattr(metrics.time, "sleep", lambda seconds: waited.append(seconds) or empty.write_bytes(b"\0" * 64))
    assert client.get("/metrics", headers=BEARER).status_code == 200
    assert len(waited) == 1


def test_a_folder_of_somebody_elses_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = worker_counts.prepare("127.0.0.1", 8000)
    (folder / "counter_1.db").write_bytes(b"old")
    assert worker_counts.prepare("127.0.0.1", 8000) == folder and not list(folder.iterdir())
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="somebody else"):
        worker_counts.prepare("127.0.0.1", 8000)
