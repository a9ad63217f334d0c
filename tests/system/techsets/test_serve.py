"""``manage.py serve``, run as ``make run`` runs it, in a data folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests import servers
from tests.conftest import ROOT
from tests.servers import free_port


def start(folder, port, **environment):
    values = {
        name: value
        for name, value in os.environ.items()
        if name not in servers.OF_THE_TESTS | {"DJANGO_SETTINGS_MODULE"}
    }
    values |= {"TECHSETS_DATA": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | environment
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=values,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def fetch(port, address="/", **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.status, response.headers, response.read()


def wait_until_it_answers(process, port, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(process.stdout.read())
        try:
            return fetch(port, "/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.03)
    raise AssertionError("The site did not answer.")


def stop(process) -> str:
    process.terminate()
    printed, _ = process.communicate(timeout=20)
    return printed


@pytest.mark.any_database
def test_a_first_start_sets_everything_up_and_a_second_one_finds_it_done(tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    try:
        wait_until_it_answers(process, port)
        status, headers, page = fetch(port, "/charts/established-district/")
        assert status == 200 and b"Programmer Analyst" in page
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert fetch(port, "/job-descriptions/network-specialist/word/")[2].startswith(b"PK")
        with pytest.raises(urllib.error.HTTPError) as error:
            fetch(port, "/", Host="somebody.else.example")
        assert error.value.code == 400
        error.value.close()
        stylesheet = page.split(b'rel="stylesheet" href="')[1].split(b'"')[0].decode()
        status, headers, _ = fetch(port, stylesheet, **{"Accept-Encoding": "br"})
        assert (status, headers["Content-Encoding"]) == (200, "br")
        assert "immutable" in headers["Cache-Control"]
    finally:
        printed = stop(process)
    assert f"The site is at http://127.0.0.1:{port}/" in printed
    assert f"TECHSETS_DATA={tmp_path} make staff" in printed
    assert "35 job descriptions: 35 new or updated" in printed

    (tmp_path / "static" / "staticfiles.json").unlink()
    process = start(tmp_path, port)
    try:
        wait_until_it_answers(process, port)
        assert fetch(port)[0] == 200
    finally:
        printed = stop(process)
    assert "Static files: collecting" in printed

    process = start(tmp_path, port)
    try:
        wait_until_it_answers(process, port)
    finally:
        printed = stop(process)
    assert "Database: up to date" in printed
    assert "Static files: up to date" in printed
    assert "35 job descriptions: nothing new" in printed


@pytest.mark.any_database
def test_a_taken_port_is_said_before_anything_else_is_done(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "PORT=8001 make run" in printed
    assert not (tmp_path / "techsets.sqlite3").exists()


@pytest.mark.any_database
def test_a_wrong_setting_stops_the_start_with_what_to_do(tmp_path):
    process = start(tmp_path, "eighty")
    printed, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Set it to a whole number from 1 to 65535" in printed
    assert "Traceback" not in printed


@pytest.mark.any_database
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence_without_its_password(tmp_path):
    address = f"postgres://somebody:secret@127.0.0.1:{free_port()}/nothing"
    process = start(tmp_path, free_port(), DATABASE_URL=address)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The database cannot be reached or opened" in printed
    assert "Traceback" not in printed and "secret" not in printed


@pytest.mark.any_database
def test_two_first_starts_at_once_both_come_up(tmp_path):
    ports = [free_port(), free_port()]
    processes = [start(tmp_path, port) for port in ports]
    try:
        for process, port in zip(processes, ports, strict=True):
            wait_until_it_answers(process, port)
            assert fetch(port)[0] == 200
    finally:
        printed = [stop(process) for process in processes]
    assert sum("waiting for it" in one for one in printed) == 1


@pytest.mark.skipif(not servers.on_postgresql(), reason="An SQLite file is in the one data folder, which is locked.")
def test_two_servers_that_start_at_once_on_a_new_database_both_come_up(tmp_path, static_files):
    for environment in servers.environment_of("postgresql", tmp_path, called="started_twice"):
        ports = [free_port(), free_port()]
        processes = []
        for port in ports:
            folder = tmp_path / str(port)
            # Not part of what the database has to say: that static files are collected is tried above.
            shutil.copytree(static_files, folder / "static")
            processes.append(start(folder, port, DATABASE_URL=environment["DATABASE_URL"]))
        try:
            for process, port in zip(processes, ports, strict=True):
                wait_until_it_answers(process, port)
                assert b"Programmer Analyst" in fetch(port, "/charts/established-district/")[2]
        finally:
            printed = [stop(process) for process in processes]
    assert sum("Another server is setting up the same database; waiting for it" in one for one in printed) == 1
    assert sorted("Database: up to date" in one for one in printed) == [False, True]
    assert sorted("35 job descriptions: nothing new" in one for one in printed) == [False, True]
