"""What several test modules need: the reference content, loaded once and then put back quickly for each test."""

import os
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from tests.profiles import register_profiles

register_profiles()

ROOT = Path(__file__).resolve().parent.parent
#: The columns of each table of the reference content, as SQL, once ``reference_tables`` has made copies of them.
_columns: dict[str, str] = {}


def _models():
    from jobdescriptions import models as jobs
    from orgcharts import models as charts
    from techsets.reference.models import ReferenceItem
    from techsets.search.models import SearchEntry

    return [
        jobs.SourceFile,
        jobs.JobDescription,
        jobs.Section,
        jobs.SalaryRange,
        jobs.Publication,
        charts.SiteText,
        charts.SupportModel,
        charts.Characteristic,
        charts.OrgChart,
        charts.Position,
        charts.Placement,
        charts.SharedSupervision,
        ReferenceItem,
        SearchEntry,
    ]


def put_reference_content() -> None:
    """Fill an empty database with the reference content: from the tables of ``reference_tables``, or by loading it."""
    from techsets.reference.loader import load

    if not _columns:
        load(ROOT / "fixtures")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in _columns.items():
            cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "reference_{table}"')
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


@pytest.fixture(scope="session")
def reference_tables(django_db_setup, django_db_blocker):
    """Load the reference content once in each worker, into tables beside the site's own, which no test changes."""
    from techsets.reference.loader import load

    columns = {
        model._meta.db_table: ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        for model in _models()
    }
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        empty = [table for table in tables if not _count(cursor, table)]
        load(ROOT / "fixtures")
        for table, names in columns.items():
            cursor.execute(f'CREATE TABLE "reference_{table}" AS SELECT {names} FROM "{table}"')
        for table in empty:  # Constraints are looked at when the transaction ends.
            if _count(cursor, table):
                cursor.execute(f'DELETE FROM "{table}"')
    _columns.update(columns)


def _count(cursor, table: str) -> int:
    cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
    return cursor.fetchone()[0]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix():
    """Leave the name of the test database to tests/settings.py, which gives each worker one of its own."""


@pytest.fixture
def reference_content(reference_tables, db):
    put_reference_content()


@pytest.fixture(autouse=True)
def process_of_a_command():
    """Let each test begin in a process that serves nobody: importing ``techsets.wsgi`` says the opposite, for good."""
    from techsets import patience

    patience._for_people = False


@pytest.fixture(scope="session", autouse=True)
def readiness_is_always_asked_anew():
    """What was found a moment ago would be another test's."""
    from techsets import readiness

    readiness.of_the_database.fresh = readiness.of_the_files.fresh = 0.0


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
