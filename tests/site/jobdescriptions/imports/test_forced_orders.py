"""Two people who confirm the same new Word file: the second is told, and nothing is there twice."""

import threading

import pytest
from django.db import connection
from django.test import Client

from jobdescriptions.imports import steps
from jobdescriptions.models import JobDescription, PendingImport, SourceFile
from techsets.history.models import Change
from tests.pages import form_values, words_of
from tests.site.jobdescriptions.admin.test_imports import IMPORT, upload, word_file
from tests.site.orders import one_while_the_other

TOGETHER = f"{IMPORT}together/"

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="On SQLite whoever sends a form holds the one lock of the database."
)


@pytest.fixture
def two_people(django_user_model):
    """Two administrators, each with the same new file waiting."""
    people = []
    for name in ("ann", "bob"):
        client = Client()
        client.force_login(django_user_model.objects.create_superuser(name, f"{name}@example.org", "x"))
        upload(client, (f"File of {name}.docx", word_file()))
        people.append(client)
    return people


def address_of(name):
    return f"{IMPORT}{PendingImport.objects.get(name=f'File of {name}.docx').token}/"


def by_itself(client, name):
    """Open the file's page; return what sends its form."""
    address = address_of(name)
    values = form_values(client.get(address), "import-form") | {"confirm": "1"}
    return lambda: client.post(address, values, follow=True)


def together(client, name):
    """Open the page of all files; return what ticks and saves this person's one."""
    token = PendingImport.objects.get(name=f"File of {name}.docx").token
    values = {"files": [token], f"seen-{token}": "new", "save": "1"}
    client.get(TOGETHER)
    return lambda: client.post(TOGETHER, values, follow=True)


def assert_only_the_first_saved(response):
    assert response.status_code == 200
    assert JobDescription.objects.count() == SourceFile.objects.count() == 1
    assert Change.objects.filter(message__contains="Imported the Word file").count() == 1
    assert [pending.name for pending in PendingImport.objects.all()] == ["File of bob.docx"]


@pytest.mark.django_db
@pytest.mark.parametrize("way", [by_itself, together])
def test_the_second_of_two_who_confirm_the_same_file_is_told(two_people, way):
    first, second = (way(client, name) for client, name in zip(two_people, ("ann", "bob"), strict=True))
    first()
    response = second()
    assert_only_the_first_saved(response)
    told = (
        "has just saved this very file as “Network Technician" if way is by_itself else "has changed since you looked"
    )
    assert told in words_of(response)


@pytest.mark.django_db
def test_who_was_told_may_save_a_second_one_or_replace_the_first(two_people):
    first, second = (by_itself(client, name) for client, name in zip(two_people, ("ann", "bob"), strict=True))
    first()
    again = form_values(second(), "import-form") | {"confirm": "1"}
    two_people[1].post(address_of("bob"), again)
    assert JobDescription.objects.count() == 2 and SourceFile.objects.count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [by_itself, together])
@pytest.mark.parametrize("is_known", [False, True], ids=["a new file", "a file that was kept before"])
def test_the_second_of_two_at_one_moment_is_told(two_people, way, is_known):
    if is_known:  # Then neither waits for the other where the file is kept, but for the next free number.
        steps.store_source("Kept.docx", word_file())
    first, second = (way(client, name) for client, name in zip(two_people, ("ann", "bob"), strict=True))
    responses = []
    outcome = one_while_the_other(first, lambda: responses.append(second()))
    assert outcome == (None, None)
    assert_only_the_first_saved(responses[0])
    assert any(
        told in words_of(responses[0])
        for told in ("has just saved this very file", "saved a job description at the same moment", "since you looked")
    )


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_without_any_order_one_is_told(two_people):
    ways = [by_itself(client, name) for client, name in zip(two_people, ("ann", "bob"), strict=True)]
    start, statuses = threading.Barrier(2), []

    def run(way):
        try:
            start.wait(10)
            statuses.append(way().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [200, 200]
    assert JobDescription.objects.count() == SourceFile.objects.count() == PendingImport.objects.count() == 1
