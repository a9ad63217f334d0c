"""Clauses that are edited at the very moment in which a job description is published or saved."""

import threading

import pytest
from django.db import connection

from jobdescriptions import publishing
from jobdescriptions.clauses.editing import save_clause
from jobdescriptions.draft_preview import Draft
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import DraftChangedError, publish, publish_if_changed
from jobdescriptions.states import State, filter_by_state
from tests.factory import make_clause, make_document, make_job, make_placement

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="On SQLite whoever publishes holds the one lock of the database."
)


def make_placing(*keys):
    # The same clause twice: half of a publication would have one wording, half the other.
    return make_job("Analyst", sections=(*make_document().sections, make_placement(*keys), make_placement(*keys)))


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["write_draft", "build_publication", "to_document"])
def test_a_publication_during_the_edit_of_a_clause_has_one_wording_and_names_its_version(monkeypatch, when):
    clause = make_clause(body="<p>First.</p>")
    job = make_placing("tuberculosis")
    clause = save_clause({"body": "<p>Second.</p>"}, clause)
    step = getattr(publishing, when)

    def edit():
        try:
            save_clause({"body": "<p>Third.</p>"}, clause)
        finally:
            connection.close()

    def edit_meanwhile(*args, **options):
        editor = threading.Thread(target=edit)
        editor.start()
        editor.join(10)
        return step(*args, **options)

    monkeypatch.setattr(publishing, when, edit_meanwhile)
    publication = publish(job)
    text = str(publication.content["sections"])
    version = publication.content["clauses"]["tuberculosis"]
    assert text.count({2: "Second.", 3: "Third."}[version]) == 2
    assert ("Second." in text) != ("Third." in text)
    # The draft has the last wording: it waits to be published unless it just was.
    ahead = filter_by_state(JobDescription.objects.all(), State.AHEAD)
    assert ahead.exists() == (version == 2)


@pytest.mark.django_db
def test_what_was_looked_at_is_not_published_with_another_wording():
    clause = make_clause(body="<p>First.</p>")
    job = make_placing("tuberculosis")
    clause = save_clause({"body": "<p>Second.</p>"}, clause)
    token = Draft(JobDescription.objects.get(pk=job.pk)).token
    save_clause({"body": "<p>Third.</p>"}, clause)
    with pytest.raises(DraftChangedError):
        publish_if_changed(job, shown=token)
    assert Publication.objects.count() == 1
