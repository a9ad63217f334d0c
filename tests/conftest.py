"""What several test modules need: the reference content, loaded once and then put back quickly for each test."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.kept import Kept
from tests.profiles import register_profiles

register_profiles()

ROOT = Path(__file__).resolve().parent.parent
_reference = Kept("reference")


def put_reference_content() -> None:
    """Fill an empty database with the reference content: from the tables of ``reference_tables``, or by loading it."""
    from techsets.reference.loader import load

    if _reference:
        _reference.put()
    else:
        load(ROOT / "fixtures")


@pytest.fixture(scope="session")
def reference_tables(django_db_setup, django_db_blocker):
    """Load the reference content once in each worker, into tables beside the site's own, which no test changes."""
    from techsets.reference.loader import load

    with django_db_blocker.unblock():
        _reference.make(lambda: load(ROOT / "fixtures"))


@pytest.fixture(scope="module")
def keep(django_db_setup, django_db_blocker):
    """Give a function that makes content once for all tests of the module: ``keep(make).put()`` puts it into a test."""
    kept = []

    def keep_what(make) -> Kept:
        kept.append(Kept(f"kept_{len(kept)}"))
        with django_db_blocker.unblock():
            kept[-1].make(make)
        return kept[-1]

    yield keep_what
    with django_db_blocker.unblock():
        for one in kept:
            one.remove()


@pytest.fixture
def reference_content(reference_tables, db):
    put_reference_content()


@pytest.fixture(autouse=True)
def process_of_a_command():
    """Let each test begin in a process that serves nobody, and that knows of no outage, lock, count or fact.

    Importing ``techsets.wsgi`` says the opposite, for good.
    """
    from techsets.monitoring import outages
    from techsets.server import timeouts

    timeouts._is_web = False
    outages._outages.clear()
    # Only some tests import these, with the metrics switched on.
    if metrics := sys.modules.get("techsets.monitoring.metrics"):
        metrics._worker = None


@pytest.fixture(scope="session", autouse=True)
def readiness_is_always_asked_anew():
    """What was found a moment ago would be another test's."""
    from techsets.monitoring import readiness

    readiness.FRESH = 0.0


def need(program: str) -> str:
    """Return where ``program`` is. Without it the test is skipped, except under CI, where it must be there."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing, and under CI nothing may be skipped.")
        pytest.skip(f"{program} is not installed.")
    return found


@pytest.fixture(scope="session")
def chromium():
    return need("chromium")


@pytest.fixture(scope="session")
def soffice():
    return need("soffice")
