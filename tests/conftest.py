"""What several test modules need: the reference content, loaded once and then put back quickly for each test."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from tests.profiles import register_profiles

register_profiles()

ROOT = Path(__file__).resolve().parent.parent
_rows: list[tuple[type, list]] = []


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
    """Fill an empty database with the reference content: by loading it the first time, from memory after that."""
    from techsets.reference.loader import load

    if not _rows:
        load(ROOT / "fixtures")
        _rows.extend((model, list(model._base_manager.order_by("pk"))) for model in _models())
        return
    with transaction.atomic():
        for model, rows in _rows:
            model._base_manager.bulk_create(rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix():
    """Leave the name of the test database to tests/settings.py, which gives each worker one of its own."""


@pytest.fixture
def reference_content(db):
    put_reference_content()


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
