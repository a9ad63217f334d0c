"""What the site says of itself to load balancers, and to readers while its database is away."""

import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from techsets.monitoring import outages, readiness
from tests.factory import make_chart
from tests.pages import words_of

EVERYWHERE = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.django_db
def test_a_sound_server_is_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.content.decode() == "database: ok\nmigrations: ok\nfiles: ok\n"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_server_whose_files_cannot_be_written_is_not_ready(client, settings, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    response = client.get("/readyz")
    assert response.status_code == 503 and response["Retry-After"] == "30"
    assert "The folder for Word files cannot be written to." in response.content.decode()
    assert str(settings.MEDIA_ROOT) not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_server_of_a_newer_release_than_its_database_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="orgcharts").latest("pk")
    values = {"app": last.app, "name": last.name, "applied": last.applied}
    last.delete()
    try:
        response = client.get("/readyz")
    finally:
        MigrationRecorder.Migration.objects.create(**values)
    assert response.status_code == 503 and "run manage.py migrate" in response.content.decode()
    assert client.get("/readyz").status_code == 200


def test_the_migrations_on_disk_are_read_once(client, db):
    client.get("/readyz")
    with mock.patch("django.db.migrations.loader.MigrationLoader.load_disk") as load:
        assert client.get("/readyz").status_code == 200
    assert not load.called


def test_many_who_ask_at_once_are_told_what_one_has_found_out(monkeypatch):
    asked = []

    def slow():
        asked.append(1)
        time.sleep(0.2)
        return {"database": "No answer.", "migrations": "Unknown."}

    monkeypatch.setattr(readiness, "_database", slow)
    monkeypatch.setattr(readiness, "_found_at", float("-inf"))
    monkeypatch.setattr(readiness, "FRESH", 5.0)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(lambda _: Client().get("/readyz"), range(8)))
    assert {response.status_code for response in responses} == {503}
    assert asked == [1] and time.monotonic() - began < 2


@pytest.fixture
def database_away(db):
    """Every query fails as it does where the server is stopped; from when this is called to the end of the test."""
    wrapper = type(connections["default"])
    refused = OperationalError("connection refused at 10.1.2.3 for user secret")
    away = [mock.patch.object(wrapper, "cursor", side_effect=refused), mock.patch.object(wrapper, "close")]
    yield lambda: [one.start() for one in away]
    for one in away:
        one.stop()


def test_without_a_database_a_server_is_alive_and_not_ready(client, database_away):
    database_away()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "The database cannot be reached." in response.content.decode()
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/job-descriptions/", "/search/?q=network", "/sitemap.xml", "/about/"])
def test_without_a_database_readers_are_told_when_to_come_back(database_away, path):
    make_chart("Superintendent")
    database_away()
    response = Client(raise_request_exception=False).get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "not available for a moment" in words_of(response)
    assert "secret" not in response.content.decode()
    for name, value in EVERYWHERE.items():
        assert response[name].startswith(value), name


@pytest.mark.django_db
def test_while_the_database_is_known_not_to_answer_nobody_waits_for_it(client, django_assert_num_queries):
    outages.begin("database")
    with django_assert_num_queries(0):
        response = client.get("/about/")
        sent = client.post("/admin/logout/", {"next": "/about/"})
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert sent.status_code == 503 and 'name="next" value="/about/"' in sent.content.decode()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200  # This has found out that it answers again.
    assert client.get("/about/").status_code == 200


@pytest.mark.django_db
def test_machines_may_ask_a_server_by_its_address_and_without_https(settings):
    settings.METRICS_TOKEN = "t" * 20
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # As with an https address.
    client = Client(headers={"Host": "10.1.2.3:8000"})
    found = {path: client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics", "/healthz/x")}
    assert found == {"/healthz": 200, "/readyz": 200, "/metrics": 401, "/healthz/x": 400}


def test_a_fault_that_is_not_the_databases_stays_a_fault(client, db, monkeypatch):
    def broken(self, **kwargs):
        raise ValueError("A fault of ours.")

    monkeypatch.setattr("orgcharts.views.HomeView.get_context_data", broken)
    assert Client(raise_request_exception=False).get("/").status_code == 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/robots.txt", "/healthz", "/readyz", "/admin/login/", "/static/site.css", "/search/"]
)
def test_every_answer_carries_the_headers_static_files_too(client, path):
    response = client.get(path)
    for name, value in EVERYWHERE.items():
        assert response[name].startswith(value), (path, name)
