"""Job descriptions in the admin."""

import pytest

from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from tests.factory import make_job, make_salary
from tests.pages import act_on, form_values, words_of

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


def test_what_was_public_once_is_unpublished_and_never_deleted(admin_client):
    job = make_job("First")
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    draft = make_job("Second", published=False)
    address = f"/admin/jobdescriptions/jobdescription/{draft.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert [one.title for one in JobDescription.objects.all()] == ["First"]


@pytest.fixture
def editor(client, django_user_model):
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    call_command("set_up_groups", verbosity=0)
    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def test_editors_delete_drafts_that_they_began_and_that_were_never_public(editor, admin_client, django_user_model):
    values = {f"{prefix}-{name}_FORMS": "0" for prefix in ("sections", "salaries") for name in ("TOTAL", "INITIAL")}
    values |= {"title": "Drone Pilot", "slug": "drone-pilot"}
    assert editor.post("/admin/jobdescriptions/jobdescription/add/", values).status_code == 302
    own, other = JobDescription.objects.get(), make_job("Network Technician", published=False)
    own.sections.create(heading="Definition", kind="definition", body="<p>Flies.</p>")

    def address(job):
        return f"/admin/jobdescriptions/jobdescription/{job.pk}/delete/"

    assert address(own) in editor.get(address(own).replace("delete", "change")).content.decode()
    assert address(other) not in editor.get(address(other).replace("delete", "change")).content.decode()
    assert editor.post(address(other), {"post": "yes"}).status_code == 403
    publish(own), unpublish(own)
    assert editor.post(address(own), {"post": "yes"}).status_code == 403, "What was public once is kept."
    own.publications.all().delete()
    assert editor.post(address(own), {"post": "yes"}).status_code == 302
    assert list(JobDescription.objects.all()) == [other]


def test_no_form_calls_an_address_a_slug(admin_client):
    job, draft = make_job("Public"), make_job("Draft", published=False)
    for one in (job, draft):
        assert "Slug" not in words_of(admin_client.get(f"/admin/jobdescriptions/jobdescription/{one.pk}/change/"))
    values = {f"{prefix}-{name}_FORMS": "0" for prefix in ("sections", "salaries") for name in ("TOTAL", "INITIAL")}
    for slug, says in (("public", "Another job description has this address."), ("no good", "Use only letters")):
        response = admin_client.post(
            "/admin/jobdescriptions/jobdescription/add/", values | {"title": "Another", "slug": slug}
        )
        assert says in words_of(response) and "slug" not in words_of(response).lower()
