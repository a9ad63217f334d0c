"""A site for each test of faults, a copy of the prepared one; on PostgreSQL it is on a server that may be harmed."""

from __future__ import annotations

import itertools
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from tests import servers
from tests.system.faults.cluster import Cluster
from tests.system.faults.sites import Site
from tests.system.faults.volumes import Volume

_copies = itertools.count()


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """Return the environment of processes whose data is in ``folder``, on the database at ``url`` or on SQLite."""
    left_out = servers.OF_THE_TESTS
    values = {name: value for name, value in os.environ.items() if name not in left_out and "TECHSETS" not in name}
    values |= {"DJANGO_SETTINGS_MODULE": "techsets.settings", "TECHSETS_DATA": str(folder)}
    return values | ({"DATABASE_URL": url} if url else {})


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL server for the tests of faults; a test that harms it leaves it running again."""
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def prepared(prepared, request):
    """The prepared site: its data folder, and the cluster that has a copy of its database, or None."""
    on = request.getfixturevalue("cluster") if servers.on_postgresql() else None
    if on:
        on.take_in(prepared["DATABASE_URL"], "prepared")
    return Path(prepared["TECHSETS_DATA"]), on


def copy_of(prepared, folder: Path) -> dict[str, str]:
    """Return the environment of a copy of the prepared site, with its data in ``folder``."""
    original, on = prepared
    shutil.copytree(original, folder, dirs_exist_ok=True)
    if not on:
        return environment(folder)
    name = f"copy_{next(_copies)}"
    on.execute(f"CREATE DATABASE {name} TEMPLATE prepared")
    return environment(folder, on.url(name))


@pytest.fixture
def site(prepared, tmp_path):
    """A site that is running, of two workers, for this test alone."""
    made = Site(copy_of(prepared, tmp_path / "data"), tmp_path / "log").start()
    yield made
    with suppress(AssertionError):
        made.stop()


@pytest.fixture
def cluster_or_none(request):
    """The PostgreSQL server that the site is on; None on SQLite."""
    return request.getfixturevalue("cluster") if servers.on_postgresql() else None


@pytest.fixture
def disk(tmp_path):
    """A small disk for a data folder; on SQLite the database is on it, too."""
    volume = Volume(tmp_path / "disk", 64)
    yield volume
    volume.remove()
