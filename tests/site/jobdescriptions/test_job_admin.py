"""Job descriptions in the admin."""

import pytest

from jobdescriptions.models import JobDescription, Publication
from tests.factory import make_job, make_salary
from tests.pages import act_on, form_values

pytestmark = pytest.mark.django_db


def test_an_edit_in_the_admin_changes_the_draft_and_publishing_shows_it(admin_client, client):
    job = make_job("Network Specialist", salaries=(make_salary(),))
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"
    values = form_values(admin_client.get(address), "jobdescription_form")
    values["sections-0-body"] = '<p onclick="x()">Edited <b>here</b><script>alert(1)</script>.</p>'
    assert admin_client.post(address, values).status_code == 302
    assert job.sections.first().body.startswith("<p>Edited <strong>here</strong>")
    assert "script" not in job.sections.first().body
    assert "Edited" not in client.get(job.get_absolute_url()).content.decode()
    act_on(admin_client, "/admin/jobdescriptions/jobdescription/", "publish_selected", job)
    assert "Edited <strong>here</strong>" in client.get(job.get_absolute_url()).content.decode()


def test_a_new_job_description_gets_the_next_number_and_starts_as_a_draft(admin_client):
    make_job("First")
    values = form_values(admin_client.get("/admin/jobdescriptions/jobdescription/add/"), "jobdescription_form")
    values |= {"title": "Second", "slug": "second", "employment_class": "Certificated management"}
    assert admin_client.post("/admin/jobdescriptions/jobdescription/add/", values).status_code == 302
    job = JobDescription.objects.get(slug="second")
    assert (job.document_number, job.employment_group, job.is_published) == (
        "TS-0002",
        "certificated-management",
        False,
    )


def test_figures_that_contradict_themselves_come_back_with_what_to_do(admin_client):
    job = make_job("First", salaries=(make_salary(),))
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"
    values = form_values(admin_client.get(address), "jobdescription_form") | {"salaries-0-low": "6000"}
    response = admin_client.post(address, values)
    assert response.status_code == 200
    assert "Exchange them or correct them." in response.content.decode()


def test_taking_back_hides_it_from_the_public(admin_client, client):
    job = make_job("First")
    act_on(admin_client, "/admin/jobdescriptions/jobdescription/", "unpublish_selected", job)
    assert client.get(job.get_absolute_url()).status_code == 404
    assert Publication.objects.count() == 1


def test_who_may_only_look_cannot_publish_or_take_back(client, django_user_model):
    from django.contrib.auth.models import Permission

    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_jobdescription"))
    client.force_login(viewer)
    job = make_job("First")
    for action in ("publish_selected", "unpublish_selected"):
        values = {"action": action, "_selected_action": [job.pk], "confirm": "yes"}
        client.post("/admin/jobdescriptions/jobdescription/", values)
    job.refresh_from_db()
    assert job.published_version == 1
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("model", ["publication", "sourcefile"])
def test_records_of_publishing_can_be_looked_at_and_not_changed(admin_client, model):
    make_job("First")
    assert admin_client.get(f"/admin/jobdescriptions/{model}/").status_code == 200
    assert admin_client.get(f"/admin/jobdescriptions/{model}/add/").status_code == 403


def test_what_was_public_once_is_taken_back_and_never_deleted(admin_client):
    job = make_job("First")
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    draft = make_job("Second", published=False)
    address = f"/admin/jobdescriptions/jobdescription/{draft.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert [one.title for one in JobDescription.objects.all()] == ["First"]
