"""Saving a draft never changes what the public sees, whoever publishes it at the same moment."""

import threading

import pytest
from django.db import connection

from jobdescriptions import drafts
from jobdescriptions.admin.job_descriptions import JobDescriptionAdmin
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from tests.factory import make_document, make_job
from tests.pages import form_values

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="On SQLite whoever sends a form holds the one lock of the database."
)


@pytest.mark.django_db
def test_an_import_into_a_draft_that_was_published_meanwhile_leaves_it_public():
    job = make_job("Technician", published=False)
    read_before = JobDescription.objects.get(pk=job.pk)
    publish(job)
    save(make_document("Technician", work_year="10 months"), read_before)
    assert JobDescription.objects.get().published_version == 1
    unpublish(job)
    save(make_document("Technician", work_year="9 months"), read_before)
    assert JobDescription.objects.get().published_version is None


@pytest.mark.django_db
def test_a_draft_that_was_published_meanwhile_is_not_deleted(admin_client):
    job = make_job("Technician", published=False)
    publish(JobDescription.objects.get(pk=job.pk))
    with pytest.raises(drafts.AlreadyPublished):
        drafts.delete(job)
    assert Publication.objects.count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["save", "delete"])
def test_a_publication_during_the_sending_of_a_form_is_not_lost(admin_client, monkeypatch, what):
    job = make_job("Technician", published=False)
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}"
    values = {"post": "yes"}
    if what == "save":
        values = form_values(admin_client.get(f"{address}/change/"), "jobdescription_form")
        values |= {"title": "Tech", "slug": "another-address"}

    def publish_it():
        try:
            publish(job)
        except JobDescription.DoesNotExist:
            pass
        finally:
            connection.close()

    other = threading.Thread(target=publish_it)
    name = "save_model" if what == "save" else "delete_model"
    unhurried = getattr(JobDescriptionAdmin, name)

    def slow(self, *arguments, **options):
        other.start()
        other.join(1)  # Where nobody holds the job description, it is published by then.
        return unhurried(self, *arguments, **options)

    monkeypatch.setattr(JobDescriptionAdmin, name, slow)
    response = admin_client.post(f"{address}/{'change' if what == 'save' else 'delete'}/", values)
    other.join(20)
    publications = list(Publication.objects.all())
    if what == "delete":  # One of the two was first, and the other one found that out.
        assert (response.status_code, len(publications)) in {(302, 0), (403, 1)}
        assert JobDescription.objects.count() == len(publications)
        return
    assert response.status_code == 302
    job.refresh_from_db()
    assert (job.published_version, job.title, len(publications)) == (1, "Tech", 1)
